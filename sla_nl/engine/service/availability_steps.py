"""The derivation of the availability of a service as data, for `words/service.py`."""

from __future__ import annotations

from collections.abc import Iterator

from ..calendars.spans import clipped, merged, within, without
from ..steps import MOST_STEPS, Step, Values
from .availability import Uptime
from .maintenance_steps import exclusion_of


def uptime_steps(uptime: Uptime) -> tuple[Step, ...]:
    """Return the steps that lead to the availability of a service, in order.

    Codes: `service` (the definition), `usual` (a percentage without a promise), `agreed`,
    `excluded` (by a cause), `excluded_window`, `counted_down`, `more` (steps that are left out),
    `lost`, `budget`, `over_budget`, `no_promise`, `kept`, `missed`.
    """
    return tuple(_steps(uptime))


def left_out(uptime: Uptime) -> dict[str, int]:
    """Return the seconds of service time that each cause leaves out, in order.

    Two causes that hold at the same moment both have it.
    """
    found: dict[str, int] = {}
    for step in (*_windows(uptime), *_causes(uptime)):
        cause = str(step.values["cause"])
        found[cause] = found.get(cause, 0) + step.used_s
    return found


def _steps(uptime: Uptime) -> Iterator[Step]:
    row, period = uptime.row, uptime.period
    head: Values = {
        "service": row.subject, "period": period.kind, "name": period.name,
        "definition": row.definition,
    }  # fmt: skip
    yield Step("service", period.start, period.end, values=head, clauses=row.clauses)
    if row.typical_percentage is not None:
        usual = f"{row.typical_percentage.normalize():f}"
        yield Step("usual", period.start, values={"percentage": usual})
    calendar = uptime.calendar.terms
    hours: Values = {"calendar": calendar.title or calendar.name}
    yield Step("agreed", period.start, period.end, uptime.agreed_s, hours)
    yield from _shortened([*_windows(uptime), *_causes(uptime), *_counted(uptime)])
    yield from _result(uptime)


def _windows(uptime: Uptime) -> Iterator[Step]:
    down = merged(outage.until(uptime.now) for outage in uptime.outages)
    for verdict in uptime.windows:
        exclusion = exclusion_of(verdict)
        cause = exclusion.cause if exclusion else verdict.rule.maintenance_type
        clauses = exclusion.clauses if exclusion else verdict.rule.clauses
        for span in within(down, *verdict.covers) if verdict.covers else ():
            yield from _open("excluded_window", uptime, span, {"cause": cause}, clauses)


def _causes(uptime: Uptime) -> Iterator[Step]:
    rows = uptime.contract.terms.exclusions
    exclusions = {row.cause: row for row in rows if row.scope == "availability"}
    for outage in uptime.outages:
        if outage.cause:
            row = exclusions.get(outage.cause)
            values: Values = {"cause": outage.cause, "definition": row.definition if row else ""}
            clauses = row.clauses if row else ()
            lasts = outage.until(uptime.now)
            for span in without([lasts], within(uptime.counted, *lasts)):
                yield from _open("excluded", uptime, span, values, clauses)


def _counted(uptime: Uptime) -> Iterator[Step]:
    for span in uptime.counted:
        yield from _open("counted_down", uptime, span, {}, ())


def _open(
    code: str, uptime: Uptime, span: tuple[int, int], values: Values, clauses: tuple[str, ...]
) -> Iterator[Step]:
    """Yield a step for the part of a span in the period, with its seconds of service time."""
    for start, end in clipped([span], uptime.period.start, uptime.period.end):
        if seconds := uptime.calendar.elapsed(start, end):
            yield Step(code, start, end, seconds, values, clauses)


def _shortened(steps: list[Step]) -> Iterator[Step]:
    """Yield the steps; if there are very many, the last of them as one step."""
    steps.sort(key=lambda step: step.at)
    yield from steps[:MOST_STEPS]
    if rest := steps[MOST_STEPS:]:
        used_s = sum(step.used_s for step in rest)
        yield Step("more", rest[0].at, rest[-1].end, used_s, {"count": len(rest)})


def _result(uptime: Uptime) -> Iterator[Step]:
    at, row, figure = uptime.period.end, uptime.row, uptime.availability
    values: Values = {"base": uptime.base_s, "percentage": _text(figure)}
    yield Step("lost", at, used_s=uptime.lost_s, values=values)
    if row.minimum_percentage is None or uptime.left_s is None:
        yield Step("no_promise", at, clauses=row.clauses)
        return
    values = {"percentage": _text(row.minimum_percentage), "budget": uptime.budget_s or 0}
    code = "budget" if uptime.left_s >= 0 else "over_budget"
    yield Step(code, at, used_s=abs(uptime.left_s), values=values, clauses=row.clauses)
    if uptime.is_kept is not None:
        yield Step("kept" if uptime.is_kept else "missed", at)


def _text(number: object) -> str:
    """Return a number without trailing zeros; a dash if there is none."""
    text = f"{number:f}" if number is not None else "-"
    return text.rstrip("0").rstrip(".") if "." in text else text
