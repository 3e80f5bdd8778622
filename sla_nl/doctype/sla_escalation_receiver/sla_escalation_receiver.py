"""Who was told of an escalation."""

from frappe.model.document import Document


class SLAEscalationReceiver(Document):
    """A row of SLA Escalation; see `sla_nl/escalation/log.py`."""
