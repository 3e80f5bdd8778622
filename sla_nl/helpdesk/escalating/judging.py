"""Judge the tickets of a batch, which are locked, to see whom they escalate to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import frappe

from sla_nl.contracts.faults import FAULTS, logged
from sla_nl.contracts.in_force import contract_named
from sla_nl.engine.verdict import Verdict
from sla_nl.escalation import moments
from sla_nl.records import timeline
from sla_nl.site.fault_log import is_new
from sla_nl.site.transactions import RERAISED

from ..ticket.tickets import TicketRow, contract_of, is_solved
from ..ticket.translation import judge


class Judged(NamedTuple):
    """A ticket that was judged."""

    ticket: TicketRow
    timeline: Sequence[timeline.Happening]
    verdict: Verdict


def judge_all(rows: Sequence[TicketRow], now: int) -> list[Judged]:
    """Return the tickets that can be judged, each with its timeline and its verdict.

    A ticket without a contract, or that cannot be judged, is not looked at again until it is saved
    or the terms change.

    Args:
        now: in seconds of UTC.
    """
    known = timeline.read_all([row["name"] for row in rows])
    found, others = [], []
    for row in rows:
        name = str(row["name"])
        contract = _contract_of(row)
        verdict = _judged(name, contract, known[name], now) if contract and name in known else None
        if verdict is None:
            others.append(name)
        else:
            found.append(Judged(row, known[name], verdict))
    moments.leave(others)
    return found


def _contract_of(row: TicketRow) -> str | None:
    """Return the contract to judge a ticket by; a solved one has that which judged it."""
    return row["sla_nl_judged_by"] if is_solved(row) else contract_of(row)


def _judged(
    name: str, contract: str, rows: Sequence[timeline.Happening], now: int
) -> Verdict | None:
    """Return the verdict on a ticket; None, with a line in the log, if its contract has a fault."""
    try:
        return judge(name, contract_named(contract), rows, now)
    except RERAISED:
        raise
    except FAULTS as error:
        fault = logged(error)
        if is_new(name, fault):
            title = f"SLA NL: nobody can be told about ticket {name}"[:140]
            frappe.log_error(title, f"{contract}\n\n{fault}")
        return None
