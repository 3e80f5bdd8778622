"""List the follow-ups of a ticket that are still to be done, with the events that do them."""

from __future__ import annotations

from typing import Any

from frappe import _

from sla_nl.engine.follow_ups import MISSED, Task
from sla_nl.engine.verdict import Verdict
from sla_nl.engine.words.escalations import trigger_name
from sla_nl.records.follow_ups import to_do
from sla_nl.records.timeline import Facts
from sla_nl.site.language import language

from ..ticket.translation import ESCALATED
from .teller import Data, Teller
from .templates import CLOSING, SILENCE, UPDATE


def to_do_list(verdict: Verdict, teller: Teller) -> list[Data]:
    """Return what is still to be done on a ticket, the earliest date first."""
    is_solved = verdict.history.is_resolved
    return [_data(task, teller, is_solved) for task in to_do(verdict)]


def title_of(what: str, is_closing: bool = False) -> str:
    """Return what has to be done; the words of the contract, except for closing the ticket."""
    return _("Close the ticket: nobody answers") if is_closing else what


def event_title(event: str, facts: Facts, names: dict[str, str]) -> str:
    """Return the name of a recorded event, with whom was contacted, what was done, or why.

    Args:
        names: of the events that need no more words.
    """
    if event == "contacted":
        is_supplier = facts.get("whom") == "supplier"
        return _("Supplier contacted") if is_supplier else _("Customer contacted")
    if event == "followed_up":
        return _("Done: {0}").format(facts.get("what") or "")
    if event == ESCALATED:
        reason = str(facts.get("reason") or "")
        return _("Escalated: {0}").format(trigger_name(reason, language()))
    return names.get(event, event)


def is_doing(task: Task, event: str, whom: str, what: str) -> bool:
    """Return whether an event that an agent records does a follow-up."""
    if event == "contacted":
        return bool(whom) and task.whom == whom
    return event == "followed_up" and task.what.casefold() == what.casefold()


def _data(task: Task, teller: Teller, is_solved: bool) -> Data:
    """Return a follow-up for the page.

    `doing` is the event that does it, and `message` the draft of a message that does.
    """
    return {
        "what": title_of(task.what, task.is_closing),
        "is_missed": task.state == MISSED,
        "due": teller.moment(task.due),
        "since": teller.moment(task.since),
        "whom": task.whom,
        "is_closing": task.is_closing,
        "clauses": list(task.clauses),
        "doing": None if task.is_closing else _doing(task),
        "message": _message(task, is_solved),
    }


def _message(task: Task, is_solved: bool) -> str:
    """Return which message to the customer does a follow-up; empty if none does."""
    if task.is_closing:
        return SILENCE
    if task.whom != "customer":
        return ""
    return CLOSING if is_solved else UPDATE


def _doing(task: Task) -> dict[str, Any]:
    """Return the event that does a follow-up, with the text of its button."""
    if task.whom:
        label = event_title("contacted", {"whom": task.whom}, {})
        return {"event": "contacted", "whom": task.whom, "what": "", "label": label}
    return {"event": "followed_up", "whom": "", "what": task.what, "label": _("Done")}
