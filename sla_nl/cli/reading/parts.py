"""The parts of a ticket file: some lines at a time, each part to be judged by any process.

Lines of JSON are cut into parts without being read, so that this work is shared too. An export is
read here, because the meaning of a row depends on rows before it.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BufferedIOBase, BytesIO
from itertools import islice
from typing import BinaryIO, NamedTuple, cast

from ..job import KINDS, Job, read_faults
from .jsonl import read_lines
from .limits import LONGEST_LINE
from .replay import first_bytes
from .source import Line, SourceError, bounded_lines

PART_BYTES = 256 * 1024
PART_ROWS = 500


class Part(NamedTuple):
    """Some lines of a ticket file.

    Args:
        first: the number of the first line.
        text: lines of JSON.
        lines: rows of an export, which are read already.
    """

    first: int
    text: bytes = b""
    lines: tuple[Line, ...] = ()


def read_parts(job: Job, stream: BinaryIO) -> Iterator[Part]:
    """Read a ticket file in parts, as its name says; standard input as its first bytes say.

    Faults of whoever takes the parts, such as a full disk under the output, are theirs.

    Raises: CommandError: it is no ticket file, or cannot be read.
    """
    with read_faults(job):
        yield from _parts(job, stream)


def read_source(job: Job, stream: BinaryIO) -> Iterator[Line]:
    """Read the lines of a ticket file.

    Raises: CommandError: it holds no tickets, or cannot be read.
    """
    is_empty = True
    with read_faults(job):
        for part in _parts(job, stream):
            for line in lines_of(job, part):
                is_empty = False
                yield line
        if is_empty:
            raise SourceError("is empty: no ticket in it")


def lines_of(job: Job, part: Part) -> Iterator[Line]:
    """Return the lines of a part. Raises: SourceError: a line is too long."""
    if part.lines:
        return iter(part.lines)
    text, first = part.text, part.first
    is_short = len(text) <= LONGEST_LINE
    lines = text.split(b"\n") if is_short else bounded_lines(BytesIO(text), first)
    return read_lines(lines, job.zone, job.contract, first)


def _parts(job: Job, stream: BinaryIO) -> Iterator[Part]:
    if job.source is None:
        start, stream = first_bytes(cast(BufferedIOBase, stream))
        kind = _kind_of(start)
    else:
        kind = KINDS.get(job.source.suffix.lower(), "")
    if not kind:
        raise SourceError(f"no ticket file; expected one of {', '.join(KINDS)}")
    if kind == "jsonl":
        yield from _json_parts(cast(BufferedIOBase, stream))
        return
    from .exports import read_export  # loading openpyxl takes time that lines of JSON need not wait

    lines = read_export(stream, kind, job.zone, job.contracts, job.contract)
    while rows := tuple(islice(lines, PART_ROWS)):
        yield Part(rows[0].number, lines=rows)


def _json_parts(stream: BufferedIOBase) -> Iterator[Part]:
    """Cut a stream into parts that end with a line; the whole lines that a pipe has are a part."""
    first = 1
    for text in _whole_lines(stream):
        yield Part(first, text)
        first += text.count(b"\n")


def _whole_lines(stream: BufferedIOBase) -> Iterator[bytes]:
    """Yield the lines of a stream, as many at once as a read brings.

    What comes after the last line end is kept for the next read. If it grows past the longest line,
    it is the last text: reading it as a line fails.
    """
    rest = bytearray()
    while len(rest) <= LONGEST_LINE and (piece := stream.read1(PART_BYTES)):
        end = piece.rfind(b"\n") + 1
        if end:
            yield bytes(rest) + piece[:end]
            rest.clear()
        rest += piece[end:]
    if rest:
        yield bytes(rest)


def _kind_of(start: bytes) -> str:
    if start.startswith(b"PK"):
        return "xlsx"
    return "jsonl" if start.startswith((b"{", b"[")) else "csv"
