"""What the supplier owes under a contract."""

from frappe.model.document import Document


class SLACreditRule(Document):
    """A row of SLA Contract; see `CreditRule` in `sla_nl.engine.terms`."""
