"""Texts that are safe for the program that shows them: a spreadsheet or a terminal.

Ids, names and messages come from files and from customers. A spreadsheet runs a cell that begins
like a formula, and a terminal obeys control characters. Every writer of this app uses this module.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from typing import Any, Protocol

_FORMULA_SIGNS = tuple("=+-@\t\r\n＝＋－＠")
_NUMBER = re.compile(r"[+-]?\d[\d.,]*(?:[eE][+-]?\d+)?")
_CONTROL = re.compile(
    "[\x00-\x1f\x7f-\x9f"  # C0, DEL and C1
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # the direction of text
    "\u2028\u2029\ud800-\udfff]"  # ends of lines and paragraphs; halves of characters
)


class Target(Protocol):
    """A text file or buffer."""

    def write(self, text: str, /) -> object:
        """Write a text."""


def csv_cell(value: Any) -> Any:
    """Return a cell that no spreadsheet takes for a formula.

    A text that begins with `=`, `+`, `-`, `@`, a tab or an end of line gets a `'` before it, unless
    it is a number: `=1+1` becomes `'=1+1`, and `-5` stays `-5`. Values that are no text stay.
    """
    if isinstance(value, str) and value.startswith(_FORMULA_SIGNS) and not _NUMBER.fullmatch(value):
        return f"'{value}"
    return value


class CsvWriter:
    """A writer of rows as CSV, each cell as `csv_cell` gives it."""

    def __init__(self, target: Target) -> None:
        self._writer = csv.writer(target)

    def write(self, rows: Iterable[Iterable[Any]]) -> None:
        """Write some rows."""
        self._writer.writerows(map(csv_cell, row) for row in rows)


def visible(text: object) -> str:
    """Return a text in one line without control characters: `\\x1b[2J` for an escape sequence.

    Signs that turn the direction of text are shown by their code too: they make a line read as
    another one.
    """
    return _CONTROL.sub(_code, str(text))


def _code(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape").decode()
