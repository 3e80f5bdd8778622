"""Promises of a contract."""

from frappe.model.document import Document


class SLATarget(Document):
    """A row of SLA Contract; see `Target` in `sla_nl.engine.terms`."""
