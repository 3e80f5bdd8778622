"""A plan as lines of a table: what of a ticket changes, from what, into what, and why."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..engine.verdict import ClockState
from .restamp import Plan

CSV_COLUMNS = ("ticket", "field", "before", "after", "why")

_STAMP_OF = {
    "first_response_time": "response_by",
    "first_response_failed_by": "response_by",
    "resolution_time": "resolution_by",
    "resolution_failed_by": "resolution_by",
    "resolution_date": "resolution_by",
}
"""The date that a derived field belongs to."""

Line = tuple[str, str, str, str, str]


def lines_of(plan: Plan) -> Iterator[Line]:
    """The lines of a plan: its timeline, its stamps, its fault."""
    name = plan.name
    if plan.begun:
        sources = ", ".join(dict.fromkeys(row.source for row in plan.begun))
        yield name, "timeline", "", f"{len(plan.begun)} events", f"from {sources}"
    for field, (before, after) in plan.changes.items():
        yield name, field, _text(before), _text(after), why(plan, field)
    if plan.fault:
        yield name, "", "", "", plan.fault.strip().rpartition("\n")[2]


def why(plan: Plan, field: str) -> str:
    """What a stamp rests on: the contract, the clock and its clauses."""
    clock = _clock_of(plan, field)
    if clock is None:
        return plan.contract
    return f"{plan.contract} {clock.key}: {', '.join(clock.row.terms.clauses)}"


def _clock_of(plan: Plan, field: str) -> ClockState | None:
    stamps = _STAMP_OF.get(field, field)
    clocks = plan.verdict.clocks if plan.verdict is not None else ()
    return next((clock for clock in clocks if clock.row.terms.stamps == stamps), None)


def _text(value: Any) -> str:
    return "" if value is None else str(value)
