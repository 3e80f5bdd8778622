"""Outages."""

from frappe.model.document import Document

from sla_nl.availability import checking


class SLAOutage(Document):
    """A span in which a service of a contract was down."""

    def validate(self) -> None:
        """Refuse an outage that cannot be. Raises: see `check`."""
        checking.check(self)
