"""Tell receivers in the desk's notifications, and on the pages that they have open."""

from __future__ import annotations

from collections.abc import Sequence

import frappe
from frappe.utils import escape_html, now_datetime

from .log import ESCALATION
from .telling import Message, address

TOLD_EVENT = "sla_nl_escalation"
"""The event that open pages listen to. See `public/js/panel/escalation.js`."""

_COLUMNS = (
    "name", "creation", "modified", "owner", "modified_by", "subject", "for_user", "from_user",
    "type", "document_type", "document_name", "link", "`read`",
)  # fmt: skip


def ring(messages: Sequence[Message]) -> None:
    """Add a line to the desk's notifications of each receiver; pages hear of it after the commit.

    It is written by one statement: Frappe's own function queues a job before the commit, so that a
    message would stay of an escalation that was rolled back.
    """
    notify(
        ESCALATION,
        [(one.user, one.escalation, one.text, address(one.escalation)) for one in messages],
    )
    for one in messages:
        data = {"ticket": one.ticket, "text": one.text}
        frappe.publish_realtime(TOLD_EVENT, data, user=one.user, after_commit=True)


def notify(doctype: str, lines: Sequence[tuple[str, str, str, str]]) -> None:
    """Add lines to the desk's notifications, each with a user, a document, a text and an address.

    Args:
        doctype: the doctype of the documents.
    """
    now, by = now_datetime(), frappe.session.user
    rows = tuple(
        (
            frappe.generate_hash(length=10), now, now, by, by, escape_html(text), user, by,
            "Alert", doctype, name, link, 0,
        )
        for user, name, text, link in lines
    )  # fmt: skip
    if rows:
        frappe.db.sql(
            f"insert into `tabNotification Log` ({', '.join(_COLUMNS)}) "
            f"values {', '.join(['%s'] * len(rows))}",
            rows,
        )
    for user in {user for user, *_rest in lines}:
        frappe.publish_realtime("notification", user=user, after_commit=True)
