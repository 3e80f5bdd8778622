"""Who is told what, how often, under a contract."""

from frappe.model.document import Document


class SLACommunicationRule(Document):
    """A row of SLA Contract; see `CommunicationRule` in `sla_nl.engine.terms`."""
