"""`sla-nl compliance`: what was delivered beside what was promised."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any, NamedTuple

from sla_nl.engine.compliance.results import (
    Counter,
    Mean,
    Share,
    Tally,
    added,
    figures_of,
    promises_of,
)

from ..job import Job, opened_source
from ..judging import Judged, bad_line
from ..stamp import check_contract
from ..sweep import Sweep
from ..writing.records import Column, Output, Record, hours, percent, write


def _percentage(value: float) -> str:
    return f"{value:g}%"


GROUP_COLUMNS = {
    "customer": Column("customer", ("Customer", "Klant")),
    "team": Column("team", ("Team", "Team")),
    "month": Column("month", ("Month", "Maand")),
}
_PROMISE = (
    Column("contract", ("Contract", "Contract")),
    Column("kind", ("Kind", "Soort")),
    Column("priority", ("Priority", "Prioriteit")),
)
_FIGURES = (
    Column("target", ("Promise", "Belofte")),
    Column("tickets", ("Tickets", "Tickets")),
    Column("met", ("Met", "Gehaald")),
    Column("missed", ("Missed", "Gemist")),
    Column("undecided", ("Undecided", "Onbeslist")),
    Column("share", ("Share", "Aandeel"), _percentage),
    Column("promised", ("Promised", "Beloofd"), _percentage),
    Column("warning", ("Warning", "Waarschuwing"), _percentage),
    Column("average_s", ("Mean", "Gemiddeld"), hours),
    Column("promised_s", ("Promised", "Beloofd"), hours),
    Column("kept", ("Kept", "Nagekomen")),
)
_ID = Column("id", ("Ticket", "Ticket"))
"""Only csv has it: the table names the ticket of a bad line beside its fault."""


class Question(NamedTuple):
    """What is asked of the tickets of a file; see `Counter`."""

    period: str
    basis: str
    groups: tuple[str, ...]


class Counted(NamedTuple):
    """What was counted in a part of a file, and its lines that could not be judged."""

    tally: Tally
    bad: list[Record]


def compliance(job: Job, question: Question, output: Output, jobs: int | None) -> int:
    """Count the tickets of a file and write the figures, below the lines that are wrong.

    With a contract in the job all promises of that contract have a line, also without tickets.

    Returns: how many lines could not be judged.
    Raises: CommandError: the file is no ticket file.
    """
    check_contract(job)
    sweep = Sweep(job, jobs, has_progress=output.is_quiet, may_be_empty=bool(job.contract))
    with opened_source(job) as stream:
        counted = sweep.results(stream, partial(count, question))
        write(_records(job, question, counted), _columns(question, output), output)
    return sweep.failed


def _columns(question: Question, output: Output) -> list[Column]:
    groups = [GROUP_COLUMNS[group] for group in question.groups]
    ids = [_ID] if output.form == "csv" else []
    return [*_PROMISE, *groups, *_FIGURES, *ids]


def count(question: Question, judged: Iterable[Judged]) -> Counted:
    """Count the tickets of a part of a file."""
    counter = Counter(*question)
    bad: list[Record] = []
    for line, verdict, _other in judged:
        if verdict is None:
            bad.append(bad_line(line))
            continue
        raw = line.raw or {}
        counter.count(verdict, _label(raw.get("customer")), _label(raw.get("team")))
    return Counted(counter.tally, bad)


def _label(value: Any) -> str:
    """Return the name of a customer or team as it stands in the file; empty where it has none."""
    return "" if value is None else str(value)


def _records(job: Job, question: Question, counted: Iterable[Counted]) -> Iterator[Record]:
    """Yield the bad lines as they are met, and then the figures."""
    tally: Tally = {}
    if job.contract and not question.groups:
        tally = promises_of(job.contracts[job.contract])
    for part in counted:
        yield from part.bad
        tally = added(tally, part.tally)
    for figure in figures_of(tally, job.contracts, question.period):
        yield _record(figure, question.groups)


def _record(figure: Share | Mean, groups: Iterable[str]) -> Record:
    promise = figure.promise
    record: Record = {
        "contract": promise.contract,
        "kind": promise.kind,
        "priority": promise.priority or None,
        **{group: getattr(promise, group) or None for group in groups},
        "target": promise.target,
        "tickets": figure.tickets,
    }
    if isinstance(figure, Mean):
        return record | {
            "average_s": figure.average_s,
            "promised_s": figure.promised_s,
            "kept": figure.is_kept,
        }
    return record | {
        "met": figure.met,
        "missed": figure.missed,
        "undecided": figure.undecided,
        "share": percent(figure.share),
        "promised": percent(figure.promised),
        "warning": percent(figure.warning),
        "kept": figure.is_kept,
    }
