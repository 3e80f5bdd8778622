"""Check who may see and record the contract data of a ticket.

Only agents may, and only those who have the permission level of the app's fields.
"""

from __future__ import annotations

import frappe
from frappe.model.document import Document

from sla_nl.site.access import permitted, refuse

from .. import TICKET

_FIELD = "sla_nl_contract"
"""One of the app's fields; all of them have the same permission level."""


def refuse_customers() -> None:
    """Refuse users who are no agents. Raises: frappe.PermissionError."""
    frappe.has_permission("SLA Clock", "read", throw=True)
    frappe.has_permission(TICKET, "create", throw=True)


def readable(ticket: str) -> Document:
    """Return a ticket for an agent who may read it and its contract data.

    Raises: frappe.PermissionError: the user is no such agent.
    """
    refuse_customers()
    return _permitted(ticket, "read")


def writable(ticket: str) -> Document:
    """Return a ticket, locked, for a user who may write it and the app's fields of it.

    Whoever else is saving it is waited for. So what is checked next holds until it is saved.

    Raises: frappe.PermissionError: the user may not.
    """
    name = _permitted(ticket, "write").name
    return frappe.get_doc(TICKET, name, for_update=True)


def is_writable(doc: Document) -> bool:
    """Return whether the user may write a ticket and the app's fields of it."""
    return bool(_has_level(doc, "write") and doc.has_permission("write"))


def _permitted(ticket: str, right: str) -> Document:
    """Return a ticket if the user has a right on it and on the app's fields.

    Raises: frappe.PermissionError: the user has not.
    """
    doc = permitted(TICKET, ticket, right)
    if not _has_level(doc, right):
        refuse(TICKET, ticket)
    return doc


def _has_level(doc: Document, right: str) -> bool:
    """Return whether the user has a right on the app's fields."""
    return bool(doc.has_permlevel_access_to(_FIELD, permission_type=right))
