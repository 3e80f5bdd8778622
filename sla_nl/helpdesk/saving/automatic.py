"""Recognise a mail that a machine has sent: an out-of-office notice, a bounce, a read receipt.

Helpdesk takes each received mail for an answer of the customer, and reopens the ticket.
"""

from __future__ import annotations

from email.message import Message

from .callers import running

_RECEIVING = ("frappe.email.receive", "_build_communication_doc")
"""The module and the name of Frappe's function that stores a received mail."""

_HEADERS = ("X-Autoreply", "X-Autorespond", "X-Autoresponse")
_PRECEDENCES = ("auto_reply", "auto-reply")


def is_receiving_automatic() -> bool:
    """Return whether Frappe is storing a mail that a machine has sent."""
    frame = running(*_RECEIVING)
    mail = frame and getattr(frame.f_locals.get("self"), "mail", None)
    return isinstance(mail, Message) and is_automatic(mail)


def is_automatic(mail: Message) -> bool:
    """Return whether a machine has sent a mail, by its headers (RFC 3834).

    A bounce has no sender to return to, or is a report.
    """
    submitted = _text(mail, "Auto-Submitted")
    return (
        (bool(submitted) and not submitted.startswith("no"))
        or any(_text(mail, header) for header in _HEADERS)
        or _text(mail, "Precedence") in _PRECEDENCES
        or _text(mail, "Return-Path") == "<>"
        or mail.get_content_type() == "multipart/report"
    )


def _text(mail: Message, header: str) -> str:
    return str(mail.get(header) or "").strip().lower()
