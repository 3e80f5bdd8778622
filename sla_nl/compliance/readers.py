"""Check who may run or mail the report of compliance, and which tickets it counts for them."""

from __future__ import annotations

import frappe
from frappe.model.document import Document
from frappe.permissions import get_user_permissions

from sla_nl.records import readers
from sla_nl.records.permissions import MANAGER, ticket_doctype, visible
from sla_nl.site.messages import refuse_permission

REPORT = "SLA Compliance"


def check() -> None:
    """Refuse a user who has none of the roles of the report. Raises: frappe.PermissionError."""
    readers.check(REPORT)


def condition() -> str:
    """Return the SQL condition on the tickets that the user may see; empty for all.

    SLA Managers get the figures of all tickets, or of those of the customers to which User
    Permissions limit them. Others get those of the tickets that their lists show.

    Raises: frappe.PermissionError: the user may read no tickets.
    """
    ticket = ticket_doctype()
    if MANAGER not in frappe.get_roles():
        return visible(ticket)
    customer = frappe.get_meta(ticket).get_field("customer").options
    allowed = get_user_permissions(frappe.session.user).get(customer) or []
    names = ", ".join(frappe.db.escape(permission["doc"]) for permission in allowed)
    return f"`tab{ticket}`.customer in ({names})" if names else ""


def check_mail(order: Document, method: str = "") -> None:
    """Refuse an Auto Email Report of it, unless its author and its user are SLA Managers.

    Frappe makes the report that it mails with the rights of Administrator: an agent would get the
    figures of every team.

    Raises: frappe.PermissionError.
    """
    if readers.is_of(order, REPORT):
        for user in (None, order.user):
            if MANAGER not in frappe.get_roles(user):
                refuse_permission()
