"""The sums of two judgements of many tickets side by side, by month and priority.

Each worker adds up its own tickets. `plain` turns its sums into what JSON can hold, and `read`
turns that back, so that the sums of all workers can be added up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from ..verdict import Verdict
from .sums import FeeSum, Row, Side, Sums

Cell = tuple[str, str]
"""The month of the report, such as `2026-06`, and the priority that Helpdesk has."""


class Comparison:
    """The sums of many tickets, in a cell for each month and priority."""

    def __init__(self) -> None:
        self.cells: dict[Cell, Sums] = {}

    def add(self, cell: Cell, before: Verdict | None, after: Verdict, is_different: bool) -> None:
        """Add the two verdicts on a ticket; `before` is None if no contract held for it."""
        self._cell(cell).add(before, after, is_different)

    def add_comparison(self, other: Comparison) -> None:
        """Add the sums of other tickets."""
        for cell, sums in other.cells.items():
            self._cell(cell).add_sums(sums)

    @property
    def total(self) -> Sums:
        """The sums of all tickets."""
        return _sum(self.cells.values())

    @property
    def by_month(self) -> dict[str, Sums]:
        """The sums of each month, the first month first."""
        return self._by(0)

    @property
    def by_priority(self) -> dict[str, Sums]:
        """The sums of each priority, in the order of their names."""
        return self._by(1)

    def plain(self) -> list[dict[str, Any]]:
        """Return the sums as lists, objects, numbers and texts."""
        return [
            {"cell": list(cell), "tickets": sums.tickets, "different": sums.different,
             "before": _plain(sums.before), "after": _plain(sums.after)}
            for cell, sums in self.cells.items()
        ]  # fmt: skip

    def _by(self, place: int) -> dict[str, Sums]:
        keys = sorted({cell[place] for cell in self.cells})
        return {
            key: _sum(sums for cell, sums in self.cells.items() if cell[place] == key)
            for key in keys
        }

    def _cell(self, cell: Cell) -> Sums:
        sums = self.cells.get(cell)
        if sums is None:
            sums = self.cells[cell] = Sums()
        return sums


def read(cells: Iterable[Mapping[str, Any]]) -> Comparison:
    """Return the sums that `plain` has turned into lists and objects."""
    found = Comparison()
    for cell in cells:
        month, priority = cell["cell"]
        sums = found.cells[month, priority] = Sums()
        sums.tickets, sums.different = cell["tickets"], cell["different"]
        sums.before, sums.after = _read(cell["before"]), _read(cell["after"])
    return found


def _sum(parts: Iterable[Sums]) -> Sums:
    total = Sums()
    for part in parts:
        total.add_sums(part)
    return total


def _plain(side: Side) -> dict[str, Any]:
    return {
        "outcomes": [[*row, *counts] for row, counts in side.outcomes.items()],
        "fees": [[currency, *_fee_cells(fees)] for currency, fees in side.fees.items()],
        "escalations": side.escalations,
    }


def _fee_cells(fees: FeeSum) -> Iterator[int | str]:
    yield fees.number
    yield str(fees.amount)
    yield fees.unknown


def _read(plain: Mapping[str, Any]) -> Side:
    side = Side()
    side.outcomes = {Row(*cells[:3]): cells[3:] for cells in plain["outcomes"]}
    side.fees = {
        currency: FeeSum(number, Decimal(amount), unknown)
        for currency, number, amount, unknown in plain["fees"]
    }
    side.escalations = plain["escalations"]
    return side
