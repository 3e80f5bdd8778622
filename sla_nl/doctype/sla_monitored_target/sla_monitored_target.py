"""The services of contracts that a monitored service stands for."""

from frappe.model.document import Document


class SLAMonitoredTarget(Document):
    """A service of a contract: a row of a monitored service."""
