"""The page "New contract": from Helpdesk's SLA, a shipped contract or a plain form."""

import json
from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.utils import get_system_timezone, getdate, now_datetime

from sla_nl.contracts import copies
from sla_nl.contracts.documents import CALENDAR, CONTRACT, MATRIX, contract_of
from sla_nl.contracts.guided import making
from sla_nl.contracts.guided.answers import UNITS, Answers, AnswersError, read_answers
from sla_nl.contracts.guided.holidays import countries, holidays_of
from sla_nl.contracts.guided.making import Site
from sla_nl.contracts.guided.telling import faults_html
from sla_nl.engine.errors import ContractError
from sla_nl.helpdesk.desk import configuration
from sla_nl.helpdesk.desk.holiday_lists import HOLIDAYS
from sla_nl.helpdesk.staff.holding import give_functions_of
from sla_nl.site import requested
from sla_nl.site.access import permitted
from sla_nl.site.language import language
from sla_nl.site.messages import refuse, refuse_html
from sla_nl.site.time import instant_of

from .arguments import texts_of

_LARGEST = 100_000
"""More characters than the answers have."""

_MOST_ROWS = 500


@frappe.whitelist(methods=["GET"])
def choices() -> dict[str, Any]:
    """Return what the page offers: priorities, units, holidays, contracts and Helpdesk's SLAs."""
    _check()
    shipped = {"is_standard": 1, "is_hidden": 0}
    return {
        "priorities": configuration.priorities(),
        "units": list(UNITS),
        "countries": _countries(),
        "holiday_lists": configuration.readable_names(HOLIDAYS),
        "slas": configuration.readable_names(configuration.SLA),
        "shipped": frappe.get_list(CONTRACT, shipped, ["name", "title"], order_by="title", limit=0),
        "makes_customers": configuration.makes_customers(),
        "vendor": frappe.db.get_default("company") or "",
        "currency": frappe.db.get_default("currency") or "EUR",
        "now": str(now_datetime())[:16],
    }


@frappe.whitelist(methods=["GET"])
def of_helpdesk(sla: str) -> dict[str, Any]:
    """Return the answers that an SLA of Helpdesk means."""
    _check()
    return configuration.answers_of(sla)


@frappe.whitelist(methods=["POST"])
def preview(answers: str, reported_at: str) -> dict[str, str]:
    """Draw a ticket of each priority under the contract that the answers mean.

    Returns: `tickets` or `faults` as HTML.
    """
    _check()
    reported = _instant(reported_at)
    try:
        read = _read(answers)
    except AnswersError as error:
        return {"faults": faults_html(error.faults, None)}
    return making.preview(read, _site(read), reported)


@frappe.whitelist(methods=["POST"])
def use(answers: str) -> str:
    """Save the contract that the answers mean, with its calendar and, if it is new, its customer.

    Returns: the name of the contract.
    """
    _check()
    frappe.has_permission(CALENDAR, "create", throw=True)
    read = None
    try:
        read = _read(answers)
        configuration.make_customer(read.customer)
        return making.save(read, _site(read))
    except (AnswersError, ContractError) as error:
        refuse_html(faults_html(error.faults, read), title=_("The contract cannot be made yet"))


@frappe.whitelist(methods=["POST"])
def preview_shipped(name: str, reported_at: str) -> dict[str, str]:
    """Draw a ticket of each Helpdesk priority under a contract that comes with the app."""
    _check()
    contract = contract_of(permitted(CONTRACT, name))
    return {"tickets": making.drawn(contract, configuration.priorities(), _instant(reported_at))}


@frappe.whitelist(methods=["POST"])
def use_shipped(name: str, customer: str, holders: dict[str, Any] | str = "") -> str:
    """Copy a contract that comes with the app for a customer. Returns: the name of the copy.

    Args:
        holders: for functions of its matrix the user, team or e-mail address that holds each.
    """
    for doctype in (CONTRACT, MATRIX):
        frappe.has_permission(doctype, "create", throw=True)
    permitted(CONTRACT, name)
    if not customer.strip():
        refuse(_("Give the customer for whom the contract holds."))
    held = texts_of(holders)
    configuration.make_customer(customer.strip())
    copy = copies.copy_for(name, [customer.strip()])
    give_functions_of(copy, held)
    return copy


def _check() -> None:
    """Refuse users who may not make contracts. Raises: frappe.PermissionError."""
    frappe.has_permission(CONTRACT, "create", throw=True)


def _read(text: str) -> Answers:
    """Read the answers. Raises: AnswersError. frappe.ValidationError: they are no answers."""
    if len(text) > _LARGEST:
        refuse(_("The answers are too long."))
    try:
        values = json.loads(text)
    except (ValueError, RecursionError):
        values = None
    if not isinstance(values, dict) or any(
        len(value) > _MOST_ROWS for value in values.values() if isinstance(value, list)
    ):
        refuse(_("The answers must be an object with up to {0} rows in a list."), _MOST_ROWS)
    return read_answers(values)


def _site(answers: Answers) -> Site:
    closed, zone = _closed(answers), get_system_timezone()
    return Site(configuration.priorities(), closed, zone, _holiday_list(answers))


def _holiday_list(answers: Answers) -> str:
    """Return the list of Helpdesk whose holidays the answers choose; empty for none."""
    prefix, chosen = configuration.LIST, answers.holidays
    is_list = chosen.startswith(prefix) and not answers.always_open
    return chosen.removeprefix(prefix) if is_list else ""


def _closed(answers: Answers) -> dict[date, str]:
    """Return the closed dates that the answers choose. Raises: frappe.ValidationError."""
    chosen = answers.holidays
    if not chosen or answers.always_open:
        return {}
    if holiday_list := _holiday_list(answers):
        return configuration.closed_dates(holiday_list)
    if chosen not in countries():
        refuse(_("{0} is no country whose holidays are known; write its code, such as NL."), chosen)
    return holidays_of(chosen, getdate().year, language())


def _countries() -> list[dict[str, str]]:
    """Return the countries whose holidays are known, by name."""
    known = countries()
    rows = frappe.get_all("Country", ["name", "code"])
    found = [(_(row.name), (row.code or "").upper()) for row in rows]
    return [{"value": code, "label": label} for label, code in sorted(found) if code in known]


def _instant(text: str) -> int:
    """Read the moment of the report. Raises: frappe.ValidationError."""
    reported = instant_of(requested.moment(text, _("Reported")))
    assert reported is not None
    return reported
