"""A real mail server on the loopback, and the job that sends the queued mails to it."""

from __future__ import annotations

import smtplib
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email import message_from_bytes
from email.message import Message
from typing import Any

import frappe
from aiosmtpd.controller import Controller

from .escalating import outgoing


class Box:
    """A mail box on the loopback; `is_refusing` makes the server refuse every mail."""

    def __init__(self) -> None:
        self.mails: list[tuple[tuple[str, ...], bytes]] = []
        self.is_refusing = False

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Take a mail, or refuse it."""
        if self.is_refusing:
            return "550 refused"
        self.mails.append((tuple(envelope.rcpt_tos), envelope.content))
        return "250 OK"

    def read(self) -> list[tuple[str, Message]]:
        """Return the mails that came, each with its receiver, in the order of the receivers."""
        return sorted(
            ((to[0], message_from_bytes(content)) for to, content in self.mails),
            key=lambda one: one[0],
        )


@contextmanager
def serving(monkeypatch: Any) -> Iterator[Box]:
    """Run a mail server, and point the site's account at it."""
    found = Box()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Controller(found, hostname="127.0.0.1", port=port)
    server.start()
    monkeypatch.setitem(frappe.local.conf, "mute_emails", 0)
    with outgoing(port):
        yield found
    server.stop()


def flush() -> None:
    """Send the queued mails, as Frappe's job does."""
    from frappe.email.doctype.email_queue.email_queue import EmailQueue

    for name in frappe.get_all(
        "Email Queue", {"status": ("in", ("Not Sent", "Error"))}, pluck="name"
    ):
        with suppress(smtplib.SMTPException):
            EmailQueue.find(name).send()
    frappe.db.commit()
