"""Promises on the mean of a clock, such as "on average within 2 hours", and the time tickets used.

The time of a ticket is counted like that of a promise of its own: from the same start event, in the
calendar of the row, and without the pauses that stop the clock.
"""

from __future__ import annotations

from typing import NamedTuple

from ..contract import Contract, ServiceLevel
from ..evaluate import time_until_met
from ..target_rows import TargetRow
from ..terms.targets import Average, Target
from ..verdict import Verdict


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
