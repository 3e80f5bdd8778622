"""Check who may acknowledge an escalation, and show it to them."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_fullname, now_datetime

from sla_nl.engine.words.telling import clock_name
from sla_nl.escalation import log
from sla_nl.escalation.deciding import ACKNOWLEDGED
from sla_nl.escalation.log import ESCALATION, TOLD
from sla_nl.people.absences import is_manager
from sla_nl.records.permissions import MANAGER
from sla_nl.site.access import refuse
from sla_nl.site.time import instant_of, now_s, site_time

from .. import TICKET
from .access import is_writable
from .teller import Teller

Data = dict[str, Any]


def entry_for(user: str, name: str) -> tuple[Document, Document]:
    """Return an entry of the log and its ticket, locked, for a user who may acknowledge it.

    Raises: frappe.PermissionError: they were not told of it and may not write the ticket.
    """
    entry = _readable(user, name)
    if entry is None:
        refuse(ESCALATION, name)
    doc = frappe.get_doc(TICKET, entry.ticket, for_update=True)
    doc.flags.ignore_permissions = True
    return entry, doc


def store(entry: Document, user: str, now: int) -> int:
    """Store that a user acknowledged what a level was told. Returns: how many entries that were."""
    return log.acknowledge(entry.ticket, entry.level or "", user, site_time(now) or now_datetime())


def ends_repeats(entry: Document) -> bool:
    """Return whether repeats end: not if a warning is acknowledged while a level still waits.

    The event of an acknowledgement without a level ends the repeats of all levels.
    """
    if entry.level:
        return True
    waits = {"ticket": entry.ticket, "state": ("in", TOLD), "level": ("!=", "")}
    return not frappe.db.exists(ESCALATION, waits)


def check_sender(name: str) -> None:
    """Refuse a user who may not have mails sent again. Raises: frappe.PermissionError."""
    entry = _entry(name)
    is_allowed = entry is not None and (
        MANAGER in frappe.get_roles() or _may_write(entry.ticket) or is_manager(frappe.session.user)
    )
    if not is_allowed:
        refuse(ESCALATION, name)


def shown_to(user: str, name: str) -> Data | None:
    """Return what the page of an escalation shows; None if the user may not see it."""
    entry = _readable(user, name)
    if entry is None:
        return None
    ticket = frappe.db.get_value(TICKET, entry.ticket, ["subject", "customer"], as_dict=True)
    own = next((row for row in entry.receivers if row.user == user), None)
    cause, *passed = str(own.why if own else "").splitlines() or [""]
    lines = [
        (_("Ticket"), f"{entry.ticket}: {ticket.subject}"),
        (_("Customer"), ticket.customer or ""),
        (_("What happened"), cause),
        (_("Note"), entry.note or ""),
        (_("Promised"), _promise(entry)),
        (_("Why not others"), "\n".join(passed) or entry.passed_over or ""),
        (_("What to do"), "\n".join(filter(None, (entry.task, entry.procedure)))),
    ]
    return {
        "name": entry.name,
        "title": _("Escalation to {0}").format(entry.level) if entry.level else _("Warning"),
        "lines": [line for line in lines if line[1]],
        "status": status_of(entry),
        "can_acknowledge": bool(entry.is_waiting),
        "address": f"/helpdesk/tickets/{entry.ticket}" if _may_read(entry.ticket) else "",
    }


def status_of(entry: Any) -> str:
    """Return who acknowledged an escalation, and when; empty if nobody did."""
    if entry.state != ACKNOWLEDGED:
        return ""
    at = Teller(now_s()).words.brief(instant_of(entry.acknowledged_at) or 0, now_s())
    return _("Acknowledged by {0}, {1}.").format(get_fullname(entry.acknowledged_by), at)


def _promise(entry: Document) -> str:
    if not entry.due_key:
        return ""
    words = Teller(now_s()).words
    name, due = clock_name(entry.due_key, words.language), instant_of(entry.due)
    return name if due is None else f"{name}, {words.moment(due)}"


def _readable(user: str, name: str) -> Document | None:
    """Return an entry if the user was told of it, or may write its ticket; else None."""
    entry = _entry(name)
    if entry is None or not _is_colleague(user):
        return None
    was_told = any(row.user == user for row in entry.receivers)
    return entry if was_told or _may_write(entry.ticket) else None


def _entry(name: str) -> Document | None:
    if not isinstance(name, str) or not frappe.db.exists(ESCALATION, name):
        return None
    return frappe.get_doc(ESCALATION, name)


def _is_colleague(user: str) -> bool:
    """Return whether a user works here; somebody who was told may have become a portal user."""
    return bool(frappe.db.get_value("User", user, "user_type") == "System User")


def _may_write(ticket: str) -> bool:
    return is_writable(frappe.get_doc(TICKET, ticket))


def _may_read(ticket: str) -> bool:
    return bool(frappe.has_permission(TICKET, "read", ticket))
