"""Forget the reason of a pause when its status ends, so that the next pause has its own."""

from __future__ import annotations

from frappe.model.document import Document

from ..ticket.translation import PAUSE_REASON


def forget(doc: Document) -> None:
    """Empty the reason that an agent chose for an earlier status.

    A save that changes the status and chooses a reason keeps that one.
    """
    before = doc.get_doc_before_save()
    if before is None or not doc.get(PAUSE_REASON) or doc.status == before.status:
        return
    if doc.get(PAUSE_REASON) == before.get(PAUSE_REASON):
        doc.set(PAUSE_REASON, None)
