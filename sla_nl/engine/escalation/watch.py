"""The moments of a ticket that triggers look at: missed dates, pauses, solutions."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise
from operator import attrgetter, itemgetter
from typing import NamedTuple

from ..calendars.calendar import Calendar
from ..clock_state import ClockState, Course
from ..contract import ServiceLevel
from ..counting import counted, date_of, merge_spans, moved, used_up_at
from ..history import NEVER, Span
from ..judgement import Judgement
from ..target_rows import TargetRow
from ..ticket import Event
from .looks import Look

_at = attrgetter("at")
MOST_TIMES = 100
"""A cause is told at most so often, and so is a silence: a log must not fill up for ever."""


class Life(NamedTuple):
    """One run of a clock: from its start to the moment at which it was met or started again.

    Args:
        course: None if it is not known yet; `Watch.course` finds it.
    """

    row: TargetRow
    start: int
    end: int
    due: int | None
    course: Course | None = None


class Watch:
    """The moments of one ticket.

    Args:
        clocks: the states of the verdict, whose dates are used where only one look is needed.
    """

    def __init__(self, judgement: Judgement, clocks: Sequence[ClockState]) -> None:
        self.judgement = judgement
        self.history = history = judgement.history
        self._clocks = clocks
        solved = history.met.get("resolution")
        self.solved: list[Span] = [*history.resolved_spans]
        if solved is not None:
            self.solved.append((solved, None))
        self._pauses: dict[object, list[Span]] = {}
        self._restarts: dict[str, list[int]] = {}
        self._statuses = history.status_spans
        self._acknowledged: dict[str, list[int]] = {}
        for event in history.acknowledged:
            self._acknowledged.setdefault(event.level.casefold(), []).append(event.at)

    def recorded(self, look: Look) -> Sequence[Event]:
        """Return the events of a look by which somebody escalated."""
        events = self.history.escalated
        first = bisect_left(events, look.since, key=_at)
        return events[first : bisect_left(events, look.until, key=_at)]

    def statuses(self, look: Look) -> Sequence[tuple[str, int, int]]:
        """Return the statuses that the ticket has in a look, with their beginning and end."""
        first = bisect_right(self._statuses, look.since, key=itemgetter(2))
        return self._statuses[first : bisect_left(self._statuses, look.until, key=itemgetter(1))]

    def is_acknowledged(self, level: str, since: int, until: int) -> bool:
        """Return whether a level, or all of them, acknowledged between two moments."""
        for name in {"", level.casefold()}:
            moments = self._acknowledged.get(name, ())
            place = bisect_left(moments, since)
            if place < len(moments) and moments[place] <= until:
                return True
        return False

    def is_solved(self, at: int) -> bool:
        """Return whether the ticket is solved at a moment."""
        return bool(self.solved) and _end_of_span(self.solved, at) > at

    def was_solved(self, since: int, until: int) -> bool:
        """Return whether the ticket was solved at any moment after `since`, up to `until`."""
        after = bisect_right(self.solved, since, key=_start)
        return after < len(self.solved) and self.solved[after][0] <= until

    def settled(self, at: int, calendar: Calendar | None, pauses: Sequence[Span]) -> int:
        """Return a moment, moved on until the calendar is open and no pause is."""
        while at < NEVER:
            moved_to = at if calendar is None else calendar.next_opening(at)
            if pauses:
                moved_to = _end_of_span(pauses, moved_to)
            if moved_to == at:
                break
            at = moved_to
        return at

    def pauses_of(self, level: ServiceLevel, clock: str) -> Sequence[Span]:
        """Return the merged pauses that stop a clock."""
        pauses = self.history.pauses
        if not pauses:
            return ()
        found = self._pauses.get((level.name, clock))
        if found is None:
            reasons = level.stops.get(clock, {})
            spans = (span for reason in reasons for span in pauses.get(reason, ()))
            found = self._pauses[level.name, clock] = merge_spans(spans)
        return found

    def lives(self, look: Look, clock: str = "") -> Iterator[Life]:
        """Yield the lives of the clocks, or of one clock, that are not over before a look."""
        for row, state in self._rows(look):
            if row.clock == "report" or (clock and row.clock != clock):
                continue
            if self.judgement.is_excluded_by_channel(look.level, row.clock):
                continue
            start = self.history.starts.get(row.starts_at)
            if start is not None:
                yield from self._lives(look, row, start, state)

    def is_exempt(self, look: Look, clock: str, at: int) -> bool:
        """Return whether the promise of a clock does not hold at a moment."""
        level = look.level
        if not (look.outside_sla or self.history.unreachable) or not level.exempt:
            return False
        if look.outside_sla and clock in level.exempt.get("outside_sla", {}):
            return True
        return self.judgement.unreachable_rule(level, clock, at) is not None

    def course(self, look: Look, life: Life) -> Course:
        """Return the course of a clock in one of its lives, as it is known in a look."""
        if life.course is not None:
            return life.course
        judgement, end = self.judgement, min(life.end, look.until)
        known = None if end == NEVER else end
        detours = judgement.detours(look.level, life.row, life.start, known)
        return judgement.course(life.row, life.start, detours)

    def silences(self, look: Look, life: Life, *, is_whole: bool) -> Iterator[tuple[int, int]]:
        """Yield the number and the end of each interval without an update.

        Args:
            is_whole: begin with the first one; else with the last one that ended before the look,
                as those before it are told with it or were told already.
        """
        due = life.due
        if due is None:
            return
        course = self.course(look, life)
        first = 1 if is_whole else self._silences_before(look, course)
        if first == 1:
            yield 1, due
        for count in range(max(first, 2), MOST_TIMES + 1):
            after = self._silence(course, count, due)
            if after is None or after <= due:
                return
            due = after
            yield count, due

    def _silences_before(self, look: Look, course: Course) -> int:
        """Return how many whole intervals ended before a look, at least 1."""
        budget = course.row.budget_s
        if not budget or look.since <= course.start:
            return 1
        return max(1, counted(course.running, course.start, look.since) // budget)

    def _silence(self, course: Course, count: int, before: int) -> int | None:
        row = course.row
        if course.is_planned or row.terms.amount is None:
            return None
        if row.budget_s is not None:
            return used_up_at(course.running, count * row.budget_s)
        terms = self.judgement.contract.terms
        return moved(row, date_of(row, before, terms), before, course.stops, terms)

    def _rows(self, look: Look) -> Iterator[tuple[TargetRow, ClockState | None]]:
        """Yield the promises of a look, each with its state if the look is the only one."""
        if self._is_only(look):
            yield from ((state.row, state) for state in self._clocks)
            return
        for alternatives in look.level.rows:
            row = self.judgement.row_that_holds(alternatives)
            if row is not None:
                yield row, None

    def _is_only(self, look: Look) -> bool:
        return look.until == NEVER and look.since == self.history.reported_at

    def _lives(
        self, look: Look, row: TargetRow, start: int, state: ClockState | None
    ) -> Iterator[Life]:
        met = self.history.met.get(row.clock, NEVER)
        restarts = self._restarts_of(row.clock)
        if not restarts:
            if look.since < met and start < look.until:
                if state is None:
                    yield self._life(look, row, start, met)
                else:
                    yield Life(row, start, met, state.due)
            return
        first = bisect_right(restarts, max(start, look.since))
        begin = start if not first or restarts[first - 1] < start else restarts[first - 1]
        moments = [begin, *restarts[first : bisect_right(restarts, look.until)], met]
        for since, until in pairwise(moments):
            if since < look.until and look.since < until and since < until:
                yield self._life(look, row, since, until)

    def _life(self, look: Look, row: TargetRow, start: int, end: int) -> Life:
        life = Life(row, start, end, None)
        course = self.course(look, life)
        return life._replace(due=course.due, course=course)

    def _restarts_of(self, clock: str) -> list[int]:
        """Return the moments at which a clock starts again, in order."""
        history = self.history
        if clock not in ("update", "resolution") or not (history.updates or history.resolved_spans):
            return []
        found = self._restarts.get(clock)
        if found is None:
            again = [until for _, until in history.resolved_spans if until is not None]
            if clock == "update":
                again = sorted({*history.updates, *again})
            elif self.judgement.contract.terms.reopen_rule != "afresh":
                again = []
            found = self._restarts[clock] = again
        return found


def _end_of_span(spans: Sequence[Span], at: int) -> int:
    """Return the end of the span that holds a moment; the moment itself if none does."""
    place = bisect_right(spans, at, key=_start) - 1
    if place < 0:
        return at
    until = spans[place][1]
    return NEVER if until is None else max(at, until)


def _start(span: Span) -> int:
    return span[0]
