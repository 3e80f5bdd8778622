"""Check who may run or mail the report of unbilled fees.

Frappe makes the report that it mails with the rights of Administrator.
"""

from __future__ import annotations

from frappe.model.document import Document

from sla_nl.records import readers

REPORT = "SLA Unbilled Fees"


def check(user: str | None = None) -> None:
    """Refuse a user who has none of the roles of the report. Raises: frappe.PermissionError."""
    readers.check(REPORT, user)


def check_mail(order: Document, method: str = "") -> None:
    """Refuse an Auto Email Report if its author or its user may not run the report.

    Raises: frappe.PermissionError.
    """
    if readers.is_of(order, REPORT):
        check()
        check(order.user)
