"""What differs for a ticket, as JSON that no language shows in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sla_nl.engine.clock_state import BREACHED, MET
from sla_nl.engine.compliance.comparing import Difference
from sla_nl.engine.fees import Fee
from sla_nl.engine.verdict import Verdict

from ..ticket.tickets import TicketRow

Line = dict[str, Any]

_DECIDED = {MET, BREACHED}


def line_of(row: TicketRow, found: Difference, before: Verdict | None, after: Verdict) -> Line:
    """Return what differs for a ticket.

    Its promises each have a due key, the dates and states of both sides, and the clauses of the
    side that is tried, or else those of the other side.
    """
    line = _named(row, before.contract.name if before else "")
    line["promises"] = [*_promises(found, before, after)]
    line["fees"] = None if found.fees is None else [_fees(fees) for fees in found.fees]
    told = found.escalations
    line["escalations"] = None if told is None else [len(side) for side in told]
    line["weight"] = _weight(found)
    return line


def fault_line(row: TicketRow, contract: str, fault: str) -> Line:
    """Return a ticket that one of the sides cannot judge, with the reason."""
    return _named(row, contract) | {"fault": fault, "weight": 0}


def _named(row: TicketRow, contract: str) -> Line:
    return {
        "ticket": str(row["name"]),
        "customer": row["customer"] or "",
        "priority": row["priority"] or "",
        "contract": contract,
    }


def _promises(found: Difference, before: Verdict | None, after: Verdict) -> Iterator[list[Any]]:
    clauses = {clock.key: clock.row.terms.clauses for clock in before.clocks} if before else {}
    clauses |= {clock.key: clock.row.terms.clauses for clock in after.clocks}
    states = _states(before), _states(after)
    dues = _dues(before), _dues(after)
    for key in dict.fromkeys((*found.states, *found.due)):
        yield [
            key,
            *(side.get(key) for side in dues),
            *(side.get(key) for side in states),
            list(clauses[key]),
        ]


def _states(verdict: Verdict | None) -> dict[str, str]:
    return {clock.key: clock.state for clock in verdict.clocks} if verdict else {}


def _dues(verdict: Verdict | None) -> dict[str, int | None]:
    return {clock.key: clock.due for clock in verdict.clocks} if verdict else {}


def _fees(fees: Iterable[Fee]) -> list[list[str | None]]:
    """Return the fees of a side: title, amount and currency; the amount may not be known yet."""
    return [
        [fee.rule.title, None if fee.amount is None else str(fee.amount), fee.rule.currency]
        for fee in fees
    ]


def _weight(found: Difference) -> int:
    """Return how much a difference matters: 0 for a promise that is kept on one side only."""
    if any(set(sides) == _DECIDED for sides in found.states.values()):
        return 1
    if found.fees is not None:
        return 2
    if any(None in sides for sides in found.states.values()):
        return 3
    return 4 if found.states or found.escalations is not None else 5
