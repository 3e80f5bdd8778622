"""Who may read and write the app's records of a ticket: timeline, clocks, fees and escalations.

Only the app writes them, within `writing()`. Users with a role that reads the doctype may read the
records of the tickets that they may read. An SLA Manager may read all of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import frappe
from frappe import _
from frappe.model.db_query import DatabaseQuery
from frappe.model.document import Document

from sla_nl.site.messages import refuse

MANAGER = "SLA Manager"
ESCALATION, ENTRY = "SLA Escalation", "SLA Fee Entry"


class Record(Document):
    """A record that no user may insert, change, rename or delete."""

    def before_validate(self) -> None:
        """Refuse to save by hand. Raises: frappe.PermissionError."""
        refuse_by_hand(self)

    def before_rename(self, old: str, new: str, merge: bool = False) -> None:
        """Refuse to rename by hand. Raises: frappe.PermissionError."""
        refuse_by_hand(self)

    def on_trash(self) -> None:
        """Refuse to delete by hand. Raises: frappe.PermissionError."""
        refuse_by_hand(self)


@contextmanager
def writing() -> Iterator[None]:
    """Allow code within the `with` block to save records as documents."""
    before, frappe.flags.sla_nl_writer = frappe.flags.sla_nl_writer, True
    try:
        yield
    finally:
        frappe.flags.sla_nl_writer = before


def readable_by(user: str | None = None, doctype: str = "") -> str:
    """Return an SQL condition that selects the records that a user may read; empty for all.

    A record without a ticket, such as a credit for a missed availability, is for managers only.
    """
    roles = frappe.get_roles(user)
    if MANAGER in roles:
        return ""
    ticket = ticket_doctype(doctype)
    condition = visible(ticket, user)
    own = f"`tab{doctype}`.ticket in (select name from `tab{ticket}` where {condition})"
    if doctype != ENTRY:
        return own if condition else ""
    if "System Manager" in roles:
        return f"({own} or `tab{doctype}`.ticket is null)" if condition else ""
    return own if condition else f"`tab{doctype}`.ticket is not null"


def rows_readable_by(user: str | None = None, doctype: str = "") -> str:
    """Return an SQL condition that selects the rows of the escalations that a user may read.

    Frappe lists the rows of a child table to whoever may read any of its parents.
    """
    condition = readable_by(user, ESCALATION)
    if not condition:
        return ""
    return f"`tab{doctype}`.parent in (select name from `tab{ESCALATION}` where {condition})"


def visible(doctype: str, user: str | None = None) -> str:
    """Return an SQL condition that selects the documents that a list shows a user; empty for all.

    It follows from roles, User Permissions and shares.

    Raises: frappe.PermissionError: the user may not read the doctype.
    """
    query = DatabaseQuery(doctype, user=user or frappe.session.user)
    matching = query.build_match_conditions()
    return " and ".join(
        f"({condition})" for condition in (matching, *query.conditions) if condition
    )


def is_readable(doc: Document, ptype: str = "read", user: str | None = None) -> bool:
    """Return whether a user may read the ticket of a record.

    For SLA Managers, and for records without a ticket, this returns True and leaves the decision to
    the roles. A credit that belongs to no ticket is for managers only. This never returns None:
    Frappe 16 and later take None for a refusal.
    """
    ticket, roles = doc.get("ticket"), frappe.get_roles(user)
    if MANAGER in roles:
        return True
    if not ticket:
        return not (doc.doctype == ENTRY and doc.get("percentage")) or "System Manager" in roles
    return bool(frappe.has_permission(ticket_doctype(doc.doctype), doc=ticket, user=user))


def ticket_doctype(doctype: str = "SLA Clock") -> str:
    """Return the doctype of the tickets to which records of a doctype belong: `HD Ticket`."""
    return frappe.get_meta(doctype).get_field("ticket").options


def refuse_by_hand(document: Document) -> None:
    """Refuse to insert, change, rename or delete a record by hand, for every user.

    Raises: frappe.PermissionError.
    """
    if not frappe.flags.sla_nl_writer:
        text = _("{0} is written by the app only.")
        refuse(text, _(document.doctype), error=frappe.PermissionError)
