"""What the engine says of a ticket."""

from __future__ import annotations

from typing import NamedTuple

from .contract import Contract, TargetRow
from .counting import Stretch
from .fees import Fee
from .history import Note, Span, TicketHistory
from .terms.events import EventRule
from .ticket import Ticket

NOT_STARTED, RUNNING, PAUSED = "not started", "running", "paused"
MET, BREACHED, NOT_APPLICABLE = "met", "breached", "not applicable"
_AHEAD = (RUNNING, PAUSED, NOT_STARTED)
STATES = (NOT_STARTED, RUNNING, PAUSED, MET, BREACHED, NOT_APPLICABLE)


class Course(NamedTuple):
    """How a clock runs. Instants are whole seconds of UTC.

    Args:
        begin: from when it counts: the start, or the opening after it.
        stops: merged spans in which it stands still.
        running: the stretches on which time counts.
        round_the_clock: the rule by which it runs outside opening hours too.
        held_due: the due date if a pause that is open had ended as it began.
    """

    row: TargetRow
    start: int
    begin: int
    stops: tuple[Span, ...]
    running: list[Stretch]
    due: int | None
    held_due: int | None
    is_planned: bool = False
    round_the_clock: EventRule | None = None


class ClockState(NamedTuple):
    """One clock of a ticket, for one share. Instants are whole seconds of UTC.

    Args:
        start: the start event's moment.
        due: None where there is no date (yet).
        held_due: the date it would have if an open pause had ended as it began, else `due`.
        breached_at: the date that passed unmet.
        used_s, left_s: seconds of the row's calendar; None where there is nothing to count.
        paused_s: elapsed seconds for which it stood still.
    """

    row: TargetRow
    state: str
    start: int | None
    due: int | None
    held_due: int | None
    met_at: int | None
    breached_at: int | None
    used_s: int | None
    left_s: int | None
    paused_s: int

    @property
    def key(self) -> str:
        return self.row.key

    @property
    def clock(self) -> str:
        return self.row.clock

    @property
    def share(self) -> str:
        """The share of tickets, as the key has it: `90`, `99.9`."""
        return self.row.key.partition("@")[2]


class Verdict(NamedTuple):
    """What holds for a ticket at `now`: clocks and fees in the order of the contract, and notes."""

    contract: Contract
    ticket: Ticket
    history: TicketHistory
    now: int
    clocks: tuple[ClockState, ...]
    notes: tuple[Note, ...]
    fees: tuple[Fee, ...]

    @property
    def next(self) -> ClockState | None:
        """The clock that is due next: the earliest date still ahead, of those not yet met."""
        now, found, earliest = self.now, None, 0
        for clock in self.clocks:
            due = clock.due
            if due is None or due < now or (found is not None and due >= earliest):
                continue
            if clock.state in _AHEAD:
                found, earliest = clock, due
        return found

    def clock(self, key: str) -> ClockState:
        """The clock of a due key. Raises: KeyError."""
        for clock in self.clocks:
            if clock.row.key == key:
                return clock
        raise KeyError(key)
