"""The language of the user, and of others who read a text."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import frappe

from sla_nl.engine.words.tables import LANGUAGES


def language() -> str:
    """Return the user's language if the app has words in it, else English: `"nl"` or `"en"`."""
    code = (frappe.local.lang or "")[:2]
    return code if code in LANGUAGES else "en"


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Speak another language within the `with` block, for texts that somebody else reads.

        with speaking("nl"):
            subject = _("Escalation")

    Args:
        code: as a user has it; empty for the language of the site.
    """
    before = frappe.local.lang
    frappe.local.lang = code or site_language()
    try:
        yield
    finally:
        frappe.local.lang = before


def site_language() -> str:
    """Return the language of the site, for users who have none and for mere addresses."""
    return str(frappe.db.get_default("lang") or "en")
