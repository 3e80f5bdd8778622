"""Sums of two judgements of many tickets, side by side."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from .verdict import BREACHED, MET, NOT_APPLICABLE, Verdict


class Row(NamedTuple):
    """What is summed up: a promise on the tickets of a kind and priority."""

    kind: str
    priority: str
    target: str


class Outcome(NamedTuple):
    """How many tickets kept a promise, missed it, and may still do either."""

    met: int = 0
    missed: int = 0
    undecided: int = 0

    def plus(self, other: Outcome) -> Outcome:
        """Return the sum of two outcomes."""
        return Outcome(*(one + more for one, more in zip(self, other, strict=True)))


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
    """The sums of one side."""

    def __init__(self) -> None:
        self.outcomes: dict[Row, Outcome] = {}
        self.fees: dict[str, FeeSum] = {}

    def add(self, verdict: Verdict, kind: str, priority: str) -> None:
        """Add a verdict, under the kind and priority that the ticket has in force."""
        for clock in verdict.clocks:
            if clock.state != NOT_APPLICABLE:
                self._add_outcome(Row(kind, priority, clock.key), _outcome(clock.state))
        for fee in verdict.fees:
            amount = fee.amount or Decimal(0)
            self._add_fees(fee.rule.currency, FeeSum(1, amount, int(fee.amount is None)))

    def add_side(self, other: Side) -> None:
        """Add the sums of other tickets."""
        for row, outcome in other.outcomes.items():
            self._add_outcome(row, outcome)
        for currency, fees in other.fees.items():
            self._add_fees(currency, fees)

    def _add_outcome(self, row: Row, outcome: Outcome) -> None:
        self.outcomes[row] = self.outcomes.get(row, Outcome()).plus(outcome)

    def _add_fees(self, currency: str, fees: FeeSum) -> None:
        self.fees[currency] = self.fees.get(currency, FeeSum()).plus(fees)


class Sums:
    """The sums of both sides, and how many tickets differ."""

    def __init__(self) -> None:
        self.tickets = 0
        self.different = 0
        self.before = Side()
        self.after = Side()

    def add(self, before: Verdict, after: Verdict, is_different: bool) -> None:
        """Add the two verdicts on a ticket."""
        self.tickets += 1
        self.different += is_different
        level = before.history.service_level
        self.before.add(before, level.kind, level.priority)
        self.after.add(after, level.kind, level.priority)

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


def _outcome(state: str) -> Outcome:
    if state == MET:
        return Outcome(met=1)
    return Outcome(missed=1) if state == BREACHED else Outcome(undecided=1)
