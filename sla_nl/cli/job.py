"""A file of tickets, how it is to be judged, and its lines."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import BufferedIOBase
from pathlib import Path
from typing import BinaryIO, NamedTuple, cast

from sla_nl.engine.contract import Contract
from sla_nl.engine.instants import Zone

from .exports import read_export
from .jsonl import read_lines
from .output import CommandError
from .replay import first_bytes
from .source import Line, SourceError, bounded_lines

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
        """The ticket file; None for standard input."""
        return None if self.path == "-" else Path(self.path)

    @property
    def label(self) -> str:
        """The name of the ticket file for messages."""
        return "standard input" if self.path == "-" else self.path


@contextmanager
def opened_source(job: Job) -> Iterator[BinaryIO]:
    """Open a ticket file for reading bytes. Raises: CommandError: it cannot be opened."""
    with read_faults(job):
        stream = sys.stdin.buffer if job.source is None else job.source.open("rb")
    with stream:
        yield stream


def read_source(job: Job, stream: BinaryIO) -> Iterator[Line]:
    """Read a ticket file as its name says; standard input as its first bytes say.

    Faults of whoever takes the lines, such as a full disk under the output, are theirs.

    Raises: CommandError: it holds no tickets, or cannot be read.
    """
    is_empty = True
    with read_faults(job):
        for line in _lines(job, stream):
            is_empty = False
            yield line
        if is_empty:
            raise SourceError("is empty: no ticket in it")


@contextmanager
def read_faults(job: Job) -> Iterator[None]:
    """Turn a fault of reading into a CommandError that names the file."""
    try:
        yield
    except SourceError as error:
        raise CommandError(f"{job.label}: {error}") from error
    except OSError as error:
        raise CommandError(f"{job.label}: {error.strerror or error}") from error


def _lines(job: Job, stream: BinaryIO) -> Iterator[Line]:
    if job.source is None:
        start, stream = first_bytes(cast(BufferedIOBase, stream))
        kind = _kind_of(start)
    else:
        kind = _KINDS.get(job.source.suffix.lower(), "")
    if not kind:
        raise SourceError(f"no ticket file; expected one of {', '.join(_KINDS)}")
    if kind == "jsonl":
        return read_lines(bounded_lines(stream), job.zone, job.contract)
    return read_export(stream, kind, job.zone, job.contracts, job.contract)


def _kind_of(start: bytes) -> str:
    if start.startswith(b"PK"):
        return "xlsx"
    return "jsonl" if start.startswith((b"{", b"[")) else "csv"
