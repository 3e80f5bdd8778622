"""Methods with which an SLA Manager changes the state of fees, which agents can only read."""

import frappe

from sla_nl.erpnext import invoices
from sla_nl.fees import readers, states, unbilled
from sla_nl.fees.ledger import ENTRY
from sla_nl.records.permissions import MANAGER
from sla_nl.site.access import permitted

MANAGERS = (MANAGER, "System Manager")


@frappe.whitelist()
def unbilled_customers(txt: str) -> list[str]:
    """Return the customers that a user may choose in the report of unbilled fees."""
    readers.check()
    return unbilled.customers(txt)


@frappe.whitelist(methods=["POST"])
def confirm(
    entry: str,
    amount: str | int | float | None = None,
    hours: str | int | float | None = None,
    invoice_amount: str | int | float | None = None,
) -> None:
    """Confirm that a fee is owed, with what its entry asks for.

    That is its amount, its hours, or the amount of the invoice of which it is a share.
    """
    _check(entry)
    states.confirm(
        entry,
        states.amount_of(amount),
        states.hours_of(hours),
        states.amount_of(invoice_amount),
    )


@frappe.whitelist(methods=["POST"])
def waive(entry: str, reason: str) -> None:
    """Record that a fee is not charged, and why."""
    _check(entry)
    states.waive(entry, reason)


@frappe.whitelist(methods=["POST"])
def dispute(entry: str, reason: str) -> None:
    """Hold a fee to which the customer objects."""
    _check(entry)
    states.dispute(entry, reason)


@frappe.whitelist(methods=["POST"])
def propose_again(entry: str) -> None:
    """End the dispute over a fee; it has to be confirmed again."""
    _check(entry)
    states.propose_again(entry)


@frappe.whitelist(methods=["POST"])
def mark_invoiced(entry: str, number: str) -> None:
    """Record that a fee is on the invoice with this number."""
    _check(entry)
    states.invoice(entry, number)


@frappe.whitelist(methods=["POST"])
def draft_invoices(customer: str, month: str) -> list[str]:
    """Draft Sales Invoices in ERPNext of the confirmed fees of a customer and month (`2026-06`).

    Returns: their names, one for each currency.
    """
    frappe.only_for(MANAGERS, message=True)
    return invoices.draft(customer, month)


def _check(entry: str) -> None:
    """Check that the user is a manager who may read the entry. Raises: frappe.PermissionError."""
    frappe.only_for(MANAGERS, message=True)
    permitted(ENTRY, entry)
