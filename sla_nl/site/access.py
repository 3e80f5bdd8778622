"""Give a request the document that it names, where the user may have it."""

from __future__ import annotations

from typing import NoReturn

import frappe
from frappe import _
from frappe.model.document import Document

from . import messages


def permitted(doctype: str, name: str, right: str = "read") -> Document:
    """Return a document for which the user has a right.

    A document that does not exist is refused like one that the user may not see. Otherwise they
    would learn by asking which names there are.

    Raises: frappe.PermissionError.
    """
    document = _existing(doctype, name)
    if document is None or not document.has_permission(right):
        refuse(doctype, name)
    return document


def refuse(doctype: str, name: str) -> NoReturn:
    """Refuse a document, whether it exists or not. Raises: frappe.PermissionError."""
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
