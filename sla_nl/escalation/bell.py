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
    now, by = now_datetime(), frappe.session.user
    rows = tuple(
        (
            frappe.generate_hash(length=10), now, now, by, by, escape_html(one.text), one.user, by,
            "Alert", ESCALATION, one.escalation, address(one.escalation), 0,
        )
        for one in messages
    )  # fmt: skip
    if rows:
        frappe.db.sql(
            f"insert into `tabNotification Log` ({', '.join(_COLUMNS)}) "
            f"values {', '.join(['%s'] * len(rows))}",
            rows,
        )
    for user in {one.user for one in messages}:
        frappe.publish_realtime("notification", user=user, after_commit=True)
    for one in messages:
        data = {"ticket": one.ticket, "text": one.text}
        frappe.publish_realtime(TOLD_EVENT, data, user=one.user, after_commit=True)
