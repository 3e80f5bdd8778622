"""Carry out what a user has just escalated, without waiting for the sweep."""

from __future__ import annotations

import frappe

from . import batch

_SAVEPOINT = "sla_nl_now"


def carry_out(ticket: str) -> None:
    """Carry out the escalations of a ticket that is locked; after a fault the sweep does it."""
    frappe.db.savepoint(_SAVEPOINT)
    try:
        batch.carry_out([ticket])
    except (frappe.QueryDeadlockError, frappe.QueryTimeoutError):
        raise
    except Exception:
        frappe.db.rollback(save_point=_SAVEPOINT)
        frappe.clear_messages()
        batch.give_up(ticket, frappe.get_traceback())
