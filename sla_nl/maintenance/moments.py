"""When the sweep looks at a window again: to remind its planner, to start it, to end it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sla_nl.site.time import instant_of, site_time

from .judging import Judged, announce_by
from .reading import ANNOUNCED, IN_PROGRESS, PLANNED, announced_at, moment

REMINDED_BEFORE_S = 24 * 3600
"""How long before the latest moment to announce the planner is reminded."""


def look_again_at(window: Any, judged: Sequence[Judged], now: int) -> datetime | None:
    """Return the next moment at which something happens to a window by itself; None if nothing."""
    ahead = list(_moments(window, judged, now))
    return site_time(min(ahead)) if ahead else None


def remind_at(window: Any, judged: Sequence[Judged]) -> int | None:
    """Return when the planner of a window is reminded to announce it; None if there is no need."""
    by = announce_by(judged)
    if window.status not in (PLANNED, ANNOUNCED) or announced_at(window) is not None or by is None:
        return None
    return None if moment(window.reminded_for) == site_time(by) else by - REMINDED_BEFORE_S


def _moments(window: Any, judged: Sequence[Judged], now: int) -> Iterator[int]:
    start, end = instant_of(window.planned_start), instant_of(window.planned_end)
    if start is None or end is None:
        return
    if window.status in (PLANNED, ANNOUNCED):
        yield start
        remind = remind_at(window, judged)
        if remind is not None and now < (by := remind + REMINDED_BEFORE_S):
            # Whoever plans it late has just seen how much time is left.
            yield max(remind, (now + by) // 2)
    if window.status == IN_PROGRESS and not window.overrun_told:
        yield end
