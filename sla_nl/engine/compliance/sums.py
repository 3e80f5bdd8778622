"""Sums of two judgements of many tickets, side by side."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from ..clock_state import BREACHED, MET, NOT_APPLICABLE
from ..verdict import Verdict

_MET, _MISSED, _UNDECIDED = range(3)


class Row(NamedTuple):
    """What is summed up: a promise on the tickets of a kind and priority."""

    kind: str
    priority: str
    target: str


class FeeSum(NamedTuple):
    """The fees of a currency: how many, their amount, and how many have no amount yet."""

    number: int = 0
    amount: Decimal = Decimal(0)
    unknown: int = 0

    def plus(self, other: FeeSum) -> FeeSum:
        """Return the sum of two sums."""
        return FeeSum(
            self.number + other.number, self.amount + other.amount, self.unknown + other.unknown
        )


class Side:
    """The sums of one side.

    Args:
        outcomes: for each row how many tickets met the promise, missed it, may still do either.
        fees: by currency.
        escalations: how often somebody was told.
    """

    def __init__(self) -> None:
        self.outcomes: dict[Row, list[int]] = {}
        self.fees: dict[str, FeeSum] = {}
        self.escalations = 0

    @property
    def totals(self) -> tuple[int, int, int]:
        """How many promises were met, missed and not decided."""
        met, missed, undecided = (sum(c[n] for c in self.outcomes.values()) for n in range(3))
        return met, missed, undecided

    def add(self, verdict: Verdict) -> None:
        """Add a verdict, under the kind and priority that the ticket has in force."""
        level = verdict.history.service_level
        for clock in verdict.clocks:
            state = clock.state
            if state != NOT_APPLICABLE:
                counts = self._outcome(Row(level.kind, level.priority, clock.row.key))
                place = _MET if state == MET else _MISSED if state == BREACHED else _UNDECIDED
                counts[place] += 1
        for fee in verdict.fees:
            amount = fee.amount or Decimal(0)
            self._add_fees(fee.rule.currency, FeeSum(1, amount, int(fee.amount is None)))
        self.escalations += len(verdict.escalations)

    def add_side(self, other: Side) -> None:
        """Add the sums of other tickets."""
        for row, more in other.outcomes.items():
            counts = self._outcome(row)
            for place, number in enumerate(more):
                counts[place] += number
        for currency, fees in other.fees.items():
            self._add_fees(currency, fees)
        self.escalations += other.escalations

    def _outcome(self, row: Row) -> list[int]:
        counts = self.outcomes.get(row)
        if counts is None:
            counts = self.outcomes[row] = [0, 0, 0]
        return counts

    def _add_fees(self, currency: str, fees: FeeSum) -> None:
        self.fees[currency] = self.fees.get(currency, FeeSum()).plus(fees)


class Sums:
    """The sums of both sides, and how many tickets differ."""

    def __init__(self) -> None:
        self.tickets = 0
        self.different = 0
        self.before = Side()
        self.after = Side()

    def add(self, before: Verdict | None, after: Verdict, is_different: bool) -> None:
        """Add the two verdicts on a ticket; `before` is None if no contract held for it."""
        self.tickets += 1
        self.different += is_different
        if before is not None:
            self.before.add(before)
        self.after.add(after)

    def add_sums(self, other: Sums) -> None:
        """Add the sums of other tickets."""
        self.tickets += other.tickets
        self.different += other.different
        self.before.add_side(other.before)
        self.after.add_side(other.after)

    @property
    def rows(self) -> list[Row]:
        """The promises of either side, in order of kind, priority and promise."""
        return sorted({**self.before.outcomes, **self.after.outcomes})
