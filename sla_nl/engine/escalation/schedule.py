"""All escalations of a ticket, in order."""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from typing import NamedTuple

from ..clock_state import ClockState
from ..counting import after
from ..errors import NoOpeningTimeError
from ..history import Note
from ..judgement import Judgement
from ..terms.vocabulary import RECORDED
from .causes import Cause, causes_of
from .climbing import Climb, Escalation, Firing
from .ladder import Ladder, TriggerRow
from .looks import Look, looks_of
from .watch import MOST_TIMES, Watch


class Schedule(NamedTuple):
    """The escalations up to `now`, and the first one after it if nothing more happens.

    Args:
        notes: the rows that tell nobody, as their calendar has too little opening time.
    """

    past: tuple[Escalation, ...] = ()
    next: Escalation | None = None
    notes: tuple[Note, ...] = ()


def schedule_of(judgement: Judgement, clocks: Sequence[ClockState]) -> Schedule:
    """Return the schedule of a ticket.

    Args:
        clocks: the states of its clocks.
    Source: docs/design.md 8.
    """
    ladder, history = judgement.contract.ladder, judgement.history
    triggers = history.service_level.triggers
    has_triggers = triggers is not None and (triggers.timed or history.escalated)
    if ladder is None or not (has_triggers or history.turns):
        return _NOTHING
    past: list[Escalation] = []
    following, told = None, _Told(ladder, Watch(judgement, clocks))
    for escalation in told.escalations():
        if escalation.at > judgement.now:
            following = escalation
            break
        past.append(escalation)
    return Schedule(tuple(past), following, _notes(told.undated) if told.undated else ())


_NOTHING = Schedule()


def _notes(rows: Mapping[int, TriggerRow]) -> tuple[Note, ...]:
    """Return a note for each row without a date, by its place in the matrix."""
    return tuple(
        Note("trigger_without_hours", {"row": str(place), "trigger": row.event}, row.clauses)
        for place, row in sorted(rows.items())
    )


def note_unknown(judgement: Judgement) -> None:
    """Note each recorded escalation for which the matrix has no row."""
    history, contract = judgement.history, judgement.contract
    for event in history.escalated:
        triggers = history.service_level_at(contract, event.at).triggers
        if triggers is None or event.reason not in triggers.recorded:
            values: dict[str, str | int] = {"event": event.event, "at": event.at}
            judgement.notes.append(Note("escalated_without_row", values))


