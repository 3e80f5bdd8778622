"""The missed promises that a credit case can rest on."""

from typing import Any

import frappe

from sla_nl.credits import missed
from sla_nl.credits.cases import CASE
from sla_nl.engine.words.telling import clock_name
from sla_nl.site.language import language

from .fees import MANAGERS


@frappe.whitelist()
def missed_promises(customer: str, contract: str) -> list[dict[str, Any]]:
    """Return the missed promises to a customer under a contract that no case rests on yet.

    Raises: frappe.PermissionError: the user manages no credit cases, or not of this customer.
    """
    frappe.only_for(MANAGERS, message=True)
    case = frappe.new_doc(CASE)
    case.update({"customer": customer, "contract": contract})
    case.check_permission("create")
    return [
        {**row, "name": clock_name(row["due_key"], language())}
        for row in missed.missed_promises(customer, contract)
    ]
