"""What an SLA Manager does with the fee ledger; agents read it."""

import frappe

from sla_nl.erpnext import invoices
from sla_nl.fees import states
from sla_nl.fees.ledger import ENTRY
from sla_nl.records.permissions import MANAGER
from sla_nl.site.access import permitted

MANAGERS = (MANAGER, "System Manager")


@frappe.whitelist(methods=["POST"])
def confirm(entry: str, amount: str | int | float | None = None) -> None:
    """The fee is owed; with its amount, where the entry asks for one."""
    _check(entry)
    states.confirm(entry, states.amount_of(amount))


@frappe.whitelist(methods=["POST"])
def waive(entry: str, reason: str) -> None:
    """The fee is not charged."""
    _check(entry)
    states.waive(entry, reason)


@frappe.whitelist(methods=["POST"])
def dispute(entry: str, reason: str) -> None:
    """The customer objects: the fee is held."""
    _check(entry)
    states.dispute(entry, reason)


@frappe.whitelist(methods=["POST"])
def propose_again(entry: str) -> None:
    """The dispute is over, and the fee still to be confirmed."""
    _check(entry)
    states.propose_again(entry)


@frappe.whitelist(methods=["POST"])
def mark_invoiced(entry: str, number: str) -> None:
    """The fee stands on an invoice with this number."""
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
    """Raises: frappe.PermissionError: the user is no manager, or may not read the entry."""
    frappe.only_for(MANAGERS, message=True)
    permitted(ENTRY, entry)
