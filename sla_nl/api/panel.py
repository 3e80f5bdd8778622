"""The agent's ticket page: how a ticket stands under its contract, and what that costs."""

from typing import Any

import frappe

from sla_nl.contracts.documents import CONTRACT
from sla_nl.contracts.faults import FAULTS, fault_text
from sla_nl.helpdesk.page import panel as shown
from sla_nl.helpdesk.page.access import readable, refuse_customers
from sla_nl.site.access import permitted
from sla_nl.site.messages import refuse


@frappe.whitelist(methods=["GET"])
def script() -> str:
    """Return the address of the panel's script. Raises: frappe.PermissionError: no agent."""
    refuse_customers()
    return shown.script()


@frappe.whitelist(methods=["GET"])
def panel(ticket: str) -> dict[str, Any] | None:
    """Return everything that the panel shows of a ticket; None if no contract holds for it.

    Raises: frappe.PermissionError: the user is no agent, or may not read the ticket.
    """
    return shown.panel_of(readable(ticket))


@frappe.whitelist(methods=["GET"])
def explain(ticket: str) -> list[dict[str, Any]]:
    """Return the clocks of a ticket, each with the steps that lead to its date as HTML.

    Raises: frappe.PermissionError: as above.
        frappe.ValidationError: the ticket cannot be judged; the text gives the reason.
    """
    doc = readable(ticket)
    try:
        return shown.explained(doc)
    except FAULTS as error:
        refuse("{0}", fault_text(error))


@frappe.whitelist(methods=["GET"])
def report_of_new() -> dict[str, Any]:
    """Return the inputs for when and how a new ticket was reported.

    Raises: frappe.PermissionError: the user is no agent.
    """
    refuse_customers()
    return shown.report_of_new()


@frappe.whitelist(methods=["GET"])
def price_of(
    customer: str = "",
    ticket_type: str = "",
    priority: str = "",
    sla_nl_contract: str = "",
    sla_nl_kind: str = "",
    sla_nl_priority: str = "",
    sla_nl_channel: str = "",
    sla_nl_reported_at: str = "",
) -> dict[str, Any] | None:
    """Return what the panel shows of a new ticket, from the fields of its form.

    Raises: frappe.PermissionError: the user is no agent, or may not read the contract.
    """
    refuse_customers()
    if sla_nl_contract:
        permitted(CONTRACT, sla_nl_contract)
    fields = {
        "customer": customer, "ticket_type": ticket_type, "priority": priority,
        "sla_nl_contract": sla_nl_contract, "sla_nl_kind": sla_nl_kind,
        "sla_nl_priority": sla_nl_priority, "sla_nl_channel": sla_nl_channel,
        "sla_nl_reported_at": sla_nl_reported_at,
    }  # fmt: skip
    return shown.panel_of_new(fields)
