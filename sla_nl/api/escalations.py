"""Acknowledge an escalation, escalate a ticket now, and have a mail sent again."""

import frappe

from sla_nl.escalation import mailing
from sla_nl.helpdesk.escalating import by_hand
from sla_nl.helpdesk.escalating import now as at_once
from sla_nl.helpdesk.page import acknowledging, activity, escalating
from sla_nl.helpdesk.page.access import writable
from sla_nl.helpdesk.saving import recording
from sla_nl.helpdesk.ticket.translation import ACKNOWLEDGED, ESCALATED
from sla_nl.records.timeline import Facts
from sla_nl.site.time import now_s


@frappe.whitelist(methods=["POST"])
def acknowledge(escalation: str) -> None:
    """Record that the user has a ticket in hand, for the level that was told.

    Whoever was told may do so, and whoever may write the ticket. It ends the repeats of what was
    told up to now.

    Raises: frappe.PermissionError: the user may not, or there is no such escalation.
    """
    entry, doc = acknowledging.entry_for(frappe.session.user, escalation)
    now = now_s()
    if not acknowledging.store(entry, frappe.session.user, now):
        return
    if acknowledging.ends_repeats(entry):
        recording.record(doc, ACKNOWLEDGED, now, {"level": entry.level or ""})
    activity.tell_acknowledged(doc, entry.level or "")


@frappe.whitelist(methods=["POST"])
def escalate(ticket: str, reason: str, level: str = "", note: str = "") -> None:
    """Escalate a ticket now, and tell those whom its matrix names for the reason.

    Args:
        reason: one of those that the panel offers for the ticket.
        level: the level that is told; empty leaves it to the matrix.
        note: what they have to know, in your own words.
    Raises: frappe.PermissionError: the user may not write the ticket, or its SLA fields.
        frappe.ValidationError: the panel does not offer the reason or the level; the note is too
            long.
    """
    doc = writable(ticket)
    escalating.check_offered(doc, reason, level)
    facts: Facts = {"reason": reason, "level": level}
    if said := by_hand.read_note(note):
        facts[by_hand.NOTE] = said
    recording.record(doc, ESCALATED, now_s(), facts)
    activity.tell_escalated(doc, reason, level, said)
    at_once.carry_out(doc.name)


@frappe.whitelist(methods=["POST"])
def send_again(escalation: str) -> int:
    """Queue the failed mails of an escalation again. Returns: how many were queued.

    Raises: frappe.PermissionError: the user is no SLA Manager and may not write the ticket.
    """
    acknowledging.check_sender(escalation)
    return mailing.queue(mailing.again(escalation))
