"""The post-incident reports of tickets."""

from frappe.model.document import Document

from sla_nl.helpdesk.page import incident_reports


class SLAIncidentReport(Document):
    """What happened in an incident, what caused it, and what follows from it."""

    def validate(self) -> None:
        """Refuse a report of a ticket that the user may not write. Raises: PermissionError."""
        incident_reports.check(self)
