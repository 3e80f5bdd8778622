"""Add the field by which lists are sorted, before any code reads its column."""

from __future__ import annotations

from frappe.custom.doctype.custom_field.custom_field import create_custom_fields

FIELD = {
    "fieldname": "sla_nl_urgency",
    "fieldtype": "Data",
    "label": "SLA Urgency",
    "description": "Sorts tickets: late, due, without a date, solved; each by date.",
    "default": "3",
    "search_index": 1,
    "read_only": 1,
    "no_copy": 1,
    "insert_after": "sla_nl_next_clock",
    "module": "SLA NL",
    "permlevel": 1,
}


def execute() -> None:
    """Add the field if it is missing; every ticket gets its default."""
    create_custom_fields({"HD Ticket": [FIELD]}, update=False)
