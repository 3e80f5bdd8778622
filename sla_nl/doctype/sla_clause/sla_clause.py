"""What an article of a contract says."""

from frappe.model.document import Document


class SLAClause(Document):
    """A row of SLA Contract; see `ClauseText` in `sla_nl.engine.terms`."""
