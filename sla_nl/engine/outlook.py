"""What a verdict has beside its clocks and fees: who is told, and what somebody has to do.

It is found when somebody asks for it. What only reads dates, such as most saves of a ticket, does
not pay for it. A row whose calendar never opens is left out with a note; the clocks keep their
dates.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from .clock_state import ClockState
from .errors import NoOpeningTimeError
from .escalation.climbing import Escalation
from .escalation.schedule import schedule_of
from .follow_ups import Task, follow_ups_of
from .history import Note
from .judgement import Judgement


class Outlook(NamedTuple):
    """The escalations and follow-ups of a ticket.

    Args:
        escalations: those up to `now`, in order.
        next_escalation: the first after `now`, if nothing more happens.
        notes: what could not be dated.
    """

    escalations: tuple[Escalation, ...] = ()
    next_escalation: Escalation | None = None
    follow_ups: tuple[Task, ...] = ()
    notes: tuple[Note, ...] = ()


def outlook_of(judgement: Judgement, clocks: Sequence[ClockState]) -> Outlook:
    """Return the outlook of a ticket. Args: clocks: the states of its clocks."""
    schedule = schedule_of(judgement, clocks)
    tasks: tuple[Task, ...] = ()
    notes = schedule.notes
    if judgement.ticket.events:
        try:
            tasks = _follow_ups(judgement)
        except (NoOpeningTimeError, OverflowError):
            notes = (*notes, Note("follow_ups_without_hours", {}))
    return Outlook(schedule.past, schedule.next, tasks, notes)


def _follow_ups(judgement: Judgement) -> tuple[Task, ...]:
    contract, ticket, history = judgement.contract, judgement.ticket, judgement.history
    return follow_ups_of(contract, ticket, history, judgement.now)
