"""The page on which a customer sees maintenance of the service; login required."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _

from sla_nl.helpdesk.customers import feeds, portal
from sla_nl.helpdesk.customers.contacts import customers_of

no_cache = 1


def get_context(context: Any) -> None:
    """Fill the page with the user's own customers. Raises: frappe.Redirect: guests log in first."""
    if frappe.session.user == "Guest":
        frappe.local.flags.redirect_location = f"/login?redirect-to=%2F{feeds.PATH}"
        raise frappe.Redirect
    context.no_breadcrumbs = context.no_header = True
    context.title = _("Maintenance")
    context.language = frappe.local.lang
    context.customers = [
        {"name": name, "sections": portal.sections(name), "link": _link(name)}
        for name in customers_of(frappe.session.user)
    ]
    context.texts = {
        "none": _("You are a contact of no customer, so there is nothing to see here."),
        "calendar": _("In your own calendar"),
        "hint": _(
            "Subscribe to this address in Outlook, Google Calendar or another calendar. "
            "Whoever has it can read it."
        ),
        "make": _("Make an address"),
        "renew": _("Make a new address; the old one ends"),
        "failed": _("Something went wrong: {0}"),
    }


def _link(customer: str) -> str:
    link = feeds.link_of(customer)
    return f"{link}?lang={frappe.local.lang[:2]}" if link else ""
