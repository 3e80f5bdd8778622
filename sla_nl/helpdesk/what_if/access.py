"""Who may read a run that tries a contract, and what they see of its tickets.

An SLA Manager reads the clocks and fees of all tickets, so also what a run says of them. User
Permissions for customers limit that.
"""

from __future__ import annotations

from collections.abc import Iterable

import frappe
from frappe.model.document import Document
from frappe.permissions import get_user_permissions

from sla_nl.runs.runs import RUN, WHAT_IF

from .. import TICKET
from ..desk.customers import CUSTOMER
from .lines import Line


def readable_by(user: str | None = None, doctype: str = "") -> str:
    """Return an SQL condition that selects the runs that a user may read; empty for all.

    Whoever has User Permissions for some customers reads what they have tried themselves, because
    the sums of another run may be about other customers.
    """
    user = user or frappe.session.user
    if allowed_customers(user) is None:
        return ""
    return f"(`tab{RUN}`.kind != '{WHAT_IF}' or `tab{RUN}`.owner = {frappe.db.escape(user)})"


def is_readable(doc: Document, ptype: str = "read", user: str | None = None) -> bool:
    """Return whether a user may read a run, as far as customers are concerned."""
    user = user or frappe.session.user
    return doc.kind != WHAT_IF or doc.owner == user or allowed_customers(user) is None


def allowed_customers(user: str) -> list[str] | None:
    """Return the customers for which a user has User Permissions; None if they have none."""
    rows = get_user_permissions(user).get(CUSTOMER)
    return [str(row["doc"]) for row in rows] if rows else None


def readable_lines(lines: Iterable[Line]) -> list[Line]:
    """Return those of some lines that the user may read."""
    allowed = allowed_customers(frappe.session.user)
    return [line for line in lines if allowed is None or line["customer"] in allowed]


def readable_tickets(names: Iterable[str]) -> set[str]:
    """Return those of some tickets that the user can open."""
    return set(frappe.get_list(TICKET, {"name": ("in", list(names))}, pluck="name", limit=0))
