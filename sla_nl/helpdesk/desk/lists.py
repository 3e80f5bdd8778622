"""For the desk: open tickets of a contract, broken promises, and the clocks that are due next."""

from __future__ import annotations

from typing import Any

import frappe

from sla_nl.drawing.due_list import Due
from sla_nl.site.counting import count

from .. import TICKET


def open_tickets(contract: str) -> dict[str, Any]:
    """Count the open tickets that a contract stamps and that the user may see.

    Returns: `count`, and `doctype` and `filters` for a list of them.
    """
    filters = {"sla_nl_judged_by": contract, "status_category": ("!=", "Resolved")}
    return {"count": count(TICKET, filters), "doctype": TICKET, "filters": filters}


def broken_this_month(are_aims: bool) -> tuple[int, dict[str, Any]]:
    """Count the tickets, of those the user may see, with a promise that was broken this month.

    A ticket counts once, however many of its clocks are late.

    Args:
        are_aims: count missed aims in place of missed limits.
    Returns: the number, and the filters for a list of the clocks.
    """
    filters = {"breached_at": ("Timespan", "this month"), "is_aim": int(are_aims)}
    tickets = frappe.get_list(
        "SLA Clock", filters, pluck="ticket", distinct=True, order_by="ticket", limit_page_length=0
    )
    return len(tickets), filters


def next_due(most: int) -> list[Due]:
    """Return the running clocks with the nearest dates, of tickets that the user may see."""
    clocks = frappe.get_list(
        "SLA Clock",
        filters={"state": "running", "due": ("is", "set")},
        fields=["ticket", "due_key", "due"],
        order_by="due",
        limit=most,
    )
    names = {"name": ("in", [clock.ticket for clock in clocks])}
    rows = frappe.get_all(TICKET, names, ["name", "subject", "customer"]) if clocks else []
    tickets = {row.name: row for row in rows}
    return [_due(clock, tickets[clock.ticket]) for clock in clocks if clock.ticket in tickets]


def _due(clock: Any, ticket: Any) -> Due:
    """Return a clock and its ticket as a line of the list."""
    return Due(
        str(clock.due),
        ticket.name,
        ticket.subject or "",
        ticket.customer or "",
        clock.due_key,
        f"/helpdesk/tickets/{ticket.name}",
    )
