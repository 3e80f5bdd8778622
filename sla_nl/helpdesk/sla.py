"""Helpdesk's SLA, which steps aside for a ticket with a contract."""

from __future__ import annotations

from frappe.model.base_document import get_controller
from frappe.model.document import Document
from helpdesk.helpdesk.doctype.hd_service_level_agreement.hd_service_level_agreement import (
    HDServiceLevelAgreement,
)

from . import judging


class ContractAwareSLA(HDServiceLevelAgreement):
    """`HD Service Level Agreement`, by `override_doctype_class` (DESIGN 6)."""

    def apply(self, doc: Document) -> None:
        """Stamp a ticket: by its contract, else as Helpdesk does."""
        if doc.is_new():
            self.handle_new(doc)
        if not judging.stamp(doc):
            super().apply(doc)

    def handle_agreement_status(self, doc: Document) -> None:
        """Judge a ticket as of now: by its contract, else as Helpdesk does."""
        if not judging.judge_agreement(doc):
            super().handle_agreement_status(doc)


def is_in_place() -> bool:
    """Whether no other app's class stands in its place; only one can."""
    return issubclass(get_controller("HD Service Level Agreement"), ContractAwareSLA)
