"""Remember the message for which Helpdesk saves a ticket.

Helpdesk saves the ticket of every message that an agent sends, and takes the moment of that save as
the moment of the response. That is wrong for a message that another program stores with an
earlier date, and for a copy of a message from a ticket that is merged into this one.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from types import FrameType
from typing import NamedTuple

import frappe
from frappe.model.document import Document

from sla_nl.site.time import instant_of, now_s

from .. import TICKET
from ..ticket.helpdesk_log import SAME_SAVE_S

_FLAG = "sla_nl_message"
_MERGING = ("helpdesk.helpdesk.doctype.hd_ticket.api", "merge_ticket")
"""The module and the name of Helpdesk's function that merges a ticket into another one."""


class Message(NamedTuple):
    """A message of an agent on a ticket.

    Args:
        written_at: seconds of UTC, if the message was written before it was stored; else None.
        is_copy: True if it was written on another ticket.
    """

    ticket: str
    written_at: int | None
    is_copy: bool


def remember(communication: Document) -> None:
    """Remember a message until its ticket is saved."""
    if communication.reference_doctype == TICKET:
        frappe.flags[_FLAG] = Message(
            str(communication.reference_name), _written_at(communication), _is_merging()
        )


def message_of(doc: Document) -> Message | None:
    """Return the message for which a ticket is being saved, if there is one."""
    message: Message | None = frappe.flags.get(_FLAG)
    return message if message is not None and message.ticket == str(doc.name) else None


def forget(doc: Document) -> None:
    """Forget the message of a ticket that was saved."""
    if message_of(doc) is not None:
        frappe.flags.pop(_FLAG)


def _written_at(communication: Document) -> int | None:
    """Return when a message was written, if that was before now; None if its date is unreadable."""
    with suppress(ValueError, OverflowError):
        at = instant_of(communication.communication_date)
        return at if at is not None and at < now_s() - SAME_SAVE_S else None
    return None


def _is_merging() -> bool:
    """Return whether Helpdesk is merging a ticket into another one, which copies its messages.

    Helpdesk leaves no mark of a merge before it stores the copies. So this looks for its function
    among the functions that are running now.
    """
    frame: FrameType | None = sys._getframe()
    while frame is not None:
        if (frame.f_globals.get("__name__"), frame.f_code.co_name) == _MERGING:
            return True
        frame = frame.f_back
    return False
