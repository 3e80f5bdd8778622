"""What the workspace asks for."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.desk import desktop

from sla_nl.drawing.due_list import due_list_html
from sla_nl.helpdesk.desk import next_due
from sla_nl.services import unbilled
from sla_nl.services.fee_states import OPEN
from sla_nl.services.fees import ENTRY
from sla_nl.services.teller import language

_MOST = 20
_TEXTS = ("description", "callback_title", "callback_message")
"""What Frappe shows of an onboarding step as it stands; titles it translates."""


@frappe.whitelist()
def get_desktop_page(page: str) -> dict[str, Any]:
    """`frappe.desk.desktop.get_desktop_page`, with onboarding steps in the user's language.

    Raises: frappe.PermissionError: he has no desk.
    """
    frappe.only_for("Desk User")
    found: dict[str, Any] = desktop.get_desktop_page(page)
    for onboarding in found.get("onboardings", {}).get("items", ()):
        for step in onboarding["items"]:
            step.update({field: _(step[field]) for field in _TEXTS if step[field]})
    return found


@frappe.whitelist(methods=["GET"])
def due_next() -> str:
    """The clocks that are due next, of tickets that the user may see, as HTML."""
    frappe.has_permission("SLA Clock", "read", throw=True)
    return due_list_html(next_due(_MOST), language())


@frappe.whitelist(methods=["GET", "POST"])
def unbilled_fees(filters: Any = None) -> dict[str, Any]:
    """How many fees are not billed yet, of tickets that the user may see; for a number card.

    Args:
        filters: what every number card sends.
    """
    frappe.has_permission(ENTRY, "read", throw=True)
    return {
        "value": unbilled.count_readable(),
        "fieldtype": "Int",
        "route": ["List", ENTRY],
        "route_options": {"state": ["in", OPEN]},
    }
