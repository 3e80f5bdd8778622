"""Faults of documents and contracts, and the errors that refuse a document or a ticket."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, NamedTuple

from .texts import Text, TextError


class Fault(NamedTuple):
    """A fault in a document: its place, the value found there, and the value expected."""

    document: str
    row: str
    field: str
    value: Any
    expected: Text

    def __str__(self) -> str:
        place = ", ".join(part for part in (self.document, self.row, self.field) if part)
        return f"{place}: {self.shown} is not valid; expected {self.expected}"

    @property
    def shown(self) -> str:
        """The value as somebody could have typed it: `1.5`, or a text between quotes."""
        return f"{self.value:f}" if isinstance(self.value, Decimal) else repr(self.value)


class FaultsError(ValueError):
    """A refused document, with all its `faults`."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))


class ExpectedError(ValueError):
    """A value that does not fit its column; `expected` describes the values that do."""

    def __init__(self, expected: Text) -> None:
        super().__init__(str(expected))
        self.expected = expected


class ContractError(FaultsError):
    """A refused contract, calendar or escalation matrix, with all its `faults`."""


class NoOpeningTimeError(TextError):
    """A calendar with too little opening time for a target; the message names the calendar."""


class LineError(ValueError):
    """A line of a file that cannot be judged.

    Args:
        field: the field that is wrong; empty if the whole line is.
        text: the reason; a `Text`, which can be translated, if records of a site can have it.
    """

    def __init__(self, field: str, text: str | Text) -> None:
        super().__init__(f"{field}: {text}" if field else str(text))
        self.field = field
        self.text = text


class TicketError(LineError):
    """A ticket that cannot be judged."""
