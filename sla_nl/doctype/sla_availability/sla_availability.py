"""Promised availability under a contract."""

from frappe.model.document import Document


class SLAAvailability(Document):
    """A row of SLA Contract; see `Availability` in `sla_nl.engine.terms`."""
