"""Promises on the mean of a clock, such as "on average within 2 hours", and the time tickets used.

The time of a ticket is counted like that of a promise of its own: from the same start event, in the
calendar of the row, and without the pauses that stop the clock.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from ..contract import Contract, ServiceLevel
from ..evaluate import time_until_met
from ..target_rows import TargetRow
from ..terms.targets import Average, Target
from ..verdict import Verdict
from .decisions import level_of


class AverageRow(NamedTuple):
    """A promise on the mean of a clock, with the row by which the time of a ticket is counted."""

    average: Average
    row: TargetRow

    @property
    def key(self) -> str:
        """The name of the promise: `recovery@average`."""
        return f"{self.average.clock}@average"

    @property
    def promised_s(self) -> int:
        """The promised mean in seconds."""
        return self.row.budget_s or 0


def averages_of(contract: Contract, kind: str, priority: str) -> tuple[AverageRow, ...]:
    """Return the promises on a mean for a kind and priority.

    A row for the priority replaces a row for all priorities on the same clock, as with targets.
    """
    rows = [row for row in contract.terms.averages if row.kind == kind]
    found = {row.clock: row for row in rows if not row.priority}
    found |= {row.clock: row for row in rows if row.priority and row.priority == priority}
    return tuple(AverageRow(average, _row(contract, average)) for average in found.values())


def time_used(verdict: Verdict, level: ServiceLevel, average: AverageRow) -> int | None:
    """Return the seconds that a ticket used until its clock was met.

    Args:
        level: the service level by which the clock is judged.
    Returns: None if the clock is not met at `now`, has not started, or is not promised for this
        ticket: its channel takes the promise away, or it lies outside the SLA.
    """
    clock = average.average.clock
    if clock not in verdict.history.met:
        return None
    if verdict.history.outside_sla and clock in level.exempt.get("outside_sla", {}):
        return None
    return time_until_met(verdict, average.row)


def averages_for(verdict: Verdict) -> Iterator[tuple[ServiceLevel, AverageRow]]:
    """Yield the promises on a mean that hold for a ticket, with the level that judges each."""
    contract = verdict.contract
    for clock in dict.fromkeys(average.clock for average in contract.terms.averages):
        level = level_of(verdict, clock)
        for average in _averages_of_level(contract, *level.name):
            if average.average.clock == clock:
                yield level, average


def time_for_mean(verdict: Verdict, clock: str) -> int | None:
    """Return the seconds that a ticket adds to the mean of a clock.

    Example: `time_for_mean(verdict, "recovery")` is 25200 for a recovery after seven hours.
    Returns: None if no mean of the clock is promised, or the ticket adds nothing; see `time_used`.
    """
    for level, average in averages_for(verdict):
        if average.average.clock == clock:
            return time_used(verdict, level, average)
    return None


def _row(contract: Contract, average: Average) -> TargetRow:
    return contract.row_of(
        Target(
            average.kind,
            average.clock,
            average.priority,
            amount=average.amount,
            unit=average.unit,
            calendar=average.calendar,
            starts_at=average.starts_at,
            clauses=average.clauses,
        )
    )


_averages_of_level = lru_cache(maxsize=256)(averages_of)
