"""Days away."""

from frappe.model.document import Document

from sla_nl.people import absences


class SLAAbsence(Document):
    """Days on which somebody is away, and their deputies are told of escalations."""

    def validate(self) -> None:
        """Refuse days that are not in order, or of somebody else. Raises: see `check`."""
        absences.check(self)
