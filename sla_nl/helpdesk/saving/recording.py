"""Record on a ticket what no save of Helpdesk shows, or take it back, and save the ticket."""

from __future__ import annotations

from typing import Any

from frappe.model.document import Document

from sla_nl.contracts.in_force import contract_named
from sla_nl.records.timeline import WITHDRAWN, Facts, Happening
from sla_nl.site.time import instant_of, now_s

from ..ticket.tickets import contract_of, is_solved
from ..ticket.translation import REOPENED, status_before_reopening
from . import timeline_rows
from .state import save_of


def record(doc: Document, event: str, at: int, facts: Facts | None = None) -> None:
    """Record an event that no field of the ticket shows, and save the ticket, which judges it.

    Args:
        at: when it happened, in seconds of UTC.
        facts: what belongs to the event, such as the reason of an escalation, or the follow-up
            that was done.
    """
    save_of(doc).recorded = Happening(at, event, facts or {})
    doc.save()


def record_fact(doc: Document, field: str, value: Any, at: int | None) -> None:
    """Set a field of a ticket, and save the ticket, which judges it.

    Args:
        at: since when it holds, in seconds of UTC; None: since now.
    """
    save_of(doc).changed_at = at
    doc.set(field, value)
    doc.save()


def take_back(doc: Document, event: str, at: int, facts: Facts) -> None:
    """Take back an event that was recorded at a moment, and save the ticket, which judges it.

    The timeline keeps the event, and gets a row that takes it back. A ticket whose reopening is
    taken back gets the status that it had before.
    """
    save_of(doc).recorded = Happening(now_s(), WITHDRAWN, {"event": event, "at": at, **facts})
    if event == REOPENED:
        _close_again(doc)
    elif instant_of(doc.first_responded_on) == at:
        doc.first_responded_on = None
    doc.save()


def _close_again(doc: Document) -> None:
    """Give a ticket the status that it had before it was reopened, unless it is solved again."""
    contract = contract_of(doc)
    if contract and not is_solved(doc):
        status = status_before_reopening(timeline_rows.read(doc, doc), contract_named(contract))
        doc.status = status or doc.status
