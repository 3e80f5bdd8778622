"""All escalations of a ticket, in order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from heapq import heappop, heappush
from itertools import count
from typing import NamedTuple

from ..clock_state import ClockState
from ..counting import after
from ..history import Note
from ..judgement import Judgement
from .causes import Cause, causes_of
from .climbing import Climb, Escalation, Firing
from .ladder import Ladder, TriggerRow
from .looks import Look, looks_of
from .watch import Watch

MOST_REPEATS = 100
"""A cause is told at most so often: a repeat of a minute must not fill a log for ever."""


class Schedule(NamedTuple):
    """The escalations up to `now`, and the first one after it if nothing more happens."""

    past: tuple[Escalation, ...] = ()
    next: Escalation | None = None


def schedule_of(judgement: Judgement, clocks: Sequence[ClockState]) -> Schedule:
    """Return the schedule of a ticket.

    Args:
        clocks: the states of its clocks.
    Raises: NoOpeningTimeError: a calendar of the matrix has too little opening time.
    Source: docs/design.md 8.
    """
    ladder, history = judgement.contract.ladder, judgement.history
    if history.escalated:
        _note_unknown(judgement)
    triggers = history.service_level.triggers
    has_triggers = triggers is not None and (triggers.timed or history.escalated)
    if ladder is None or not (has_triggers or history.turns):
        return _NOTHING
    past: list[Escalation] = []
    for escalation in _Told(ladder, Watch(judgement, clocks)).escalations():
        if escalation.at > judgement.now:
            return Schedule(tuple(past), escalation)
        past.append(escalation)
    return Schedule(tuple(past))


_NOTHING = Schedule()


def _note_unknown(judgement: Judgement) -> None:
    """Note each recorded escalation for which the matrix has no row."""
    history, contract = judgement.history, judgement.contract
    for event in history.escalated:
        triggers = history.service_level_at(contract, event.at).triggers
        if triggers is None or event.reason not in triggers.recorded:
            values: dict[str, str | int] = {"event": event.event, "at": event.at}
            judgement.notes.append(Note("escalated_without_row", values))


_Waiting = tuple[int, int, Firing, Iterator[Cause] | None]
"""A firing that waits for its moment: with an order, and with the causes that follow it."""


class _Last(NamedTuple):
    """The first and the last telling of a cause, and the place of its level."""

    first: int
    at: int
    number: int
    level: int | None


class _Told:
    """What has been told about a ticket, while its life is gone through look by look.

    Args:
        last: the last telling of each cause that a later look or a repeat can come back to.
        since: for the row of each trigger since when it holds without a break.
    """

    def __init__(self, ladder: Ladder, watch: Watch) -> None:
        self.watch = watch
        self.climb = Climb(ladder)
        self.last: dict[tuple[int, object], _Last] = {}
        self.since: dict[int, int] = {}
        self.order = count()
        self.is_kept = False

    def escalations(self) -> Iterator[Escalation]:
        """Yield the escalations in order."""
        looks = looks_of(self.watch.judgement)
        self.is_kept = len(looks) > 1
        for look in looks:
            yield from self._in_look(look)

    def _in_look(self, look: Look) -> Iterator[Escalation]:
        waiting: list[_Waiting] = []
        for row in self._rows(look):
            causes = causes_of(self.watch, look, row, self.since[row.place])
            if row.event == "update_missed":  # In order of time: the next once one was told.
                self._wait_for_next(waiting, look, causes)
            else:
                for cause in causes:
                    self._wait(waiting, look, cause)
        while waiting:
            at, together = waiting[0][0], []
            while waiting and waiting[0][0] == at:
                _at, _order, firing, rest = heappop(waiting)
                together.append(firing)
                if rest is not None:
                    self._wait_for_next(waiting, look, rest)
            for escalation, level, firings in self.climb.tell(at, together):
                yield escalation
                for firing in firings:
                    is_repeated = firing.cause.row.repeat is not None
                    if is_repeated or self.is_kept:
                        self._keep(firing, at, level)
                    if is_repeated:
                        self._wait(waiting, look, firing.cause)

    def _rows(self, look: Look) -> Sequence[TriggerRow]:
        """Return the rows that hold in a look, and keep since when each one holds."""
        triggers = look.level.triggers
        rows: Sequence[TriggerRow] = () if triggers is None else triggers.timed
        if triggers is not None and self.watch.history.escalated:
            found = (triggers.recorded.get(e.reason, ()) for e in self.watch.history.escalated)
            rows = list(dict.fromkeys([*rows, *(row for own in found for row in own)]))
        self.since = {row.place: self.since.get(row.place, look.since) for row in rows}
        return rows

    def _keep(self, firing: Firing, at: int, level: int | None) -> None:
        cause = firing.cause
        key = cause.row.place, cause.key
        before = self.last.get(key)
        self.last[key] = _Last(at if before is None else before.first, at, firing.number, level)

    def _wait_for_next(self, waiting: list[_Waiting], look: Look, causes: Iterator[Cause]) -> None:
        """Add the first cause that comes in this look; the others follow when it is told."""
        for cause in causes:
            if self._wait(waiting, look, cause, causes):
                return

    def _wait(
        self,
        waiting: list[_Waiting],
        look: Look,
        cause: Cause,
        rest: Iterator[Cause] | None = None,
    ) -> bool:
        """Add the next telling of a cause, if it comes in this look. Returns: whether it does."""
        last = self.last.get((cause.row.place, cause.key)) if self.last else None
        found = self._first(look, cause) if last is None else self._repeated(look, cause, last)
        if found is None or not look.since <= found[0] < min(look.until, cause.ends):
            return False
        if self.watch.solved and self.watch.is_solved(found[0]):
            return False
        heappush(waiting, (found[0], next(self.order), found[1], rest))
        return True

    def _first(self, look: Look, cause: Cause) -> tuple[int, Firing] | None:
        """Return the first telling: never before the rows held, never in the time it was solved."""
        if self.watch.solved and self.watch.is_solved(cause.at):
            return None
        at = max(cause.at, look.since)
        if cause.row.calendar is not None or cause.pauses:
            at = self.watch.settled(at, cause.row.calendar, cause.pauses)
        return at, Firing(cause)

    def _repeated(self, look: Look, cause: Cause, last: _Last) -> tuple[int, Firing] | None:
        """Return the next repeat; None if it is not repeated, acknowledged, or no longer so."""
        repeat = cause.row.repeat
        if repeat is None or cause.at > last.at or last.number >= MOST_REPEATS:
            return None
        terms = self.watch.judgement.contract.terms
        at = max(after(repeat, last.at, terms), look.since)
        at = self.watch.settled(at, cause.row.calendar, cause.pauses)
        if at <= last.at or self.watch.was_solved(last.at, at) or self._is_known(last, at):
            return None
        return at, Firing(cause, last.number + 1, last.level)

    def _is_known(self, last: _Last, at: int) -> bool:
        """Return whether the level acknowledged between the first telling and a moment."""
        ladder = self.climb.ladder
        for event in self.watch.history.acknowledged:
            if last.first <= event.at <= at:
                if not event.level or ladder.place_of(event.level) == last.level:
                    return True
        return False
