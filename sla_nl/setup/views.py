"""The view "Late first" of Helpdesk's list of tickets; for install and uninstall.

It is a standard view like Helpdesk's own: every agent has it in the side bar, and a manager may
hide it there. Helpdesk translates its label for each user.
"""

from __future__ import annotations

import json
from typing import Any

import frappe

from sla_nl.helpdesk import TICKET
from sla_nl.helpdesk.desk.late_list import LABEL, NEXT_CLOCK, NEXT_DUE, ORDER, VIEW
from sla_nl.helpdesk.ticket.tickets import SOLVED

_VIEW = "HD View"

_COLUMNS = (
    # field, heading, type, width
    ("name", "ID", "Int", "3rem"),
    (NEXT_DUE, "Next date", "Data", "8rem"),
    (NEXT_CLOCK, "Clock", "Data", "7rem"),
    ("subject", "Subject", "Data", "14rem"),
    ("customer", "Customer", "Link", "8rem"),
    ("priority", "Priority", "Link", "6rem"),
    ("_assign", "Assigned To", "MultipleAvatar", "7rem"),
    ("status", "Status", "Select", "7rem"),
    ("agent_group", "Team", "Link", "8rem"),
)
_LINKS = {"customer": "HD Customer", "priority": "HD Ticket Priority", "agent_group": "HD Team"}


def add_view() -> None:
    """Add the view if it is missing; one that is there stays as the site has it."""
    if frappe.db.exists(_VIEW, VIEW):
        return
    columns = [_column(*column) for column in _COLUMNS]
    view = {
        "doctype": _VIEW,
        "label": LABEL,
        "icon": "⏰",
        "dt": TICKET,
        "type": "list",
        "route_name": "TicketsAgent",
        "user": "Administrator",
        "is_standard": 1,
        "public": 1,
        "filters": json.dumps({"status_category": ["!=", SOLVED]}),
        "order_by": ORDER,
        "columns": json.dumps(columns),
        "rows": json.dumps([column["key"] for column in columns]),
    }
    frappe.get_doc(view).insert(set_name=VIEW, ignore_permissions=True)


def remove_view() -> None:
    """Delete the view. Helpdesk refuses to delete a standard view, so it is deleted as a row."""
    frappe.db.delete(_VIEW, {"name": VIEW})


def _column(key: str, label: str, kind: str, width: str) -> dict[str, Any]:
    column = {"label": label, "type": kind, "key": key, "width": width}
    return column | ({"options": _LINKS[key]} if key in _LINKS else {})
