"""The follow-ups of tickets."""

import frappe

from sla_nl.clauses.articles import named_in
from sla_nl.records.permissions import Record
from sla_nl.site.language import language


class SLAFollowupTask(Record):
    """A follow-up of a ticket as last judged; a copy of the verdict, no source of truth."""

    def onload(self) -> None:
        """Give the form its clauses."""
        self.set_onload("clauses", named_in(self.as_dict(), language()))


def on_doctype_update() -> None:
    """Add an index for lists by state and due date."""
    frappe.db.add_index("SLA Follow-up Task", ["state", "due"], index_name="state_due")
