"""The rows of a sheet of a workbook, as texts."""

from __future__ import annotations

import re

from ..reading.limits import LONGEST_SHEET_ROW, MOST_COLUMNS, MOST_ROWS
from ..reading.source import SourceError
from .cell_text import CellText
from .number_formats import NumberFormats
from .shared_strings import SharedStrings
from .xml_parts import Reader

_COLUMN = re.compile(r"[A-Z]{1,3}")


class Sheet(Reader):
    """Gather the rows of a sheet.

    `rows` has the rows that are complete, each with its number; whoever takes them clears it. A
    formula is its value, or its own text where the workbook has no value of it.
    """

    def __init__(self, strings: SharedStrings, formats: NumberFormats) -> None:
        self.rows: list[tuple[int, list[str]]] = []
        self._strings = strings
        self._formats = formats
        self._number = 0
        self._cells: list[str] = []
        self._size = 0
        self._column = 0
        self._cell: dict[str, str] | None = None
        self._formula = ""
        self._text = CellText("")

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take the start of an element, as the XML parser calls it."""
        if name == "row":
            self._begin_row(attributes)
        elif name == "c":
            self._begin_cell(attributes)
        elif self._cell is not None:
            self._text.start(name)

    def text(self, text: str) -> None:
        """Take a piece of text, as the XML parser calls it."""
        if self._cell is not None:
            self._text.add(text)

    def end(self, name: str) -> None:
        """Take the end of an element, as the XML parser calls it."""
        if name == "c":
            self._end_cell()
        elif name == "row":
            self.rows.append((self._number, self._cells))
            self._cells = []
        elif self._cell is not None:
            self._text.end(name)
            if name == "f":
                self._formula = f"={self._text.take()}"

    def _begin_row(self, attributes: dict[str, str]) -> None:
        number = _whole(attributes.get("r") or str(self._number + 1))
        if number > MOST_ROWS:
            told = attributes.get("r", number)
            raise SourceError(
                f"a row has the number {told}; a sheet has at most {MOST_ROWS:,} rows"
            )
        if number <= self._number:
            raise SourceError(f"row {number} comes after row {self._number}")
        self._number, self._column, self._size = number, 0, 0
        self._text.place = f"row {number}"

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        place = attributes.get("r")
        column = _column(place) if place else self._column + 1
        if column > MOST_COLUMNS:
            raise SourceError(
                f"row {self._number} has a cell {place or column}; "
                f"a sheet has at most {MOST_COLUMNS:,} columns"
            )
        if column <= self._column:
            raise SourceError(f"row {self._number}: cell {place} comes too late")
        self._column, self._cell, self._formula = column, attributes, ""

    def _end_cell(self) -> None:
        text = self._value(self._text.take(), self._cell or {}).strip() or self._formula
        self._cell = None
        if not text:
            return
        self._size += len(text)
        if self._size > LONGEST_SHEET_ROW:
            raise SourceError(
                f"row {self._number} holds more than {LONGEST_SHEET_ROW:,} characters; "
                "leave out columns of long texts, such as Description"
            )
        self._cells += [""] * (self._column - 1 - len(self._cells))
        self._cells.append(text)

    def _value(self, text: str, attributes: dict[str, str]) -> str:
        """Return the text of a cell, from what stands in it."""
        kind = attributes.get("t", "n")
        if not text or kind not in ("s", "n"):
            return text
        if kind == "s":
            return self._shared(text)
        return self._formats.shown(text, attributes.get("s", ""))

    def _shared(self, text: str) -> str:
        try:
            return self._strings.get(int(text))
        except (ValueError, IndexError):
            raise SourceError(
                f"not an xlsx workbook: row {self._number} names a text {text} that is not there"
            ) from None


def _whole(text: str) -> int:
    """Return a number of a row; one that is none, or far too long, is past every limit."""
    return int(text) if text.isdecimal() and len(text) < 10 else MOST_ROWS + 1


def _column(place: str) -> int:
    """Return the number of a column: 1 for `A7`, 28 for `AB7`; past the limit where it is none."""
    letters = place.rstrip("0123456789")
    if not _COLUMN.fullmatch(letters):
        return MOST_COLUMNS + 1
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
