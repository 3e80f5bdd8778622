"""Registered contacts of customers."""

from frappe.model.document import Document

from sla_nl.helpdesk.desk import registered


class SLARegisteredContact(Document):
    """A contact who may report for a customer."""

    def validate(self) -> None:
        """Refuse a contact who is none of the customer's. Raises: frappe.ValidationError."""
        registered.check(self)
