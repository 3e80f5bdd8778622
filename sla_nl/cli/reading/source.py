"""What a reader of ticket files hands on: one `Line` a ticket, good or bad, in its place."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO, NamedTuple

from sla_nl.engine.ticket import Ticket

from .limits import LONGEST_LINE, sized


class SourceError(ValueError):
    """A file that cannot be read as tickets at all: no ticket file, empty, not UTF-8."""


class Line(NamedTuple):
    """A ticket of a file, or what is wrong with it.

    Args:
        number: the line (jsonl) or row (csv, xlsx) in the file, 1 for the first.
        id: the ticket's id as far as it could be read.
        contract: the contract as far as it could be read.
        field: where it is wrong, the field; empty where the whole line is.
        error: what is wrong; empty for a good line.
        raw: the line as it was read, where it was an object; of an export its customer and team.
    """

    number: int
    id: str
    contract: str
    ticket: Ticket | None
    field: str = ""
    error: str = ""
    raw: dict[str, Any] | None = None


@contextmanager
def temporary_faults() -> Iterator[None]:
    """Turn a fault of a temporary file into a SourceError that names its folder."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or error
        raise SourceError(f"cannot write to {tempfile.gettempdir()}: {reason}") from error


def bounded_lines(stream: BinaryIO, first: int = 1) -> Iterator[bytes]:
    """Return the lines of a stream, whose first line has the number `first`.

    Raises: SourceError: one is longer than `LONGEST_LINE`.
    """
    number = first
    while line := stream.readline(LONGEST_LINE + 1):
        if len(line) > LONGEST_LINE:
            raise SourceError(f"line {number}: longer than {sized(LONGEST_LINE)}")
        yield line
        number += 1
