"""What ticket types mean in a contract."""

from frappe.model.document import Document


class SLAKindMap(Document):
    """A row of SLA Contract; see `KindMap` in `sla_nl.engine.terms`."""
