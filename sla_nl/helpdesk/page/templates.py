"""The templates of messages to customers: Email Templates, one for each message and language.

They come with the app and belong to the site: an admin may edit them, and a migrate leaves them as
they are. If one is missing, the shipped text is used.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import frappe

from sla_nl.engine.words.tables import LANGUAGES

TEMPLATE = "Email Template"
UPDATE, CLOSING, SILENCE, REPORT = "update", "closing", "silence", "report"
CONSENT = "consent"
OFFERED = (UPDATE, CLOSING, SILENCE, CONSENT)
"""The messages that the panel offers; a report is sent from its own form."""

_FOLDER = "templates/messages"

TITLES = {
    UPDATE: {"en": "status update", "nl": "statusmelding"},
    CLOSING: {"en": "solved", "nl": "afmelding"},
    SILENCE: {"en": "no answer", "nl": "geen antwoord"},
    CONSENT: {"en": "approval of costs", "nl": "akkoord op kosten"},
    REPORT: {"en": "post-incident report", "nl": "post-incidentrapport"},
}
"""For each message its name in the names of its templates."""


class Shipped(NamedTuple):
    """A template as the app ships it."""

    name: str
    subject: str
    text: str


def shipped() -> list[Shipped]:
    """Return all templates that the app ships."""
    return [shipped_for(purpose, language) for purpose in TITLES for language in LANGUAGES]


def shipped_for(purpose: str, language: str) -> Shipped:
    """Return the shipped template of a message in a language."""
    path = Path(frappe.get_app_path("sla_nl", _FOLDER), f"{purpose}.{language}.html")
    title = TITLES[purpose][language]
    return Shipped(
        f"SLA NL: {title} ({language})",
        f"{title.capitalize()}: {{{{ number }}}}",
        path.read_text("utf-8"),
    )


def text_for(purpose: str, language: str) -> tuple[str, str]:
    """Return the name and the text of the template of a message in a language."""
    own = shipped_for(purpose, language)
    row = frappe.db.get_value(
        TEMPLATE, own.name, ["use_html", "response_html", "response"], as_dict=True
    )
    if row is None:
        return own.name, own.text
    return own.name, (row.response_html if row.use_html else row.response) or ""
