"""The promises of a ticket, each decided once: kept, missed, or not decided yet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ..clock_state import BREACHED, MET, NOT_APPLICABLE
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

    A clock that was met after its due date is missed, and was decided at its due date. A reopened
    ticket counts as it is judged now.
    Source: docs/design.md 4.16.
    """
    history, contract = verdict.history, verdict.contract
    level = history.service_level
    for clock in verdict.clocks:
        row, state = clock.row, clock.state
        if history.turns:
            level = history.service_level_of(contract, row.clock)
        if state == MET:
            yield Decision(level, row, True, clock.met_at)
        elif state == BREACHED:
            yield Decision(level, row, False, clock.breached_at)
        else:
            yield Decision(level, row, None, None, state != NOT_APPLICABLE)
