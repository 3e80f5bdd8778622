"""The page on which a receiver of an escalation reads it and acknowledges it; login required."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import frappe
from frappe import _

from sla_nl.helpdesk.page import acknowledging

no_cache = 1


def get_context(context: Any) -> None:
    """Fill the page. Raises: frappe.Redirect: a guest goes to the login first."""
    name = str(frappe.form_dict.get("name") or "")
    if frappe.session.user == "Guest":
        page = quote(f"/sla-escalation?name={name}", safe="")
        frappe.local.flags.redirect_location = f"/login?redirect-to={page}"
        raise frappe.Redirect
    context.no_breadcrumbs = context.no_header = True
    context.title = _("Escalation")
    context.texts = {
        "acknowledge": _("Acknowledge"),
        "acknowledged": _("Acknowledged. You are not told of this again."),
        "failed": _("Something went wrong: {0}"),
        "none": _("This escalation does not exist, or you were not told of it."),
        "open": _("Open the ticket"),
    }
    context.shown = acknowledging.shown_to(frappe.session.user, name)
