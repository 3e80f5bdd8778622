"""Messages to the customer of a ticket that the panel drafts and sends."""

from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document

from sla_nl.contracts.faults import FAULTS, fault_text
from sla_nl.engine.words.tables import LANGUAGES
from sla_nl.helpdesk.page import activity, drafts, sending
from sla_nl.helpdesk.page.access import readable, writable
from sla_nl.helpdesk.page.standing import Standing, standing_of
from sla_nl.helpdesk.page.templates import CONSENT, OFFERED
from sla_nl.helpdesk.saving import recording
from sla_nl.helpdesk.saving.solving import solving
from sla_nl.helpdesk.ticket.translation import CONSENT_ASKED
from sla_nl.site.messages import refuse
from sla_nl.site.time import now_s


@frappe.whitelist(methods=["GET"])
def draft(ticket: str, purpose: str) -> dict[str, Any]:
    """Return the draft of a message to the customer of a ticket, in the customer's language.

    Args:
        purpose: `update`, `closing`, `silence` or `consent`.
    Raises: frappe.PermissionError: the user is no agent, or may not read the ticket.
        frappe.ValidationError: the ticket has no contract, or the draft cannot be made.
    """
    doc = readable(ticket)
    found, standing = _drafted(doc, purpose)
    return {
        "text": found.text,
        "to": found.to,
        "language": _("Dutch") if found.language == LANGUAGES[1] else _("English"),
        "code": found.language,
        "times_told": found.times_told,
        "status": sending.solved_status(doc, standing.contract, purpose),
    }


@frappe.whitelist(methods=["POST"])
def send(ticket: str, purpose: str, text: str, times_told: int) -> None:
    """Send a message to the customer of a ticket through Helpdesk's own reply.

    Args:
        purpose: as above; `closing` and `silence` also solve the ticket.
        text: what the agent has made of the draft; plain text.
        times_told: as the draft said it.
    Raises: frappe.PermissionError: the user may not write the ticket, or its SLA fields.
        frappe.ValidationError: the text has gaps; somebody else has told the customer meanwhile.
    """
    doc = writable(ticket)
    found, standing = _drafted(doc, purpose, is_latest=True)
    sending.check(found, text, times_told)
    with solving(doc.name, sending.solved_status(doc, standing.contract, purpose)):
        sending.reply(doc, found.to, text)
    if purpose == CONSENT:
        doc.reload()
        at = now_s()
        recording.record(doc, CONSENT_ASKED, at)
        activity.tell_event(doc, CONSENT_ASKED, at, {})


def _drafted(doc: Document, purpose: str, is_latest: bool = False) -> tuple[drafts.Draft, Standing]:
    """Return the draft of a message, and how the ticket stands. Raises: frappe.ValidationError."""
    if purpose not in OFFERED:
        refuse(_("{0} is none of {1}."), purpose, ", ".join(OFFERED))
    try:
        standing = standing_of(doc, is_latest)
        if standing is None:
            refuse(_("No contract holds for this ticket."))
        return drafts.draft_of(doc, standing, purpose), standing
    except FAULTS as error:
        refuse("{0}", fault_text(error))