_Waiting = tuple[int, int, Firing]
"""A firing that waits for its moment; the number between them orders those of one moment."""


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
        later: what somebody recorded and is told in a later look.
        undated: the rows whose moments cannot be counted, by their place.
    """

    def __init__(self, ladder: Ladder, watch: Watch) -> None:
        self.watch = watch
        self.climb = Climb(ladder)
        self.last: dict[tuple[int, object], _Last] = {}
        self.since: dict[int, int] = {}
        self.later: list[Cause] = []
        self.order = count()
        self.is_kept = False
        self.undated: dict[int, TriggerRow] = {}

    def escalations(self) -> Iterator[Escalation]:
        """Yield the escalations in order."""
        looks = looks_of(self.watch.judgement)
        self.is_kept = len(looks) > 1
        for look in looks:
            yield from self._in_look(look)

    def _in_look(self, look: Look) -> Iterator[Escalation]:
        waiting = self._waiting(look)
        place = 0
        while place < len(waiting):
            at, together = waiting[place][0], []
            while place < len(waiting) and waiting[place][0] == at:
                together.append(waiting[place][2])
                place += 1
            for escalation, level, firings in self.climb.tell(at, together):
                yield escalation
                for firing in firings:
                    again = self._after(look, firing, at, level)
                    if again is not None:
                        insort(waiting, again, place)

    def _waiting(self, look: Look) -> list[_Waiting]:
        """Return the firings of a look in order, without the repeats that follow them."""
        rows = self._rows(look)
        later = [cause for cause in self.later if cause.row.place in self.since]
        self.later = []
        new = (cause for row in rows for cause in self._causes(look, row))
        found = [
            waiting for cause in (*later, *new) if (waiting := self._next(look, cause)) is not None
        ]
        found.sort()
        return found

    def _causes(self, look: Look, row: TriggerRow) -> Iterator[Cause]:
        """Yield the causes of a row, up to one that cannot be dated."""
        try:
            yield from causes_of(self.watch, look, row, self.since[row.place])
        except (NoOpeningTimeError, OverflowError):
            self.undated[row.place] = row

    def _rows(self, look: Look) -> Sequence[TriggerRow]:
        """Return the rows that hold in a look, and keep since when each one holds."""
        triggers = look.level.triggers
        rows: Sequence[TriggerRow] = () if triggers is None else triggers.timed
        if triggers is not None and self.watch.history.escalated:
            rows = [*rows, *(row for own in triggers.recorded.values() for row in own)]
        self.since = {row.place: self.since.get(row.place, look.since) for row in rows}
        return rows

    def _after(self, look: Look, firing: Firing, at: int, level: int | None) -> _Waiting | None:
        """Keep that a cause was told, if that matters later. Returns: its repeat, if there is one.

        It matters if the cause is repeated, or if another look can come back to it.
        """
        cause = firing.cause
        is_repeated = cause.row.repeat is not None
        if is_repeated or self.is_kept:
            key = cause.row.place, cause.key
            before = self.last.get(key)
            self.last[key] = _Last(at if before is None else before.first, at, firing.number, level)
        return self._next(look, cause) if is_repeated else None

    def _next(self, look: Look, cause: Cause) -> _Waiting | None:
        """Return the next telling of a cause; None if it does not come, or cannot be dated."""
        try:
            return self._in_time(look, cause)
        except (NoOpeningTimeError, OverflowError):
            self.undated[cause.row.place] = cause.row
            return None

    def _in_time(self, look: Look, cause: Cause) -> _Waiting | None:
        """Return the next telling of a cause; None if it does not come in this look."""
        last = self.last.get((cause.row.place, cause.key)) if self.last else None
        if last is None:
            at, firing = self._first(look, cause), Firing(cause)
        elif (at := self._repeated(look, cause, last)) is not None:
            firing = Firing(cause, last.number + 1, last.level)
        if at is None or at < look.since or at >= cause.ends:
            return None
        if at >= look.until:
            if cause.row.event in RECORDED:
                self.later.append(cause)
            return None
        if self.watch.solved and self.watch.is_solved(at):
            return None
        return at, next(self.order), firing

    def _first(self, look: Look, cause: Cause) -> int | None:
        """Return the first telling: never before the row held, never for a time it was solved."""
        if self.watch.solved and self.watch.is_solved(cause.at):
            return None
        at = cause.at if cause.at > look.since else look.since
        if cause.row.calendar is None and not cause.pauses:
            return at
        return self.watch.settled(at, cause.row.calendar, cause.pauses)

    def _repeated(self, look: Look, cause: Cause, last: _Last) -> int | None:
        """Return the next repeat; None if it is not repeated, acknowledged, or no longer so."""
        repeat = cause.row.repeat
        if repeat is None or cause.at > last.at or last.number >= MOST_TIMES:
            return None
        terms = self.watch.judgement.contract.terms
        at = max(after(repeat, last.at, terms), look.since)
        at = self.watch.settled(at, cause.row.calendar, cause.pauses)
        if at <= last.at or self.watch.was_solved(last.at, at) or self._is_known(last, at):
            return None
        return at

    def _is_known(self, last: _Last, at: int) -> bool:
        """Return whether the level acknowledged between the first telling and a moment."""
        level = "" if last.level is None else self.climb.ladder.levels[last.level].level
        return self.watch.is_acknowledged(level, last.first, at)
