"""Tell in a ticket's activity what an agent has recorded. Customers do not see the activity."""

from __future__ import annotations

from frappe import _
from frappe.model.document import Document
from helpdesk.helpdesk.doctype.hd_ticket_activity.hd_ticket_activity import log_ticket_activity

from sla_nl.engine.words.escalations import trigger_name
from sla_nl.records.timeline import Facts
from sla_nl.site.language import language
from sla_nl.site.time import now_s

from ..ticket.facts import stated_facts
from . import controls
from .recorded import title_of
from .teller import Teller
from .to_do import event_title


def tell_event(doc: Document, event: str, at: int, facts: Facts) -> None:
    """Add a line about an event, with its moment in seconds of UTC."""
    _add(doc, _("recorded {0}, {1}"), event, at, facts)


def tell_taken_back(doc: Document, event: str, at: int, facts: Facts) -> None:
    """Add a line about an event that was taken back."""
    _add(doc, _("took back {0}, {1}"), event, at, facts)


def tell_fact(doc: Document, control: controls.Control) -> None:
    """Add a line about a field that was recorded, with its new value."""
    value = stated_facts(doc).get(control["field"])
    title = title_of(control, value, Teller(now_s()))
    log_ticket_activity(doc.name, _("recorded {0}").format(title))


def tell_escalated(doc: Document, reason: str, level: str, note: str) -> None:
    """Add a line about an escalation by hand."""
    name = trigger_name(reason, language())
    text = _("escalated the ticket to {0}: {1}") if level else _("escalated the ticket: {1}")
    said = text.format(level, name)
    log_ticket_activity(doc.name, f"{said}. “{note}”" if note else said)


def tell_acknowledged(doc: Document, level: str) -> None:
    """Add a line about an escalation that somebody acknowledged."""
    text = _("acknowledged the escalation to {0}") if level else _("acknowledged the warning")
    log_ticket_activity(doc.name, text.format(level))


def tell_outage(doc: Document, service: str) -> None:
    """Add a line about a ticket that was recorded as an outage."""
    log_ticket_activity(doc.name, _("recorded an outage of {0}").format(service))


def _add(doc: Document, text: str, event: str, at: int, facts: Facts) -> None:
    when = Teller(now_s()).words.brief(at, now_s())
    title = event_title(event, facts, controls.event_names())
    log_ticket_activity(doc.name, text.format(title, when))
