"""Draft a message to the customer of a ticket: a status update, its solution, costs to approve.

The draft is in the customer's language. It says what is known: the number, what was done since the
last message, and when the solution is expected. The rest is in square brackets, for the agent to
fill in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape, unescape
from typing import Any, NamedTuple

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_fullname

from sla_nl.engine.clock_state import BREACHED, MET, NOT_APPLICABLE
from sla_nl.engine.verdict import Verdict
from sla_nl.records.timeline import CHANGED, Happening
from sla_nl.site.language import speaking, supported
from sla_nl.site.messages import refuse

from ..ticket.translation import RECORDED, in_force
from . import controls
from .consent import cost_lines
from .standing import Standing
from .teller import Teller
from .templates import CLOSING, SILENCE, TITLES, text_for
from .to_do import event_title

_LEFT_OUT = ("updated", "responded", "reachable", "unreachable")
"""The recorded events that are no news for the customer."""

_GAP = re.compile(r"\[[^\[\]\n]+\]")
_BREAK = re.compile(r"(?i)</p>|</div>|</h\d>|</ul>|</ol>|<br\s*/?>|</li>")


class Draft(NamedTuple):
    """A draft of a message.

    Args:
        text: plain text, with gaps in square brackets.
        gaps: the texts in square brackets that the agent has to replace.
        times_told: how often the customer was told something; messages of one second are one time.
    """

    purpose: str
    language: str
    to: str
    text: str
    gaps: tuple[str, ...]
    times_told: int


def draft_of(
    doc: Document, standing: Standing, purpose: str, language: str = "", sender: str = ""
) -> Draft:
    """Return the draft of a message to the customer of a ticket.

    Args:
        purpose: `update`, `closing`, `silence`, `consent` or `report`.
        language: empty for the customer's own.
        sender: who signs it; empty for the user.
    Raises: frappe.ValidationError: there is no such message; the template cannot be used.
    """
    if purpose not in TITLES:
        refuse(_("{0} is none of {1}."), purpose, ", ".join(TITLES))
    language = language or language_of(doc)
    name, template = text_for(purpose, language)
    with speaking(language):
        values = _values(doc, standing, sender or get_fullname(frappe.session.user))
    text = _plain(_rendered(name, template, values))
    gaps = tuple(dict.fromkeys(_GAP.findall(_plain(template))))
    return Draft(purpose, language, str(doc.raised_by or ""), text, gaps, len(_told(standing)))


def language_of(doc: Document) -> str:
    """Return the language of a ticket's customer: that of their user, or else the site's."""
    return supported(frappe.db.get_value("User", doc.raised_by, "language"))


def last_told(standing: Standing) -> int:
    """Return when the customer was last told something, in seconds of UTC; else the report."""
    return max(_told(standing), default=standing.verdict.history.reported_at)


def _told(standing: Standing) -> list[int]:
    """Return the moments at which the customer was told something, in seconds of UTC."""
    return [event.at for event in standing.verdict.ticket.events if event.event == "updated"]


def _values(doc: Document, standing: Standing, sender: str) -> dict[str, Any]:
    """Return the values that a template can use; texts are escaped."""
    teller = Teller(standing.now)
    since = last_told(standing)
    found: dict[str, str | list[str]] = {
        "number": str(doc.name),
        "subject": str(doc.subject or ""),
        "name": _name_of(doc),
        "sender": sender,
        "since": teller.words.brief(since, standing.now),
        "done": [f"{moment}: {title}" for moment, title in happened(standing, since, teller)],
        "costs": cost_lines(standing.verdict, teller),
        "expected": _expected(standing.verdict, teller),
        "solved": teller.words.brief(_solved_at(standing), standing.now),
    }
    return {
        name: [escape(one) for one in value] if isinstance(value, list) else escape(value)
        for name, value in found.items()
    }


def _name_of(doc: Document) -> str:
    """Return the name of whoever reported a ticket, or else of its customer."""
    full_name = frappe.db.get_value("Contact", doc.contact, "full_name") if doc.contact else None
    return str(full_name or doc.customer or doc.raised_by or "")


def happened(standing: Standing, since: int, teller: Teller) -> Iterator[tuple[str, str]]:
    """Yield what was done on a ticket after a moment, as far as customers may know of it.

    Each is the moment and what was done, as texts.
    """
    for row in in_force(standing.rows):
        if row.at > since and (title := _title(row)):
            yield teller.words.brief(row.at, standing.now), title


def _title(row: Happening) -> str:
    """Return what a row of the timeline tells a customer; empty for nothing."""
    if row.event in RECORDED and row.event not in _LEFT_OUT:
        is_internal = row.event == "followed_up" or row.facts.get("whom") == "customer"
        return "" if is_internal else event_title(row.event, row.facts, controls.event_names())
    if row.event == CHANGED and (status := row.facts.get("status")):
        return _("status {0}").format(_shown_status(str(status)))
    return ""


def _shown_status(status: str) -> str:
    """Return the name under which customers see a status."""
    fields = ("different_view", "label_customer")
    row = frappe.db.get_value("HD Ticket Status", status, fields, as_dict=True)
    return str(row.label_customer) if row and row.different_view and row.label_customer else status


def _expected(verdict: Verdict, teller: Teller) -> str:
    """Return until when the solution is expected, as a text; empty if no date is ahead."""
    ended = (MET, BREACHED, NOT_APPLICABLE)
    dates = [
        clock.due
        for clock in verdict.clocks
        if clock.clock == "resolution" and clock.due and clock.state not in ended
    ]
    return teller.words.brief(max(dates), verdict.now) if dates else ""


def _solved_at(standing: Standing) -> int:
    """Return when a ticket was solved; now, if it is not."""
    return standing.verdict.history.met.get("resolution") or standing.now


def _rendered(name: str, template: str, values: dict[str, Any]) -> str:
    """Return a template with its values. Raises: frappe.ValidationError: it cannot be used."""
    try:
        return str(frappe.render_template(template, values, is_path=False))
    except Exception as error:
        frappe.clear_messages()
        refuse(_("The Email Template {0} cannot be used: {1}"), name, error)


def _plain(html: str) -> str:
    """Return HTML as plain text: a line for each paragraph, and a dash for each item of a list."""
    text = re.sub(r"\s*\n\s*", "", html)
    text = re.sub(r"(?i)<li[^>]*>", "- ", text)
    text = _BREAK.sub(lambda tag: "\n\n" if tag[0].lower() in _APART else "\n", text)
    text = unescape(re.sub(r"<[^>]*>", "", text))
    return re.sub(r"\n{3,}", "\n\n", text).strip()


_APART = ("</p>", "</div>", "</ul>", "</ol>")
"""The ends of parts after which a line is left empty."""

SOLVING = (CLOSING, SILENCE)
"""The messages that solve the ticket."""
