"""What starts an escalation."""

from frappe.model.document import Document


class SLAEscalationTrigger(Document):
    """A row of SLA Escalation Matrix; see `EscalationTrigger` in `sla_nl.engine.terms`."""
