"""Weekly opening hours."""

from frappe.model.document import Document


class SLACalendarHours(Document):
    """A row of SLA Calendar; see `CalendarHours` in `sla_nl.engine.terms`."""
