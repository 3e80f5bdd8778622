"""The promises of a ticket, each decided once: kept, missed, or not decided yet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ..clock_state import BREACHED, MET, NOT_APPLICABLE, ClockState
from ..contract import ServiceLevel
from ..target_rows import TargetRow
from ..verdict import Verdict


class Decision(NamedTuple):
    """A promise of a ticket as it stands.

    Args:
        level: the service level by which it is judged.
        is_met: None while it is not decided.
        at: when it was decided: when the clock was met, or its due date if it was missed.
        is_promised: False if the promise does not hold for this ticket, which then counts nowhere.
    """

    level: ServiceLevel
    row: TargetRow
    is_met: bool | None
    at: int | None
    is_promised: bool = True


def decisions_of(verdict: Verdict) -> Iterator[Decision]:
    """Yield the promises of a ticket, in the order of the contract.

    Source: docs/design.md 4.16.
    """
    for clock in verdict.clocks:
        yield decision_of(verdict, clock)


def decision_of(verdict: Verdict, clock: ClockState) -> Decision:
    """Return a promise of a ticket as it stands.

    A clock that was met after its due date is missed, and was decided at its due date. A reopened
    ticket counts as it is judged now.

    Args:
        clock: a clock of the verdict.
    """
    row, state, level = clock.row, clock.state, level_of(verdict, clock.row.clock)
    if state == MET:
        return Decision(level, row, True, clock.met_at)
    if state == BREACHED:
        return Decision(level, row, False, clock.breached_at)
    return Decision(level, row, None, None, state != NOT_APPLICABLE)


def level_of(verdict: Verdict, clock: str) -> ServiceLevel:
    """Return the service level by which a clock such as `resolution` is judged."""
    history = verdict.history
    if history.turns:
        return history.service_level_of(verdict.contract, clock)
    return history.service_level
