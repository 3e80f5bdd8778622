"""Methods for the workspace: the next due dates, broken promises and unbilled fees."""

from typing import Any

import frappe

from sla_nl.drawing.due_list import due_list_html
from sla_nl.fees import unbilled
from sla_nl.fees.ledger import ENTRY
from sla_nl.fees.states import OPEN
from sla_nl.helpdesk.desk.lists import broken_this_month, next_due
from sla_nl.site.language import language

_MOST = 20


@frappe.whitelist(methods=["GET"])
def due_next() -> str:
    """Return the clocks that are due next, of tickets that the user may see, as HTML."""
    frappe.has_permission("SLA Clock", "read", throw=True)
    return due_list_html(next_due(_MOST), language())


@frappe.whitelist(methods=["GET", "POST"])
def breached(filters: str | list[Any] | dict[str, Any] | None = None) -> dict[str, Any]:
    """Return for a number card how many tickets the user may see broke a limit this month.

    Args:
        filters: ignored; every number card sends them.
    """
    return _broken(are_aims=False)


@frappe.whitelist(methods=["GET", "POST"])
def aims_missed(filters: str | list[Any] | dict[str, Any] | None = None) -> dict[str, Any]:
    """Return for a number card how many tickets the user may see missed an aim this month.

    Args:
        filters: ignored; every number card sends them.
    """
    return _broken(are_aims=True)


def _broken(are_aims: bool) -> dict[str, Any]:
    """Return a number card's value, and the list that it opens: the clocks of these tickets."""
    frappe.has_permission("SLA Clock", "read", throw=True)
    value, options = broken_this_month(are_aims)
    return {
        "value": value,
        "fieldtype": "Int",
        "route": ["List", "SLA Clock"],
        "route_options": options,
    }


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
