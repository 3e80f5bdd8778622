"""What a verdict has beside its clocks and fees: who is told, and what somebody has to do.

Both are found when somebody asks for them, each by itself. What only reads dates does not pay for
them. A row whose calendar never opens is left out with a note; the clocks keep their dates.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from .clock_state import ClockState
from .contract import Contract
from .errors import NoOpeningTimeError
from .escalation.climbing import Escalation
from .escalation.schedule import schedule_of
from .follow_ups import Task, follow_ups_of
from .history import Note, TicketHistory
from .judgement import Judgement
from .ticket import Ticket


class Outlook(NamedTuple):
    """The escalations of a ticket.

    Args:
        escalations: those up to `now`, in order.
        next_escalation: the first after `now`, if nothing more happens.
        notes: what could not be dated.
    """

    escalations: tuple[Escalation, ...] = ()
    next_escalation: Escalation | None = None
    notes: tuple[Note, ...] = ()


def outlook_of(judgement: Judgement, clocks: Sequence[ClockState]) -> Outlook:
    """Return the escalations of a ticket. Args: clocks: the states of its clocks."""
    schedule = schedule_of(judgement, clocks)
    return Outlook(schedule.past, schedule.next, schedule.notes)


def tasks_of(
    contract: Contract, ticket: Ticket, history: TicketHistory, now: int
) -> tuple[tuple[Task, ...], tuple[Note, ...]]:
    """Return the follow-ups of a ticket, and a note if they could not be dated."""
    if not ticket.events:
        return (), ()
    try:
        return follow_ups_of(contract, ticket, history, now), ()
    except (NoOpeningTimeError, OverflowError):
        return (), (Note("follow_ups_without_hours", {}),)
