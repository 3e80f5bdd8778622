"""Holders of the functions of an escalation matrix."""

from frappe.model.document import Document


class SLAHolder(Document):
    """A row of SLA Escalation Matrix; see `EscalationHolder` in `sla_nl.engine.terms`."""
