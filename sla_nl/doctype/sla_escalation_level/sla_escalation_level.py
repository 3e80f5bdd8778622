"""Levels of an escalation matrix."""

from frappe.model.document import Document


class SLAEscalationLevel(Document):
    """A row of SLA Escalation Matrix; see `EscalationLevel` in `sla_nl.engine.terms`."""
