"""The report "Late first": open tickets, what is late on top, then what is due by its next date."""

from __future__ import annotations

from typing import Any

from frappe import _

from sla_nl.helpdesk import TICKET
from sla_nl.helpdesk.desk import late_list
from sla_nl.report.columns import column

Row = dict[str, Any]


def execute(filters: Row | None = None) -> tuple[list[Row], list[Row]]:
    """Return the columns and the rows: the open tickets that the user may see.

    Raises: frappe.PermissionError: the user may read no tickets.
    """
    return _columns(), late_list.rows()


def _columns() -> list[Row]:
    return [
        column("standing", _("Next date"), "Data", 150),
        column(late_list.NEXT_DUE, _("Due"), "Datetime", 180),
        column("clock", _("Clock"), "Data", 120),
        column("name", _("Ticket"), "Link", 90, TICKET),
        column("subject", _("Subject"), "Data", 210),
        column("customer", _("Customer"), "Data", 140),
        column("priority", _("Priority"), "Data", 90),
        column("assigned_to", _("Assigned To"), "Data", 160),
        column("status", _("Status"), "Data", 110),
        column("agent_group", _("Team"), "Data", 130),
    ]
