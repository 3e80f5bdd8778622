"""Check who may run or mail the report of unbilled fees.

Frappe itself does not check the roles of a report that a user queues, and it makes the report that
it mails with the rights of Administrator.
"""

from __future__ import annotations

import frappe
from frappe.core.doctype.custom_role.custom_role import get_custom_allowed_roles
from frappe.model.document import Document

from sla_nl.site.messages import refuse_permission

REPORT = "SLA Unbilled Fees"


def check(user: str | None = None) -> None:
    """Refuse a user who has none of the roles of the report.

    A site can give the report other roles; then those count.

    Raises: frappe.PermissionError.
    """
    roles = get_custom_allowed_roles("report", REPORT) or frappe.get_all(
        "Has Role", {"parenttype": "Report", "parent": REPORT}, pluck="role"
    )
    if not set(roles) & set(frappe.get_roles(user)):
        refuse_permission()


def check_mail(order: Document, method: str = "") -> None:
    """Refuse an Auto Email Report if its author or its user may not run the report.

    Raises: frappe.PermissionError.
    """
    basis = frappe.db.get_value("Report", order.report, "reference_report")
    if REPORT in (order.report, basis):
        check()
        check(order.user)
