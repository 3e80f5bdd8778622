"""The verdict on a ticket: its clocks, notes and fees."""

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
    """The course of a clock from its start to its due date. Instants are whole seconds of UTC.

    Args:
        begin: the instant from which the clock counts: the start, or the opening after it.
        stops: merged spans in which the clock stands still.
        running: the stretches on which time counts.
        held_due: the due date if an open pause had ended the moment it began, else `due`.
        is_planned: an agreed date replaces the contract's.
        round_the_clock: the rule by which the clock runs outside opening hours too.
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
    """The state of one promise, such as `resolution@99.9`. Instants are whole seconds of UTC.

    Args:
        start: the moment of the start event.
        due: None if there is no date (yet).
        held_due: the due date if an open pause had ended the moment it began, else `due`.
        breached_at: the due date, if it passed before the clock was met.
        used_s, left_s: seconds of the row's calendar; None if there is nothing to count.
        paused_s: elapsed seconds for which the clock stood still.
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
        """The due key: `resolution@99.9`."""
        return self.row.key

    @property
    def clock(self) -> str:
        """The name of the clock: `resolution`."""
        return self.row.clock

    @property
    def share(self) -> str:
        """The share of tickets, as in the due key: `90`, `99.9`."""
        return self.row.key.partition("@")[2]


class Verdict(NamedTuple):
    """The judgement of a ticket at `now`; clocks and fees are in the order of the contract."""

    contract: Contract
    ticket: Ticket
    history: TicketHistory
    now: int
    clocks: tuple[ClockState, ...]
    notes: tuple[Note, ...]
    fees: tuple[Fee, ...]

    @property
    def next(self) -> ClockState | None:
        """The clock that is due next: among clocks not yet met, the earliest date still ahead."""
        now, found, earliest = self.now, None, 0
        for clock in self.clocks:
            due = clock.due
            if due is None or due < now or (found is not None and due >= earliest):
                continue
            if clock.state in _AHEAD:
                found, earliest = clock, due
        return found

    def clock(self, key: str) -> ClockState:
        """Return the clock of a due key. Raises: KeyError: the verdict has no such clock."""
        for clock in self.clocks:
            if clock.row.key == key:
                return clock
        raise KeyError(key)
