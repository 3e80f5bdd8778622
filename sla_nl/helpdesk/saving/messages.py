"""Remember the message for which Helpdesk saves a ticket.

Helpdesk saves the ticket of every message that an agent sends, and takes the moment of that save as
the moment of the response. That is wrong for a message that another program stores with an
earlier date, and for a copy of a message from a ticket that is merged into this one. Helpdesk also
reopens the ticket of every mail that it receives. That is wrong for a mail that a machine has sent.
"""

from __future__ import annotations

from contextlib import suppress
from typing import NamedTuple

import frappe
from frappe.model.document import Document

from sla_nl.site.time import instant_of, now_s

from .. import TICKET
from ..ticket.helpdesk_log import SAME_SAVE_S
from .automatic import is_receiving_automatic
from .callers import running

_FLAG = "sla_nl_message"
_STATUS = ("status", "status_category")
_MERGING = ("helpdesk.helpdesk.doctype.hd_ticket.api", "merge_ticket")
"""The module and the name of Helpdesk's function that merges a ticket into another one."""


class Message(NamedTuple):
    """A message on a ticket.

    Args:
        written_at: seconds of UTC, if an agent's message was written before it was stored; else
            None.
        is_copy: True if it was written on another ticket.
        is_automatic: True if it is a mail that a machine has sent.
    """

    ticket: str
    written_at: int | None
    is_copy: bool = False
    is_automatic: bool = False


def remember(communication: Document) -> None:
    """Remember a message until its ticket is saved."""
    if communication.reference_doctype == TICKET:
        frappe.flags[_FLAG] = Message(
            str(communication.reference_name), _written_at(communication), _is_merging()
        )


def remember_automatic(communication: Document) -> None:
    """Remember a mail that a machine has sent until its ticket is saved.

    Frappe stores a mail twice, and Helpdesk saves the ticket each time.
    """
    if communication.reference_doctype == TICKET and is_receiving_automatic():
        frappe.flags[_FLAG] = Message(str(communication.reference_name), None, is_automatic=True)


def keep_status(doc: Document) -> None:
    """Give a ticket its status back if a mail of a machine has changed it.

    The mail stays on the ticket. A ticket without a contract is left to Helpdesk.
    """
    message, before = message_of(doc), doc.get_doc_before_save()
    if message is not None and message.is_automatic and before is not None:
        if before.get("sla_nl_judged_by"):
            doc.update({field: before.get(field) for field in _STATUS})


def message_of(doc: Document) -> Message | None:
    """Return the message for which a ticket is being saved, if there is one."""
    message: Message | None = frappe.flags.get(_FLAG)
    return message if message is not None and message.ticket == str(doc.name) else None


def forget(doc: Document) -> None:
    """Forget the message of a ticket that was saved."""
    if message_of(doc) is not None:
        frappe.flags.pop(_FLAG)


def _written_at(communication: Document) -> int | None:
    """Return when an agent's message was written, if that was before now; else None.

    A message of the customer is no response, and an unreadable date is none.
    """
    if communication.sent_or_received != "Sent":
        return None
    with suppress(ValueError, OverflowError):
        now = now_s()
        at = instant_of(communication.communication_date, until=now)
        return at if at is not None and at < now - SAME_SAVE_S else None
    return None


def _is_merging() -> bool:
    """Return whether Helpdesk is merging a ticket into another one, which copies its messages.

    Helpdesk leaves no mark of a merge before it stores the copies.
    """
    return running(*_MERGING) is not None
