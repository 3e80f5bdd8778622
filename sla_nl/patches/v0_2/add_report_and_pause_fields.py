"""Add the fields that say when a ticket was reported and why it is paused.

They are added before any code reads their columns.
"""

from __future__ import annotations

from frappe.custom.doctype.custom_field.custom_field import create_custom_fields

_COMMON = {"module": "SLA NL", "permlevel": 1, "no_copy": 1}
FIELDS = [
    {
        "fieldname": "sla_nl_reported_at",
        "fieldtype": "Datetime",
        "label": "SLA Reported At",
        "description": "When it was reported, if that was not when the ticket was made.",
        "insert_after": "sla_nl_channel",
        **_COMMON,
    },
    {
        "fieldname": "sla_nl_pause_reason",
        "fieldtype": "Select",
        "label": "SLA Pause Reason",
        "options": "\ncustomer\nno_access\nsupplier",
        "description": "Why the ticket is paused. Empty: by its status.",
        "insert_after": "sla_nl_planned_for",
        **_COMMON,
    },
]


def execute() -> None:
    """Add the fields that are missing; one that is there stays as the site has it."""
    create_custom_fields({"HD Ticket": FIELDS}, update=False)
