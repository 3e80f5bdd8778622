"""The availability of the services of contracts, for the desk."""

from typing import Any

import frappe

from sla_nl.availability import figures, picture
from sla_nl.contracts.documents import CONTRACT
from sla_nl.contracts.faults import FAULTS, fault_text
from sla_nl.site.access import permitted
from sla_nl.site.time import now_s


@frappe.whitelist(methods=["GET"])
def of_contract(contract: str) -> str:
    """Return as HTML how the services of a contract stand in their present periods."""
    permitted(CONTRACT, contract)
    try:
        return picture.of_contract(figures.present(contract, now_s()))
    except FAULTS as error:
        return frappe.utils.escape_html(fault_text(error))


@frappe.whitelist(methods=["GET", "POST"])
def at_risk(filters: str | list[Any] | dict[str, Any] | None = None) -> dict[str, Any]:
    """Return for a number card of how many services little of the allowed downtime is left.

    Args:
        filters: ignored; every number card sends them.
    """
    frappe.has_permission("SLA Outage", "read", throw=True)
    route = ["query-report", "SLA Availability"]
    return {"value": figures.count_low(now_s()), "fieldtype": "Int", "route": route}
