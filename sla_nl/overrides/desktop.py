"""Show the app's onboarding steps in the user's language; Frappe shows them as stored."""

from typing import Any

import frappe
from frappe import _
from frappe.desk import desktop

_TEXTS = ("description", "callback_title", "callback_message")
"""The texts of an onboarding step that Frappe does not translate."""


@frappe.whitelist()
def get_desktop_page(page: str) -> dict[str, Any]:
    """`frappe.desk.desktop.get_desktop_page`, with onboarding steps in the user's language.

    Raises: frappe.PermissionError: he has no desk.
    """
    frappe.only_for("Desk User")
    found: dict[str, Any] = desktop.get_desktop_page(page)
    for onboarding in found.get("onboardings", {}).get("items", ()):
        for step in onboarding["items"]:
            step.update({field: _(step[field]) for field in _TEXTS if step[field]})
    return found
