"""Compare the closed dates of a calendar with the official holidays (docs/design.md 4.12)."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate

from sla_nl.engine.calendars.holidays_nl import holiday_names, official_holidays
from sla_nl.site.language import language


class ClosedDay(NamedTuple):
    """A closed date and its reason, such as `King's Day`."""

    day: date
    reason: str


class Changes(NamedTuple):
    """The closed dates to add to a calendar, to remove from it and to keep."""

    added: list[ClosedDay]
    removed: list[ClosedDay]
    kept: list[ClosedDay]


def changes(calendar: Document, years: range, good_friday: str, liberation_day: str) -> Changes:
    """Return how a calendar's closed dates of some years differ from the official Dutch holidays.

    Args:
        calendar: an SLA Calendar.
        good_friday, liberation_day: the readings (docs/design.md 4.11).
    Raises: HolidayYearError: no rule is known for a year.
    """
    wanted: dict[date, str] = {}
    for year in years:
        names = holiday_names(year, language())
        for day in sorted(official_holidays(year, good_friday, liberation_day)):
            wanted[day] = names.get(day) or _("Liberation Day")
    rows = [ClosedDay(getdate(row.date), row.reason or "") for row in calendar.closed_dates]
    have = {row.day: row for row in rows if row.day.year in years}
    return Changes(
        added=[ClosedDay(day, reason) for day, reason in wanted.items() if day not in have],
        removed=[row for day, row in sorted(have.items()) if day not in wanted],
        kept=[row for day, row in sorted(have.items()) if day in wanted],
    )
