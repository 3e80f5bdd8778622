"""The registered contacts of a customer, for the forms of customers and contracts."""

from typing import Any

import frappe

from sla_nl.contracts.documents import CONTRACT
from sla_nl.helpdesk.desk import registered
from sla_nl.helpdesk.ticket.reporter import CONTACT
from sla_nl.site.access import permitted

from .fees import MANAGERS


@frappe.whitelist(methods=["GET"])
def of_customer(customer: str) -> dict[str, Any]:
    """Return the contacts of a customer, who of them are registered, and what the contract says.

    Raises: frappe.PermissionError: the user manages no contacts of this customer.
    """
    _check(customer)
    return registered.of_customer(customer)


@frappe.whitelist(methods=["GET"])
def of_contract(contract: str) -> list[dict[str, str]]:
    """Return a sentence for each customer whose registered contacts do not fit a contract.

    Raises: frappe.PermissionError: the user may not read the contract.
    """
    frappe.only_for(MANAGERS, message=True)
    return registered.of_contract(str(permitted(CONTRACT, contract).name))


@frappe.whitelist(methods=["POST"])
def register(customer: str, contact: str, is_registered: bool | int | str = True) -> None:
    """Register a contact of a customer, or no longer.

    Raises: frappe.PermissionError: the user manages no contacts of this customer.
        frappe.ValidationError: it is no contact of the customer.
    """
    _check(customer)
    registered.set_registered(customer, contact, bool(frappe.utils.cint(is_registered)))


def _check(customer: str) -> None:
    """Check that the user may register contacts of a customer. Raises: frappe.PermissionError."""
    frappe.only_for(MANAGERS, message=True)
    row = frappe.new_doc(CONTACT)
    row.update({"customer": customer})
    row.check_permission("create")
