"""Services as monitors call them."""

from frappe.model.document import Document

from sla_nl.monitoring import services


class SLAMonitoredService(Document):
    """A service that a monitor reports, and the services of contracts that it stands for."""

    def validate(self) -> None:
        """Refuse a service that its contract does not have. Raises: frappe.ValidationError."""
        services.check(self)

    def on_update(self) -> None:
        """Make outages of what was reported before."""
        services.after_change(self)
