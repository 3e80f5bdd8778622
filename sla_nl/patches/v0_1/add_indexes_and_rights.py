"""Add the indexes, and a right of System Managers, that came after the first installations.

A migrate changes no field and no right that a site has already, so this patch adds them. It
changes nothing on a site that has them.
"""

from __future__ import annotations

import frappe
from frappe.permissions import add_permission, update_permission_property

TICKET = "HD Ticket"
INDEXED = ("sla_nl_judged_by",)
ROLE, LEVEL = "System Manager", 1


def execute() -> None:
    """Add what is missing."""
    frappe.get_doc("DocType", "SLA Clock").run_module_method("on_doctype_update")
    fields = [f"{TICKET}-{field}" for field in INDEXED]
    frappe.db.set_value("Custom Field", {"name": ("in", fields)}, "search_index", 1)
    frappe.clear_cache(doctype=TICKET)
    frappe.db.updatedb(TICKET)
    _add_right()


def _add_right() -> None:
    rule = {"parent": TICKET, "role": ROLE, "permlevel": LEVEL, "if_owner": 0}
    if frappe.db.exists("Custom DocPerm", rule):
        return
    add_permission(TICKET, ROLE, LEVEL)
    for right in ("read", "write"):
        update_permission_property(TICKET, ROLE, LEVEL, right, 1, validate=False)
