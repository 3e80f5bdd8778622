"""The promises behind a figure, ticket by ticket."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _

from sla_nl.engine.clock_state import BREACHED, MET
from sla_nl.records.clocks import OPEN
from sla_nl.records.permissions import ticket_doctype
from sla_nl.site.messages import refuse

from .choices import DECIDED, TEAM, Choice, check, conditions, spans
from .figures import contracts_with_tickets

MISSED, ALL = "missed", "all"
_STATES = {
    MISSED: (BREACHED,),
    "met": (MET,),
    "undecided": tuple(OPEN),
    ALL: (MET, BREACHED, *OPEN),
}
OUTCOMES = tuple(_STATES)
MOST = 2_000
"""The most promises in a list: more would be no reading for a person."""

Row = dict[str, Any]


def promises(choice: Choice, outcome: str = MISSED, at_most: int = MOST) -> list[Row]:
    """Return the promises that a figure counts, the earliest decided first.

    Each has the ticket, its subject, customer and team, and the dates of the clock.

    Args:
        outcome: one of `OUTCOMES`.
    Raises: frappe.ValidationError: the period or the outcome is none.
    """
    check(choice)
    if outcome not in _STATES:
        refuse(_("{0} is none of {1}."), outcome, ", ".join(OUTCOMES))
    contracts, _faulty = contracts_with_tickets(choice.contract)
    found: list[Row] = []
    for span in spans(choice, contracts):
        found += _rows(choice, outcome, span, at_most - len(found))
    return found


def count_tickets(choice: Choice) -> int:
    """Return how many tickets have a promise that counts in the period of a choice."""
    contracts, _faulty = contracts_with_tickets(choice.contract)
    ticket, moment = f"`tab{ticket_doctype()}`", _moment(choice)
    where, values = conditions(choice)
    found = 0
    for span in spans(choice, contracts):
        ends = {"start": span.start, "end": span.end, "contracts": span.contracts}
        ((count,),) = frappe.db.sql(
            f"""select count(distinct c.ticket) from `tabSLA Clock` c
            join {ticket} on {ticket}.name = c.ticket
            where c.{moment} >= %(start)s and c.{moment} < %(end)s
            and c.contract in %(contracts)s {where}""",
            values | ends,
        )
        found += count
    return found


def _moment(choice: Choice) -> str:
    return "decided_at" if choice.basis == DECIDED else "reported_at"


def _rows(choice: Choice, outcome: str, span: Any, at_most: int) -> list[Row]:
    ticket = f"`tab{ticket_doctype()}`"
    moment = _moment(choice)
    where, values = conditions(choice)
    values |= {"start": span.start, "end": span.end, "contracts": span.contracts}
    values |= {"states": _STATES[outcome], "most": max(at_most, 0)}
    return list(
        frappe.db.sql(
            f"""select c.ticket, {ticket}.subject, {ticket}.customer, {ticket}.{TEAM} as team,
            c.contract, c.kind, c.priority, c.due_key, c.is_aim, c.state, c.reported_at, c.due,
            c.met_at, c.decided_at
            from `tabSLA Clock` c join {ticket} on {ticket}.name = c.ticket
            where c.{moment} >= %(start)s and c.{moment} < %(end)s and c.state in %(states)s
            and c.contract in %(contracts)s and c.kind != '' {where}
            order by c.{moment}, c.ticket, c.due_key limit %(most)s""",
            values,
            as_dict=True,
        )
    )
