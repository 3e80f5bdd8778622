"""The language of the user."""

from __future__ import annotations

import frappe

from sla_nl.engine.words.tables import LANGUAGES


def language() -> str:
    """The user's language, where there are words in it; else English."""
    code = (frappe.local.lang or "")[:2]
    return code if code in LANGUAGES else "en"
