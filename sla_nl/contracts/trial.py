"""Judge tickets that do not exist, as a real ticket of Helpdesk would be judged.

The contract's own maps turn the priority and the ticket type of Helpdesk into its priority and
kind, so a priority that leads nowhere shows here and not on the first real ticket.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from frappe import _

from sla_nl.engine.contract import Contract
from sla_nl.engine.errors import NoOpeningTimeError, TicketError
from sla_nl.engine.evaluate import evaluate
from sla_nl.engine.ticket import Event, Ticket
from sla_nl.engine.verdict import Verdict

from .faults import fault_text


class Trial(NamedTuple):
    """A ticket to try a contract with; moments are whole seconds of UTC.

    Args:
        ticket_type, priority: as Helpdesk has them.
        kind, code: the contract's own kind and priority; empty if the maps decide.
    """

    ticket_type: str
    priority: str
    reported_at: int
    channel: str = ""
    responded_at: int | None = None
    kind: str = ""
    code: str = ""


def judged(contract: Contract, trial: Trial) -> Verdict:
    """Return the verdict on a trial, as of its last event: a later moment would show breaches.

    Raises: TicketError: the contract has no such priority.
        NoOpeningTimeError: a calendar cannot carry a promise.
    """
    kind = trial.kind or contract.kind_of(trial.ticket_type)
    code = trial.code or contract.priority_of(kind, trial.ticket_type, trial.priority)
    events = [Event(trial.reported_at, "registered")]
    if trial.responded_at is not None:
        events.append(Event(trial.responded_at, "responded"))
    ticket = Ticket(
        "", contract.name, kind, code, trial.reported_at, trial.channel, events=tuple(events)
    )
    return evaluate(contract, ticket, events[-1].at)


def try_priorities(
    contract: Contract, priorities: Sequence[str], reported_at: int
) -> list[tuple[str, Verdict | str]]:
    """Return for each Helpdesk priority the verdict on a ticket, or why it cannot be judged."""
    return [(name, _try(contract, Trial("", name, reported_at))) for name in priorities]


def _try(contract: Contract, trial: Trial) -> Verdict | str:
    try:
        return judged(contract, trial)
    except (TicketError, NoOpeningTimeError) as error:
        return _("Not judged: {0}").format(fault_text(error))
