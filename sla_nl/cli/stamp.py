"""`sla-nl stamp`: tickets in, deadlines out."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from typing import BinaryIO, NamedTuple

import click

from ..engine.contract import Contract
from ..engine.instants import Zone
from .exports import read_export
from .html import MOST_TICKETS, report
from .jsonl import read_lines, write_lines
from .judging import Judged, judge
from .output import CommandError, opened_output
from .source import Line, SourceError
from .table import csv_lines, table_lines

FORMATS = ("table", "jsonl", "csv", "html")
_KINDS = {".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv", ".xlsx": "xlsx"}
_PROGRESS_EVERY = 500


class Job(NamedTuple):
    """What to stamp, and how."""

    path: str
    contracts: Mapping[str, Contract]
    contract: str
    zone: Zone
    now: int
    form: str
    language: str
    is_strict: bool

    @property
    def source(self) -> Path | None:
        return None if self.path == "-" else Path(self.path)


def stamp(job: Job, output: Path | None, is_forced: bool) -> int:
    """Read, judge and write. Returns: how many lines could not be judged.

    Raises: CommandError: the file is no ticket file, or a line is bad and the job is strict.
    """
    if job.contract and job.contract not in job.contracts:
        known = ", ".join(sorted(job.contracts))
        raise CommandError(f"--contract: {job.contract!r} is none of {known}")
    failures = _Failures(job)
    with ExitStack() as stack:
        try:
            stream = stack.enter_context(_opened(job.source))
            lines = _first_read(read_source(job, stream))
            judged = failures.watch(judge(lines, job.contracts, job.now))
            shown = stack.enter_context(_Progress(job, stream, output)).watch(judged)
            out = stack.enter_context(opened_output(output, job.source, is_forced))
            for text in _written(job, shown, output):
                out.write(text)
        except SourceError as error:
            raise CommandError(f"{_label(job.path)}: {error}") from error
        except BrokenPipeError:
            raise  # nobody reads on: click ends quietly
        except OSError as error:
            raise CommandError(f"{_label(job.path)}: {error.strerror or error}") from error
    return failures.count


def read_source(job: Job, stream: BinaryIO) -> Iterator[Line]:
    """The lines of a ticket file, by its name; standard input is told by its first bytes."""
    kind = _KINDS.get(Path(job.path).suffix.lower()) if job.source else _kind_of(stream)
    if kind is None:
        raise SourceError(f"no ticket file; expected one of {', '.join(_KINDS)}")
    if kind == "jsonl":
        return read_lines(stream, job.zone, job.contract)
    return read_export(stream, kind, job.zone, job.contracts, job.contract)


def _kind_of(stream: BinaryIO) -> str:
    start = stream.peek(4)[:4].lstrip() if hasattr(stream, "peek") else b"{"
    if start.startswith(b"PK"):
        return "xlsx"
    return "jsonl" if start.startswith(b"{") else "csv"


def _first_read(lines: Iterator[Line]) -> Iterator[Line]:
    """The same lines, once it is sure that there is one."""
    first = next(lines, None)
    if first is None:
        raise SourceError("is empty: no ticket in it")

    def again() -> Iterator[Line]:
        yield first
        yield from lines

    return again()


def _written(job: Job, judged: Iterator[Judged], output: Path | None) -> Iterable[bytes]:
    if job.form == "jsonl":
        return write_lines(judged, job.language)
    if job.form == "csv":
        return csv_lines(judged)
    if job.form == "html":
        tickets = list(islice(judged, MOST_TICKETS + 1))
        if len(tickets) > MOST_TICKETS:
            raise CommandError(
                f"{_label(job.path)}: more than {MOST_TICKETS} tickets, too many for one page; "
                "split the file, or use --format csv"
            )
        return [report(tickets, job.now, job.language).encode()]
    is_coloured = output is None and sys.stdout.isatty()
    return (f"{line}\n".encode() for line in table_lines(judged, job.language, is_coloured))


def _label(path: str) -> str:
    return "standard input" if path == "-" else path


def _opened(path: Path | None) -> BinaryIO:
    return sys.stdin.buffer if path is None else path.open("rb")


class _Failures:
    """Says on standard error what is wrong with each bad line, and counts them."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.count = 0

    def watch(self, judged: Iterable[Judged]) -> Iterator[Judged]:
        for item in judged:
            if item.verdict is None:
                self.count += 1
                line = item.line
                message = f"{_label(self.job.path)}, line {line.number}: {line.error}"
                if self.job.is_strict:
                    raise CommandError(message)
                click.echo(message, err=True)
            yield item


class _Progress:
    """A progress bar by bytes read: on a terminal, for a file, where output goes elsewhere."""

    def __init__(self, job: Job, stream: BinaryIO, output: Path | None) -> None:
        self.stream = stream
        path = job.source
        is_wanted = sys.stderr.isatty() and path is not None
        is_clean = output is not None or not sys.stdout.isatty()
        self.length = path.stat().st_size if is_wanted and is_clean and path else 0

    def __enter__(self) -> _Progress:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def watch(self, judged: Iterator[Judged]) -> Iterator[Judged]:
        if not self.length:
            yield from judged
            return
        with click.progressbar(length=self.length, file=sys.stderr, label="judging") as bar:
            for number, item in enumerate(judged, 1):
                if number % _PROGRESS_EVERY == 0 and not self.stream.closed:
                    bar.update(self.stream.tell() - bar.pos)
                yield item
            bar.update(self.length - bar.pos)
