"""Solve a ticket by the message that tells the customer of it, in one save.

Helpdesk saves a ticket for each message of an agent, and may give it the status "Replied". A
message that closes the ticket has to leave it solved.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import frappe
from frappe.model.document import Document

from ..ticket.tickets import SOLVED

_FLAG = "sla_nl_solving"


@contextmanager
def solving(ticket: str, status: str) -> Iterator[None]:
    """Have the saves of a ticket in the block give it a status; an empty one changes nothing."""
    frappe.flags[_FLAG] = (ticket, status)
    try:
        yield
    finally:
        frappe.flags.pop(_FLAG, None)


def set_status(doc: Document) -> None:
    """Give a ticket that is being saved the status of a block around it."""
    ticket, status = frappe.flags.get(_FLAG) or ("", "")
    if status and str(doc.name) == ticket:
        doc.update({"status": status, "status_category": SOLVED})
