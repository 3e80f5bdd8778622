"""The derivation of the judgement of a maintenance window as data, for `words/service.py`."""

from __future__ import annotations

from collections.abc import Iterator

from ..steps import Step, Values
from ..terms.service import Exclusion
from .maintenance import (
    HOURS,
    MAXIMUM,
    NOT_BEFORE,
    NOTICE,
    WindowVerdict,
    count_step,
)


def window_steps(verdict: WindowVerdict) -> tuple[Step, ...]:
    """Return the steps by which a window was judged, in order.

    Codes: `window` (its type), `inside_hours`, `outside_hours`, `begins_outside`, `late_enough`,
    `too_early`, `notice` (the latest moment to announce), `told_in_time`, `told_late`, `not_told`,
    `still_time`, `counted`, `too_many`, `not_counted`, `covers`, `covers_part`, `covers_nothing`,
    `counts_as_downtime`.
    """
    return tuple(_steps(verdict))


def _steps(verdict: WindowVerdict) -> Iterator[Step]:
    window, rule = verdict.window, verdict.rule
    values: Values = {"type": rule.maintenance_type, "definition": rule.definition}
    yield Step("window", window.start, window.end, window.end - window.start, values, rule.clauses)
    yield from _hours(verdict)
    yield from _not_before(verdict)
    yield from _notice(verdict)
    yield from _counts(verdict)
    yield _cover(verdict)


def _faults(verdict: WindowVerdict, rule: str) -> list[Step]:
    return [fault.step for fault in verdict.faults if fault.rule == rule]


def _hours(verdict: WindowVerdict) -> Iterator[Step]:
    window, rule = verdict.window, verdict.rule
    if faults := _faults(verdict, HOURS):
        yield from faults
    elif name := rule.calendar or rule.start_calendar:
        calendar = verdict.contract.calendars[name].terms
        values: Values = {"calendar": calendar.title or calendar.name}
        yield Step("inside_hours", window.start, window.end, values=values)


def _not_before(verdict: WindowVerdict) -> Iterator[Step]:
    if faults := _faults(verdict, NOT_BEFORE):
        yield from faults
    elif verdict.rule.not_before is not None:
        yield Step("late_enough", verdict.window.start, values={"minute": verdict.rule.not_before})


def _notice(verdict: WindowVerdict) -> Iterator[Step]:
    rule, window, by = verdict.rule, verdict.window, verdict.announce_by
    if by is None:
        return
    values: Values = {"through": ", ".join(rule.announced_through)}
    if rule.notice is not None:
        values |= {"amount": f"{rule.notice.normalize():f}", "unit": rule.notice_unit}
    yield Step("notice", by, window.start, values=values, clauses=rule.clauses)
    if faults := _faults(verdict, NOTICE):
        yield from faults
    elif window.announced_at is None:
        yield Step("still_time", verdict.told_at, by, by - verdict.told_at)
    else:
        yield Step("told_in_time", verdict.told_at)


def _counts(verdict: WindowVerdict) -> Iterator[Step]:
    yield from _faults(verdict, MAXIMUM)
    for count in verdict.counts:
        if not count.is_too_many:
            code = "not_counted" if count.number is None else "counted"
            yield count_step(code, verdict.window, count)


def _cover(verdict: WindowVerdict) -> Step:
    window, rule, covers = verdict.window, verdict.rule, verdict.covers
    if rule.counts_as_downtime:
        return Step("counts_as_downtime", window.start, window.end, clauses=rule.clauses)
    if covers is None:
        return Step("covers_nothing", window.start, window.end)
    exclusion = exclusion_of(verdict)
    values: Values = {"cause": exclusion.cause if exclusion else rule.maintenance_type}
    clauses = exclusion.clauses if exclusion else ()
    code = "covers" if covers[0] == window.start else "covers_part"
    return Step(code, *covers, verdict.excluded_s, values, clauses)


def exclusion_of(verdict: WindowVerdict) -> Exclusion | None:
    """Return the exclusion that names the type of a window; None if the contract has none."""
    kind = verdict.rule.maintenance_type
    rows = verdict.contract.terms.exclusions
    return next((row for row in rows if kind in row.maintenance_types), None)
