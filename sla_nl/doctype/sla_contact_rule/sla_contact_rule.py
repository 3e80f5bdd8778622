"""Who may be contacted under a contract, and when."""

from frappe.model.document import Document


class SLAContactRule(Document):
    """A row of SLA Contract; see `ContactRule` in `sla_nl.engine.terms`."""
