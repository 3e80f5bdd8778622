"""Draw what a contract or a calendar means for its form, before it is saved."""

from __future__ import annotations

from html import escape
from typing import Any, NamedTuple

from frappe import _
from frappe.model.document import Document

from sla_nl.clauses.articles import cite_of
from sla_nl.drawing.colours import SOFT
from sla_nl.drawing.promises import promises_html
from sla_nl.drawing.verdict import verdict_html
from sla_nl.drawing.week import week_html
from sla_nl.engine.calendars.instants import zone
from sla_nl.engine.contract import Contract
from sla_nl.engine.documents.reading import read_calendar
from sla_nl.engine.errors import ContractError, Fault
from sla_nl.engine.verdict import Verdict
from sla_nl.engine.words.telling import Words
from sla_nl.site.language import language

from .advice import Advice, advice_of
from .documents import contract_of, plain
from .faults import faults_html
from .trial import Trial, judged


class Helpdesk(NamedTuple):
    """The priorities, most urgent first, and ticket types that tickets of the site can have."""

    priorities: list[str]
    ticket_types: list[str]


def of_contract(document: Document, helpdesk: Helpdesk) -> dict[str, Any]:
    """Draw the promises and the opening hours of a contract, or list its faults.

    Returns: `promises`, `week` as HTML, `advice`, `choices` for a trial; or `faults` as HTML.
    """
    try:
        contract = contract_of(document)
    except ContractError as error:
        return {"faults": faults_html(document, error.faults)}
    advice = advice_of(contract, helpdesk.priorities, helpdesk.ticket_types)
    words = Words(language(), contract.zone, cite_of(contract.terms.clause_texts))
    return {
        "promises": promises_html(contract, words),
        "week": week_html(contract.calendar.terms, words),
        "advice": [_mendable(one) for one in advice],
        "choices": _choices(contract),
    }


def _mendable(advice: Advice) -> dict[str, Any]:
    """Return an advice as the form's script needs it."""
    return {**advice._asdict(), "changes": [change._asdict() for change in advice.changes]}


def of_calendar(document: Document) -> dict[str, str]:
    """Draw the week of a calendar, saved or not. Returns: `week` or `faults` as HTML."""
    faults: list[Fault] = []
    terms = read_calendar(plain(document), faults)
    if terms is None:
        return {"faults": faults_html(document, faults)}
    return {"week": week_html(terms, Words(language(), zone(terms.time_zone)))}


def of_trial(document: Document, trial: Trial) -> str:
    """Return the due dates of a ticket under a contract, saved or not, with their steps, as HTML.

    Raises: ContractError; TicketError: the contract has no such priority;
        NoOpeningTimeError: a calendar cannot carry a promise.
    """
    return of_verdict(judged(contract_of(document), trial))


def of_verdict(verdict: Verdict) -> str:
    """Return the due dates of a verdict as HTML, after the kind and priority of its ticket."""
    contract = verdict.contract
    words = Words(language(), contract.zone, cite_of(contract.terms.clause_texts))
    level = verdict.history.service_level
    meant = (_(level.kind).capitalize(), level.priority)
    line = escape(" · ".join(part for part in meant if part))
    return f'<p style="color:{SOFT}">{line}</p>{verdict_html(verdict, words)}'


def _choices(contract: Contract) -> dict[str, list[dict[str, str]]]:
    """Return the priorities to choose from, as value and label, for each kind that has targets."""
    terms = contract.terms
    kinds = dict.fromkeys(target.kind for target in terms.targets)
    return {
        kind: [
            {"value": p.code, "label": f"{p.code} – {p.title}" if p.title else p.code}
            for p in terms.priorities_of(kind)
        ]
        for kind in kinds
    }
