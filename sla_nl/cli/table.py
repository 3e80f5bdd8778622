"""Judged lines as a table for a terminal, and as csv."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import chain, islice

import click

from sla_nl.engine.verdict import (
    BREACHED,
    MET,
    NOT_APPLICABLE,
    NOT_STARTED,
    PAUSED,
    RUNNING,
    ClockState,
    Verdict,
)
from sla_nl.engine.words.tables import CLOCK_NAMES, STATE_NAMES
from sla_nl.engine.words.telling import Words

from .judging import Judged

CSV_COLUMNS = (
    "id", "contract", "kind", "priority", "clock", "share", "state", "start", "due", "met_at",
    "breached_at", "used_s", "left_s", "paused_s", "approximate", "error",
)  # fmt: skip

_SAMPLE = 200
_COLOURS = {BREACHED: "red", PAUSED: "yellow", RUNNING: "cyan", MET: "green"}
_HEADINGS = {
    "en": ("Ticket", "Contract", "Priority", "Reported", "Response", "Resolution", "Next", "State"),
    "nl": ("Ticket", "Contract", "Prioriteit", "Gemeld", "Reactie", "Oplossing", "Volgende",
           "Stand"),
}  # fmt: skip
_WORST_FIRST = (BREACHED, RUNNING, PAUSED, NOT_STARTED, MET, NOT_APPLICABLE)
Cells = tuple[str, ...]


def csv_lines(judged: Iterable[Judged]) -> Iterator[bytes]:
    """A row for each clock, and one for each line that could not be judged."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    heading: list[Cells] = [CSV_COLUMNS]
    for rows in chain([heading], map(_csv_rows, judged)):
        writer.writerows(rows)
        yield buffer.getvalue().encode()
        buffer.seek(0)
        buffer.truncate()


def _csv_rows(item: Judged) -> list[Cells]:
    line, verdict = item
    if verdict is None:
        blanks = ("",) * (len(CSV_COLUMNS) - 3)
        return [(line.id, line.contract, *blanks, line.error)]
    iso = verdict.contract.zone.iso
    page = verdict.facts.page

    def moment(instant_s: int | None) -> str:
        return "" if instant_s is None else iso(instant_s)

    def count(seconds: int | None) -> str:
        return "" if seconds is None else str(seconds)

    is_approximate = "1" if verdict.ticket.is_approximate else ""
    return [
        (
            line.id, line.contract, page.kind, page.priority, clock.clock,
            clock.share, clock.state, moment(clock.start), moment(clock.due),
            moment(clock.met_at), moment(clock.breached_at), count(clock.used_s),
            count(clock.left_s), count(clock.paused_s), is_approximate, "",
        )
        for clock in verdict.clocks
    ]  # fmt: skip


def table_lines(judged: Iterable[Judged], language: str, is_coloured: bool) -> Iterator[str]:
    """The lines of a table; its columns are as wide as the first tickets need."""
    rows = ((item, _cells(item, language)) for item in judged)
    sample = list(islice(rows, _SAMPLE))
    headings = _HEADINGS[language]
    shown = [cells for item, cells in sample if item.verdict is not None]
    widths = [max(map(len, column)) for column in zip(headings, *shown, strict=True)]
    heading = _row(headings, widths)
    yield click.style(heading, bold=True) if is_coloured else heading
    for item, cells in chain(sample, rows):
        if item.verdict is None:
            text = f"{item.line.id or '-':<{widths[0]}}  {item.line.error}"
            yield click.style(text, fg="red") if is_coloured else text
            continue
        text = _row(cells, widths)
        colour = _COLOURS.get(_worst(item.verdict))
        state = len(cells[-1])
        is_tinted = is_coloured and colour is not None
        yield text[:-state] + click.style(text[-state:], fg=colour) if is_tinted else text


def _row(cells: Cells, widths: list[int]) -> str:
    return "  ".join(f"{cell:<{width}}" for cell, width in zip(cells, widths, strict=True)).rstrip()


def _cells(item: Judged, language: str) -> Cells:
    line, verdict = item
    if verdict is None:
        return (line.id,)
    words = Words(language, verdict.contract.zone)
    page = verdict.facts.page
    ahead = verdict.next
    if ahead is None or ahead.due is None:
        next_text = "-"
    else:
        next_text = f"{CLOCK_NAMES[language][ahead.clock]} {words.short(ahead.due)}"
    worst = _worst(verdict)
    return (
        line.id,
        line.contract,
        page.priority or page.kind,
        words.short(verdict.facts.reported_at),
        _limit(verdict, "response", words),
        _limit(verdict, "resolution", words),
        next_text,
        STATE_NAMES[language][worst] if worst else "-",
    )


def _limit(verdict: Verdict, clock: str, words: Words) -> str:
    """The due date of the highest share of a clock: its limit."""
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
