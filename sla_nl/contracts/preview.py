"""Draw what a contract or a calendar means for its form, before it is saved."""

from __future__ import annotations

from typing import Any, NamedTuple

from frappe.model.document import Document

from sla_nl.drawing.promises import promises_html
from sla_nl.drawing.verdict import verdict_html
from sla_nl.drawing.week import week_html
from sla_nl.engine.calendars.instants import zone
from sla_nl.engine.contract import Contract
from sla_nl.engine.documents.reading import read_calendar
from sla_nl.engine.errors import ContractError, Fault
from sla_nl.engine.evaluate import evaluate
from sla_nl.engine.ticket import Event, Ticket
from sla_nl.engine.words.telling import Words
from sla_nl.site.language import language

from .documents import contract_of, plain
from .faults import faults_html


class Trial(NamedTuple):
    """A ticket to try a contract with; moments are whole seconds of UTC."""

    kind: str
    priority: str
    reported_at: int
    channel: str = ""
    responded_at: int | None = None


def of_contract(document: Document) -> dict[str, Any]:
    """Draw the promises and the opening hours of a contract, or list its faults.

    Returns: `promises` and `week` as HTML, `choices` for a trial; or `faults` as HTML.
    """
    try:
        contract = contract_of(document)
    except ContractError as error:
        return {"faults": faults_html(document, error.faults)}
    return {
        "promises": promises_html(contract, language()),
        "week": week_html(contract.calendar.terms, Words(language(), contract.zone)),
        "choices": _choices(contract),
    }


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
    contract = contract_of(document)
    verdict = evaluate(contract, _ticket(contract, trial), _now(trial))
    return verdict_html(verdict, Words(language(), contract.zone))


def _ticket(contract: Contract, trial: Trial) -> Ticket:
    events = [Event(trial.reported_at, "registered")]
    if trial.responded_at is not None:
        events.append(Event(trial.responded_at, "responded"))
    return Ticket(
        "", contract.name, trial.kind, trial.priority, trial.reported_at, trial.channel,
        events=tuple(events),
    )  # fmt: skip


def _now(trial: Trial) -> int:
    """Return the moment at which to judge the trial: its last event.

    Due dates do not depend on it. A later moment would show dates as missed.
    """
    return trial.reported_at if trial.responded_at is None else trial.responded_at


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
