"""Obligations under contracts."""

import frappe
from frappe.model.document import Document

from sla_nl.clauses.articles import named_in
from sla_nl.obligations import checking, gone
from sla_nl.site.language import language


class SLAObligation(Document):
    """What somebody has to do by a date under a contract."""

    def onload(self) -> None:
        """Give the form its clauses."""
        self.set_onload("clauses", named_in(self.as_dict(), language()))

    def validate(self) -> None:
        """Refuse what cannot be meant. Raises: see `check`."""
        checking.check(self)

    def on_trash(self) -> None:
        """Forget that others followed from it."""
        gone.after_obligation(self)


def on_doctype_update() -> None:
    """Add an index for lists by state and due date."""
    frappe.db.add_index(checking.OBLIGATION, ["state", "due"], index_name="state_due")
