"""When maintenance may take place under a contract."""

from frappe.model.document import Document


class SLAMaintenanceRule(Document):
    """A row of SLA Contract; see `MaintenanceRule` in `sla_nl.engine.terms`."""
