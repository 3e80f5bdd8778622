"""Queue the mails about windows, from the log of who is told.

A mail is queued in the transaction that marks its row, so nobody gets it twice: not after a crash,
and not from two sweeps at once. What cannot be queued is marked as failed, with the reason; a
planner can have it sent again.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import frappe

from sla_nl.site import post
from sla_nl.site.language import speaking
from sla_nl.site.transactions import in_own_transaction

from . import ical, notices
from .letter import letter_of
from .notices import NOT_MAILED, NOTICE, QUEUED, WAITING
from .reading import WINDOW

MOST = 500
"""The most mails that one sweep queues; the next one queues the others."""


def queue_waiting() -> int:
    """Queue the mails that wait, each in its own transaction. Returns: how many were queued."""
    names = frappe.get_all(
        NOTICE, {"mail": WAITING}, pluck="name", order_by="sequence, email", limit=MOST
    )
    return sum(in_own_transaction(partial(_queue, name), partial(_fail, name)) for name in names)


def look_after() -> None:
    """Mark what the mail server refused, or what a worker left half sent when it died."""
    rows = post.refused(NOTICE, "window")
    for row in rows:
        notices.set_mail([row["name"]], NOT_MAILED, fault=row["fault"])
    if rows:
        frappe.db.commit()


def _queue(name: str) -> int:
    """Queue one mail. Returns: 1 if it was queued."""
    row = _lock(name)
    if row is None:
        return 0
    notices.set_mail([name], QUEUED, _send(row))
    return 1


def _fail(name: str, error: Exception) -> int:
    """Mark a mail as failed. Returns: 0."""
    notices.set_mail([name], NOT_MAILED, fault=post.fault_of(error))
    return 0


def _lock(name: str) -> Any | None:
    """Return a row that waits, locked; None if another sweep has it or has done it."""
    rows = frappe.db.sql(
        f"select name, `window`, kind, sequence, email, language from `tab{NOTICE}` "
        "where name = %s and mail = %s for update skip locked",
        (name, WAITING),
        as_dict=True,
    )
    return rows[0] if rows else None


def _send(row: Any) -> str:
    """Queue the mail of a row. Returns: the name of the Email Queue."""
    ical.package()  # if it is missing, the planner is told so, in no customer's language
    window = frappe.get_doc(WINDOW, row["window"])
    with speaking(row["language"]):
        letter = letter_of(window, row["kind"])
        attachment = {
            "fname": "maintenance.ics",
            "fcontent": _attached(window, row),
            "content_type": f"text/calendar; method={_method(row)}",
        }
        return post.send(
            WINDOW, window.name, row["email"], letter.subject, letter.html, [attachment]
        )


def _attached(window: Any, row: Any) -> str:
    organizer = post.sender(WINDOW) or ""
    is_cancelled = _method(row) == ical.CANCEL
    return ical.invitation(window, row["sequence"], row["email"], organizer, is_cancelled).decode()


def _method(row: Any) -> str:
    return ical.CANCEL if row["kind"] == notices.CANCELLED else ical.REQUEST
