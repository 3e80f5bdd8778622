"""What Helpdesk is set up with: its priorities, ticket types, SLAs, holidays and customers."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document

from sla_nl.contracts.documents import LONGEST_NAME
from sla_nl.engine.terms.vocabulary import UNITS_S
from sla_nl.site.access import permitted
from sla_nl.site.messages import refuse

from .customers import CUSTOMER
from .holiday_lists import HOLIDAYS, dates_of

PRIORITY, TYPE = "HD Ticket Priority", "HD Ticket Type"
SLA = "HD Service Level Agreement"
LIST = "list:"
"""The beginning of an answer that names a list of holidays instead of a country."""

_LEVELS = ("Urgent", "High", "Medium", "Low")
"""The levels of priorities in newer versions of Helpdesk."""

Values = dict[str, Any]


def priorities() -> list[str]:
    """Return the Helpdesk priorities that a ticket can get, the most urgent first.

    Helpdesk 1.25 ranks them by a number, of which 0 is none; newer versions by one of four levels.
    """
    rank = "integer_value" if frappe.get_meta(PRIORITY).has_field("integer_value") else "level"
    rows = frappe.get_all(PRIORITY, _in_use(PRIORITY), ["name", rank], order_by="name")
    return [row.name for row in sorted(rows, key=lambda row: _place(row[rank]))]


def ticket_types() -> list[str]:
    """Return the Helpdesk ticket types that a ticket can get."""
    return frappe.get_all(TYPE, _in_use(TYPE), order_by="name", pluck="name")


def readable_names(doctype: str) -> list[str]:
    """Return the names of the documents that the user may read; none without that right."""
    if not frappe.has_permission(doctype, "read"):
        return []
    return frappe.get_list(doctype, order_by="name", pluck="name", limit=0)


def answers_of(sla: str) -> Values:
    """Return the answers of the page "New contract" that an SLA of Helpdesk means.

    Raises: frappe.PermissionError: the user may not read it.
    """
    document = permitted(SLA, sla)
    hours = [_hours(row) for row in document.support_and_resolution]
    return {
        "title": document.service_level,
        **_week(hours),
        "holidays": f"{LIST}{document.holiday_list}" if document.holiday_list else "",
        "waits": True,
        "promises": list(_promises(document)),
    }


def closed_dates(holiday_list: str) -> dict[date, str]:
    """Return the dates of a list of holidays of Helpdesk, each with its description.

    The weekly days off are left out: a day without opening hours is closed already.

    Raises: frappe.PermissionError: the user may not read it.
    """
    return dates_of(permitted(HOLIDAYS, holiday_list))


def makes_customers() -> bool:
    """Return whether the user may make customers; in newer versions of Helpdesk few users may."""
    return bool(frappe.has_permission(CUSTOMER, "create"))


def make_customer(name: str) -> None:
    """Make a customer if there is none with this name.

    Raises: frappe.PermissionError: there is none, and the user may not make it.
        frappe.ValidationError: the name is too long.
    """
    if frappe.db.exists(CUSTOMER, name):
        return
    if not makes_customers():
        text = _(
            "There is no customer {0}, and you may not make one: choose a customer that exists."
        )
        refuse(text, name, error=frappe.PermissionError)
    if len(name) > LONGEST_NAME:
        refuse(_("The name of a customer has up to {0} characters."), LONGEST_NAME)
    frappe.get_doc({"doctype": CUSTOMER, "customer_name": name}).insert()


def _place(rank: int | str | None) -> int:
    """Return the place of a priority by its number or its level; one without either comes last."""
    if isinstance(rank, str):
        return _LEVELS.index(rank) if rank in _LEVELS else len(_LEVELS)
    return rank or sys.maxsize


def _in_use(doctype: str) -> Values:
    """Return the filters that leave out what Helpdesk has disabled, where it can do so."""
    return {"disabled": 0} if frappe.get_meta(doctype).has_field("disabled") else {}


def _hours(row: Document) -> Values:
    """Return a day of Helpdesk's SLA. Helpdesk writes midnight as 23:59:59."""
    opens, closes = _minutes(row.start_time), _minutes(row.end_time + timedelta(seconds=1))
    return {"day": row.workday, "opens": _time(opens), "closes": _time(closes)}


def _week(hours: list[Values]) -> Values:
    """Return the hours of a week; a week without a closed minute is always open."""
    whole = {(row["opens"], row["closes"]) for row in hours} == {("00:00", "24:00")}
    is_always = whole and len({row["day"] for row in hours}) == 7
    return {"always_open": is_always, "hours": [] if is_always else hours}


def _promises(document: Document) -> Iterator[Values]:
    clocks = ["response"] + (["resolution"] if document.apply_sla_for_resolution else [])
    for row in document.priorities:
        for clock in clocks:
            if seconds := int(row.get(f"{clock}_time") or 0):
                amount, unit = _amount(seconds)
                yield {
                    "helpdesk_priority": row.priority,
                    "clock": clock,
                    "amount": amount,
                    "unit": unit,
                }


def _amount(seconds: int) -> tuple[int, str]:
    """Return a duration in hours, or in minutes if it is not a whole number of hours.

    Helpdesk counts both in the hours of its SLA. It shows no seconds, so they are left out.
    """
    unit = "working_minutes" if seconds % UNITS_S["working_hours"] else "working_hours"
    return max(1, seconds // UNITS_S[unit]), unit


def _minutes(moment: timedelta) -> int:
    return int(moment.total_seconds()) // 60


def _time(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
