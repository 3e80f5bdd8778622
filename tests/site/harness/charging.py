"""Fees for the tests of the ledger and of its invoices: tickets that carry a rush fee."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import frappe

from sla_nl.fees import states
from sla_nl.fees.ledger import ENTRY

OFFICE = "vcare-connect-office"
TITLE = "Spoedkosten: na beoordeling geen storing"


def charge(
    make_ticket: Any,
    frozen: Any,
    customer: str,
    day: str,
    amount: str | None = None,
    **values: str,
) -> str:
    """Make a ticket with a rush fee; return the entry.

    Args:
        amount: confirmed as such; None leaves the entry proposed, without an amount.
        values: of the entry, such as its currency or VAT code.
    """
    with frozen(f"{day} 10:00:00"):
        ticket = make_ticket(
            sla_nl_contract=OFFICE, sla_nl_kind="change", sla_nl_priority="P1", customer=customer
        )
    with frozen(f"{day} 11:00:00"):
        assess(ticket.name, "No")
    name: str = frappe.get_all(ENTRY, {"ticket": ticket.name}, pluck="name")[0]
    frappe.db.set_value(ENTRY, name, {"currency": "EUR", "vat_code": "", **values})
    if amount is not None:
        states.confirm(name, Decimal(amount))
    return name


def assess(ticket: str, answer: str) -> None:
    """Assess whether a ticket is a disruption: a change that is none costs a rush fee."""
    doc = frappe.get_doc("HD Ticket", ticket)
    doc.sla_nl_is_disruption = answer
    doc.save()


def reassess(entry: str, day: str, frozen: Any) -> str | None:
    """Take away the ground of an entry; return its reversal."""
    with frozen(f"{day} 12:00:00"):
        assess(frappe.db.get_value(ENTRY, entry, "ticket"), "Yes")
    return frappe.db.get_value(ENTRY, {"reverses": entry})


def state(entry: str) -> tuple[str, str | None]:
    """Return the state of an entry, and its invoice."""
    return frappe.db.get_value(ENTRY, entry, ["state", "invoice"])
