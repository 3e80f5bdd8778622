"""What an agent records on a ticket that no field of it says."""

import frappe

from sla_nl.helpdesk.page.access import writable
from sla_nl.helpdesk.page.recording import check_offered
from sla_nl.helpdesk.saving import judging


@frappe.whitelist(methods=["POST"])
def record(ticket: str, event: str) -> None:
    """Record that something happened to a ticket, now.

    Args:
        event: one of those that the panel offers for the ticket.
    Raises: frappe.PermissionError: the user may not write the ticket, or its SLA fields.
        frappe.ValidationError: the panel does not offer the event.
    """
    doc = writable(ticket)
    check_offered(doc, event)
    judging.record(doc, event)
