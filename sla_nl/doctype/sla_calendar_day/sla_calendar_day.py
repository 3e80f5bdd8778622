"""Dates with hours of their own."""

from frappe.model.document import Document


class SLACalendarDay(Document):
    """A row of SLA Calendar; see `CalendarDay` in `sla_nl.engine.terms`."""
