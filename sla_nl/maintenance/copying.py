"""Copy a window to the next month: the same weekday of the month, as a draft."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, timedelta

import frappe
from frappe.model.document import Document

from .reading import DRAFT, moment


def to_next_month(window: Document) -> str:
    """Store a copy of a window in the next month. Returns: its name."""
    start, end = moment(window.planned_start), moment(window.planned_end)
    assert start is not None
    assert end is not None
    copy = frappe.copy_doc(window, ignore_no_copy=False)
    copy.update(
        {"status": DRAFT, "planned_start": next_month(start), "planner": frappe.session.user}
    )
    copy.planned_end = copy.planned_start + (end - start)
    return str(copy.insert().name)


def next_month(at: datetime) -> datetime:
    """Return the same weekday of the next month at the same time: its second Tuesday.

    The fifth one becomes the last one where the next month has only four.
    """
    which = (at.day - 1) // 7
    first = date(at.year + at.month // 12, at.month % 12 + 1, 1)
    day = first + timedelta((at.weekday() - first.weekday()) % 7 + 7 * which)
    last = monthrange(first.year, first.month)[1]
    if day.month != first.month or day.day > last:
        day -= timedelta(7)
    return datetime.combine(day, at.time())
