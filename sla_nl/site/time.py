"""Convert between the site's naive datetimes and instants in seconds of UTC (docs/design.md 4.1).

No other module does so.

When the clocks go back, an hour of local time exists twice. The instant of now is never read from a
local time, so it tells the two passes apart. What is stored as a local time does not: whoever looks
for what has passed asks for `latest_passed` or `surely_passed`.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from frappe.utils import get_datetime, get_system_timezone

from sla_nl.engine.calendars.instants import Zone, seconds_of, zone


def site_zone() -> Zone:
    """Return the time zone in which the site stores its datetimes."""
    return zone(get_system_timezone())


def instant_of(naive: datetime | str | None, until: int | None = None) -> int | None:
    """Return the instant of a naive site time, in seconds of UTC; None if it is empty.

    Args:
        until: the moment, mostly now, that a time which was just written does not exceed. A time
            that exists twice is then the later one up to it; without it, the first of the two.
    """
    moment = get_datetime(naive) if naive else None
    if moment is None:
        return None
    first = moment.replace(tzinfo=site_zone().tz)
    second = seconds_of(first.replace(fold=1)) if until is not None else None
    is_second = second is not None and until is not None and second <= until
    return second if is_second else seconds_of(first)


def site_time(instant_s: int | None) -> datetime | None:
    """Return an instant as the site stores it: naive, in the site's zone."""
    return None if instant_s is None else site_zone().local(instant_s).replace(tzinfo=None)


def latest_passed(now: int) -> datetime:
    """Return a site time before which every stored moment lies that has passed.

    In the second pass of an hour that is later than the clock shows: a moment of 02:50 may have
    passed at 02:10. So more may be found than has passed, and has to be judged.

    Args:
        now: in seconds of UTC.
    """
    local, set_back, is_second = _pass_of(now)
    return local + set_back if is_second else local


def surely_passed(now: int) -> datetime:
    """Return a site time before which only stored moments lie that have passed.

    In the first pass of an hour that is earlier than the clock shows: a moment of 02:10 may mean
    the second pass.

    Args:
        now: in seconds of UTC.
    """
    local, set_back, is_second = _pass_of(now)
    return local if is_second else local - set_back


def now_s() -> int:
    """Return the current instant in seconds of UTC."""
    return seconds_of(datetime.now(UTC))


def _pass_of(now: int) -> tuple[datetime, timedelta, bool]:
    """Return the site's time of an instant; if it exists twice, also by how much and which it is.

    Returns: a naive datetime; by how much the clocks are set back, mostly 0; whether this is the
        second pass.
    """
    local = site_zone().local(now)
    first, second = (local.replace(fold=fold) for fold in (0, 1))
    set_back = timedelta(seconds=max(seconds_of(second) - seconds_of(first), 0))
    return local.replace(tzinfo=None), set_back, bool(set_back) and seconds_of(first) != now
