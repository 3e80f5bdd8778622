"""Write a CSV file of the changes that a backfill would make.

Each line is a field of a ticket, with its old and new value and the reason.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO
from typing import Any, TextIO

import frappe
from frappe import _

from sla_nl.clauses.articles import cite
from sla_nl.engine.clock_state import ClockState
from sla_nl.engine.words.telling import clock_name
from sla_nl.runs import runs
from sla_nl.runs.runs import DRY_RUN, Count
from sla_nl.safe_output import CsvWriter
from sla_nl.site.language import language
from sla_nl.site.time import now_s

from ..bulk.restamp import Plan, plans
from ..ticket import tickets
from ..ticket.backdated import backdated
from .backfill import candidates

_COLUMNS = ("ticket", "field", "before", "after", "why")
_STAMP_OF = {
    "first_response_time": "response_by",
    "first_response_failed_by": "response_by",
    "resolution_time": "resolution_by",
    "resolution_failed_by": "resolution_by",
    "resolution_date": "resolution_by",
}
"""By derived field, the date that it belongs to."""

Line = tuple[str, str, str, str, str]


def start() -> str:
    """Queue a dry run. Returns: the name of the run."""
    run = runs.start(DRY_RUN, sum(len(names) for names in candidates()))
    runs.enqueue(work, run)
    return run


def work(run: str) -> None:
    """Attach the file of changes to a run, as a private file."""
    if not runs.is_open(run):
        return
    text = StringIO()
    looked, stamped = write_csv(text)
    frappe.get_doc(
        {
            "doctype": "File",
            "file_name": f"backfill-{run}.csv",
            "attached_to_doctype": runs.RUN,
            "attached_to_name": run,
            "is_private": 1,
            "content": text.getvalue(),
        }
    ).insert(ignore_permissions=True)
    runs.count(run, Count(looked, stamped))
    runs.finish(run, _("{0} tickets looked at, {1} would change"), "looked", "stamped")


def write_csv(target: TextIO) -> tuple[int, int]:
    """Write the changes that a backfill would make.

    Returns: the number of tickets, and of those with changed stamps.
    """
    looked = stamped = 0
    writer = CsvWriter(target)
    writer.write([_COLUMNS])
    for names in candidates():
        for plan in plans(tickets.read(names), now_s(), backdated=backdated(names)):
            writer.write(_lines_of(plan))
            looked += 1
            stamped += bool(plan.changes)
    return looked, stamped


def _lines_of(plan: Plan) -> Iterator[Line]:
    """Yield the lines of a plan: its new timeline, its changed stamps, its fault."""
    name = plan.name
    if plan.rebuilt:
        sources = ", ".join(dict.fromkeys(row.source for row in plan.rebuilt))
        yield name, "timeline", "", f"{len(plan.rebuilt)} events", f"from {sources}"
    for field, (before, after) in plan.changes.items():
        yield name, field, _text(before), _text(after), _why(plan, field)
    if plan.fault:
        yield name, "", "", "", plan.fault.strip().rpartition("\n")[2]


def _why(plan: Plan, field: str) -> str:
    """Return the reason for a stamp: the contract, the clock and its clauses."""
    clock = _clock_of(plan, field)
    if clock is None:
        return plan.contract
    cited = ", ".join(citation.name for citation in cite(clock.row.terms.clauses, language()))
    return f"{plan.contract}, {clock_name(clock.key, language())}: {cited}"


def _clock_of(plan: Plan, field: str) -> ClockState | None:
    """Return the clock that a stamp comes from, or None."""
    stamps = _STAMP_OF.get(field, field)
    clocks = plan.verdict.clocks if plan.verdict is not None else ()
    return next((clock for clock in clocks if clock.row.terms.stamps == stamps), None)


def _text(value: Any) -> str:
    return "" if value is None else str(value)
