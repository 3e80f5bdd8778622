"""The maintenance calendars to which customers can subscribe."""

from frappe.model.document import Document

from sla_nl.records.permissions import refuse_by_hand


class SLACustomerFeed(Document):
    """The secret address of a customer's calendar. Only the app writes it; deleting it ends it."""

    def before_validate(self) -> None:
        """Refuse to save by hand. Raises: frappe.PermissionError."""
        refuse_by_hand(self)

    def before_rename(self, old: str, new: str, merge: bool = False) -> None:
        """Refuse to rename by hand. Raises: frappe.PermissionError."""
        refuse_by_hand(self)
