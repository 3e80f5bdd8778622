"""Add the field that says when a ticket was reported, before any code reads its column."""

from __future__ import annotations

from frappe.custom.doctype.custom_field.custom_field import create_custom_fields

FIELD = {
    "fieldname": "sla_nl_reported_at",
    "fieldtype": "Datetime",
    "label": "SLA Reported At",
    "description": "When it was reported, if that was not when the ticket was made.",
    "insert_after": "sla_nl_channel",
    "module": "SLA NL",
    "permlevel": 1,
    "no_copy": 1,
}


def execute() -> None:
    """Add the field where it is missing; one that is there stays as the site has it."""
    create_custom_fields({"HD Ticket": [FIELD]}, update=False)
