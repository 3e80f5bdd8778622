"""The derivation of a due date as data: steps, which `drawing` draws and `words` puts in sentences.

A step has a `code`, a moment and the clauses it rests on; a step that lasts also has an end and the
seconds it used up. The steps follow the same course by which the clock was judged.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from .calendars.calendar import Calendar
from .clock_state import BREACHED, MET, NOT_APPLICABLE, ClockState, Course
from .counting import between, date_of, moved_by, moved_on
from .evaluate import course_of
from .history import Turn
from .target_rows import ALWAYS
from .verdict import Verdict

MOST_STEPS = 40
_DAY = timedelta(days=1)

Values = dict[str, str | int]


class Step(NamedTuple):
    """One step of a derivation. `at` and `end` are whole seconds of UTC.

    Codes: `start`, `turn` (another kind or priority), `not_started`, `no_target`, `outside` (the
    start lies in closed time), `counts_from`, `open` (a day or a run of days of which time was
    used), `closed` (days with no opening), `round_the_clock` (a decision), `elapsed` (every second
    counted), `paused`, `working_days`, `added` (days, weeks or months), `clamped`, `rolled`,
    `moved` (by a pause), `extended` (by a contact), `planned`, `no_date`, `waiting`, `due`,
    `met`, `breached`, `met_late`.
    """

    code: str
    at: int
    end: int | None = None
    used_s: int = 0
    values: Values = {}  # noqa: RUF012 - never written to
    clauses: tuple[str, ...] = ()


def steps_of(verdict: Verdict, clock: ClockState) -> tuple[Step, ...]:
    """Return the steps that lead to a clock's due date, in order."""
    return tuple(_steps(verdict, clock))


def _steps(verdict: Verdict, clock: ClockState) -> Iterator[Step]:
    row, clauses = clock.row, clock.row.terms.clauses
    reported = verdict.history.reported_at
    course = course_of(verdict, clock)
    if course is None:
        code = "no_target" if clock.state == NOT_APPLICABLE else "not_started"
        yield Step(code, reported, values={"event": row.terms.starts_at}, clauses=clauses)
        if clock.due is not None:
            yield Step("planned", clock.due)
        return
    start = course.start
    yield Step("start", start, values={"event": _start_event(verdict, course)})
    if turn := _turn(verdict, clock):
        yield Step("turn", turn.at, values={"kind": turn.kind, "priority": turn.priority})
    yield from _course_steps(verdict, course)
    if moved := course.extension:
        yield Step("extended", moved.at, values={"to": moved.to}, clauses=moved.clauses)
    if course.due is not None:
        yield Step("due", course.due, clauses=clauses)
    elif row.terms.amount is None:
        yield Step("no_date", start, clauses=clauses)
    else:
        values: Values = {} if course.held_due is None else {"held_due": course.held_due}
        yield Step("waiting", start, values=values, clauses=clauses)
    if clock.state == MET and clock.met_at is not None:
        yield Step("met", clock.met_at)
    elif clock.state == BREACHED and clock.breached_at is not None:
        yield Step("breached", clock.breached_at)
        if clock.met_at is not None:
            yield Step("met_late", clock.met_at)


def _turn(verdict: Verdict, clock: ClockState) -> Turn | None:
    """Return the turn since which another row judges a clock than at the report, or None."""
    history, met = verdict.history, verdict.history.met.get(clock.clock)
    turns = [turn for turn in history.turns if met is None or turn.at < met]
    if not turns or turns[-1][1:] == turns[0][1:]:
        return None
    first = verdict.contract.service_level(turns[0].kind, turns[0].priority)
    rows = (row for alternatives in first.rows for row in alternatives)
    if any(row.terms is clock.row.terms for row in rows):
        return None
    since = turns[-1]
    for turn in reversed(turns):
        if turn[1:] != since[1:]:
            break
        since = turn
    return since


def _course_steps(verdict: Verdict, course: Course) -> Iterator[Step]:
    if course.is_planned:
        yield Step("planned", course.due or 0)
    elif course.row.budget_s is not None:
        yield from _from_opening(course)
        yield from _round_the_clock(verdict, course)
        yield from _shortened(list(_budget_steps(verdict, course)))
    elif course.row.terms.amount is not None:
        yield from _date_steps(verdict, course)


