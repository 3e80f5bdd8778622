"""When a share of a clock's time is used up: the warning before the breach."""

from __future__ import annotations

from decimal import Decimal

from ..clock_state import Course
from ..counting import date_of, moved, used_up_at
from ..terms.contract import ContractTerms


def share_of(course: Course, percent: Decimal, terms: ContractTerms) -> int | None:
    """Return the instant at which a share of a clock's time is used up.

    Of a budget it is a share of the time that counts. Of a date it is a share of the time between
    the start and the date, moved on by the pauses before it.

    Returns: None while the clock stands still before that instant, and without a date.
    """
    row = course.row
    if row.budget_s is not None and not course.is_planned:
        return used_up_at(course.running, int(row.budget_s * percent / 100))
    if course.is_planned and course.due is not None:
        date = course.due
    elif row.terms.amount is None:
        return None
    else:
        date = date_of(row, course.start, terms)
    share = course.start + int((date - course.start) * percent / 100)
    return moved(row, share, course.begin, course.stops, terms)
