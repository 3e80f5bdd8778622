"""Add lines to the notifications of the desk."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import frappe
from frappe.utils import escape_html, now_datetime

_COLUMNS = (
    "name", "creation", "modified", "owner", "modified_by", "subject", "for_user", "from_user",
    "type", "document_type", "document_name", "link", "`read`",
)  # fmt: skip


class Notice(NamedTuple):
    """A line for a user, about a document.

    Args:
        text: one line, no HTML.
        link: the address that it leads to; empty for the form of the document.
    """

    user: str
    text: str
    doctype: str
    document: str
    link: str = ""


def notify(notices: Sequence[Notice]) -> None:
    """Add a line to the desk's notifications of each user; pages hear of it after the commit.

    They are written by one statement: Frappe's own function queues a job before the commit, so that
    a message would stay of something that was rolled back.
    """
    now, by = now_datetime(), frappe.session.user
    rows = tuple(
        (
            frappe.generate_hash(length=10), now, now, by, by, escape_html(one.text), one.user, by,
            "Alert", one.doctype, one.document, one.link, 0,
        )
        for one in notices
    )  # fmt: skip
    if rows:
        frappe.db.sql(
            f"insert into `tabNotification Log` ({', '.join(_COLUMNS)}) "
            f"values {', '.join(['%s'] * len(rows))}",
            rows,
        )
    for user in {one.user for one in notices}:
        frappe.publish_realtime("notification", user=user, after_commit=True)
