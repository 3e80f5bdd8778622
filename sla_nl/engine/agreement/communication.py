"""What a contract wants told about a ticket: who tells it, through which media, and how often.

A row with a priority is about incidents of that priority. A row without one holds for every ticket,
unless it is about maintenance or the service as a whole.
"""

from __future__ import annotations

from typing import NamedTuple

from ..contract import Contract
from ..terms.people import CommunicationRule
from ..ticket import Event
from ..verdict import Verdict


class Telling(NamedTuple):
    """A rule that holds for a ticket at a moment.

    Args:
        who: the functions that tell it at that moment.
        is_outside: whether they are those for outside the hours of the contract.
    """

    rule: CommunicationRule
    who: tuple[str, ...]
    is_outside: bool


def tellings_of(contract: Contract, kind: str, priority: str, at: int) -> tuple[Telling, ...]:
    """Return the rules of communication that hold for a ticket at an instant.

    Outside the hours of the contract others may tell it. Where any rule of the contract says who,
    a rule that does not has nobody then. Else it is those who tell it inside.

    Args:
        at: whole seconds of UTC.
    """
    rules = contract.terms.communication
    is_outside = any(rule.who_outside for rule in rules) and not contract.calendar.is_open(at)
    return tuple(
        Telling(rule, rule.who_outside if is_outside else rule.who_inside, is_outside)
        for rule in rules
        if _holds(rule, kind, priority)
    )


def untold_status(verdict: Verdict) -> tuple[str, tuple[str, ...]] | None:
    """Return the present status of a ticket if the customer is still to be told of it.

    A status update, or contact with the customer, since the status began tells it.

    Returns: the status and the clauses of its rule; None if nothing is to be told.
    """
    statuses = verdict.history.statuses
    if not statuses:
        return None
    at, status = statuses[-1]
    row = verdict.history.service_level_at(verdict.contract, at).statuses.get(status.casefold())
    if row is None or not row.terms.is_customer_told:
        return None
    is_told = any(event.at >= at and _tells(event) for event in verdict.ticket.events)
    return None if is_told else (status, row.terms.clauses)


def _tells(event: Event) -> bool:
    return event.event == "updated" or (event.event, event.whom) == ("contacted", "customer")


def _holds(rule: CommunicationRule, kind: str, priority: str) -> bool:
    if rule.about:
        return False
    return not rule.priority or (kind == "incident" and rule.priority == priority)
