"""The Email Templates of messages to customers; for install and uninstall."""

from __future__ import annotations

import frappe

from sla_nl.helpdesk.page.templates import TEMPLATE, Shipped, shipped


def add_templates() -> None:
    """Add the templates that are missing; one that is there stays as the site has it."""
    for template in shipped():
        if not frappe.db.exists(TEMPLATE, template.name):
            values = {"subject": template.subject, "use_html": 1, "response_html": template.text}
            document = frappe.get_doc({"doctype": TEMPLATE, **values})
            document.insert(set_name=template.name, ignore_permissions=True)


def remove_templates() -> None:
    """Delete the templates that nobody has changed; the others are the site's own work."""
    for template in shipped():
        if _is_unchanged(template):
            frappe.delete_doc(TEMPLATE, template.name, force=True, ignore_permissions=True)


def _is_unchanged(template: Shipped) -> bool:
    fields = ("subject", "use_html", "response_html")
    stored = frappe.db.get_value(TEMPLATE, template.name, fields)
    return stored is not None and tuple(stored) == (template.subject, 1, template.text)
