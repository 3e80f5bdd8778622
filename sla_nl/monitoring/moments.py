"""Read the moments in the bodies that monitoring tools post."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from sla_nl.engine.calendars.instants import LAST_S, Zone, seconds_of

_FIRST_S = 946_684_800
"""The year 2000: an earlier moment stands for none, such as `0001-01-01T00:00:00Z`."""

_FRACTION = re.compile(r"(:\d\d)[.,]\d+")
_SECONDS = re.compile(r"\d{9,11}")


def instant(value: Any, zone: Zone | None = None) -> int | None:
    """Return a moment in whole seconds of UTC; None if it is empty or none that can be meant.

    Example: `2026-06-09T08:00:00.123456789Z`, `2026-06-09 08:00:00.123`, `1780992000`.

    Args:
        zone: the zone of a moment without an offset; None for UTC.
    Raises: ValueError: it is no moment.
    """
    text = _FRACTION.sub(r"\1", str(value if value is not None else "").strip())
    if not text:
        return None
    if _SECONDS.fullmatch(text):
        found = int(text)
    else:
        moment = datetime.fromisoformat(text)
        found = seconds_of(moment if moment.tzinfo else _in(moment, zone))
    return found if _FIRST_S <= found <= LAST_S else None


def _in(moment: datetime, zone: Zone | None) -> datetime:
    return moment.replace(tzinfo=zone.tz if zone else UTC)
