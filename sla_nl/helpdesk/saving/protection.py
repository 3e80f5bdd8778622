"""The app's fields of a ticket are for those who may write their level, whoever skips that check.

Helpdesk saves the ticket that a customer answers with `ignore_permissions`, as the browser sent it.
"""

from __future__ import annotations

import frappe
from frappe.model.document import Document


def put_back(doc: Document) -> None:
    """Give the app's fields that the user may not write the values that they had.

    A new ticket keeps what the code that made it put there (a split, a web form, another app), but
    not what a browser sent.
    """
    if not doc.flags.ignore_permissions or frappe.session.user == "Administrator":
        return
    before = doc.get_doc_before_save()
    if before is None and not _is_sent():
        return
    levels = doc.get_permlevel_access("write")
    for field in doc.meta.get_high_permlevel_fields():
        if field.fieldname.startswith("sla_nl_") and field.permlevel not in levels:
            doc.set(field.fieldname, before and before.get(field.fieldname))


def is_trusted(doc: Document) -> bool:
    """Return whether no user chose what is saved: Administrator saves, or code without permissions.

    Such code is not trusted with a document that a browser sent.
    """
    if frappe.session.user == "Administrator":
        return True
    return bool(doc.flags.ignore_permissions) and not _is_sent()


def _is_sent() -> bool:
    """Whether the request brings a document as a whole, to call a method of it."""
    sent = frappe.form_dict
    return "method" in sent and ("docs" in sent or "document" in sent)
