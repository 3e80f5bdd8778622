"""What the statuses of a ticket mean in a contract."""

from frappe.model.document import Document


class SLAStatusRule(Document):
    """A row of SLA Contract; see `StatusRule` in `sla_nl.engine.terms`."""
