"""Check the dates and times that a save writes into the app's fields of a ticket.

Without this check Frappe would show an error of the database, or store a date that no calendar can
count with.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from frappe import _
from frappe.model.document import Document
from frappe.utils import escape_html

from sla_nl.site import requested
from sla_nl.site.messages import warn_html
from sla_nl.site.time import instant_of, now_s

from ..ticket.translation import REPORTED

_FIELDS = ("sla_nl_known_since", "sla_nl_planned_for")


def read(doc: Document) -> None:
    """Replace changed texts in the app's date fields by dates.

    Raises: frappe.ValidationError: a text is no date; the message says how to write one.
    """
    before = doc.get_doc_before_save()
    for field in _FIELDS:
        text = doc.get(field)
        if isinstance(text, str) and text and text != str(before and before.get(field)):
            doc.set(field, requested.moment(text, _(doc.meta.get_label(field))))
    _read_report(doc, before and before.get(REPORTED))


def _read_report(doc: Document, stored: datetime | None) -> None:
    """Read when a ticket was reported, or keep the stored moment and say so.

    A moment in the future is a mistake, and so is a text that is no date. They do not stop the
    save: a ticket without this field counts from the moment at which it was made.
    """
    given = doc.get(REPORTED)
    if not given or str(given) == str(stored):
        return
    moment = requested.readable_moment(str(given))
    at = instant_of(moment)
    if at is not None and at <= now_s():
        doc.set(REPORTED, moment)
        return
    doc.set(REPORTED, stored)
    _say_ignored(_(doc.meta.get_label(REPORTED)), given)


def _say_ignored(label: str, given: Any) -> None:
    """Tell the user that a moment of the report was not stored."""
    told = _("{0}: {1} is not in the past, so it was not stored. Write it as 2026-06-12 09:00.")
    warn_html(told.format(escape_html(label), escape_html(str(given))), _("Not stored"))
