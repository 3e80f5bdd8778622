"""Compile the contract that the answers mean, preview it, and save its documents."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import frappe

from sla_nl.clauses.articles import cite
from sla_nl.drawing.tickets import tickets_html
from sla_nl.engine.contract import Contract
from sla_nl.engine.documents.reading import read_calendar, read_contract_terms
from sla_nl.engine.errors import ContractError, Fault
from sla_nl.engine.words.telling import Words
from sla_nl.site.language import language

from ..documents import CALENDAR, free_name, has_other_terms, plain, slug
from ..refusals import customer_faults
from ..trial import try_priorities
from .answers import Answers, AnswersError
from .documents import Values, calendar_of, contract_of
from .holidays import Dates
from .telling import faults_html

_UNSAVED = "new"
"""The name of the contract and its calendar while they are not saved."""


class Site(NamedTuple):
    """The facts of the site that a contract needs besides the answers.

    Args:
        priorities: the priorities of Helpdesk, the most urgent first.
        closed: the closed dates of the calendar.
        time_zone: the zone of the hours.
        holiday_list: the list of Helpdesk that has the closed dates; empty if none has them.
    """

    priorities: Sequence[str]
    closed: Dates
    time_zone: str
    holiday_list: str = ""


def preview(answers: Answers, site: Site, reported_at: int) -> dict[str, str]:
    """Draw a ticket of each Helpdesk priority under the contract, or list its faults.

    Args:
        reported_at: when the tickets are reported, whole seconds of UTC.
    Returns: `tickets` or `faults` as HTML.
    """
    try:
        contract = _compile(answers, site)
    except (AnswersError, ContractError) as error:
        return {"faults": faults_html(error.faults, answers)}
    return {"tickets": drawn(contract, site.priorities, reported_at)}


def drawn(contract: Contract, priorities: Sequence[str], reported_at: int) -> str:
    """Return a ticket of each Helpdesk priority under a contract, as HTML."""
    tickets = try_priorities(contract, priorities, reported_at)
    return tickets_html(tickets, Words(language(), contract.zone, cite))


def save(answers: Answers, site: Site) -> str:
    """Save the contract and its calendar, and return the name of the contract.

    An own calendar with the same hours is used again instead of a copy.

    Raises: AnswersError, ContractError: the answers have faults. frappe.ValidationError: a document
        is refused.
    """
    _compile(answers, site)
    calendar = _calendar(answers, site)
    name = _same_calendar(calendar) or _insert(calendar)
    return _insert(contract_of(answers, site.priorities, name))


def _compile(answers: Answers, site: Site) -> Contract:
    """Return the contract. Raises: AnswersError, ContractError: with every fault."""
    calendar = {**_calendar(answers, site), "name": _UNSAVED}
    document = {**contract_of(answers, site.priorities, _UNSAVED), "name": _UNSAVED}
    faults: list[Fault] = []
    hours, terms = read_calendar(calendar, faults), read_contract_terms(document, faults)
    if faults or hours is None or terms is None:
        raise ContractError(faults)
    contract = Contract(terms, {_UNSAVED: hours})
    if found := customer_faults(frappe.get_doc(document)):
        raise AnswersError(found)
    return contract


def _calendar(answers: Answers, site: Site) -> Values:
    return calendar_of(answers, site.closed, site.time_zone, site.holiday_list)


def _same_calendar(values: Values) -> str | None:
    """Return an own calendar of the site with the same hours and closed dates, or None."""
    document = {**values, "name": _UNSAVED}
    for name in frappe.get_all(CALENDAR, {"is_standard": 0, "is_hidden": 0}, pluck="name"):
        other = {**plain(frappe.get_doc(CALENDAR, name)), "name": _UNSAVED}
        other["title"] = values["title"]
        if (other["holiday_list"] or "") != values.get("holiday_list", ""):
            continue
        if not has_other_terms(CALENDAR, other, document):
            return str(name)
    return None


def _insert(values: dict[str, Any]) -> str:
    document = frappe.get_doc(values)
    document.insert(set_name=free_name(document.doctype, slug(document.title)))
    return str(document.name)
