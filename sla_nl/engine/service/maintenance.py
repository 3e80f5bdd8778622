"""Judge a maintenance window by the rules of its contract: a pure function of both and of `now`.

A fault is hard if the window cannot be planned so, and soft if it only asks for attention.
Source: docs/design.md 4.13.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import NamedTuple

from ..calendars.calendar import Calendar
from ..calendars.spans import Span
from ..contract import Contract
from ..shifts import shifted
from ..steps import Step, Values
from ..terms.service import MaintenanceRule
from .planned import Count, Planned
from .windows import Window

HOURS, NOT_BEFORE, NOTICE, MAXIMUM = "hours", "not_before", "notice", "maximum"
"""The names of the rules that a window can break."""


class WindowFault(NamedTuple):
    """A rule that a window breaks; `step` says in which way, with its clauses."""

    rule: str
    is_hard: bool
    step: Step


class WindowVerdict(NamedTuple):
    """The judgement of a window.

    Args:
        told_at: when it was announced; `now` if it was not announced yet.
        announce_by: the latest moment to announce it; None if nothing asks for that.
        counts: its place for each maximum that it uses up.
        covers: the part in which an outage does not count as downtime; None if there is none.
    """

    contract: Contract
    window: Window
    rule: MaintenanceRule
    told_at: int
    announce_by: int | None
    counts: tuple[Count, ...]
    faults: tuple[WindowFault, ...]
    covers: Span | None

    @property
    def is_allowed(self) -> bool:
        """True if it has no hard fault."""
        return not any(fault.is_hard for fault in self.faults)

    @property
    def excluded_s(self) -> int:
        """The seconds in which an outage does not count as downtime."""
        return self.covers[1] - self.covers[0] if self.covers else 0


def judge_window(planned: Planned, window: Window, now: int) -> WindowVerdict:
    """Judge a window beside the other windows of its contract.

    Args:
        planned: the windows of the contract, this one included.
        now: the moment of the announcement if the window has none yet.
    Raises: NoOpeningTimeError: a calendar has too little opening time.
    """
    contract, rule = planned.contract, planned.rule_of(window)
    told_at = now if window.announced_at is None else window.announced_at
    announce_by = latest_announcement(contract, rule, window.start)
    counts = tuple(planned.counts(window))
    faults = tuple(
        chain(
            _hours_faults(contract, rule, window),
            _not_before_faults(contract, rule, window),
            _notice_faults(rule, window, told_at, announce_by),
            _maximum_faults(window, counts),
        )
    )
    covers = _cover(contract, rule, window, faults)
    return WindowVerdict(contract, window, rule, told_at, announce_by, counts, faults, covers)


def latest_announcement(contract: Contract, rule: MaintenanceRule, start: int) -> int | None:
    """Return the latest moment to announce work that starts at `start`; None if there is none.

    A duty to announce without a term ends at the start of the work.
    """
    if rule.notice is not None:
        return shifted(contract, start, -rule.notice, rule.notice_unit)
    return start if rule.is_notice_required else None


def _hours_faults(
    contract: Contract, rule: MaintenanceRule, window: Window
) -> Iterator[WindowFault]:
    if step := _hours_step(contract, rule, window):
        yield WindowFault(HOURS, not rule.is_soft, step)


def _hours_step(contract: Contract, rule: MaintenanceRule, window: Window) -> Step | None:
    """Return a step if a part lies outside the hours, or the start outside those to begin in."""
    start, end = window.start, window.end
    if rule.calendar:
        calendar = contract.calendars[rule.calendar]
        if outside := end - start - calendar.elapsed(start, end):
            return Step("outside_hours", start, end, outside, _titled(calendar), rule.clauses)
    if rule.start_calendar:
        calendar = contract.calendars[rule.start_calendar]
        if not calendar.is_open(start):
            return Step("begins_outside", start, None, 0, _titled(calendar), rule.clauses)
    return None


def _not_before_faults(
    contract: Contract, rule: MaintenanceRule, window: Window
) -> Iterator[WindowFault]:
    earliest = _not_before(contract, rule, window.start)
    if earliest > window.start:
        step = Step("too_early", window.start, earliest, clauses=rule.clauses)
        yield WindowFault(NOT_BEFORE, not rule.is_soft, step)


def _notice_faults(
    rule: MaintenanceRule, window: Window, told_at: int, announce_by: int | None
) -> Iterator[WindowFault]:
    if announce_by is None or told_at < announce_by:
        return
    if told_at == announce_by and rule.notice is not None:
        return
    code = "not_told" if window.announced_at is None else "told_late"
    late = Step(code, told_at, announce_by, told_at - announce_by, clauses=rule.clauses)
    yield WindowFault(NOTICE, True, late)


def _maximum_faults(window: Window, counts: tuple[Count, ...]) -> Iterator[WindowFault]:
    for count in counts:
        if count.is_too_many:
            yield WindowFault(MAXIMUM, True, count_step("too_many", window, count))


def count_step(code: str, window: Window, count: Count) -> Step:
    """Return a step about the place of a window among those of its period."""
    rule, period = count.rule, count.period
    values: Values = {
        "number": count.number or 0,
        "of": rule.maximum or 0,
        "type": rule.maintenance_type,
        "period": period.kind,
    }
    return Step(code, window.start, values=values, clauses=rule.clauses)


# -- what it covers --------------------------------------------------------------------------------


def _cover(
    contract: Contract, rule: MaintenanceRule, window: Window, faults: tuple[WindowFault, ...]
) -> Span | None:
    """Return the part of a window that is no downtime, or None.

    A hard fault leaves nothing, except that work which began too early covers from the moment at
    which its rule allows it.
    """
    if rule.counts_as_downtime:
        return None
    hard = {fault.rule for fault in faults if fault.is_hard}
    if not hard:
        return window.start, window.end
    if not hard <= {HOURS, NOT_BEFORE}:
        return None
    later = window._replace(start=_allowed_from(contract, rule, window))
    if later.start >= window.end or any(_hours_faults(contract, rule, later)):
        return None
    return later.start, window.end


def _allowed_from(contract: Contract, rule: MaintenanceRule, window: Window) -> int:
    """Return the first moment of a window at which it may begin, or a moment after its end."""
    names = [name for name in (rule.calendar, rule.start_calendar) if name]
    at = window.start
    while at < window.end:
        later = at
        for name in names:
            later = contract.calendars[name].next_opening(later)
        later = _not_before(contract, rule, later)
        if later == at:
            return at
        at = later
    return at


def _not_before(contract: Contract, rule: MaintenanceRule, at: int) -> int:
    """Return a moment, or the earliest time of day for the work if it lies before that."""
    if rule.not_before is None:
        return at
    local = contract.zone.local(at)
    if local.hour * 60 + local.minute >= rule.not_before:
        return at
    return contract.zone.instant_of_minute(local.date(), rule.not_before)


def _titled(calendar: Calendar) -> Values:
    return {"calendar": calendar.terms.title or calendar.name}
