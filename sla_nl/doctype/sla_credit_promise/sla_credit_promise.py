"""Missed promises of credit cases."""

from frappe.model.document import Document


class SLACreditPromise(Document):
    """A promise that was missed, on which a credit case rests."""
