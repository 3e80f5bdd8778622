"""The follow-ups of tickets."""

import frappe

from sla_nl.records.permissions import Record


class SLAFollowupTask(Record):
    """A follow-up of a ticket as last judged; a copy of the verdict, no source of truth."""


def on_doctype_update() -> None:
    """Add an index for lists by state and due date."""
    frappe.db.add_index("SLA Follow-up Task", ["state", "due"], index_name="state_due")
