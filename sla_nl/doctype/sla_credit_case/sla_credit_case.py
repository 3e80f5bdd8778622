"""Credit cases."""

from frappe.model.document import Document

from sla_nl.credits import cases


class SLACreditCase(Document):
    """What follows from missed promises: meetings, and a discount until there is progress."""

    def onload(self) -> None:
        """Give the form the meetings and discounts step by step."""
        self.set_onload("steps", cases.explained(self))

    def validate(self) -> None:
        """Refuse a case that does not fit its contract or tickets. Raises: ValidationError."""
        cases.check(self)

    def on_update(self) -> None:
        """Book the discounts that have begun."""
        self.flags.sla_nl_booked = cases.book(self)
