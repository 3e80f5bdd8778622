"""Keep the fee ledger in step with ERPNext's Sales Invoices.

An entry is on an invoice from its draft on, so that nothing bills it twice. It comes back when its
line is removed, or when the invoice is cancelled or deleted. On a credit note of the invoice it is
given back in the same way: from the draft on, until the credit note is cancelled or deleted.
"""

from __future__ import annotations

import frappe
from frappe.model.document import Document

from sla_nl.fees import states

from . import lines
from .fields import ENTRY_OF_LINE, LINE


def validate(doc: Document, method: str = "") -> None:
    """Refuse an invoice whose lines contradict the ledger. Raises: frappe.ValidationError."""
    lines.check(doc)


def on_update(doc: Document, method: str = "") -> None:
    """Take the entries of new lines, and give back the entries of removed lines."""
    before = doc.get_doc_before_save()
    old, new = lines.entries_on(before), lines.entries_on(doc)
    if removed := old - new:
        states.release(doc.name, removed)
    take = states.credit if lines.credited_invoice(doc) else states.invoice
    for entry in sorted(new - old):
        take(entry, doc.name)


def after_insert(doc: Document, method: str = "") -> None:
    """Let an amendment bill what the cancelled invoice billed without naming it on a line.

    Such entries were marked as invoiced by hand, with the number of the invoice.
    """
    if earlier := doc.get("amended_from"):
        named = frappe.get_all(
            LINE, {"parent": earlier, ENTRY_OF_LINE: ("is", "set")}, pluck=ENTRY_OF_LINE
        )
        states.reinvoice(doc.name, instead_of=earlier, but_not=named)


def on_cancel(doc: Document, method: str = "") -> None:
    """Give back the entries of a cancelled invoice or credit note."""
    states.release(doc.name)


def on_trash(doc: Document, method: str = "") -> None:
    """Give back the entries of a deleted invoice or credit note."""
    states.release(doc.name)
