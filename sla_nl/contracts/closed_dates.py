"""The official Dutch holidays, and how the closed dates of a calendar differ from them.

Source: docs/design.md 4.12.
"""

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


def dutch_holidays(
    years: range, good_friday: str = "open", liberation_day: str = "lustrum"
) -> dict[date, str]:
    """Return the official Dutch holidays of some years by date, each with its name.

    Args:
        good_friday, liberation_day: the readings (docs/design.md 4.11); without them Good Friday is
            a working day, and 5 May a holiday in lustrum years.
    Raises: HolidayYearError: no rule is known for a year.
    """
    found: dict[date, str] = {}
    for year in years:
        names = holiday_names(year, language())
        for day in sorted(official_holidays(year, good_friday, liberation_day)):
            found[day] = names.get(day) or _("Liberation Day")
    return found


def changes(calendar: Document, years: range, good_friday: str, liberation_day: str) -> Changes:
    """Return how a calendar's closed dates of some years differ from the official Dutch holidays.

    Args:
        calendar: an SLA Calendar.
        good_friday, liberation_day: the readings (docs/design.md 4.11).
    Raises: HolidayYearError: no rule is known for a year.
    """
    wanted = dutch_holidays(years, good_friday, liberation_day)
    rows = [ClosedDay(getdate(row.date), row.reason or "") for row in calendar.closed_dates]
    have = {row.day: row for row in rows if row.day.year in years}
    return Changes(
        added=[ClosedDay(day, reason) for day, reason in wanted.items() if day not in have],
        removed=[row for day, row in sorted(have.items()) if day not in wanted],
        kept=[row for day, row in sorted(have.items()) if day in wanted],
    )
