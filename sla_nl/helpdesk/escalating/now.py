"""Carry out what a user has just escalated, without waiting for the sweep."""

from __future__ import annotations

import frappe

from sla_nl.site.transactions import attempt

from . import batch


def carry_out(ticket: str) -> None:
    """Carry out the escalations of a ticket that is locked; after a fault the sweep does it."""
    attempt(
        lambda: batch.carry_out([ticket]),
        lambda _error: batch.give_up(ticket, frappe.get_traceback()),
    )
