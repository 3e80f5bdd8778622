"""Maintenance windows."""

from frappe.model.document import Document

from sla_nl.maintenance import telling, windows


class SLAMaintenanceWindow(Document):
    """Planned work under a contract."""

    def validate(self) -> None:
        """Refuse a window that does not fit its contract. Raises: frappe.ValidationError."""
        windows.check(self)

    def on_trash(self) -> None:
        """Refuse to delete a window that was told. Raises: frappe.ValidationError."""
        telling.check_deletable(self)
