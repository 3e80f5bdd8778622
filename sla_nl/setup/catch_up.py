"""A patch: indexes, and a right of System Managers, on a site where the app was installed before.

Fields and rights that a site has are never touched by a migrate; this adds them once.
"""

from __future__ import annotations

import frappe

from sla_nl.helpdesk import TICKET

from .custom_fields import ADMIN, FIELDS, PERMISSIONS, add_permissions


def execute() -> None:
    """Add what is missing."""
    frappe.get_doc("DocType", "SLA Clock").run_module_method("on_doctype_update")
    indexed = [f"{TICKET}-{item['fieldname']}" for item in FIELDS if item.get("search_index")]
    frappe.db.set_value("Custom Field", {"name": ("in", indexed)}, "search_index", 1)
    frappe.clear_cache(doctype=TICKET)
    frappe.db.updatedb(TICKET)
    add_permissions(rule for rule in PERMISSIONS if rule[1] == ADMIN)
