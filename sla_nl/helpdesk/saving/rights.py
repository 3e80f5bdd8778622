"""Check who may change a ticket, and keep its customer, who pays its fees.

Frappe checks the permission on a ticket as it will be after the save. Without this check users
could write themselves, or their team, into a ticket of somebody else, save it, and read its fees.
Code that saves with `ignore_permissions` is trusted, unless a browser sent the document.
"""

from __future__ import annotations

import frappe
from frappe.core.doctype.user_permission.user_permission import get_user_permissions
from frappe.model.document import Document

from . import identity
from .protection import is_trusted

WHOSE = ("customer", "contact", "raised_by", "owner", "creation")
"""The fields that decide whose a ticket is and which contract holds; only agents change them."""

_SEEN_BY = (*WHOSE, "agent_group")
"""The fields by which Helpdesk and Frappe decide who may see a ticket."""


def check(doc: Document) -> None:
    """Refuse to change a ticket that the user may not write, and put back fields for agents only.

    A save that changes none of the fields that decide a permission costs no SQL statement: then
    Frappe's own check has used the same values.

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
    """Return whether a save changes a field."""
    new, old = doc.get(field), before.get(field)
    return new is not old and str(new or "") != str(old or "")


def _put_back(doc: Document, before: Document) -> None:
    """Put back the fields that only agents may change; Helpdesk fills in an empty customer."""
    for field in WHOSE:
        doc.set(field, before.get(field))
    identity.fill_in(doc)
