"""The hooks on HD Ticket and its communications; each only calls a function or sets a flag."""

from __future__ import annotations

from frappe.model.document import Document

from sla_nl.records import clocks, timeline

from .bulk import sweep
from .saving import afresh, judging, messages, moments, protection, rights
from .saving.state import end_save, save_of


def before_insert(doc: Document, method: str = "") -> None:
    """Have a ticket that comes from another one start afresh."""
    afresh.start_afresh(doc)


def before_validate(doc: Document, method: str = "") -> None:
    """Check who changes a ticket, and judge one that is saved without validation.

    Helpdesk closes such a ticket by itself, and never asks its SLA then.
    Raises: frappe.PermissionError: the user may not write the ticket.
        frappe.ValidationError: a moment that the app asks for cannot be read.
    """
    rights.check(doc)
    protection.put_back(doc)
    moments.read(doc)
    if doc.flags.ignore_validate and not doc.is_new():
        judging.stamp(doc)


def before_save(doc: Document, method: str = "") -> None:
    """Judge a ticket that was not judged yet: another app's SLA stands in the place of ours."""
    save = save_of(doc)
    if not save.is_judged:
        judging.stamp(doc)
    save.is_judged = False
    if save.is_outside is not None:
        doc.raised_outside_working_hours = int(save.is_outside)


def on_update(doc: Document, method: str = "") -> None:
    """Write the timeline, clocks and fees of a ticket that was saved; sweep if none did lately."""
    judging.write(doc)
    end_save(doc)
    messages.forget(doc)
    sweep.ask_for_one()


def on_trash(doc: Document, method: str = "") -> None:
    """What the app derived from a ticket goes with it; a fee that was booked keeps it."""
    timeline.remove(doc.name)
    clocks.remove(doc.name)


def before_insert_communication(doc: Document, method: str = "") -> None:
    """Keep what is known of a message of a ticket: Helpdesk saves the ticket for it next."""
    messages.note(doc)
