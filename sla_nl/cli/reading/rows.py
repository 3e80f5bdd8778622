"""The rows of a csv file or a workbook, one at a time, as texts."""

from __future__ import annotations

import csv
import io
import re
import tempfile
from collections.abc import Iterator
from itertools import chain, count, islice
from typing import BinaryIO, NamedTuple

from ..xlsx.workbook import sheet_rows
from .columns import fields_in
from .limits import LONGEST_LINE, MOST_COLUMNS, MOST_FILE, sized
from .source import SourceError, temporary_faults

HEADER_WITHIN = 40
"""Rows in which the header must be found; Frappe's preamble has 20."""
_DELIMITERS = ",;\t|"
_CHUNK = 256 * 1024
_NO_UTF8 = re.compile("[\ud800-\udfff]")


class Row(NamedTuple):
    """The cells of a row as stripped texts, or why it could not be read."""

    number: int
    cells: list[str]
    fault: str = ""


class _Lines:
    """The lines of a csv stream, whatever ends them: LF, CR or both.

    `faults` has those that are not UTF-8, by number. `size` counts the characters since it was set
    to 0 last: a quote that is left open must not eat a whole file.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self.text = io.TextIOWrapper(stream, "utf-8-sig", "surrogateescape", newline="")
        self.faults: dict[int, str] = {}
        self.size = 0

    def __iter__(self) -> Iterator[str]:
        for number in count(1):
            line = self.text.readline(LONGEST_LINE + 1)
            if not line:
                return
            self.size += len(line)
            if self.size > LONGEST_LINE:
                raise SourceError(
                    f"line {number}: a row of more than {sized(LONGEST_LINE)}; a quote may be "
                    "missing, or it is no csv"
                )
            if not line.isascii() and (found := _NO_UTF8.search(line)):
                self.faults[number] = _no_utf8(line, number, found.start())
                line = _NO_UTF8.sub("\ufffd", line)
            yield line


def _no_utf8(line: str, number: int, place: int) -> str:
    before = len(line[:place].encode())
    return (
        f"not UTF-8: byte {before + 1} of line {number} is 0x{ord(line[place]) - 0xDC00:02x}; "
        "save the file as CSV UTF-8"
    )


def csv_rows(stream: BinaryIO) -> Iterator[Row]:
    """Yield the rows of a csv file; the number of a row is the line on which it begins.

    A row that is no csv or not UTF-8 has a fault. Raises: SourceError: empty, or a bad header.
    """
    csv.field_size_limit(LONGEST_LINE)
    lines = _Lines(stream)
    head: list[str] = []
    texts = iter(lines)
    delimiter = ""
    for line in islice(texts, HEADER_WITHIN):
        head.append(line)
        if lines.faults:
            raise SourceError(f"line {len(head)}: {_first(lines.faults)}")
        if delimiter := _delimiter(line):
            break
    if not "".join(head).strip():
        raise SourceError("the file is empty")
    reader = csv.reader(chain(head, texts), delimiter=delimiter or ",", strict=True)
    number = 1
    while True:
        lines.size = 0
        try:
            row = _row(number, next(reader))
        except StopIteration:
            return
        except csv.Error as error:
            row = Row(number, [], f"not CSV: {error}")
        number = reader.line_num + 1
        if lines.faults and min(lines.faults) < number:
            row = row._replace(fault=_first(lines.faults))
            lines.faults.clear()
        yield row


def _row(number: int, cells: list[str]) -> Row:
    if len(cells) > MOST_COLUMNS:
        return Row(number, [], f"the row has {len(cells):,} cells, the most is {MOST_COLUMNS:,}")
    return Row(number, [cell.strip() for cell in cells])


def _first(faults: dict[int, str]) -> str:
    return faults[min(faults)]


def _delimiter(line: str) -> str:
    """Return the delimiter of a line that is a header; empty if it is no header."""
    known = {sign: len(fields_in(_cells(line, sign))) for sign in _DELIMITERS}
    best = max(known, key=lambda sign: known[sign])
    return best if known[best] > 1 else ""


def _cells(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []


def xlsx_rows(stream: BinaryIO) -> Iterator[Row]:
    """Yield the rows of the first sheet of a workbook, with the empty cells at their ends.

    Raises: SourceError: empty, no workbook, or too large.
    """
    with tempfile.TemporaryFile() as copy:
        if not stream.seekable():
            _copy(stream, copy)
            stream = copy
        if not stream.read(1):
            raise SourceError("the file is empty")
        stream.seek(0)
        width = 0
        for number, cells in sheet_rows(stream):
            width = max(width, len(cells))
            yield Row(number, cells + [""] * (width - len(cells)))


def _copy(stream: BinaryIO, copy: BinaryIO) -> None:
    """Copy a stream that cannot go back. Raises: SourceError: it is too long."""
    while chunk := stream.read(_CHUNK):
        with temporary_faults():
            copy.write(chunk)
        if copy.tell() > MOST_FILE:
            raise SourceError(f"a workbook of more than {sized(MOST_FILE)}")
    copy.seek(0)
