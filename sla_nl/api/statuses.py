"""The ticket statuses that the rules of a contract name, for managers of contracts."""

import frappe

from sla_nl.contracts.documents import CONTRACT
from sla_nl.helpdesk.desk import statuses
from sla_nl.site.access import permitted


@frappe.whitelist(methods=["GET"])
def missing(contract: str) -> dict[str, str]:
    """Return the statuses that a contract's rules name and the site lacks, with their category.

    Raises: frappe.PermissionError: the user does not manage contracts.
    """
    frappe.has_permission(CONTRACT, "create", throw=True)
    return statuses.missing(permitted(CONTRACT, contract))


@frappe.whitelist(methods=["POST"])
def make(contract: str) -> list[str]:
    """Make the statuses that a contract's rules name and the site lacks. Returns: their names.

    Raises: frappe.PermissionError: as above.
    """
    frappe.has_permission(CONTRACT, "create", throw=True)
    return statuses.make_missing(permitted(CONTRACT, contract))
