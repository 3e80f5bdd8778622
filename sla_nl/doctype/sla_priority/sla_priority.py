"""Priorities of a contract."""

from frappe.model.document import Document


class SLAPriority(Document):
    """A row of SLA Contract; see `Priority` in `sla_nl.engine.terms`."""
