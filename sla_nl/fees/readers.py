"""Who may run the report of unbilled fees, by whatever way.

Frappe lets any user of the desk queue any report, and runs it then without a look at its roles. It
mails a report as Administrator, for whatever user stands in the order.
"""

from __future__ import annotations

import frappe
from frappe.core.doctype.custom_role.custom_role import get_custom_allowed_roles
from frappe.model.document import Document

from sla_nl.site.messages import refuse_permission

REPORT = "SLA Unbilled Fees"


def check(user: str | None = None) -> None:
    """Refuse a user who has none of the roles of the report, or those that the site gives it.

    Raises: frappe.PermissionError.
    """
    roles = get_custom_allowed_roles("report", REPORT) or frappe.get_all(
        "Has Role", {"parenttype": "Report", "parent": REPORT}, pluck="role"
    )
    if not set(roles) & set(frappe.get_roles(user)):
        refuse_permission()


def check_mail(order: Document, method: str = "") -> None:
    """Refuse to mail the report regularly for or by somebody who may not run it.

    Raises: frappe.PermissionError.
    """
    basis = frappe.db.get_value("Report", order.report, "reference_report")
    if REPORT in (order.report, basis):
        check()
        check(order.user)
