"""The clocks of tickets."""

import frappe

from sla_nl.records.permissions import Record

FIGURES = ["decided_at", "contract", "kind", "priority", "due_key", "state", "ticket"]
MEANS = ["met_at", "mean_s", "contract", "kind", "priority", "clock", "ticket"]


class SLAClock(Record):
    """A clock of a ticket as last judged; a copy of the verdict, no source of truth."""


def on_doctype_update() -> None:
    """Add a unique key for the clocks of a ticket, and indexes for lists and for sums.

    The sums by decision read one index and no row of a clock (docs/performance.md).
    """
    frappe.db.add_unique("SLA Clock", ["ticket", "due_key"], constraint_name="ticket_due_key")
    frappe.db.add_index("SLA Clock", ["state", "due"], index_name="state_due")
    frappe.db.add_index("SLA Clock", FIGURES, index_name="figures")
    frappe.db.add_index("SLA Clock", MEANS, index_name="means")
