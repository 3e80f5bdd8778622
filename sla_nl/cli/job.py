"""A file of tickets, how it is to be judged, and its lines."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import BinaryIO, NamedTuple

from sla_nl.engine.contract import Contract
from sla_nl.engine.instants import Zone

from .exports import read_export
from .jsonl import read_lines
from .output import CommandError
from .source import Line, SourceError

_KINDS = {".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv", ".xlsx": "xlsx"}


class Job(NamedTuple):
    """What to judge, and how.

    Args:
        path: of the file; `-` is standard input.
        contract: that of tickets which name none.
    """

    path: str
    contracts: Mapping[str, Contract]
    contract: str
    zone: Zone
    now: int
    language: str

    @property
    def source(self) -> Path | None:
        return None if self.path == "-" else Path(self.path)

    @property
    def label(self) -> str:
        return "standard input" if self.path == "-" else self.path


@contextmanager
def opened_source(job: Job) -> Iterator[BinaryIO]:
    """The bytes of a ticket file. Raises: CommandError: it is none, or cannot be read."""
    try:
        with sys.stdin.buffer if job.source is None else job.source.open("rb") as stream:
            yield stream
    except SourceError as error:
        raise CommandError(f"{job.label}: {error}") from error
    except BrokenPipeError:
        raise  # nobody reads on: click ends quietly
    except OSError as error:
        raise CommandError(f"{job.label}: {error.strerror or error}") from error


def read_source(job: Job, stream: BinaryIO) -> Iterator[Line]:
    """The lines of a ticket file, by its name; standard input is told by its first bytes.

    Raises: SourceError: it holds no tickets that can be read.
    """
    kind = _KINDS.get(Path(job.path).suffix.lower()) if job.source else _kind_of(stream)
    if kind is None:
        raise SourceError(f"no ticket file; expected one of {', '.join(_KINDS)}")
    if kind == "jsonl":
        lines = read_lines(stream, job.zone, job.contract)
    else:
        lines = read_export(stream, kind, job.zone, job.contracts, job.contract)
    return _first_read(lines)


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
    return chain([first], lines)
