"""Check the dates and times that a request writes into the app's fields of a ticket.

Without this check Frappe would show an error of the database, or store a date that no calendar can
count with.
"""

from __future__ import annotations

from frappe import _
from frappe.model.document import Document

from sla_nl.site import requested

_FIELDS = ("sla_nl_known_since", "sla_nl_planned_for")


def read(doc: Document) -> None:
    """Replace changed texts in the app's date fields by dates.

    Raises: frappe.ValidationError: a text is no date; the message says how to write one.
    """
    for field in _FIELDS:
        text, before = doc.get(field), doc.get_doc_before_save()
        if isinstance(text, str) and text and text != str(before and before.get(field)):
            doc.set(field, requested.moment(text, _(doc.meta.get_label(field))))
