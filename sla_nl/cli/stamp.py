"""`sla-nl stamp`: tickets in, deadlines out."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import BinaryIO

from .job import Job, opened_source
from .judging import Judged
from .reading.jsonl import write_lines
from .sweep import Sweep
from .writing.html import MOST_TICKETS, report
from .writing.output import CommandError, for_terminal, opened_output
from .writing.table import CSV_HEADING, csv_lines, table_lines, table_rows

FORMATS = ("table", "jsonl", "csv", "html")


def stamp(
    job: Job,
    form: str,
    output: Path | None,
    is_forced: bool,
    is_strict: bool,
    jobs: int | None = None,
) -> int:
    """Read, judge and write. Returns: how many lines could not be judged.

    Args:
        form: one of `FORMATS`.
        output: the file to write; None is standard output.
        is_forced: whether a file that exists may be replaced.
        is_strict: stop at the first bad line.
        jobs: the number of processes; see `Sweep`. A web page is made by one.
    Raises: CommandError: the file is no ticket file, or a line is bad and it is strict.
    """
    check_contract(job)
    is_file = output is not None
    is_plain = form == "table" or is_file or not sys.stdout.isatty()
    sweep = Sweep(
        job,
        1 if form == "html" else jobs,
        is_strict=is_strict,
        has_progress=is_file or not sys.stdout.isatty(),
    )
    with opened_source(job) as stream, opened_output(output, job.source, is_forced) as out:
        for text in _written(sweep, stream, form, is_coloured=not is_file and sys.stdout.isatty()):
            out.write(text if is_plain else for_terminal(text))
    return sweep.failed


def check_contract(job: Job) -> None:
    """Raise a CommandError if `--contract` names no contract."""
    if job.contract and job.contract not in job.contracts:
        known = ", ".join(sorted(job.contracts))
        raise CommandError(f"--contract: {job.contract!r} is none of {known}")


def _written(sweep: Sweep, stream: BinaryIO, form: str, *, is_coloured: bool) -> Iterable[bytes]:
    language = sweep.job.language
    if form == "jsonl":
        return sweep.results(stream, partial(_json_lines, language))
    if form == "csv":
        return chain([CSV_HEADING], sweep.results(stream, csv_lines))
    if form == "html":
        return [_page(sweep.job, chain.from_iterable(sweep.results(stream, list)))]
    rows = chain.from_iterable(sweep.results(stream, partial(table_rows, language=language)))
    return (f"{line}\n".encode() for line in table_lines(rows, language, is_coloured))


def _json_lines(language: str, judged: Iterable[Judged]) -> bytes:
    return b"".join(write_lines(judged, language))


def _page(job: Job, judged: Iterator[Judged]) -> bytes:
    tickets = list(islice(judged, MOST_TICKETS + 1))
    if len(tickets) > MOST_TICKETS:
        raise CommandError(
            f"{job.label}: more than {MOST_TICKETS} tickets, too many for one page; "
            "split the file, or use --format csv"
        )
    return report(tickets, job.now, job.language).encode()
