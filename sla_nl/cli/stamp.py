"""`sla-nl stamp`: tickets in, deadlines out."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import BinaryIO

import click

from .html import MOST_TICKETS, report
from .job import Job, opened_source, read_source
from .jsonl import write_lines
from .judging import Judged, judge
from .output import CommandError, for_terminal, opened_output, say
from .table import csv_lines, table_lines

FORMATS = ("table", "jsonl", "csv", "html")
_PROGRESS_EVERY = 500


def stamp(job: Job, form: str, output: Path | None, is_forced: bool, is_strict: bool) -> int:
    """Read, judge and write. Returns: how many lines could not be judged.

    Args:
        form: one of `FORMATS`.
        output: the file to write; None is standard output.
        is_forced: whether a file that exists may be replaced.
        is_strict: stop at the first bad line.
    Raises: CommandError: the file is no ticket file, or a line is bad and it is strict.
    """
    if job.contract and job.contract not in job.contracts:
        known = ", ".join(sorted(job.contracts))
        raise CommandError(f"--contract: {job.contract!r} is none of {known}")
    failures = _Failures(job.label, is_strict)
    is_plain = form == "table" or output is not None or not sys.stdout.isatty()
    with opened_source(job) as stream:
        lines = read_source(job, stream)
        judged = failures.watch(judge(lines, job.contracts, job.now))
        shown = _with_progress(judged, job, stream, output)
        with opened_output(output, job.source, is_forced) as out:
            for text in _written(job, form, shown, output):
                out.write(text if is_plain else for_terminal(text))
    return failures.count


def _written(job: Job, form: str, judged: Iterator[Judged], output: Path | None) -> Iterable[bytes]:
    if form == "jsonl":
        return write_lines(judged, job.language)
    if form == "csv":
        return csv_lines(judged)
    if form == "html":
        tickets = list(islice(judged, MOST_TICKETS + 1))
        if len(tickets) > MOST_TICKETS:
            raise CommandError(
                f"{job.label}: more than {MOST_TICKETS} tickets, too many for one page; "
                "split the file, or use --format csv"
            )
        return [report(tickets, job.now, job.language).encode()]
    is_coloured = output is None and sys.stdout.isatty()
    return (f"{line}\n".encode() for line in table_lines(judged, job.language, is_coloured))


class _Failures:
    """Says on standard error what is wrong with each bad line, and counts them."""

    def __init__(self, label: str, is_strict: bool) -> None:
        self.label = label
        self.is_strict = is_strict
        self.count = 0

    def watch(self, judged: Iterable[Judged]) -> Iterator[Judged]:
        for item in judged:
            if item.verdict is None:
                self.count += 1
                line = item.line
                message = f"{self.label}, line {line.number}: {line.error}"
                if self.is_strict:
                    raise CommandError(message)
                say(message, is_error=True)
            yield item


def _with_progress(
    judged: Iterator[Judged], job: Job, stream: BinaryIO, output: Path | None
) -> Iterator[Judged]:
    """Show a progress bar while a file is read, if a terminal does not show the output."""
    is_clean = output is not None or not sys.stdout.isatty()
    length = job.source.stat().st_size if job.source and is_clean and sys.stderr.isatty() else 0
    if not length:
        yield from judged
        return
    with click.progressbar(length=length, file=sys.stderr, label="judging") as bar:
        for number, item in enumerate(judged, 1):
            if number % _PROGRESS_EVERY == 0 and not stream.closed:
                bar.update(stream.tell() - bar.pos)
            yield item
        bar.update(length - bar.pos)
