"""Judged lines as a table for a terminal, and as csv."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import chain, islice
from typing import NamedTuple

import click

from sla_nl.engine.clock_state import (
    BREACHED,
    MET,
    NOT_APPLICABLE,
    NOT_STARTED,
    PAUSED,
    RUNNING,
    ClockState,
)
from sla_nl.engine.verdict import Verdict
from sla_nl.engine.words.tables import CLOCK_NAMES, STATE_NAMES
from sla_nl.engine.words.telling import Words
from sla_nl.safe_output import CsvWriter, visible

from ..judging import Judged

CSV_COLUMNS = (
    "id", "contract", "kind", "priority", "clock", "share", "state", "start", "due", "met_at",
    "breached_at", "used_s", "left_s", "paused_s", "approximate", "error",
)  # fmt: skip

_SAMPLE = 200
_LONGEST_NAME = 60
_COLOURS = {BREACHED: "red", PAUSED: "yellow", RUNNING: "cyan", MET: "green"}
_HEADINGS = {
    "en": ("Ticket", "Contract", "Priority", "Reported", "Response", "Resolution", "Next", "State"),
    "nl": ("Ticket", "Contract", "Prioriteit", "Gemeld", "Reactie", "Oplossing", "Volgende",
           "Stand"),
}  # fmt: skip
_WORST_FIRST = (BREACHED, RUNNING, PAUSED, NOT_STARTED, MET, NOT_APPLICABLE)
Cells = tuple[str, ...]


CSV_HEADING = (",".join(CSV_COLUMNS) + "\r\n").encode()


def csv_lines(judged: Iterable[Judged]) -> bytes:
    """Return a row for each clock, and one for each line that could not be judged."""
    buffer = io.StringIO()
    writer = CsvWriter(buffer)
    for item in judged:
        writer.write(_csv_rows(item))
    return buffer.getvalue().encode()


def _csv_rows(item: Judged) -> list[Cells]:
    line, verdict, _other = item
    if verdict is None:
        blanks = ("",) * (len(CSV_COLUMNS) - 3)
        return [(line.id, line.contract, *blanks, line.error)]
    iso = verdict.contract.zone.iso
    level = verdict.history.service_level

    def moment(instant_s: int | None) -> str:
        return "" if instant_s is None else iso(instant_s)

    def count(seconds: int | None) -> str:
        return "" if seconds is None else str(seconds)

    is_approximate = "1" if verdict.ticket.is_approximate else ""
    return [
        (
            line.id, line.contract, level.kind, level.priority, clock.clock,
            clock.share, clock.state, moment(clock.start), moment(clock.due),
            moment(clock.met_at), moment(clock.breached_at), count(clock.used_s),
            count(clock.left_s), count(clock.paused_s), is_approximate, "",
        )
        for clock in verdict.clocks
    ]  # fmt: skip


class TableRow(NamedTuple):
    """A line of the table; one that could not be judged has an error and no cells but the id."""

    cells: Cells
    state: str
    error: str


def table_rows(judged: Iterable[Judged], language: str) -> list[TableRow]:
    """Return the rows of a table."""
    return [_table_row(item, language) for item in judged]


def table_lines(rows: Iterator[TableRow], language: str, is_coloured: bool) -> Iterator[str]:
    """Yield the lines of a table; its columns are as wide as the first tickets need."""
    sample = list(islice(rows, _SAMPLE))
    headings = _HEADINGS[language]
    shown = [row.cells for row in sample if not row.error]
    widths = [max(map(len, column)) for column in zip(headings, *shown, strict=True)]
    heading = _aligned(headings, widths)
    yield click.style(heading, bold=True) if is_coloured else heading
    for cells, worst, error in chain(sample, rows):
        if error:
            text = f"{cells[0] or '-':<{widths[0]}}  {error}"
            yield click.style(text, fg="red") if is_coloured else text
            continue
        text = _aligned(cells, widths)
        colour = _COLOURS.get(worst)
        state = len(cells[-1])
        is_tinted = is_coloured and colour is not None
        yield text[:-state] + click.style(text[-state:], fg=colour) if is_tinted else text


def _aligned(cells: Cells, widths: list[int]) -> str:
    return "  ".join(f"{cell:<{width}}" for cell, width in zip(cells, widths, strict=True)).rstrip()


def _table_row(item: Judged, language: str) -> TableRow:
    line, verdict, _other = item
    if verdict is None:
        return TableRow((_name(line.id),), "", visible(line.error or "error"))
    words = Words(language, verdict.contract.zone)
    level = verdict.history.service_level
    ahead = verdict.next
    if ahead is None or ahead.due is None:
        next_text = "-"
    else:
        next_text = f"{CLOCK_NAMES[language][ahead.clock]} {words.short(ahead.due)}"
    worst = _worst(verdict)
    cells = (
        _name(line.id),
        _name(line.contract),
        _name(level.priority or level.kind),
        words.short(verdict.history.reported_at),
        _limit(verdict, "response", words),
        _limit(verdict, "resolution", words),
        next_text,
        STATE_NAMES[language][worst] if worst else "-",
    )
    return TableRow(cells, worst, "")


def _name(name: str) -> str:
    """Return a name of a file as a cell: in one line, and not so long that it widens the table."""
    text = visible(name)
    return text if len(text) <= _LONGEST_NAME else f"{text[: _LONGEST_NAME - 1]}…"


def _limit(verdict: Verdict, clock: str, words: Words) -> str:
    """Return the due date of the highest share of a clock: its limit."""
    found = [state for state in verdict.clocks if state.clock == clock]
    if not found:
        return "-"
    limit = max(found, key=_share)
    return "-" if limit.due is None else words.short(limit.due)


def _share(clock: ClockState) -> Decimal:
    return clock.row.terms.share


def _worst(verdict: Verdict) -> str:
    states = {clock.state for clock in verdict.clocks}
    return next((state for state in _WORST_FIRST if state in states), "")
