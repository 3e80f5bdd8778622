"""The rows of a csv file or a workbook, one at a time, as texts."""

from __future__ import annotations

import csv
import shutil
import tempfile
import warnings
import xml.etree.ElementTree as ElementTree
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from itertools import chain, islice
from typing import Any, BinaryIO, NamedTuple

import openpyxl

from .columns import fields_in
from .source import SourceError

HEADER_WITHIN = 40
"""Rows in which the header must be found; Frappe's preamble has 20."""
_LONGEST_CELL = 32 * 1024 * 1024
"""Characters; a description may hold a screenshot, but a quote left open must not eat a file."""
_DELIMITERS = ",;\t|"
_BOM = b"\xef\xbb\xbf"
_BAD_WORKBOOK = (
    zipfile.BadZipFile, zlib.error, ElementTree.ParseError, KeyError, IndexError, ValueError,
    EOFError,
)  # fmt: skip


class Row(NamedTuple):
    """The cells of a row as stripped texts, or why it could not be read."""

    number: int
    cells: list[str]
    fault: str = ""


class _Lines:
    """The decoded lines of a stream. `faults` has those that are not UTF-8, by number."""

    def __init__(self, stream: Iterable[bytes]) -> None:
        self.stream = stream
        self.faults: dict[int, str] = {}

    def __iter__(self) -> Iterator[str]:
        for number, line in enumerate(self.stream, 1):
            if number == 1:
                line = line.removeprefix(_BOM)
            try:
                yield line.decode()
            except UnicodeDecodeError as error:
                self.faults[number] = (
                    f"not UTF-8: byte {error.start + 1} of line {number} is "
                    f"0x{line[error.start]:02x}; save the file as CSV UTF-8"
                )
                yield line.decode(errors="replace")


def csv_rows(stream: BinaryIO) -> Iterator[Row]:
    """The rows of a csv file; the number of a row is the line on which it begins.

    A row that is no csv or not UTF-8 has a fault. Raises: SourceError: empty, or a bad header.
    """
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
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader(chain(head, texts), delimiter=delimiter or ",", strict=True)
    number = 1
    while True:
        try:
            row = Row(number, [cell.strip() for cell in next(reader)])
        except StopIteration:
            return
        except csv.Error as error:
            row = Row(number, [], f"not CSV: {error}")
        number = reader.line_num + 1
        if lines.faults and min(lines.faults) < number:
            row = row._replace(fault=_first(lines.faults))
            lines.faults.clear()
        yield row


def _first(faults: dict[int, str]) -> str:
    return faults[min(faults)]


def _delimiter(line: str) -> str:
    """The delimiter by which a line is a header; empty where it is none."""
    known = {sign: len(fields_in(next(csv.reader([line], delimiter=sign)))) for sign in _DELIMITERS}
    best = max(known, key=lambda sign: known[sign])
    return best if known[best] > 1 else ""


def xlsx_rows(stream: BinaryIO) -> Iterator[Row]:
    """The rows of the first sheet of a workbook; where empty cells end one, they are there too.

    Raises: SourceError: empty, or no workbook.
    """
    with tempfile.TemporaryFile() as copy:
        if not stream.seekable():
            shutil.copyfileobj(stream, copy)
            copy.seek(0)
            stream = copy
        if not stream.read(1):
            raise SourceError("the file is empty")
        stream.seek(0)
        warnings.filterwarnings("ignore", category=UserWarning, module="openpyxl")
        book = None
        try:
            book = openpyxl.load_workbook(stream, read_only=True)
            sheet = book.worksheets[0]
            sheet.reset_dimensions()
            width = 0
            for number, values in enumerate(sheet.iter_rows(values_only=True), 1):
                cells = [_text(value) for value in values]
                width = max(width, len(cells))
                yield Row(number, cells + [""] * (width - len(cells)))
        except _BAD_WORKBOOK as error:
            raise SourceError(f"not an xlsx workbook: {error}") from error
        finally:
            if book is not None:
                book.close()


def _text(value: Any) -> str:
    """The value of a cell as Frappe writes it in csv; a formula is its own text."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        minutes, second = divmod(int(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{second:02}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(int(value) if isinstance(value, bool) else value)
