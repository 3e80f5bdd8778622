"""Maintenance windows."""

from frappe.model.document import Document

from sla_nl.services import maintenance


class SLAMaintenanceWindow(Document):
    """Planned work under a contract."""

    def validate(self) -> None:
        maintenance.check(self)
