"""The judgement of one ticket: the course and the state of each of its clocks.

Due dates never depend on `now`; it only decides states and figures (docs/design.md 4.7).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import repeat
from operator import attrgetter
from typing import NamedTuple

from .clock_state import (
    BREACHED,
    MET,
    NOT_APPLICABLE,
    NOT_STARTED,
    PAUSED,
    RUNNING,
    ClockState,
    Course,
)
from .contract import Contract, ServiceLevel
from .counting import (
    between,
    counted,
    counts_from,
    date_of,
    merge_spans,
    moved,
    spans_of_clock,
    stretches,
    used_up_at,
)
from .errors import NoOpeningTimeError
from .extra_days import extended, last_contact
from .history import Note, Span, TicketHistory
from .notes import notes_of
from .remaining import left_of
from .target_rows import TargetRow
from .terms.events import EventRule
from .ticket import Ticket

_DECIDED = "cannot_wait"
_at = attrgetter("at")


class Detours(NamedTuple):
    """The reasons why a clock does not run straight to its date; all empty if there are none.

    Args:
        plan: an agreed date that replaces the contract's.
        stops: merged spans in which the clock stands still.
        rule: the rule by which the clock runs round the clock.
        round_the_clock: the merged spans in which it runs round the clock.
    """

    plan: int | None
    stops: Sequence[Span]
    rule: EventRule | None
    round_the_clock: Sequence[Span]


class Judgement:
    """The judgement of one ticket under a contract at a moment."""

    __slots__ = (
        "contact",
        "contract",
        "has_detours",
        "history",
        "merged",
        "notes",
        "now",
        "ticket",
    )

    def __init__(self, contract: Contract, ticket: Ticket, now: int) -> None:
        self.contract = contract
        self.ticket = ticket
        self.now = now
        self.history = history = TicketHistory(contract, ticket)
        if history.is_approximate:
            self.ticket = ticket._replace(is_approximate=True)
        self.notes = history.notes
        self.has_detours = history.has_detours
        self.contact = last_contact(contract, ticket, history) if history.statuses else None
        self.merged: dict[object, list[Span]] = {}

    def clocks(self) -> tuple[ClockState, ...]:
        """Return the state of each promise, in the order of the contract; note what is odd."""
        history, clocks = self.history, []
        promises: Iterable[tuple[ServiceLevel, tuple[TargetRow, ...]]]
        promises = (
            self._rows_of_each_key()
            if history.turns
            else zip(repeat(history.service_level), history.service_level.rows)
        )
        for level, alternatives in promises:
            row = alternatives[0]
            if row.has_condition:
                chosen = self.row_that_holds(alternatives)
                if chosen is None:
                    continue
                row = chosen
            try:
                clocks.append(self._clock(level, row))
            except NoOpeningTimeError as error:
                error.add_note(f"{row.key}: {', '.join(row.terms.clauses)}")
                raise
        if not clocks:
            self.notes.append(Note("no_targets", {"kind": history.service_level.kind}))
        if self.ticket.channel or self.ticket.is_registered is False or history.decisions:
            self.notes.extend(notes_of(self.contract, self.ticket, history))
        return tuple(clocks)

    def _rows_of_each_key(self) -> list[tuple[ServiceLevel, tuple[TargetRow, ...]]]:
        """Return the rows of each due key with their level; a met clock keeps the level it had."""
        history = self.history
        own = {clock: history.service_level_of(self.contract, clock) for clock in history.met}
        found = [
            (level, alternatives)
            for level in {
                level.name: level for level in (history.service_level, *own.values())
            }.values()
            for alternatives in level.rows
            if own.get(alternatives[0].clock, history.service_level) is level
        ]
        return sorted(found, key=lambda promise: promise[1][0].place)

    def row_that_holds(self, alternatives: tuple[TargetRow, ...]) -> TargetRow | None:
        """Return the first row whose condition holds for the moment of the report."""
        for row in alternatives:
            condition = row.terms.condition
            if not condition:
                return row
            if (condition == "inside") == self.contract.calendar.is_open(self.history.reported_at):
                return row
        return None

    # -- one clock

    def time_until_met(self, row: TargetRow) -> int | None:
        """Return the seconds that count for a row until it was met; see the function."""
        history = self.history
        met, start = history.met.get(row.clock), history.starts.get(row.starts_at)
        if met is None or met > self.now or start is None:
            return None
        level = history.service_level_of(self.contract, row.clock)
        if self.is_excluded_by_channel(level, row.clock) or self.is_excluded_by_contact():
            return None
        start = self._restart(level, row, start)
        _plan, stops, _rule, always = self.detours(level, row, start, met)
        return counted(stretches(start, row.counting, stops, always), start, met)

    def _clock(self, level: ServiceLevel, row: TargetRow) -> ClockState:
        history, clock = self.history, row.clock
        if (level.channel_rules and self.is_excluded_by_channel(level, clock)) or (
            self.ticket.is_registered is False and self.is_excluded_by_contact()
        ):
            return ClockState(row, NOT_APPLICABLE, None, None, None, None, None, None, None, 0)
        met = history.met.get(clock)
        start = history.starts.get(row.starts_at)
        if start is None:
            due = self._plan(row, met)
            is_exempt = level.exempt and history.outside_sla and self._exemption(level, clock, due)
            state = NOT_APPLICABLE if is_exempt else NOT_STARTED
            return ClockState(row, state, None, due, due, None, None, None, None, 0)
        if history.updates or history.reopened_at is not None:
            start = self._restart(level, row, start)
        if self.contact is not None and row.clock == "resolution" and met is None:
            return self._state_with_detours(level, self.course_of(level, row, start, met), met)
        if self.has_detours or level.has_near_closing:
            detours = self.detours(level, row, start, met)
            if any(detours):
                return self._state_with_detours(level, self.course(row, start, detours), met)
        return self._state_without_detours(level, row, start, met)

    def _state_without_detours(
        self, level: ServiceLevel, row: TargetRow, start: int, met: int | None
    ) -> ClockState:
        """Return the state of a clock without detours: the usual case, kept fast."""
        now, budget, counting = self.now, row.budget_s, row.counting
        if met is not None and met > now:
            met = None
        end = now if met is None else met
        due: int | None
        left: int | None
        if budget is not None:
            begin = start if row.counts_at_once else counts_from(row, start)
            due, used = counting.deadline_and_elapsed(begin, budget, end)
            left = budget - used if used < budget else 0
        else:
            due = left = None
            used = counting.elapsed(start, end)
            if row.terms.amount is not None:
                due = date_of(row, start, self.contract.terms)
                left = counting.elapsed(end, due)
        state = self._state_name(level, row, start, due, met, ())
        breached_at = due if state == BREACHED else None
        return ClockState(row, state, start, due, due, met, breached_at, used, left, 0)

    def detours(self, level: ServiceLevel, row: TargetRow, start: int, met: int | None) -> Detours:
        """Return the detours of a clock up to the moment it was met."""
        plan = self._plan(row, met)
        if plan is not None:
            return Detours(plan, (), None, ())
        stops = self._stops(level, row, start, met)
        return Detours(None, stops, *self._round_the_clock(level, row, start, met))

    def course_of(self, level: ServiceLevel, row: TargetRow, start: int, met: int | None) -> Course:
        """Return the course of a clock, with the extra days that a contact gave it."""
        course = self.course(row, start, self.detours(level, row, start, met))
        if self.contact is None or row.clock != "resolution" or met is not None:
            return course
        return extended(course, self.contact, self.contract.terms)

    def course(self, row: TargetRow, start: int, detours: Detours) -> Course:
        """Return the course of a clock from its start: its stretches, stops and due date."""
        terms = self.contract.terms
        plan, stops, rule, always = detours
        if plan is not None:
            running = stretches(start, row.counting, ())
            return Course(row, start, start, (), running, plan, plan, is_planned=True)
        ended = [span for span in stops if span[1] is not None]
        if row.budget_s is not None:
            is_at_once = any(since <= start for since, _ in always)
            begin = start if is_at_once else counts_from(row, start)
            running = stretches(begin, row.counting, stops, always)
            due = held = used_up_at(running, row.budget_s)
            if due is None:
                held = used_up_at(stretches(begin, row.counting, ended, always), row.budget_s)
        else:
            begin = counts_from(row, start)
            running = stretches(start, row.calendar, stops)
            due = held = None
            if row.terms.amount is not None:
                date = date_of(row, start, terms)
                due = moved(row, date, begin, stops, terms)
                held = moved(row, date, begin, ended, terms)
        return Course(row, start, begin, tuple(stops), running, due, held, round_the_clock=rule)

    def _state_with_detours(
        self, level: ServiceLevel, course: Course, met: int | None
    ) -> ClockState:
        """Return the state of a clock with detours, given its course."""
        row, start, due, now = course.row, course.start, course.due, self.now
        if met is not None and met > now:
            met = None
        end = now if met is None else met
        state = self._state_name(level, row, start, due, met, course.stops)
        used = counted(course.running, start, end)
        paused_s = sum(
            max(0, (end if until is None else min(end, until)) - max(since, start))
            for since, until in course.stops
        )
        breached_at = due if state == BREACHED else None
        left = left_of(course, used, end)
        return ClockState(
            row, state, start, due, course.held_due, met, breached_at, used, left, paused_s
        )

    def _state_name(
        self,
        level: ServiceLevel,
        row: TargetRow,
        start: int,
        due: int | None,
        met: int | None,
        stops: Sequence[Span],
    ) -> str:
        """Return the name of a started clock's state at `now`, and note an exemption.

        Args:
            met: when the clock was met, not after `now`; else None.
            stops: merged spans in which the clock stands still.
        """
        now = self.now
        if met is not None and (due is None or met <= due):
            return MET
        if level.exempt and (rule := self._exemption(level, row.clock, due)):
            self.notes.append(Note(f"exempt_{rule.event}", {"key": row.key}, rule.clauses))
            return NOT_APPLICABLE
        if due is not None and now > due:
            return BREACHED
        if start > now:
            return NOT_STARTED
        for since, until in stops:
            if since <= now and (until is None or now < until):
                return PAUSED
        return RUNNING

    # -- starts, plans, stops and exemptions

    def _restart(self, level: ServiceLevel, row: TargetRow, start: int) -> int:
        """Return the last start of a clock: an update or a reopening may start it again."""
        history = self.history
        if row.clock == "update":
            again = [until for _, until in history.resolved_spans if until is not None]
            restarts = sorted(at for at in (*history.updates, *again) if at >= start)
            self._note_late_updates(level, row, start, restarts)
            return restarts[-1] if restarts else start
        if row.clock == "resolution" and history.reopened_at is not None:
            if self.contract.terms.reopen_rule == "afresh":
                return history.reopened_at
        return start

    def _plan(self, row: TargetRow, met: int | None) -> int | None:
        """Return the last date agreed before the clock was met, if it replaces the row's date."""
        plans = self.history.plans
        if not row.terms.plan_replaces:
            return None
        count = len(plans) if met is None else bisect_left(plans, met, key=_at)
        return plans[count - 1].until if count else None

    def _stops(
        self, level: ServiceLevel, row: TargetRow, start: int, met: int | None
    ) -> list[Span]:
        """Return the merged spans in which a clock stands still, up to the moment it was met."""
        return between(self._all_stops(level, row.clock), start, met)

    def _all_stops(self, level: ServiceLevel, clock: str) -> list[Span]:
        """Return all merged spans in which a clock of a level stands still, whenever it started."""
        found = self.merged.get((level.name, clock))
        if found is None:
            history, reasons = self.history, level.stops.get(clock, {})
            spans = [s for reason, own in history.pauses.items() if reason in reasons for s in own]
            if clock == "resolution":
                spans += history.resolved_spans
            found = self.merged[level.name, clock] = merge_spans(spans)
        return found

    def _round_the_clock(
        self, level: ServiceLevel, row: TargetRow, start: int, met: int | None
    ) -> tuple[EventRule | None, list[Span]]:
        """Return the rule by which a clock runs round the clock, and the spans in which it does.

        Source: docs/design.md 4.8 (`cannot_wait`); vcare-4.5-work-on.
        """
        history = self.history
        for rule in level.round_the_clock:
            if row.clock not in rule.clocks or not row.calendar.is_open(history.reported_at):
                continue
            if rule.event == "near_closing":
                decisions = _near_closing(history.reported_at, row, rule)
                spans = [history.until_solved(at) for at in decisions]
            else:
                spans = self._decided()
            if spans := spans_of_clock(spans, start, met):
                return rule, spans
        return None, []

    def _decided(self) -> list[Span]:
        """Return the merged spans from each decision that the ticket cannot wait to its end."""
        found = self.merged.get(_DECIDED)
        if found is None:
            history = self.history
            spans = map(history.until_solved, history.decisions)
            found = self.merged[_DECIDED] = merge_spans(spans)
        return found

    def _exemption(self, level: ServiceLevel, clock: str, due: int | None) -> EventRule | None:
        """Return the rule that takes a promise away, if one applies.

        One applies if the customer could not be reached at the due date (or at `now`, if that is
        earlier), or if the work lies outside the SLA.

        Source: docs/design.md 4.8 (`unreachable`); inl-4c-unreachable; vcare-2.5-out-of-scope.
        """
        history, exempt = self.history, level.exempt
        if history.outside_sla and (rule := exempt.get("outside_sla", {}).get(clock)):
            return rule
        return self.unreachable_rule(level, clock, min(self.now, self.now if due is None else due))

    def unreachable_rule(self, level: ServiceLevel, clock: str, moment: int) -> EventRule | None:
        """Return the rule that takes a promise away, if the customer is out of reach then."""
        rule = level.exempt.get("unreachable", {}).get(clock)
        for since, until in self.history.unreachable if rule else ():
            if since <= moment and (until is None or moment < until):
                return rule
        return None

    def is_excluded_by_channel(self, level: ServiceLevel, clock: str) -> bool:
        """Return whether the clock is not promised for the channel of the report."""
        channel = self.ticket.channel
        for rule in level.channel_rules if channel else ():
            if rule.effect == "not_applicable" and (not rule.clocks or clock in rule.clocks):
                if channel not in rule.channels:
                    return True
        return False

    def is_excluded_by_contact(self) -> bool:
        """Return whether nothing is promised, as no registered contact reported the ticket."""
        rule = self.contract.contact_rule
        is_other = self.ticket.is_registered is False
        return is_other and rule is not None and rule.others == "not_applicable"

    def _note_late_updates(
        self, level: ServiceLevel, row: TargetRow, start: int, restarts: Sequence[int]
    ) -> None:
        """Add a note for each status update that came after its due date.

        Args:
            restarts: the updates, and the moments at which the ticket was reopened.
        """
        updates = set(self.history.updates)
        for at in restarts:
            due = self.course(row, start, self.detours(level, row, start, at)).due
            if due is not None and at > due and at in updates:
                self.notes.append(Note("update_late", {"due": due, "at": at}, row.terms.clauses))
            start = at


def _near_closing(reported_at: int, row: TargetRow, rule: EventRule) -> list[int]:
    """Return the moment of the report, if its day closes within the rule's `minutes` after it."""
    calendar = row.calendar
    closing = calendar.closing(calendar.local_day(reported_at))
    return [reported_at] if closing - reported_at <= rule.minutes * 60 else []
