"""`sla-nl maintenance`: whether each window of a file is allowed, and until when to announce it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from sla_nl.engine.service.maintenance import WindowFault, WindowVerdict, judge_window
from sla_nl.engine.service.maintenance_steps import window_steps
from sla_nl.engine.service.planned import Planned
from sla_nl.engine.service.windows import Window, read_window
from sla_nl.engine.words.service import ServiceWords

from ..job import Job, opened_source
from ..writing.records import EXPLANATION, Column, Output, Record, hours, short_moment, write
from .lines import Failures, Row, attempt, contract_of, read_rows, rewindable

COLUMNS = (
    Column("id", ("Window", "Venster")),
    Column("contract", ("Contract", "Contract")),
    Column("allowed", ("Allowed", "Mag")),
    Column("announce_by", ("Announce by", "Aankondigen voor"), short_moment),
    Column("number", ("Number", "Nummer")),
    Column("of", ("Of", "Van")),
    Column("excluded_s", ("Excluded", "Telt niet"), hours),
    Column("faults", ("Faults", "Fouten")),
)
"""The columns of a table and of csv; csv has `error` as well."""

Plans = dict[str, Planned]


def judge_file(job: Job, output: Output, is_explained: bool) -> int:
    """Judge the windows of a file. Returns: how many lines could not be judged.

    The file is read twice: first the windows of each contract are counted, then they are judged and
    written one by one.
    """
    failures = Failures(job)
    with opened_source(job) as stream, rewindable(job, stream) as file:
        start = file.tell()
        plans = _planned(job, file)
        file.seek(start)
        records = _records(job, file, plans, is_explained)
        write(failures.watch(records), COLUMNS, output)
    return failures.count


def _planned(job: Job, file: BinaryIO) -> Plans:
    """Return the windows of each contract, counted."""
    plans: Plans = {name: Planned(contract) for name, contract in job.contracts.items()}
    for row in read_rows(job, file):
        window, _ = attempt(_window, job, row)
        if window is not None:
            attempt(plans[window.contract].add, window)
    return plans


def _records(
    job: Job, file: BinaryIO, plans: Plans, is_explained: bool
) -> Iterator[tuple[int, Record]]:
    for row in read_rows(job, file):
        record, error = attempt(_record, job, row, plans, is_explained)
        yield row.number, record or row.failed(error, job.contract)


def _window(job: Job, row: Row) -> Window:
    return read_window(row.fields, contract_of(job, row), job.zone, row.number)


def _record(job: Job, row: Row, plans: Plans, is_explained: bool) -> Record:
    """Return the line out of a window."""
    window = _window(job, row)
    verdict = judge_window(plans[window.contract], window, job.now)
    words = ServiceWords(job.language, verdict.contract.zone)
    count = next(iter(verdict.counts), None)
    by = verdict.announce_by
    record = {
        "id": window.id,
        "contract": window.contract,
        "allowed": verdict.is_allowed,
        "announce_by": None if by is None else verdict.contract.zone.iso(by),
        "number": count.number if count else None,
        "of": count.rule.maximum if count else None,
        "excluded_s": verdict.excluded_s,
        "faults": [_fault(fault, words) for fault in verdict.faults],
    }
    return record | _explanation(verdict, words) if is_explained else record


def _fault(fault: WindowFault, words: ServiceWords) -> Record:
    return {
        "rule": fault.rule,
        "is_hard": fault.is_hard,
        "text": words.step(fault.step),
        "clauses": list(fault.step.clauses),
    }


def _explanation(verdict: WindowVerdict, words: ServiceWords) -> Record:
    return {EXPLANATION: [words.step(step) for step in window_steps(verdict)]}
