"""The report "Late first": open tickets, what is late on top, then what is due by its next date."""

from __future__ import annotations

from typing import Any

from frappe import _

from sla_nl.helpdesk import TICKET
from sla_nl.helpdesk.desk import late_list

Row = dict[str, Any]


def execute(filters: Row | None = None) -> tuple[list[Row], list[Row]]:
    """Return the columns and the rows: the open tickets that the user may see.

    Raises: frappe.PermissionError: the user may read no tickets.
    """
    return _columns(), late_list.rows()


def _columns() -> list[Row]:
    return [
        _column("standing", _("Next date"), "Data", 150),
        _column(late_list.NEXT_DUE, _("Due"), "Datetime", 180),
        _column("clock", _("Clock"), "Data", 120),
        _column("name", _("Ticket"), "Link", 90) | {"options": TICKET},
        _column("subject", _("Subject"), "Data", 210),
        _column("customer", _("Customer"), "Data", 140),
        _column("priority", _("Priority"), "Data", 90),
        _column("assigned_to", _("Assigned To"), "Data", 160),
        _column("status", _("Status"), "Data", 110),
        _column("agent_group", _("Team"), "Data", 130),
    ]


def _column(name: str, label: str, fieldtype: str, width: int) -> Row:
    return {"fieldname": name, "label": label, "fieldtype": fieldtype, "width": width}
