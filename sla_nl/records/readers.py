"""Check who may run a report of the app.

Frappe itself does not check the roles of a report that a user queues.
"""

from __future__ import annotations

import frappe
from frappe.core.doctype.custom_role.custom_role import get_custom_allowed_roles
from frappe.model.document import Document

from sla_nl.site.messages import refuse_permission


def check(report: str, user: str | None = None) -> None:
    """Refuse a user who has none of the roles of a report.

    A site can give the report other roles; then those count.

    Raises: frappe.PermissionError.
    """
    roles = get_custom_allowed_roles("report", report) or frappe.get_all(
        "Has Role", {"parenttype": "Report", "parent": report}, pluck="role"
    )
    if not set(roles) & set(frappe.get_roles(user)):
        refuse_permission()


def is_of(order: Document, report: str) -> bool:
    """Return whether an Auto Email Report mails a report, or a custom one that is based on it."""
    basis = frappe.db.get_value("Report", order.report, "reference_report")
    return report in (order.report, basis)
