"""Who may see and record what a contract says of a ticket: agents, by the level of its fields."""

from __future__ import annotations

import frappe
from frappe.model.document import Document

from sla_nl.site.access import permitted, refuse

from .. import TICKET

_FIELD = "sla_nl_contract"
"""One of the app's fields, which stands for their level."""


def refuse_customers() -> None:
    """What a contract says and costs is for agents. Raises: frappe.PermissionError."""
    frappe.has_permission("SLA Clock", "read", throw=True)
    frappe.has_permission(TICKET, "create", throw=True)


def readable(ticket: str) -> Document:
    """A ticket, for an agent who may read it and its SLA. Raises: frappe.PermissionError."""
    refuse_customers()
    return _permitted(ticket, "read")


def writable(ticket: str) -> Document:
    """A ticket, for whoever may record on it what its contract asks for.

    Raises: frappe.PermissionError.
    """
    return _permitted(ticket, "write")


def is_writable(doc: Document) -> bool:
    """Whether the user may record on a ticket what its contract asks for."""
    return bool(_has_level(doc, "write") and doc.has_permission("write"))


def _permitted(ticket: str, right: str) -> Document:
    doc = permitted(TICKET, ticket, right)
    if not _has_level(doc, right):
        refuse(TICKET, ticket)
    return doc


def _has_level(doc: Document, right: str) -> bool:
    return bool(doc.has_permlevel_access_to(_FIELD, permission_type=right))
