"""What events do to the clocks of a contract."""

from frappe.model.document import Document


class SLAEventRule(Document):
    """A row of SLA Contract; see `EventRule` in `sla_nl.engine.terms`."""