def _start_event(verdict: Verdict, course: Course) -> str:
    """Return the event at which the clock started: its start event, an update or a reopening."""
    clock, start = course.row.clock, course.start
    if clock == "update" and start in verdict.history.updates:
        return "updated"
    is_afresh = verdict.contract.terms.reopen_rule == "afresh"
    if clock == "resolution" and is_afresh and start == verdict.history.reopened_at:
        return "reopened"
    return course.row.terms.starts_at


def _round_the_clock(verdict: Verdict, course: Course) -> Iterator[Step]:
    """Yield the decision that the ticket cannot wait, if it came before the due date."""
    rule = course.round_the_clock
    decisions = verdict.history.decisions or [course.start]
    if rule is not None and (course.due is None or decisions[0] < course.due):
        yield Step("round_the_clock", max(decisions[0], course.start), clauses=rule.clauses)


def _from_opening(course: Course) -> Iterator[Step]:
    """Yield the steps to the opening from which the clock counts, if it starts in closed time."""
    if course.begin > course.start:
        yield from _outside(course.row.calendar, course.start)
        yield from _closed_days(course.row.calendar, course.start, course.begin)
        yield Step("counts_from", course.begin)


def _outside(calendar: Calendar, at: int) -> Iterator[Step]:
    """Yield a step if a moment lies outside the hours of a day that has opening time."""
    if calendar.is_working_day(calendar.local_day(at)) and not calendar.is_open(at):
        yield Step("outside", at)


# -- budgets ---------------------------------------------------------------------------------------


def _budget_steps(verdict: Verdict, course: Course) -> Iterator[Step]:
    at = course.begin
    for start, end, calendar in course.running:
        if start > at:
            yield _paused(verdict, course, at, start)
        last = course.due if end is None or (course.due is not None and course.due < end) else end
        if last is None or last < start:
            return
        if calendar is ALWAYS or calendar.is_always_open:
            if last > start:
                yield Step("elapsed", start, last, last - start)
        else:
            if start == course.begin:
                yield from _outside(calendar, start)
            yield from _open_steps(calendar, start, last)
        if last == course.due:
            return
        at = last
    stopped = [since for since, until in course.stops if until is None]
    if stopped:
        yield _paused(verdict, course, max(stopped[-1], course.start), None)


def _paused(verdict: Verdict, course: Course, at: int, end: int | None) -> Step:
    """Return the step of a pause, with its reasons and the clauses by which they stop the clock."""
    history, clock = verdict.history, course.row.clock
    rules = history.service_level_of(verdict.contract, clock).stops.get(clock, {})
    held = [
        reason
        for reason, spans in history.pauses.items()
        if reason in rules and between(spans, at, end)
    ]
    place = bisect_left(history.resolved_spans, (at,))
    if place < len(history.resolved_spans) and (
        end is None or history.resolved_spans[place][0] < end
    ):
        held.append("resolved")
    clauses = tuple(c for reason in held if reason in rules for c in rules[reason].clauses)
    return Step("paused", at, end, values={"reasons": ", ".join(held)}, clauses=clauses)


def _open_steps(calendar: Calendar, start: int, end: int) -> Iterator[Step]:
    """Yield the days on which time was used, with the closed days between them."""
    run: list[Step] = []
    day = calendar.service_day(start)
    for step in _day_steps(calendar, start, end):
        closed = list(_closed_between(calendar, day, step))
        is_full = step.values["is_full"]
        if run and (closed or not is_full or not run[-1].values["is_full"]):
            yield _joined(run)
            run = []
        yield from closed
        run.append(step)
        day = calendar.service_day(step.at)
    if run:
        yield _joined(run)


def _day_steps(calendar: Calendar, start: int, end: int) -> Iterator[Step]:
    """Yield a step for each local day with opening time between two instants."""
    today: list[tuple[int, int]] = []
    for interval in calendar.intervals(start, end):
        if today and calendar.service_day(interval[0]) != calendar.service_day(today[0][0]):
            yield _day_step(calendar, today)
            today = []
        today.append(interval)
    if today:
        yield _day_step(calendar, today)


def _day_step(calendar: Calendar, intervals: list[tuple[int, int]]) -> Step:
    used = sum(closes - opens for opens, closes in intervals)
    day = calendar.service_day(intervals[0][0])
    full = calendar.elapsed(calendar.opening(day), calendar.closing(day))
    values: Values = {"days": 1, "is_full": int(used == full)}
    if len(intervals) > 1:
        breaks = pairwise(intervals)
        local = calendar.zone.local
        values["breaks"] = ", ".join(
            f"{local(before[1]):%H:%M}-{local(after[0]):%H:%M}" for before, after in breaks
        )
    return Step("open", intervals[0][0], intervals[-1][1], used, values)


