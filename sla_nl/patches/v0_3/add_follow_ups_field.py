"""Add the field that tells which follow-ups of a ticket are still to be done.

It is added before any code reads its column.
"""

from __future__ import annotations

from frappe.custom.doctype.custom_field.custom_field import create_custom_fields

FIELD = {
    "fieldname": "sla_nl_follow_ups",
    "fieldtype": "Data",
    "label": "SLA Follow-ups",
    "description": "Changes with the follow-ups that are still to be done.",
    "insert_after": "sla_nl_judged_by",
    "module": "SLA NL",
    "permlevel": 1,
    "hidden": 1,
    "read_only": 1,
    "no_copy": 1,
}


def execute() -> None:
    """Add the field if it is missing; if it is there, it stays as the site has it."""
    create_custom_fields({"HD Ticket": [FIELD]}, update=False)
