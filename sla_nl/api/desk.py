"""Methods for the workspace: the next due dates and the number of unbilled fees."""

from typing import Any

import frappe

from sla_nl.drawing.due_list import due_list_html
from sla_nl.fees import unbilled
from sla_nl.fees.ledger import ENTRY
from sla_nl.fees.states import OPEN
from sla_nl.helpdesk.desk.lists import next_due
from sla_nl.site.language import language

_MOST = 20


@frappe.whitelist(methods=["GET"])
def due_next() -> str:
    """Return the clocks that are due next, of tickets that the user may see, as HTML."""
    frappe.has_permission("SLA Clock", "read", throw=True)
    return due_list_html(next_due(_MOST), language())


@frappe.whitelist(methods=["GET", "POST"])
def unbilled_fees(filters: str | list[Any] | dict[str, Any] | None = None) -> dict[str, Any]:
    """Return for a number card how many fees of tickets that the user may see are not billed.

    Args:
        filters: ignored; every number card sends them.
    """
    frappe.has_permission(ENTRY, "read", throw=True)
    return {
        "value": unbilled.count_readable(),
        "fieldtype": "Int",
        "route": ["List", ENTRY],
        "route_options": {"state": ["in", OPEN]},
    }
