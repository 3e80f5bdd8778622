"""What can be wrong with a document, a contract or a ticket."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from .texts import Text, TextError


class Fault(NamedTuple):
    """What is wrong with a document: where, which field, what stands there, what is expected."""

    document: str
    row: str
    field: str
    value: Any
    expected: Text

    def __str__(self) -> str:
        place = ", ".join(part for part in (self.document, self.row, self.field) if part)
        return f"{place}: {self.value!r} is not valid; expected {self.expected}"


class FaultsError(ValueError):
    """A document that is refused, with all its `faults`."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))


class ExpectedError(ValueError):
    """A value that does not fit: `expected` says what would."""

    def __init__(self, expected: Text) -> None:
        super().__init__(str(expected))
        self.expected = expected


class ContractError(FaultsError):
    """A contract, calendar or matrix that is refused, with all its faults."""


class NoOpeningTimeError(TextError):
    """A calendar whose openings cannot carry what is asked of it; the message names it."""


class TicketError(ValueError):
    """A ticket that cannot be judged.

    Args:
        field: what is wrong; empty for the whole of it.
        text: why; a `Text` where the ticket of a site can come to it.
    """

    def __init__(self, field: str, text: str | Text) -> None:
        super().__init__(f"{field}: {text}" if field else str(text))
        self.field = field
        self.text = text
