"""What monitors reported."""

import frappe

from sla_nl.records.permissions import Record


class SLAMonitorReport(Record):
    """A service is down, or up again: written when a monitor reports it, and never changed."""


def on_doctype_update() -> None:
    """Add an index for the reports of a service in the order of their moments."""
    fields = ["monitored_service", "at_s"]
    frappe.db.add_index("SLA Monitor Report", fields, index_name="service_at")
