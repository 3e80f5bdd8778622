"""Meetings of credit cases."""

from frappe.model.document import Document


class SLACreditMeeting(Document):
    """A meeting with the customer, with its minutes."""
