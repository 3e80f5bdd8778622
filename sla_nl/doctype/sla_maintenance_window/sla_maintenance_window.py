"""Maintenance windows."""

from frappe.model.document import Document

from sla_nl.maintenance import windows


class SLAMaintenanceWindow(Document):
    """Planned work under a contract."""

    def validate(self) -> None:
        windows.check(self)
