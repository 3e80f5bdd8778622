"""A file of tickets, and how it is to be judged."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, NamedTuple

from sla_nl.engine.calendars.instants import Zone
from sla_nl.engine.contract import Contract

from .reading.source import SourceError
from .writing.output import CommandError

KINDS = {".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv", ".xlsx": "xlsx"}
"""The kind of a ticket file by the end of its name."""


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


@contextmanager
def read_faults(job: Job) -> Iterator[None]:
    """Turn a fault of reading into a CommandError that names the file."""
    try:
        yield
    except SourceError as error:
        raise CommandError(f"{job.label}: {error}") from error
    except OSError as error:
        raise CommandError(f"{job.label}: {error.strerror or error}") from error
