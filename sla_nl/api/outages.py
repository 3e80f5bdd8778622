"""Outages: what their form offers and shows, and a ticket that is recorded as one."""

import frappe

from sla_nl.availability import outages, picture
from sla_nl.availability.outages import OUTAGE
from sla_nl.contracts.documents import CONTRACT
from sla_nl.contracts.faults import FAULTS, fault_text
from sla_nl.helpdesk.page import outages as page
from sla_nl.helpdesk.page.access import writable
from sla_nl.site.access import permitted


@frappe.whitelist(methods=["GET", "POST"])
def choices(contract: str) -> dict[str, list[str]]:
    """Return the `services` of a contract that can be down, and the `causes` that exclude that."""
    permitted(CONTRACT, contract)
    return {"services": outages.services_of(contract), "causes": outages.causes_of(contract)}


@frappe.whitelist(methods=["GET"])
def counted(outage: str) -> str:
    """Return as HTML what of an outage counts, and what is left out and why."""
    document = permitted(OUTAGE, outage)
    try:
        return picture.of_outage(document)
    except FAULTS as error:
        return frappe.utils.escape_html(fault_text(error))


@frappe.whitelist(methods=["POST"])
def from_ticket(ticket: str, service: str = "") -> str:
    """Record a ticket as an outage of a service of its contract. Returns: the outage.

    Args:
        service: one of those that the panel offers; empty for all of them.
    Raises: frappe.PermissionError: the user may not write the ticket, or its SLA fields.
        frappe.ValidationError: the panel does not offer that.
    """
    return page.record(writable(ticket), service)
