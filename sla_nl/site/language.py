"""The language of the user."""

from __future__ import annotations

import frappe

from sla_nl.engine.words.tables import LANGUAGES


def language() -> str:
    """Return the user's language if the app has words in it, else English: `"nl"` or `"en"`."""
    code = (frappe.local.lang or "")[:2]
    return code if code in LANGUAGES else "en"
