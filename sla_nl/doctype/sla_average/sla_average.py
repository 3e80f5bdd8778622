"""Promises on the average of a period."""

from frappe.model.document import Document


class SLAAverage(Document):
    """A row of SLA Contract; see `Average` in `sla_nl.engine.terms`."""
