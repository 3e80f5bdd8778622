"""Hooks on HD Ticket, Communication and ToDo. They call functions of other modules."""

from __future__ import annotations

from frappe.model.document import Document

from sla_nl.escalation import log
from sla_nl.escalation import moments as escalating
from sla_nl.records import clocks, follow_ups, timeline

from .bulk import sweep
from .outages import tickets as outages
from .page import incident_reports
from .saving import (
    afresh,
    assigning,
    judging,
    messages,
    moments,
    pauses,
    protection,
    rights,
    solving,
    writing,
)
from .saving.state import end_save, save_of


def before_insert(doc: Document, method: str = "") -> None:
    """Clear fields that were copied from another ticket."""
    afresh.start_afresh(doc)


def before_validate(doc: Document, method: str = "") -> None:
    """Check who changes a ticket, and judge it if it is saved without validation.

    Helpdesk saves so when it closes tickets automatically; then it does not call its SLA.

    Raises:
        frappe.PermissionError: the user may not write the ticket.
        frappe.ValidationError: a date in one of the app's fields cannot be read.
    """
    rights.check(doc)
    protection.put_back(doc)
    moments.read(doc)
    solving.set_status(doc)
    pauses.forget(doc)
    messages.keep_status(doc)
    if doc.flags.ignore_validate and not doc.is_new():
        judging.stamp(doc)


def before_save(doc: Document, method: str = "") -> None:
    """Judge a ticket if the SLA class did not: another app may have replaced that class."""
    save = save_of(doc)
    if not save.is_judged:
        judging.stamp(doc)
    save.is_judged = False
    if save.is_outside is not None:
        doc.raised_outside_working_hours = int(save.is_outside)


def on_update(doc: Document, method: str = "") -> None:
    """Write the timeline, clocks and fees of a saved ticket; ask for a sweep if it is overdue."""
    writing.write(doc)
    end_save(doc)
    messages.forget(doc)
    sweep.ask_for_one()


def on_trash(doc: Document, method: str = "") -> None:
    """Remove the app's records of a deleted ticket; Frappe refuses if it has fees."""
    timeline.remove(doc.name)
    clocks.remove(doc.name)
    follow_ups.remove(doc.name)
    escalating.remove(doc.name)
    log.remove(doc.name)
    incident_reports.remove(doc.name)
    outages.forget(doc.name)


def on_update_todo(doc: Document, method: str = "") -> None:
    """Give the follow-ups of a ticket to whoever it is assigned to: Frappe does so by a ToDo."""
    assigning.follow(doc)


def before_insert_communication(doc: Document, method: str = "") -> None:
    """Remember the message of a ticket, because Helpdesk saves the ticket for it next."""
    messages.remember(doc)


def validate_communication(doc: Document, method: str = "") -> None:
    """Remember a mail that a machine has sent, because it must not reopen its ticket."""
    messages.remember_automatic(doc)
