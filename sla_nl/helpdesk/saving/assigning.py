"""Follow the assignment of a ticket, which Frappe changes without saving the ticket."""

from __future__ import annotations

import frappe
from frappe.model.document import Document

from sla_nl.records import follow_ups
from sla_nl.site.fault_log import is_new

from .. import TICKET
from ..ticket.stamps import FOLLOW_UPS
from ..ticket.tickets import assignee_of


def follow(todo: Document) -> None:
    """Give the follow-ups of a ticket to the user that it is assigned to now.

    Frappe has written the assignment to the ticket by then. A fault never stops the assignment.
    """
    if todo.reference_type != TICKET or not todo.reference_name:
        return
    try:
        row = frappe.db.get_value(
            TICKET, todo.reference_name, ["_assign", FOLLOW_UPS], as_dict=True
        )
        if row and row[FOLLOW_UPS]:
            follow_ups.assign(todo.reference_name, assignee_of(row) or None)
    except frappe.QueryDeadlockError:
        raise
    except Exception:
        fault = frappe.get_traceback()
        if is_new(todo.reference_name, fault.strip().rpartition("\n")[2]):
            frappe.log_error(f"SLA NL: follow-ups of {todo.reference_name} stay as assigned", fault)
