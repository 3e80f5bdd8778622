"""Protect the app's fields of a ticket from users who may not write their permission level.

Frappe checks that level, but not when code saves with `ignore_permissions`. Helpdesk does so when a
customer answers, and saves the ticket as the browser sent it.
"""

from __future__ import annotations

import frappe
from frappe.model.document import Document


def put_back(doc: Document) -> None:
    """Give the app's fields that the user may not write their stored values back.

    A new ticket keeps the values that code put there (a split, a web form, another app), but loses
    the values that a browser sent.
    """
    if not doc.flags.ignore_permissions or frappe.session.user == "Administrator":
        return
    before = doc.get_doc_before_save()
    if before is None and not _is_sent():
        return
    levels = doc.get_permlevel_access("write")
    for field in doc.meta.get_high_permlevel_fields():
        if field.fieldname.startswith("sla_nl_") and field.permlevel not in levels:
            value = before.get(field.fieldname) if before else field.default
            doc.set(field.fieldname, value)


def is_trusted(doc: Document) -> bool:
    """Return whether Administrator saves, or code with `ignore_permissions`.

    Such code is not trusted if a browser sent the document.
    """
    if frappe.session.user == "Administrator":
        return True
    return bool(doc.flags.ignore_permissions) and not _is_sent()


def _is_sent() -> bool:
    """Return whether the request sent a whole document, to call a method of it."""
    sent = frappe.form_dict
    return "method" in sent and ("docs" in sent or "document" in sent)
