"""Helpdesk's SLA, which steps aside for a ticket with a contract."""

from __future__ import annotations

from frappe.model.document import Document
from helpdesk.helpdesk.doctype.hd_service_level_agreement.hd_service_level_agreement import (
    HDServiceLevelAgreement,
)

from . import judging
from .state import save_of


class ContractAwareSLA(HDServiceLevelAgreement):
    """`HD Service Level Agreement`, by `override_doctype_class` (docs/design.md 6)."""

    def apply(self, doc: Document) -> None:
        """Stamp a ticket: by its contract, else as Helpdesk does."""
        if doc.is_new():
            self.handle_new(doc)
        save_of(doc).is_judged = True
        if not judging.stamp(doc):
            super().apply(doc)

    def handle_agreement_status(self, doc: Document) -> None:
        """Judge a ticket as of now: by its contract, else as Helpdesk does."""
        if save_of(doc).is_judged or not judging.judge_agreement(doc):
            super().handle_agreement_status(doc)
