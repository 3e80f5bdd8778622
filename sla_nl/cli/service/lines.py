"""Lines of a file about maintenance and outages: JSON objects, good or bad, each in its place."""

from __future__ import annotations

import codecs
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import Any, BinaryIO, NamedTuple, TypeVar

import orjson

from sla_nl.engine.contract import Contract
from sla_nl.engine.errors import LineError, NoOpeningTimeError

from ..job import Job, read_faults
from ..reading.jsonl import no_json
from ..reading.source import SourceError, bounded_lines, temporary_faults
from ..writing.output import say
from ..writing.records import Record

T = TypeVar("T")

_SUFFIXES = (".jsonl", ".ndjson")


class Row(NamedTuple):
    """A line of a file.

    Args:
        number: 1 for the first line of the file.
        fields: its object; empty if it is none.
        error: what is wrong with the line as a whole.
    """

    number: int
    fields: Mapping[str, Any]
    error: str = ""

    def failed(self, error: object, contract: str) -> Record:
        """Return the record out of a line that cannot be judged."""
        name, id_ = self.fields.get("contract"), self.fields.get("id")
        return {
            "id": "" if id_ is None else str(id_),
            "contract": str(name or contract),
            "error": str(error),
        }


def read_rows(job: Job, stream: BinaryIO) -> Iterator[Row]:
    """Yield the lines of a file of JSON lines; blank lines are skipped.

    Raises: CommandError: the file is no such file, or cannot be read.
    """
    with read_faults(job):
        if job.source is not None and job.source.suffix.lower() not in _SUFFIXES:
            raise SourceError("no file of JSON lines; expected .jsonl, one object a line")
        for number, text in enumerate(bounded_lines(stream), 1):
            row = _row(number, text.removeprefix(codecs.BOM_UTF8) if number == 1 else text)
            if row is not None:
                yield row


def _row(number: int, text: bytes) -> Row | None:
    if not text.strip():
        return None
    try:
        fields = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        return Row(number, {}, no_json(text, error.msg))
    if not isinstance(fields, dict):
        return Row(number, {}, f"expected an object, one a line, and not {fields!r:.40}")
    return Row(number, fields)


def attempt(make: Callable[..., T], *arguments: Any) -> tuple[T | None, str]:
    """Return what a function makes and an empty text, or None and why it cannot be made."""
    try:
        return make(*arguments), ""
    except LineError as error:
        return None, str(error)
    except (NoOpeningTimeError, OverflowError, ValueError) as error:
        return None, f"contract: {error}"


def contract_of(job: Job, row: Row) -> Contract:
    """Return the contract that a line names, or the job's. Raises: LineError: there is none."""
    if row.error:
        raise LineError("", row.error)
    name, known = row.fields.get("contract") or job.contract, ", ".join(sorted(job.contracts))
    if not name:
        raise LineError("contract", f"is missing; expected one of {known}")
    if not isinstance(name, str) or name not in job.contracts:
        raise LineError("contract", f"{name!r} is none of {known}")
    return job.contracts[name]


@contextmanager
def rewindable(job: Job, stream: BinaryIO) -> Iterator[BinaryIO]:
    """Return a stream that can be read twice: itself, or a temporary copy of a pipe."""
    if stream.seekable():
        yield stream
        return
    with ExitStack() as stack:
        with read_faults(job), temporary_faults():
            copy = stack.enter_context(tempfile.TemporaryFile())
            shutil.copyfileobj(stream, copy)
            copy.seek(0)
        yield copy


class Failures:
    """The lines that could not be judged: each is told on standard error, and counted."""

    def __init__(self, job: Job) -> None:
        self.label = job.label
        self.count = 0

    def watch(self, records: Iterable[tuple[int, Record]]) -> Iterator[Record]:
        """Yield the records; tell what is wrong with those that have an error."""
        for number, record in records:
            if "error" in record:
                self.count += 1
                say(f"{self.label}, line {number}: {record['error']}", is_error=True)
            yield record
