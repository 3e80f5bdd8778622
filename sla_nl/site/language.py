"""The language of the user, and the languages in which the app has words."""

from __future__ import annotations

import frappe

from sla_nl.engine.words.tables import LANGUAGES


def language() -> str:
    """Return the user's language if the app has words in it, else English: `"nl"` or `"en"`."""
    return supported(frappe.local.lang)


def supported(code: str | None) -> str:
    """Return the language of a code such as `nl-BE` if the app has words in it.

    An empty code means the site's language. Where there are no words, it is English.
    """
    code = code or frappe.db.get_single_value("System Settings", "language") or ""
    short = code[:2]
    return short if short in LANGUAGES else "en"
