"""Contracts and calendars, for the desk."""

from datetime import date, datetime
from typing import Any

import frappe
from frappe import _
from frappe.utils import now_datetime

from sla_nl.contracts import closed_dates, copies
from sla_nl.contracts.documents import CALENDAR, CONTRACT, MATRIX
from sla_nl.contracts.in_force import default_contracts
from sla_nl.engine.calendars.holidays_nl import HolidayYearError
from sla_nl.engine.terms.vocabulary import READINGS
from sla_nl.helpdesk.desk.lists import open_tickets
from sla_nl.helpdesk.staff.holding import give_functions_of
from sla_nl.obligations import making
from sla_nl.obligations import new_version as versions
from sla_nl.site import requested
from sla_nl.site.access import permitted
from sla_nl.site.messages import refuse

from .arguments import names_of, texts_of
from .obligations import told_faults

_MOST_YEARS = 30


@frappe.whitelist(methods=["POST"])
def use_contract(name: str, customers: list[str] | str, holders: dict[str, Any] | str = "") -> str:
    """Copy a standard contract for some customers, and make the obligations that recur under it.

    Returns: the name of the copy.

    Args:
        holders: for functions of its matrix the user, team or e-mail address that holds each.
    """
    for doctype in (CONTRACT, MATRIX):
        frappe.has_permission(doctype, "create", throw=True)
    permitted(CONTRACT, name)
    held = texts_of(holders)
    copy = copies.copy_for(name, names_of(customers))
    give_functions_of(copy, held)
    with told_faults():
        making.take_up(copy, now_datetime(), frappe.session.user)
    return copy


@frappe.whitelist(methods=["GET"])
def contracts_with(calendar: str) -> list[dict[str, str]]:
    """Return the contracts of the site that use a calendar: `value` and `description`."""
    permitted(CALENDAR, calendar)
    named = {"name": ("in", copies.contracts_with(calendar))}
    rows = frappe.get_list(CONTRACT, named, ["name", "title"], order_by="title", limit=0)
    return [{"value": row.name, "description": row.title} for row in rows]


@frappe.whitelist(methods=["POST"])
def copy_calendar(calendar: str, contracts: list[str] | str) -> str:
    """Copy a calendar to be edited, for some contracts that use it. Returns: the name of the copy.

    Other contracts keep the calendar as it is.
    """
    frappe.has_permission(CALENDAR, "create", throw=True)
    permitted(CALENDAR, calendar)
    names = names_of(contracts)
    for name in names:
        permitted(CONTRACT, name, "write")
    return copies.own_calendar(calendar, names)


@frappe.whitelist(methods=["POST"])
def new_version(
    name: str, first_day: str, version: str = "", announced_at: str = "", reason: str = ""
) -> str:
    """Make new terms that hold for what is reported from a day on, and their obligations.

    Args:
        version: may be empty if the contract has none.
        announced_at: when the customers were told; empty if that still has to be done.
        reason: why the version may hold earlier than the notice of the contract allows.
    Returns: the new contract.
    """
    frappe.has_permission(CONTRACT, "create", throw=True)
    source = permitted(CONTRACT, name, "write")
    source.refuse(_("changed"))
    version = versions.check_version(source, version)
    first = requested.day(first_day, _("Holds from"))
    told_at = _past_moment(announced_at, _("Announced at")) if announced_at else None
    with told_faults():
        versions.check_notice(versions.dates_of(name, first, told_at), reason)
        made = copies.next_version(name, first, version)
        versions.make(name, made, first, told_at, reason)
    return made


@frappe.whitelist(methods=["GET"])
def tickets_held(name: str) -> dict[str, Any]:
    """Return the open tickets under a contract (`open_tickets`), and whether it is the default."""
    permitted(CONTRACT, name)
    return {**open_tickets(name), "is_default": name in default_contracts()}


@frappe.whitelist(methods=["GET", "POST"])
def closed_date_changes(
    calendar: str,
    first_year: int,
    last_year: int,
    good_friday: str = "open",
    liberation_day: str = "lustrum",
) -> dict[str, list[dict[str, Any]]]:
    """Return the closed dates to add to a calendar, remove and keep for some years of holidays."""
    document = permitted(CALENDAR, calendar)
    if not 0 <= last_year - first_year < _MOST_YEARS:
        refuse(_("Choose up to {0} years, the first one first."), _MOST_YEARS)
    for reading, value in (("good_friday", good_friday), ("liberation_day", liberation_day)):
        if value not in READINGS[reading]:
            refuse(_("{0} is none of {1}."), value, ", ".join(READINGS[reading]))
    try:
        found = closed_dates.changes(
            document, range(first_year, last_year + 1), good_friday, liberation_day
        )
    except HolidayYearError as error:
        refuse("{0}", error)
    return {name: [_row(*day) for day in days] for name, days in found._asdict().items()}


def _past_moment(text: str, label: str) -> datetime:
    moment = requested.moment(text, label)
    if moment > now_datetime():
        refuse(_("{0} cannot be in the future."), label)
    return moment


def _row(day: date, reason: str) -> dict[str, Any]:
    return {"date": day.isoformat(), "reason": reason}
