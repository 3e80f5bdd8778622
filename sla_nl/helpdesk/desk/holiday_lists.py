"""Calendars that follow a list of holidays of Helpdesk: its dates are their closed dates.

The calendar holds a copy of the dates, so all that reads a calendar reads them, and a change of the
list is an edit of the calendar: open tickets are judged again.
"""

from __future__ import annotations

from datetime import date

import frappe
from frappe.model.document import Document
from frappe.utils import getdate, strip_html

from sla_nl.contracts.documents import CALENDAR
from sla_nl.site.access import permitted

HOLIDAYS = "HD Service Holiday List"


def fill(calendar: Document, method: str = "") -> None:
    """Give a calendar the dates of the list that it follows. Called before it is validated.

    Raises: frappe.PermissionError: the user chose a list that they may not read.
    """
    name = calendar.get("holiday_list")
    if not name or not frappe.db.exists(HOLIDAYS, name):
        return
    if calendar.has_value_changed("holiday_list"):
        permitted(HOLIDAYS, name)
    wanted = dates_of(frappe.get_doc(HOLIDAYS, name))
    if {getdate(row.date): row.reason or "" for row in calendar.closed_dates} != wanted:
        rows = [{"date": day, "reason": reason} for day, reason in wanted.items()]
        calendar.set("closed_dates", rows)


def after_change(holidays: Document, method: str = "") -> None:
    """Bring the calendars that follow a list up to its dates.

    What keeps one from being saved is logged: it never keeps the list from being saved.
    """
    for name in frappe.get_all(CALENDAR, {"holiday_list": holidays.name}, pluck="name"):
        frappe.db.savepoint("sla_nl_calendar")
        try:
            frappe.get_doc(CALENDAR, name).save(ignore_permissions=True)
        except frappe.ValidationError:
            frappe.db.rollback(save_point="sla_nl_calendar")
            frappe.log_error(f"SLA NL: calendar {name} keeps its closed dates")


def dates_of(holidays: Document) -> dict[date, str]:
    """Return the dates of a list, each with its description.

    Helpdesk's list also holds the weekends: the hours of the week say those.
    """
    rows = (row for row in holidays.holidays if not row.weekly_off)
    return {getdate(row.holiday_date): strip_html(row.description or "") for row in rows}
