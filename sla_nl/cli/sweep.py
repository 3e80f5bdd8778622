"""Judge the lines of a file part by part, on as many processes as are asked for."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any, BinaryIO, Generic, NamedTuple, TypeVar

import click

from .job import Job
from .judging import Judged
from .judging import judge as judge_lines
from .reading.parts import Part, lines_of, read_parts
from .reading.source import Line, SourceError
from .workers import cores, shared
from .writing.output import CommandError, say

Result = TypeVar("Result")
Work = Callable[[Iterator[Judged]], Result]
"""A function from the judged lines of a part to its result, which goes from process to process."""

Judge = Callable[[Iterator[Line]], Iterator[Judged]]

SHARED_FROM_BYTES = 4 * 1024 * 1024
"""The size of a file from which on it is shared between processes, where nobody says how many."""


class _Done(NamedTuple, Generic[Result]):
    """The result of a part, how many lines it has, and what is wrong with the bad ones."""

    result: Result
    lines: int
    faults: tuple[str, ...]


class Sweep:
    """A sweep over the lines of a file; `failed` counts the lines that could not be judged.

    Args:
        jobs: the number of processes; None is one for a small file and for standard input, and
            one for each core for a large file.
        is_strict: stop at the first bad line.
        has_progress: show on standard error how far it is, unless a terminal shows the output.
        may_be_empty: a file without tickets is no fault.
        judge: how lines are judged; by default under the contracts of the job.
    """

    def __init__(
        self,
        job: Job,
        jobs: int | None = None,
        *,
        is_strict: bool = False,
        has_progress: bool = False,
        may_be_empty: bool = False,
        judge: Judge | None = None,
    ) -> None:
        self.job = job
        self.jobs = jobs_for(job) if jobs is None else jobs
        self.is_strict = is_strict
        self.has_progress = has_progress
        self.may_be_empty = may_be_empty
        self.judge = judge or partial(judge_lines, contracts=job.contracts, now=job.now)
        self.failed = 0

    def results(self, stream: BinaryIO, work: Work[Result]) -> Iterator[Result]:
        """Yield the result of each part in order; standard error tells what is wrong with lines.

        Raises: CommandError: the file is no ticket file, or a line is bad and it is strict.
        """
        count = 0
        parts = self._watched(read_parts(self.job, stream), stream)
        done = shared(partial(_work, self.job, self.judge, work, self.is_strict), parts, self.jobs)
        try:
            for result, lines, faults in done:
                count += lines
                yield result
                self._tell(faults)
        except SourceError as error:
            raise CommandError(f"{self.job.label}: {error}") from error
        if not count and not self.may_be_empty:
            raise CommandError(f"{self.job.label}: is empty: no ticket in it")

    def _tell(self, faults: Iterable[str]) -> None:
        for fault in faults:
            self.failed += 1
            message = f"{self.job.label}, {fault}"
            if self.is_strict:
                raise CommandError(message)
            say(message, is_error=True)

    def _watched(self, parts: Iterator[Part], stream: BinaryIO) -> Iterator[Part]:
        """Show a progress bar while parts are taken, if a terminal does not show the output."""
        source = self.job.source
        is_shown = self.has_progress and source is not None and sys.stderr.isatty()
        length = source.stat().st_size if is_shown and source is not None else 0
        if not length:
            yield from parts
            return
        with click.progressbar(length=length, file=sys.stderr, label="judging") as bar:
            for part in parts:
                yield part
                if not stream.closed:
                    bar.update(stream.tell() - bar.pos)
            bar.update(length - bar.pos)


def jobs_for(job: Job) -> int:
    """Return how many processes a file is worth: starting them takes longer than a small file."""
    try:
        size = job.source.stat().st_size if job.source else 0
    except OSError:
        return 1
    return cores() if size >= SHARED_FROM_BYTES else 1


def _work(job: Job, judge: Judge, work: Work[Any], is_strict: bool, part: Part) -> _Done[Any]:
    watch = _Watch(is_strict)
    result = work(watch.lines(judge(lines_of(job, part))))
    return _Done(result, watch.count, tuple(watch.faults))


class _Watch:
    """Counts lines, and keeps what is wrong with the bad ones; a strict one ends at the first."""

    def __init__(self, is_strict: bool) -> None:
        self.is_strict = is_strict
        self.count = 0
        self.faults: list[str] = []

    def lines(self, judged: Iterable[Judged]) -> Iterator[Judged]:
        for item in judged:
            self.count += 1
            if item.verdict is None:
                self.faults.append(f"line {item.line.number}: {item.line.error}")
                if self.is_strict:
                    return
            yield item
