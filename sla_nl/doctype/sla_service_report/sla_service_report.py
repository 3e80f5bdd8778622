"""The service reports for customers."""

import frappe
from frappe.model.document import Document

from sla_nl.helpdesk.reviewing import checking


class SLAServiceReport(Document):
    """What a customer was promised and got in a month, for a manager to read and send."""

    def validate(self) -> None:
        """Refuse a month that is none, and any change of what was sent."""
        checking.check(self)

    def on_trash(self) -> None:
        """Refuse to delete what was sent."""
        checking.check_not_sent(self)


def on_doctype_update() -> None:
    """Allow one report for each customer, contract and month."""
    frappe.db.add_unique(
        "SLA Service Report", ["customer", "contract", "month"], constraint_name="one_a_month"
    )
