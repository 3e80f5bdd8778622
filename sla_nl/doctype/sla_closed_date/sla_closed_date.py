"""Closed dates of a year."""

from frappe.model.document import Document


class SLAClosedDate(Document):
    """A row of SLA Calendar; see `ClosedDate` in `sla_nl.engine.terms`."""
