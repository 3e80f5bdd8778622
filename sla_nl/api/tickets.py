"""What an agent records on a ticket from the panel of its page."""

import frappe

from sla_nl.helpdesk.page.access import writable
from sla_nl.helpdesk.page.recording import check_offered, fact_of
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


@frappe.whitelist(methods=["POST"])
def record_fact(ticket: str, field: str, value: str | int = "", shown: str | int = "") -> None:
    """Record a fact in a field of a ticket, unless somebody else has changed it meanwhile.

    Args:
        field: one of those that the panel offers for the ticket.
        value: the new value; a moment is in the site's time.
        shown: the value that the panel showed.
    Raises: frappe.PermissionError: as above.
        frappe.ValidationError: the panel does not offer that; the ticket has another value than was
            shown; the planned date is past.
    """
    doc = writable(ticket)
    doc.set(field, fact_of(doc, field, str(value), str(shown)))
    doc.save()