def _joined(run: list[Step]) -> Step:
    if len(run) == 1:
        return run[0]
    values: Values = {"days": len(run), "is_full": run[0].values["is_full"]}
    return Step("open", run[0].at, run[-1].end, sum(step.used_s for step in run), values)


def _closed_between(calendar: Calendar, day: date, step: Step) -> Iterator[Step]:
    at = calendar.zone.instant_of_minute(day, 0)
    yield from _closed_days(calendar, at, step.at)


def _closed_days(calendar: Calendar, start: int, end: int) -> Iterator[Step]:
    """Yield the days without opening time between two instants, each weekend as one step."""
    day, last = calendar.local_day(start), calendar.local_day(end)
    weekend: list[date] = []
    while day < last:
        if not calendar.is_working_day(day):
            reason = _reason(calendar, day)
            if reason == "weekend":
                weekend.append(day)
            else:
                yield from _weekend(calendar, weekend)
                weekend = []
                yield _closed(calendar, day, day, reason)
        day += _DAY
    yield from _weekend(calendar, weekend)


def _weekend(calendar: Calendar, days: list[date]) -> Iterator[Step]:
    if days:
        yield _closed(calendar, days[0], days[-1], "weekend")


def _closed(calendar: Calendar, first: date, last: date, reason: str) -> Step:
    start = calendar.zone.instant_of_minute(first, 0)
    end = calendar.zone.instant_of_minute(last, 1440)
    values: Values = {"reason": reason, "from": first.isoformat(), "to": last.isoformat()}
    if reason == "special":
        words = (d.reason for d in calendar.terms.special_days if d.day == first and d.reason)
        values["text"] = next(words, "")
    return Step("closed", start, end, 0, values)


def _reason(calendar: Calendar, day: date) -> str:
    """Return why a day has no opening time: `special`, `holiday` or `weekend`."""
    if any(special.day == day and not special.is_open for special in calendar.terms.special_days):
        return "special"
    return "holiday" if calendar.days.is_holiday(day) else "weekend"


def _shortened(steps: list[Step]) -> list[Step]:
    """Return the steps; if there are very many, replace those in the middle by one."""
    if len(steps) <= MOST_STEPS:
        return steps
    head, middle, tail = steps[:10], steps[10:-10], steps[-10:]
    used = sum(step.used_s for step in middle)
    days = sum(int(step.values.get("days", 0)) for step in middle)
    values: Values = {"days": days, "is_full": 1}
    return [*head, Step("open", middle[0].at, middle[-1].end, used, values), *tail]


# -- dates -----------------------------------------------------------------------------------------


def _date_steps(verdict: Verdict, course: Course) -> Iterator[Step]:
    row, terms = course.row, verdict.contract.terms
    calendar, amount = row.calendar, int(row.terms.amount or 0)
    unit = row.terms.unit
    begin, due = course.begin, date_of(row, course.start, terms)
    yield from _from_opening(course)
    if unit in ("working_days", "working_day_end"):
        yield from _closed_days(calendar, begin, due)
        yield Step("working_days", begin, due, values={"amount": amount, "rule": row.rule})
    else:
        landed = date_of(row, course.start, terms, is_rolled=False)
        values: Values = {"amount": amount, "unit": unit, "rule": row.rule}
        yield Step("added", begin, landed, values=values)
        if unit == "months" and terms.month_end_rule == "clamp":
            if calendar.local_day(landed).day < calendar.local_day(begin).day:
                yield Step("clamped", landed)
        if due != landed:
            yield Step("rolled", landed, due)
    for since, until in course.stops:
        if until is None or since >= due:
            break
        if until <= course.begin:
            continue
        since = max(since, course.begin)
        length = moved_by(row, since, until)
        if not length:
            continue
        due = moved_on(row, due, length, terms)
        reasons = _paused(verdict, course, since, until)
        values = {"to": due, "is_opening": int(unit == "working_days"), **reasons.values}
        yield Step("moved", since, until, length, values, reasons.clauses)
    if course.due is None:
        stopped = [since for since, until in course.stops if until is None]
        yield _paused(verdict, course, max(stopped[-1], course.start), None)
