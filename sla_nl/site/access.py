"""Get the document that a request names, if the user may read it."""

from __future__ import annotations

from typing import NoReturn

import frappe
from frappe import _
from frappe.model.document import Document

from . import messages


def permitted(doctype: str, name: str, right: str = "read") -> Document:
    """Return a document for which the user has a right.

    The refusal is the same for a document that does not exist and for one that the user may not
    read. Otherwise they could find out which names exist.

    Raises: frappe.PermissionError.
    """
    document = _existing(doctype, name)
    if document is None or not document.has_permission(right):
        refuse(doctype, name)
    return document


def refuse(doctype: str, name: str) -> NoReturn:
    """Refuse a document without saying whether it exists. Raises: frappe.PermissionError."""
    frappe.clear_messages()
    text = _("{0} {1} does not exist, or you have no access to it.")
    messages.refuse(text, _(doctype), name, error=frappe.PermissionError)


def _existing(doctype: str, name: str) -> Document | None:
    if not isinstance(name, str):
        return None
    try:
        return frappe.get_doc(doctype, name)
    except frappe.DoesNotExistError:
        return None
