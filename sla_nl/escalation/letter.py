"""The mail to a receiver of escalations: one ticket, or a list of several."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any, NamedTuple

import frappe
from frappe import _

from sla_nl.engine.words.telling import Words, clock_name
from sla_nl.records.permissions import ticket_doctype
from sla_nl.site.language import language
from sla_nl.site.time import instant_of, now_s, site_zone

from .deciding import NOBODY
from .telling import address

MOST_TICKETS = 100
"""The most escalations in one mail; it says how many more there are."""

_TABLE = "width:100%;border-collapse:collapse;font-size:14px;line-height:1.5;margin:0 0 12px"
_LABEL = "padding:2px 12px 2px 0;color:#666;vertical-align:top;width:130px"
_VALUE = "padding:2px 0;vertical-align:top"
_ADDRESS = "font-size:12px;color:#666;overflow-wrap:anywhere"
_BUTTON = (
    "display:inline-block;padding:8px 16px;border-radius:6px;background:#171717;color:#fff;"
    "text-decoration:none;font-size:14px"
)


class Letter(NamedTuple):
    """A mail: its subject, and its body as safe HTML."""

    subject: str
    html: str


def letter_of(rows: Sequence[Any]) -> Letter:
    """Return the mail about escalations, in the language that is spoken now.

    The subject never ends in the number of a ticket: Helpdesk would take the answer for a message
    of the ticket's customer.

    Args:
        rows: the entries of the log, with what the receiver reads (`why`), at least one.
    """
    shown = rows[:MOST_TICKETS]
    tickets = _tickets_of({row.ticket for row in shown})
    parts = [_part(row, tickets.get(row.ticket, {}), bool(row is not shown[0])) for row in shown]
    if more := len(rows) - len(shown):
        parts.append(f"<p>{_p(_('{0} more escalations are in the list.'), more)}</p>")
    return Letter(_subject(rows, tickets), "".join(parts))


def _subject(rows: Sequence[Any], tickets: dict[str, Any]) -> str:
    numbers = {row.ticket for row in rows}
    if len(numbers) > 1:
        return _("{0} tickets need you").format(len(numbers))
    row, subject = rows[0], str(tickets.get(rows[0].ticket, {}).get("subject") or "")
    if row.state == NOBODY:
        return _("Nobody is there: ticket {0}, {1} (escalation)").format(row.ticket, subject)
    if not row.level:
        return _("Warning: ticket {0}, {1} (SLA)").format(row.ticket, subject)
    return _("Escalation: ticket {0}, {1} (to {2})").format(row.ticket, subject, row.level)


def _part(row: Any, ticket: Any, is_next: bool) -> str:
    """Return one escalation: what the ticket is, what was promised, why them, what to do."""
    cause, *passed_over = str(row.why or "").splitlines() or [""]
    lines = [
        (_("Ticket"), f"{row.ticket}: {ticket.get('subject') or ''}"),
        (_("Customer"), ticket.get("customer") or ""),
        (_("What happened"), cause),
        (_("Note"), row.note or ""),
        (_("Promised"), _promise(row)),
        (_("Why you"), "\n".join((_why_you(row), *passed_over))),
        (_("What to do"), "\n".join(filter(None, (row.task, row.procedure))) or _to_do(row)),
    ]
    return section_html(lines, _("Acknowledge"), address(row.escalation), is_next)


def section_html(
    lines: Sequence[tuple[str, str]], label: str, link: str, is_next: bool = False
) -> str:
    """Return a part of a mail: a table of lines, and a button.

    Args:
        lines: a label and a text each; lines without a text are left out.
        label, link: the words of the button, and the address to which it leads.
        is_next: whether another part comes before it.
    """
    cells = "".join(
        f'<tr><td style="{_LABEL}">{escape(name)}</td>'
        f'<td style="{_VALUE}">{"<br>".join(escape(line) for line in text.splitlines())}</td></tr>'
        for name, text in lines
        if text
    )
    rule = '<hr style="border:0;border-top:1px solid #ddd;margin:20px 0">' if is_next else ""
    button = f'<p><a href="{escape(link)}" style="{_BUTTON}">{escape(label)}</a></p>'
    # Some readers show the plain text of a mail, in which a button has no address.
    shown = f'<p style="{_ADDRESS}">{escape(link)}</p>'
    return f'{rule}<table style="{_TABLE}">{cells}</table>{button}{shown}'


def _promise(row: Any) -> str:
    """Return `Response, due Monday 8 June 2026 12:00`; empty if it is about no promise."""
    if not row.due_key:
        return ""
    words = Words(language(), site_zone())
    name, due = clock_name(row.due_key, words.language), instant_of(row.due)
    if due is None:
        return name
    text = _("{0}, was due {1}") if due <= now_s() else _("{0}, is due {1}")
    return text.format(name, words.moment(due))


def _why_you(row: Any) -> str:
    if row.state == NOBODY:
        return _("Nobody who should be told is there. You manage the contracts.")
    if not row.level:
        return _("You have this ticket, or your team does.")
    return _("Level {0}: you are {1}.").format(row.level, row.function)


def _to_do(row: Any) -> str:
    """Return what to do where the level has no task."""
    if row.state == NOBODY:
        return _("Find somebody for this ticket, and say who holds the function from now on.")
    return _("Look at the ticket, and see to it that the promise is kept.")


def _tickets_of(names: set[str]) -> dict[str, Any]:
    """Return the subject and customer of tickets, by name."""
    rows = frappe.get_all(
        ticket_doctype(), {"name": ("in", sorted(names))}, ["name", "subject", "customer"]
    )
    return {row.name: row for row in rows}


def _p(text: str, *values: object) -> str:
    return escape(text.format(*values))
