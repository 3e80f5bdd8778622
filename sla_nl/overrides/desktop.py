"""Show the app's onboarding steps in the user's language; Frappe shows them as stored."""

import json
from typing import Any

import frappe
from frappe import _
from frappe.desk import desktop

from sla_nl.site.messages import refuse

_DOCTYPE = "Workspace"
_TEXTS = ("description", "callback_title", "callback_message")
"""The texts of an onboarding step that Frappe does not translate."""


@frappe.whitelist()
def get_desktop_page(page: str) -> dict[str, Any]:
    """`frappe.desk.desktop.get_desktop_page`, with onboarding steps in the user's language.

    Raises: frappe.PermissionError: they have no desk. frappe.ValidationError: it is no workspace.
    """
    frappe.only_for("Desk User")
    if not _is_page(page):
        refuse(_("{0} is expected."), _(_DOCTYPE))
    found: dict[str, Any] = desktop.get_desktop_page(page)
    for onboarding in found.get("onboardings", {}).get("items", ()):
        for step in onboarding["items"]:
            step.update({field: _(step[field]) for field in _TEXTS if step[field]})
    return found


def _is_page(text: str) -> bool:
    """Whether a text is a workspace as the desk sends it, as JSON."""
    try:
        return isinstance(json.loads(text), dict)
    except (ValueError, RecursionError):
        return False
