"""The time that is left on a clock with detours."""

from __future__ import annotations

from collections.abc import Sequence

from .clock_state import Course
from .counting import Stretch, counted, stretches
from .errors import NoOpeningTimeError


def left_of(course: Course, used: int, end: int) -> int | None:
    """Return the seconds left: of the budget, or until the date in the time that counts."""
    if course.row.budget_s is not None and not course.is_planned:
        return max(0, course.row.budget_s - used)
    if course.held_due is None:
        return None
    running: Sequence[Stretch] = course.running
    if course.is_planned and course.held_due > end:
        return _left_until(running, end, course.held_due)
    if course.due is None:  # Paused: count as if the clock ran on from the start of the pause.
        running = stretches(course.start, course.row.counting, ())
        end = max(s for s, u in course.stops if u is None)
    return counted(running, end, course.held_due) if course.held_due > end else 0


def _left_until(running: Sequence[Stretch], end: int, planned: int) -> int | None:
    """Return the seconds until a planned date; None if the holidays up to it are not known."""
    try:
        return counted(running, end, planned)
    except NoOpeningTimeError:
        return None
