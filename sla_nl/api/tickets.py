"""What an agent records on a ticket that no field of it says."""

import frappe
from frappe import _

from sla_nl.helpdesk.page.access import writable
from sla_nl.helpdesk.saving import judging
from sla_nl.helpdesk.ticket.translation import RECORDED
from sla_nl.site.messages import refuse


@frappe.whitelist(methods=["POST"])
def record(ticket: str, event: str) -> None:
    """Record that something happened to a ticket, now: see `RECORDED`.

    Raises: frappe.PermissionError: the user may not write the ticket, or its SLA fields.
    """
    doc = writable(ticket)
    if event not in RECORDED:
        refuse(_("{0} is nothing that can be recorded."), event)
    judging.record(doc, event)
