"""The course of a clock and its state."""

from __future__ import annotations

from typing import NamedTuple

from .counting import Stretch
from .history import Span
from .target_rows import TargetRow
from .terms.events import EventRule

NOT_STARTED, RUNNING, PAUSED = "not started", "running", "paused"
MET, BREACHED, NOT_APPLICABLE = "met", "breached", "not applicable"
AHEAD = (RUNNING, PAUSED, NOT_STARTED)
STATES = (NOT_STARTED, RUNNING, PAUSED, MET, BREACHED, NOT_APPLICABLE)


class Extension(NamedTuple):
    """A contact at `at` that moved the date of a clock on `to` another; seconds of UTC."""

    at: int
    to: int
    clauses: tuple[str, ...]


class Course(NamedTuple):
    """The course of a clock from its start to its due date. Instants are whole seconds of UTC.

    Args:
        begin: the instant from which the clock counts: the start, or the opening after it.
        stops: merged spans in which the clock stands still.
        running: the stretches on which time counts.
        held_due: the due date if an open pause had ended the moment it began, else `due`.
        is_planned: an agreed date replaces the contract's.
        round_the_clock: the rule by which the clock runs outside opening hours too.
        extension: the contact that moved the date, if one did.
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
    extension: Extension | None = None


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
