"""Check who may change a ticket, and keep its fees with the customer whose ticket it is.

Frappe checks the permission on a ticket as it will be after the save. So without this check a user
who writes themselves, or their team, into a ticket of somebody else may save it, and then reads its
fees. Code that saves with `ignore_permissions` is trusted, unless a browser sent the document that
it saves.
"""

from __future__ import annotations

import frappe
from frappe.core.doctype.user_permission.user_permission import get_user_permissions
from frappe.model.document import Document

from . import identity
from .protection import is_trusted

WHOSE = ("customer", "contact", "raised_by", "owner", "creation")
"""The fields that say whose a ticket is and under which contract it falls; for agents to change."""

_SEEN_BY = (*WHOSE, "agent_group")
"""The fields by which Helpdesk and Frappe decide who may see a ticket."""


def check(doc: Document) -> None:
    """Refuse to change a ticket that the user may not write; keep what only agents may change.

    A save that changes none of the fields by which a permission is decided costs no statement:
    Frappe's own check has looked at the same values.

    Raises: frappe.PermissionError: the user may not write the ticket as it is stored.
    """
    if is_trusted(doc):
        return
    before = doc.get_doc_before_save()
    if before is None:
        if not identity.is_agent():
            identity.claim(doc)
    elif _is_seen_otherwise(doc, before):
        before.check_permission("write")
        if not identity.is_agent():
            _put_back(doc, before)


def _is_seen_otherwise(doc: Document, before: Document) -> bool:
    """Return whether a save changes a field by which a permission on the ticket is decided."""
    if any(_differs(doc, before, field) for field in _SEEN_BY):
        return True
    if doc.get("_assign") and _differs(doc, before, "_assign"):
        return True
    limits = get_user_permissions(frappe.session.user)
    return bool(limits) and any(
        field.options in limits and _differs(doc, before, field.fieldname)
        for field in doc.meta.get_link_fields()
    )


def _differs(doc: Document, before: Document, field: str) -> bool:
    new, old = doc.get(field), before.get(field)
    return new is not old and str(new or "") != str(old or "")


def _put_back(doc: Document, before: Document) -> None:
    """Give a ticket its owner and customer again; Helpdesk fills in what is empty."""
    for field in WHOSE:
        doc.set(field, before.get(field))
    identity.fill_in(doc)
