"""Replace Helpdesk's SLA for tickets with a contract."""

from __future__ import annotations

from frappe.model.document import Document
from helpdesk.helpdesk.doctype.hd_service_level_agreement.hd_service_level_agreement import (
    HDServiceLevelAgreement,
)

from . import judging
from .state import save_of


class ContractAwareSLA(HDServiceLevelAgreement):
    """Helpdesk's SLA class; set by `override_doctype_class` in `hooks.py` (docs/design.md 6)."""

    def apply(self, doc: Document) -> None:
        """Stamp a ticket by its contract, or as Helpdesk does if it has none."""
        if doc.is_new():
            self.handle_new(doc)
        save_of(doc).is_judged = True
        if not judging.stamp(doc):
            super().apply(doc)

    def handle_agreement_status(self, doc: Document) -> None:
        """Set the state of a ticket by its contract, or as Helpdesk does if it has none."""
        if save_of(doc).is_judged or not judging.judge_agreement(doc):
            super().handle_agreement_status(doc)
