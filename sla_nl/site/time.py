"""Convert between the site's naive datetimes and instants in seconds of UTC (docs/design.md 4.2).

No other module does so.
"""

from __future__ import annotations

from datetime import datetime

from frappe.utils import get_datetime, get_system_timezone, now_datetime

from sla_nl.engine.calendars.instants import Zone, seconds_of, zone


def site_zone() -> Zone:
    """Return the time zone in which the site stores its datetimes."""
    return zone(get_system_timezone())


def instant_of(naive: datetime | str | None) -> int | None:
    """Return the instant of a naive site time, in seconds of UTC; None if it is empty.

    When the clock goes back, an hour exists twice; the first of the two is taken.
    """
    moment = get_datetime(naive) if naive else None
    return None if moment is None else seconds_of(moment.replace(tzinfo=site_zone().tz))


def site_time(instant_s: int | None) -> datetime | None:
    """Return an instant as the site stores it: naive, in the site's zone."""
    return None if instant_s is None else site_zone().local(instant_s).replace(tzinfo=None)


def now_s() -> int:
    """Return the current instant in seconds of UTC, by the site's clock."""
    found = instant_of(now_datetime())
    assert found is not None
    return found
