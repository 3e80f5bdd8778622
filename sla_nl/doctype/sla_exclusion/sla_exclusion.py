"""Causes that do not count under a contract."""

from frappe.model.document import Document


class SLAExclusion(Document):
    """A row of SLA Contract; see `Exclusion` in `sla_nl.engine.terms`."""
