"""What a reader of ticket files hands on: one `Line` a ticket, good or bad, in its place."""

from __future__ import annotations

from typing import Any, NamedTuple

from sla_nl.engine.timeline import Ticket


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
        raw: the line as it was read, where it was an object.
    """

    number: int
    id: str
    contract: str
    ticket: Ticket | None
    field: str = ""
    error: str = ""
    raw: dict[str, Any] | None = None
