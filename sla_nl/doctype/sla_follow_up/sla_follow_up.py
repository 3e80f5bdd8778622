"""What is due after other events under a contract."""

from frappe.model.document import Document


class SLAFollowUp(Document):
    """A row of SLA Contract; see `FollowUp` in `sla_nl.engine.terms`."""
