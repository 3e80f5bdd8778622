"""What the customer owes under a contract."""

from frappe.model.document import Document


class SLAFeeRule(Document):
    """A row of SLA Contract; see `FeeRule` in `sla_nl.engine.terms`."""
