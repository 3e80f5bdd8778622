"""Send a message to the customer of a ticket through Helpdesk's own reply.

Helpdesk stores it in the thread and mails it. It counts as a response and as a status update.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import frappe
from frappe import _
from frappe.model.document import Document

from sla_nl.engine.contract import Contract
from sla_nl.site.messages import refuse

from ..ticket.tickets import SOLVED, is_solved
from .drafts import SOLVING, Draft
from .templates import SILENCE

STATUS = "HD Ticket Status"
_CLOSED = "Closed"
_LONGEST = 100_000


def reply(doc: Document, to: str, text: str, attachments: Sequence[str] = ()) -> None:
    """Send plain text to the customer of a ticket.

    Args:
        doc: a ticket that is locked.
        attachments: the names of files.
    Raises: frappe.PermissionError: the user is no agent of Helpdesk.
        frappe.ValidationError: Helpdesk has no account from which it can mail.
    """
    doc.reply_via_agent(_html(text), to=to or None, attachments=list(attachments))


def solved_status(doc: Document, contract: Contract, purpose: str) -> str:
    """Return the status that a message gives a ticket; empty if it leaves that as it is.

    A ticket that is solved keeps its status. Else it is the status that the contract calls solved,
    if the site has it; a ticket on which nobody answers is closed.
    """
    if purpose not in SOLVING:
        return ""
    if is_solved(doc):
        return str(doc.status)
    known = _solved_statuses()
    named = [rule.status for rule in contract.terms.status_rules if rule.effect == "resolves"]
    wanted = [_CLOSED, *named] if purpose == SILENCE else [*named, SOLVED]
    folded = {status.casefold(): status for status in known}
    found = (folded[status.casefold()] for status in wanted if status.casefold() in folded)
    return next(found, known[0] if known else "")


def _solved_statuses() -> list[str]:
    filters: dict[str, str | int] = {"category": SOLVED}
    if frappe.get_meta(STATUS).has_field("enabled"):
        filters["enabled"] = 1
    return frappe.get_all(STATUS, filters, order_by="name", pluck="name")


def check(draft: Draft, text: str, times_told: int) -> None:
    """Refuse a text that is not complete, or that comes after another message.

    Args:
        draft: made anew; the agent's page showed the one before.
        times_told: how often the customer was told something, as the agent's page knew it.
    Raises: frappe.ValidationError.
    """
    if not text.strip():
        refuse(_("Write a message first."))
    if len(text) > _LONGEST:
        refuse(_("The message is too long: it has up to {0} characters."), _LONGEST)
    if left := [gap for gap in draft.gaps if gap in text]:
        refuse(_("Fill in what is in square brackets, or take it out: {0}."), ", ".join(left))
    if draft.times_told != times_told:
        refuse(_("Somebody else has told the customer something meanwhile. Look at it first."))


def _html(text: str) -> str:
    """Return plain text as HTML: a paragraph for each part between empty lines."""
    parts = [part for part in text.replace("\r\n", "\n").split("\n\n") if part.strip()]
    return "".join(
        f"<p>{'<br>'.join(map(escape, part.strip().splitlines()))}</p>" for part in parts
    )
