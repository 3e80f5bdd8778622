"""The clocks of tickets."""

import frappe

from sla_nl.records.permissions import Record


class SLAClock(Record):
    """A clock of a ticket as last judged; a copy of the verdict, no source of truth."""


def on_doctype_update() -> None:
    """Add a unique key for the clocks of a ticket, and an index for lists by state and due date."""
    frappe.db.add_unique("SLA Clock", ["ticket", "due_key"], constraint_name="ticket_due_key")
    frappe.db.add_index("SLA Clock", ["state", "due"], index_name="state_due")
