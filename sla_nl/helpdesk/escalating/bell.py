"""Tell agents in Helpdesk's bell, and write the history of tickets; a statement each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import frappe
from frappe.utils import get_fullname, now_datetime

from sla_nl.escalation import bell, telling
from sla_nl.escalation.deciding import NOBODY
from sla_nl.escalation.log import Entry, Told
from sla_nl.escalation.telling import Message
from sla_nl.site.language import speaking

AUTHOR = "SLA"
"""The owner of these records, so that an uninstall finds them, and their author in the history.
Helpdesk folds the lines of one author in a row.
"""

_HEAD = ("name", "creation", "modified", "owner", "modified_by")
_RELOADED = "helpdesk:comment-reaction-update"
"""The event at which Helpdesk's bell loads its lines again."""


def ring(entries: Sequence[Entry]) -> None:
    """Tell every receiver who is a user: agents in Helpdesk's bell, all in the desk."""
    found = [(entry, told) for entry in entries for told in entry.receivers if told.user]
    messages = [_message(entry, told) for entry, told in found]
    tell([(one.user, one.ticket, f"{one.text} ·") for one in messages])
    bell.ring(messages)


def tell(lines: Sequence[tuple[str, str, str]]) -> None:
    """Add lines to Helpdesk's bell, each for a user, a ticket and with a text.

    Open pages show them after the commit. Helpdesk shows a text of ours in this type only.
    """
    by = frappe.session.user
    _insert(
        "HD Notification",
        ("user_from", "user_to", "notification_type", "reference_ticket", "message", "`read`"),
        [(by, user, "Reaction", ticket, text, 0) for user, ticket, text in lines],
    )
    for user in {user for user, _ticket, _text in lines}:
        frappe.publish_realtime(_RELOADED, user=user, after_commit=True)


def write_history(entries: Sequence[Entry]) -> None:
    """Add a line to the history of each ticket, in the language of the site."""
    with speaking(""):
        rows = [(entry.verdict.ticket.id, line) for entry in entries for line in _lines(entry)]
    _insert("HD Ticket Activity", ("ticket", "action"), rows)


def _lines(entry: Entry) -> Iterator[str]:
    names = [get_fullname(told.user) if told.user else told.email for told in entry.receivers]
    cause = telling.cause_text(entry.escalation)
    yield telling.history_line(_level(entry), cause, names, entry.state == NOBODY)


def _message(entry: Entry, told: Told) -> Message:
    """Return the line for a receiver, in their language."""
    with speaking(told.language):
        cause = told.why.partition("\n")[0]
        text = telling.headline(_level(entry), cause, entry.state == NOBODY)
    return Message(told.user, entry.verdict.ticket.id, entry.name, text, told.language)


def _level(entry: Entry) -> str:
    told = entry.escalation
    return "" if told.level is None or told.row.is_warning else told.level.level


def _insert(doctype: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert documents of Helpdesk that have no hooks, by one statement."""
    if rows:
        head = (now_datetime(), now_datetime(), AUTHOR, AUTHOR)
        values = tuple((frappe.generate_hash(length=10), *head, *row) for row in rows)
        frappe.db.sql(
            f"insert into `tab{doctype}` ({', '.join((*_HEAD, *columns))}) "
            f"values {', '.join(['%s'] * len(values))}",
            values,
        )
