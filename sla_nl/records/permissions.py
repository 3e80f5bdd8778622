"""The app's own records of a ticket: its timeline, clocks, fees and escalations.

Only the app writes them, within `writing()`. Whoever may read a ticket may read its records, where
a role lets him; an SLA Manager reads them all.
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


class Record(Document):
    """A record that nobody inserts, changes, renames or deletes by hand."""

    def before_validate(self) -> None:
        _refuse_by_hand(self)

    def before_rename(self, old: str, new: str, merge: bool = False) -> None:
        _refuse_by_hand(self)

    def on_trash(self) -> None:
        _refuse_by_hand(self)


@contextmanager
def writing() -> Iterator[None]:
    """Within it, the app's own records can be written as documents."""
    before, frappe.flags.sla_nl_writer = frappe.flags.sla_nl_writer, True
    try:
        yield
    finally:
        frappe.flags.sla_nl_writer = before


def readable_by(user: str | None = None, doctype: str = "") -> str:
    """The SQL condition on the records of a doctype: those of tickets that the user may see."""
    if MANAGER in frappe.get_roles(user):
        return ""
    ticket = ticket_doctype(doctype)
    condition = visible(ticket, user)
    if not condition:
        return ""
    return f"`tab{doctype}`.ticket in (select name from `tab{ticket}` where {condition})"


def visible(doctype: str, user: str | None = None) -> str:
    """The SQL condition on the documents that a list shows a user: by roles, User Permissions and
    shares. Empty where he sees them all.

    Raises: frappe.PermissionError: he may not read the doctype.
    """
    query = DatabaseQuery(doctype, user=user or frappe.session.user)
    matching = query.build_match_conditions()
    return " and ".join(
        f"({condition})" for condition in (matching, *query.conditions) if condition
    )


def is_readable(doc: Document, ptype: str = "read", user: str | None = None) -> bool:
    """Whether the user may read the ticket of a record; True where the roles alone decide.

    From Frappe 16 on, None would refuse.
    """
    ticket = doc.get("ticket")
    if not ticket or MANAGER in frappe.get_roles(user):
        return True
    return bool(frappe.has_permission(ticket_doctype(doc.doctype), doc=ticket, user=user))


def ticket_doctype(doctype: str = "SLA Clock") -> str:
    """The doctype of the tickets to which records of a doctype belong."""
    return frappe.get_meta(doctype).get_field("ticket").options


def _refuse_by_hand(document: Document) -> None:
    """Refuse to insert, change, rename or delete a record by hand, whoever asks.

    Raises: frappe.PermissionError.
    """
    if not frappe.flags.sla_nl_writer:
        text = _("{0} is written by the app only.")
        refuse(text, _(document.doctype), error=frappe.PermissionError)
