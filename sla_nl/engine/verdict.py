"""The verdict on a ticket: its clocks, notes, fees, escalations and follow-ups."""

from __future__ import annotations

from typing import NamedTuple

from .clock_state import AHEAD, BREACHED, ClockState
from .contract import Contract
from .escalation.climbing import Escalation
from .fees import Fee
from .follow_ups import Task
from .history import Note, TicketHistory
from .ticket import Ticket


class Verdict(NamedTuple):
    """The judgement of a ticket at `now`; clocks and fees are in the order of the contract.

    Args:
        escalations: those up to `now`, in order.
        next_escalation: the first after `now`, if nothing more happens.
    """

    contract: Contract
    ticket: Ticket
    history: TicketHistory
    now: int
    clocks: tuple[ClockState, ...]
    notes: tuple[Note, ...]
    fees: tuple[Fee, ...]
    escalations: tuple[Escalation, ...] = ()
    next_escalation: Escalation | None = None
    follow_ups: tuple[Task, ...] = ()

    @property
    def next(self) -> ClockState | None:
        """The clock that is due next: among clocks not yet met, the earliest date still ahead."""
        now, found, earliest = self.now, None, 0
        for clock in self.clocks:
            due = clock.due
            if due is None or due < now or (found is not None and due >= earliest):
                continue
            if clock.state in AHEAD:
                found, earliest = clock, due
        return found

    @property
    def late(self) -> ClockState | None:
        """The clock that is late for the longest time; None if none is, or the ticket is solved.

        A clock is late from its limit until it is met. A missed aim makes no clock late.
        """
        if self.history.is_resolved:
            return None
        found = (
            clock
            for clock in self.clocks
            if clock.state == BREACHED and clock.met_at is None and self.is_limit(clock)
        )
        return min(found, key=lambda clock: clock.breached_at or 0, default=None)

    def is_limit(self, clock: ClockState) -> bool:
        """Return whether a promise is the limit of its clock: the one with the highest share.

        The promises with lower shares are aims.
        """
        level = self.history.service_level_of(self.contract, clock.clock)
        shares = [rows[0].terms.share for rows in level.rows if rows[0].clock == clock.clock]
        return clock.row.terms.share >= max(shares, default=clock.row.terms.share)

    def clock(self, key: str) -> ClockState:
        """Return the clock of a due key. Raises: KeyError: the verdict has no such clock."""
        for clock in self.clocks:
            if clock.row.key == key:
                return clock
        raise KeyError(key)
