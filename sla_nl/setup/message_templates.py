"""The Email Templates of messages to customers; for install and uninstall."""

from __future__ import annotations

import frappe

from sla_nl.helpdesk.page.templates import TEMPLATE, shipped


def add_templates() -> None:
    """Add the templates that are missing; one that is there stays as the site has it."""
    for template in shipped():
        if not frappe.db.exists(TEMPLATE, template.name):
            values = {"subject": template.subject, "use_html": 1, "response_html": template.text}
            document = frappe.get_doc({"doctype": TEMPLATE, **values})
            document.insert(set_name=template.name, ignore_permissions=True)


def remove_templates() -> None:
    """Delete the templates, edited ones too: without the app nothing fills in what they name."""
    for template in shipped():
        if frappe.db.exists(TEMPLATE, template.name):
            frappe.delete_doc(TEMPLATE, template.name, force=True, ignore_permissions=True)
