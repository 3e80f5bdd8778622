"""Tell users in the desk's notifications."""

from __future__ import annotations

from collections.abc import Sequence

import frappe
from frappe.utils import escape_html, now_datetime

_COLUMNS = (
    "name", "creation", "modified", "owner", "modified_by", "subject", "for_user", "from_user",
    "type", "document_type", "document_name", "link", "`read`",
)  # fmt: skip


def notify(lines: Sequence[tuple[str, str, str, str, str]]) -> None:
    """Add lines to the desk's notifications; pages hear of it after the commit.

    They are written by one statement: Frappe's own function queues a job before the commit, so that
    a message would stay of what was rolled back.

    Args:
        lines: the user, a line of text, the document's doctype and name, and an address.
    """
    now, by = now_datetime(), frappe.session.user
    rows = tuple(
        (
            frappe.generate_hash(length=10), now, now, by, by, escape_html(text), user, by,
            "Alert", doctype, name, link, 0,
        )
        for user, text, doctype, name, link in lines
    )  # fmt: skip
    if rows:
        frappe.db.sql(
            f"insert into `tabNotification Log` ({', '.join(_COLUMNS)}) "
            f"values {', '.join(['%s'] * len(rows))}",
            rows,
        )
    for user in {line[0] for line in lines}:
        frappe.publish_realtime("notification", user=user, after_commit=True)
