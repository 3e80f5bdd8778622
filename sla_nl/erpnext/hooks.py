"""The hooks on ERPNext's Sales Invoice: what stood on one that is no more is to be billed again."""

from __future__ import annotations

from frappe.model.document import Document

from sla_nl.fees import states


def on_cancel(doc: Document, method: str = "") -> None:
    """A cancelled invoice gives its entries back."""
    states.release(doc.name)


def on_trash(doc: Document, method: str = "") -> None:
    """So does one that is deleted."""
    states.release(doc.name)


def after_insert(doc: Document, method: str = "") -> None:
    """An amendment carries the lines of the invoice that it is made from: it bills them."""
    if doc.get("amended_from"):
        states.reinvoice(doc.name, instead_of=doc.amended_from)
