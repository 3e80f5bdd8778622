"""The tickets that a contract holds for."""

from __future__ import annotations

from typing import Any

import frappe

TICKET = "HD Ticket"


def open_tickets(contract: str) -> dict[str, Any]:
    """How many open tickets a contract stamps, of those that the user may see.

    Returns: `count`, and `doctype` and `filters` for a list of them.
    """
    filters = {"sla_nl_judged_by": contract, "status_category": ("!=", "Resolved")}
    (count,) = frappe.get_list(TICKET, filters, "count(name) as count", pluck="count")
    return {"count": count, "doctype": TICKET, "filters": filters}
