"""Tell receivers in the desk's notifications, and on the pages that they have open."""

from __future__ import annotations

from collections.abc import Sequence

import frappe
from frappe import _
from frappe.utils import escape_html, now_datetime

from sla_nl.site.language import speaking

from .log import ESCALATION
from .telling import Message, address

TOLD_EVENT = "sla_nl_escalation"
"""The event that open pages listen to. See `public/js/panel/escalation.js`."""

MOST_TOASTS = 3
"""The most messages at once that a page shows to a user; of more it shows the number."""

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
        for data in _toasts([one for one in messages if one.user == user]):
            frappe.publish_realtime(TOLD_EVENT, data, user=user, after_commit=True)


def _toasts(messages: Sequence[Message]) -> list[dict[str, str]]:
    """Return what the open pages of a user show: a few messages, or how many tickets there are."""
    if len(messages) <= MOST_TOASTS:
        return [{"ticket": one.ticket, "text": one.text} for one in messages]
    with speaking(messages[0].language):
        text = _("{0} tickets need you").format(len({one.ticket for one in messages}))
    return [{"ticket": "", "text": text}]
