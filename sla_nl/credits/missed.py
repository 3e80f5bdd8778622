"""The missed promises that a credit case can rest on: limits of clocks that were not met."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import frappe

from sla_nl.contracts.documents import CONTRACT
from sla_nl.engine.clock_state import BREACHED
from sla_nl.records.permissions import ticket_doctype

MOST = 200
"""The most missed promises that are offered, the latest first."""


def missed_promises(customer: str, contract: str) -> list[dict[str, Any]]:
    """Return the missed promises to a customer that no case rests on yet, the latest first.

    An aim, such as 90 percent of the tickets, is not missed by one ticket; only limits count. A
    ticket keeps the version of the contract under which it was reported, so earlier versions count.

    Returns: `ticket`, `subject`, `due_key`, `due` and `met_at` of each.
    """
    return frappe.db.sql(
        f"""select c.ticket, t.subject, c.due_key, c.due, c.met_at from `tabSLA Clock` c
        join `tab{ticket_doctype()}` t on t.name = c.ticket
        where t.customer = %(customer)s and c.contract in %(versions)s and c.state = %(missed)s
        and c.is_aim = 0 and not exists (select 1 from `tabSLA Credit Promise` p
            where p.ticket = c.ticket and p.due_key = c.due_key)
        order by c.due desc, c.ticket limit {MOST}""",
        {
            "customer": customer,
            "versions": (contract, *_earlier(contract)),
            "missed": BREACHED,
        },
        as_dict=True,
    )


def missed_promise(ticket: str, due_key: str, customer: str, contract: str) -> Any | None:
    """Return the clock of a missed promise to a customer, or None if that is none.

    The clock is locked until the transaction ends, so that two users at once cannot both base a
    case on it.
    """
    fields = ["state", "is_aim", "contract", "due", "met_at"]
    key = {"ticket": ticket, "due_key": due_key}
    clock = frappe.db.get_value("SLA Clock", key, fields, as_dict=True, for_update=True)
    if clock is None or clock.state != BREACHED or clock.is_aim:
        return None
    if frappe.db.get_value(ticket_doctype(), ticket, "customer") != customer:
        return None
    return clock if clock.contract in (contract, *_earlier(contract)) else None


def _earlier(contract: str) -> Iterator[str]:
    """Yield the earlier versions of a contract, each once."""
    seen = {contract}
    name = frappe.db.get_value(CONTRACT, contract, "previous_version")
    while name and name not in seen:
        yield name
        seen.add(name)
        name = frappe.db.get_value(CONTRACT, name, "previous_version")
