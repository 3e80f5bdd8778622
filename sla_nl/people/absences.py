"""Days away: check one, and say whose a user may see and change.

An agent enters their own. Managers enter those of everybody.
"""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document

from sla_nl.records.permissions import MANAGER
from sla_nl.site import requested
from sla_nl.site.messages import refuse

ABSENCE = "SLA Absence"

MANAGERS = (MANAGER, "System Manager")


def check(absence: Document) -> None:
    """Refuse an absence that ends before it begins, or that is not the user's own.

    Raises: frappe.ValidationError; frappe.PermissionError.
    """
    first, last = (
        requested.day(str(absence.get(field) or "")[:10], _(absence.meta.get_label(field)))
        for field in ("first_day", "last_day")
    )
    if last < first:
        refuse(_("The last day away cannot be before the first."))
    before = absence.get_doc_before_save()
    owners = {absence.user, before.user if before else absence.user}
    if not absence.flags.ignore_permissions and not _may_change(owners):
        text = _("You can enter your own days away only. Ask an SLA Manager to enter others.")
        refuse(text, error=frappe.PermissionError)


def enters_absences() -> bool:
    """Return whether the user enters their own days away."""
    return bool(frappe.has_permission(ABSENCE, "create"))


def enter(first_day: str, last_day: str) -> str:
    """Enter days on which the user is away. Returns: the name of the absence.

    Args:
        first_day, last_day: such as `2026-06-08`; both are included.
    Raises: frappe.PermissionError; frappe.ValidationError: a day is none, or they are in disorder.
    """
    frappe.has_permission(ABSENCE, "create", throw=True)
    days = {"first_day": first_day, "last_day": last_day}
    absence = frappe.get_doc({"doctype": ABSENCE, "user": frappe.session.user, **days})
    for field, text in days.items():
        requested.day(text, _(absence.meta.get_label(field)))
    return str(absence.insert().name)


def after_delete(user: Document, method: str | None = None) -> None:
    """Delete the days away of a user who is deleted."""
    frappe.db.delete(ABSENCE, {"user": user.name})


def readable_by(user: str | None = None, doctype: str = "") -> str:
    """Return an SQL condition that selects the absences that a user may see; empty for all."""
    user = user or frappe.session.user
    if is_manager(user):
        return ""
    return f"`tabSLA Absence`.user = {frappe.db.escape(user)}"


def is_allowed(doc: Document, ptype: str = "read", user: str | None = None) -> bool:
    """Return whether a user may see or change an absence: their own, or any as a manager."""
    user = user or frappe.session.user
    return is_manager(user) or not doc.get("user") or doc.user == user


def is_manager(user: str) -> bool:
    """Return whether a user enters the absences of others too."""
    return user == "Administrator" or not set(MANAGERS).isdisjoint(frappe.get_roles(user))


def _may_change(owners: set[str]) -> bool:
    user = frappe.session.user
    return is_manager(user) or owners == {user}
