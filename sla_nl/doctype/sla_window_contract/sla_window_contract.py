"""Further contracts of a maintenance window."""

from frappe.model.document import Document


class SLAWindowContract(Document):
    """A contract under which a maintenance window is announced too."""
