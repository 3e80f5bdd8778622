"""The verdict on a ticket: its clocks, notes, fees, escalations and follow-ups."""

from __future__ import annotations

from functools import cached_property
from typing import NamedTuple, Self

from .clock_state import AHEAD, BREACHED, ClockState
from .contract import Contract
from .escalation.climbing import Escalation
from .fees import Fee
from .follow_ups import Task
from .history import Note, TicketHistory
from .judgement import Judgement
from .outlook import Outlook, outlook_of
from .ticket import Ticket


class _Judged(NamedTuple):
    """What each reader of a verdict needs."""

    contract: Contract
    ticket: Ticket
    history: TicketHistory
    now: int
    clocks: tuple[ClockState, ...]
    notes: tuple[Note, ...]
    fees: tuple[Fee, ...]


class Verdict(_Judged):
    """The judgement of a ticket at `now`; clocks and fees are in the order of the contract.

    Its `outlook` is found when it is read for the first time.
    """

    _judgement: Judgement | None = None

    @classmethod
    def of(
        cls, judgement: Judgement, clocks: tuple[ClockState, ...], fees: tuple[Fee, ...]
    ) -> Self:
        """Return the verdict of a judgement, which is kept for the outlook."""
        contract, ticket, history = judgement.contract, judgement.ticket, judgement.history
        notes = tuple(judgement.notes)
        verdict = cls(contract, ticket, history, judgement.now, clocks, notes, fees)
        verdict._judgement = judgement
        return verdict

    @cached_property
    def outlook(self) -> Outlook:
        """The escalations and follow-ups."""
        judgement = self._judgement or Judgement(self.contract, self.ticket, self.now)
        self._judgement = None
        return outlook_of(judgement, self.clocks)

    @property
    def escalations(self) -> tuple[Escalation, ...]:
        """Those up to `now`, in order."""
        return self.outlook.escalations

    @property
    def next_escalation(self) -> Escalation | None:
        """The first one after `now`, if nothing more happens."""
        return self.outlook.next_escalation

    @property
    def follow_ups(self) -> tuple[Task, ...]:
        """The follow-ups that came up until `now`, in order."""
        return self.outlook.follow_ups

    @property
    def every_note(self) -> tuple[Note, ...]:
        """The notes, and those about escalations and follow-ups that could not be dated."""
        return (*self.notes, *self.outlook.notes)

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
