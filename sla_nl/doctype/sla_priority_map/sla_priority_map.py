"""What Helpdesk priorities mean in a contract."""

from frappe.model.document import Document


class SLAPriorityMap(Document):
    """A row of SLA Contract; see `PriorityMap` in `sla_nl.engine.terms`."""
