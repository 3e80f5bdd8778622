"""Many tickets judged and stamped anew: for backfill, for a change of terms, and to see what would.

    tickets -> timelines (rebuilt where there is none) -> verdicts -> plans -> written in bulk

A plan says what is to be written for a ticket, and writes nothing. A ticket that is resolved or
closed keeps its stamps exactly: it gets no more than the timeline that it lacks.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple

import frappe

from ..engine.contract import ContractError
from ..engine.evaluate import evaluate
from ..engine.verdict import Verdict
from ..services import clocks, fees, timeline
from ..services.clocks import Difference
from ..services.contracts import contract_named
from ..services.timeline import Entry, Happening
from . import history, tickets
from .rebuild import Rebuilt, rebuild
from .stamps import LEFT, stamps_of
from .ticket import EVENTS
from .tickets import Row, contract_of, differences, is_solved
from .timeline import ticket_of


class Plan(NamedTuple):
    """What is to be written for a ticket.

    Args:
        contract: under which it falls; empty where it falls under none any more.
        begun: the timeline that it lacks.
        verdict: None where its stamps stay.
        changes: the stamps that change: what the ticket has, and what it gets.
        clocks: the columns of its clocks that change.
        fault: why it cannot be judged.
    """

    ticket: Row
    contract: str
    begun: Sequence[Rebuilt] = ()
    verdict: Verdict | None = None
    changes: dict[str, tuple[Any, Any]] = {}  # noqa: RUF012
    clocks: Sequence[Difference] = ()
    fault: str = ""

    @property
    def name(self) -> str:
        return str(self.ticket["name"])

    @property
    def is_empty(self) -> bool:
        return not (self.begun or self.changes or self.clocks or self.fault)


def plans(rows: Iterable[Row], now_s: int) -> list[Plan]:
    """What is to be written for tickets; nothing for one that never had a contract."""
    held = [(row, contract_of(row) or "") for row in rows]
    held = [(row, name) for row, name in held if name or row["sla_nl_judged_by"]]
    names = [row["name"] for row, _contract in held]
    known = timeline.read_all(names)
    begun = begin([row for row, name in held if name and row["name"] not in known])
    stored = clocks.read_all([row["name"] for row, _name in held if not is_solved(row)])
    return [
        _plan(
            Plan(row, contract, begun.get(row["name"], ())),
            known.get(row["name"]) or [rebuilt.happening for rebuilt in begun.get(row["name"], ())],
            stored.get(row["name"], {}),
            now_s,
        )
        for row, contract in held
    ]


def begin(rows: Collection[Row], until: int | None = None) -> dict[str, list[Rebuilt]]:
    """The timelines of tickets that have none, from Helpdesk's log: see `rebuild`."""
    if not rows:
        return {}
    logs, names = history.read_logs([row["name"] for row in rows]), history.read_names()
    return {row["name"]: rebuild(row, logs[row["name"]], names, until) for row in rows}


def entries(ticket: str, begun: Iterable[Rebuilt]) -> list[Entry]:
    """The rows of a rebuilt timeline; each has a cause of its own, so that none is added twice."""
    return [
        Entry(
            ticket,
            happening,
            f"{ticket}:{happening.event}{f':log:{number}' if number else ''}",
            number,
            source,
        )
        for number, (happening, source) in enumerate(begun)
    ]


def carry_out(todo: Sequence[Plan]) -> None:
    """Write plans of tickets that are locked: a fixed number of statements, but for fees."""
    timeline.append_all(entry for plan in todo for entry in entries(plan.name, plan.begun))
    judged = [plan for plan in todo if plan.verdict is not None and (plan.changes or plan.clocks)]
    left = [plan for plan in todo if not plan.contract]
    tickets.write_stamps({p.name: _stamps(p) for p in todo if p.changes or p.begun})
    gone = {plan.name: {d.key for d in plan.clocks if d.is_gone} for plan in judged}
    clocks.write_all((plan.verdict for plan in judged if plan.verdict is not None), gone)
    if left:
        clocks.remove(*(plan.name for plan in left))
    for plan in (*judged, *left):
        _settle_fees(plan)
    tickets.tell([plan.name for plan in todo if plan.changes])


def _plan(plan: Plan, rows: list[Happening], stored: dict[str, clocks.Stored], now_s: int) -> Plan:
    ticket, contract = plan.ticket, plan.contract
    if is_solved(ticket):
        return plan
    if not contract:
        return plan._replace(changes=differences(ticket, {**ticket, **LEFT}))
    try:
        found = contract_named(contract)
        verdict = evaluate(found, ticket_of(plan.name, rows, found), now_s)
    except Exception as error:
        known = isinstance(error, (ContractError, ValueError))
        return plan._replace(fault=str(error) if known else frappe.get_traceback())
    return plan._replace(
        verdict=verdict,
        changes=differences(ticket, stamps_of(verdict)),
        clocks=clocks.differences(verdict, stored),
    )


def _stamps(plan: Plan) -> dict[str, Any]:
    """The stamps that a ticket gets, and how many events it then has."""
    stamps = {**plan.ticket, EVENTS: len(plan.begun) or plan.ticket[EVENTS]}
    if plan.verdict is not None:
        return stamps | stamps_of(plan.verdict)
    return stamps if plan.contract else stamps | LEFT


def _settle_fees(plan: Plan) -> None:
    """Book what a ticket costs that is judged for the first time under its contract.

    What was booked under the same contract stays, whatever became of its terms.
    """
    ticket, before = plan.ticket, plan.ticket["sla_nl_judged_by"]
    if before == plan.contract:
        return
    if before:
        fees.reverse_all(plan.name)
    if plan.verdict is not None and plan.verdict.fees:
        fees.book(plan.name, ticket["customer"], plan.contract, plan.verdict.fees)
