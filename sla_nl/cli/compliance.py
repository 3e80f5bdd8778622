"""`sla-nl compliance`: what was delivered beside what was promised."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from sla_nl.engine.compliance import (
    Counter,
    Mean,
    Share,
    Tally,
    added,
    figures_of,
    promises_of,
)
from sla_nl.engine.periods import Period

from .figures import Record, written
from .job import Job, opened_source
from .judging import Judged, bad_line
from .output import opened_output
from .stamp import check_contract
from .sweep import Sweep

COLUMNS = (
    "contract", "kind", "priority", "customer", "team", "month", "target", "tickets", "met",
    "missed", "undecided", "share", "promised", "warning", "average_s", "promised_s", "kept", "id",
)  # fmt: skip
_HEADINGS = {
    "en": {
        "contract": "Contract", "kind": "Kind", "priority": "Priority", "customer": "Customer",
        "team": "Team", "month": "Month", "target": "Promise", "tickets": "Tickets", "met": "Met",
        "missed": "Missed", "undecided": "Undecided", "share": "Share", "promised": "Promised",
        "warning": "Warning", "average_s": "Mean (s)", "promised_s": "Promised (s)", "kept": "Kept",
    },
    "nl": {
        "contract": "Contract", "kind": "Soort", "priority": "Prioriteit", "customer": "Klant",
        "team": "Team", "month": "Maand", "target": "Belofte", "tickets": "Tickets",
        "met": "Gehaald", "missed": "Gemist", "undecided": "Onbeslist", "share": "Aandeel",
        "promised": "Beloofd", "warning": "Waarschuwing", "average_s": "Gemiddeld (s)",
        "promised_s": "Beloofd (s)", "kept": "Nagekomen",
    },
}  # fmt: skip


class Question(NamedTuple):
    """What is asked of the tickets of a file; see `Counter`."""

    period: Period | None
    basis: str
    groups: tuple[str, ...]


class _Counted(NamedTuple):
    """What was counted in a part of a file, and its lines that could not be judged."""

    tally: Tally
    bad: list[Record]


def compliance(
    job: Job,
    question: Question,
    form: str,
    output: Path | None,
    is_forced: bool,
    jobs: int | None,
) -> int:
    """Count the tickets of a file and write the figures, below the lines that are wrong.

    With a contract in the job all promises of that contract have a line, also without tickets.

    Returns: how many lines could not be judged.
    Raises: CommandError: the file is no ticket file.
    """
    check_contract(job)
    sweep = Sweep(job, jobs, has_progress=True, may_be_empty=bool(job.contract))
    columns = [c for c in COLUMNS if c not in ("customer", "team", "month") or c in question.groups]
    with opened_source(job) as stream, opened_output(output, job.source, is_forced) as out:
        counted = sweep.results(stream, partial(_count, question))
        records = _records(job, question, counted)
        for text in written(records, form, columns, _HEADINGS[job.language]):
            out.write(text)
    return sweep.failed


def _count(question: Question, judged: Iterable[Judged]) -> _Counted:
    counter = Counter(*question)
    bad: list[Record] = []
    for line, verdict, _other in judged:
        if verdict is None:
            bad.append(bad_line(line))
            continue
        raw = line.raw or {}
        counter.count(verdict, _label(raw.get("customer")), _label(raw.get("team")))
    return _Counted(counter.tally, bad)


def _label(value: Any) -> str:
    """Return the name of a customer or team as it stands in the file; empty where it has none."""
    return "" if value is None else str(value)


def _records(job: Job, question: Question, counted: Iterable[_Counted]) -> Iterator[Record]:
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
    record: dict[str, Any] = {
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
        "share": _number(figure.share),
        "promised": _number(figure.promised),
        "warning": _number(figure.warning),
        "kept": figure.is_kept,
    }


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
