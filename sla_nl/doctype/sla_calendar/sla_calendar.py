"""Service calendars."""

from sla_nl.services.standard import StandardDocument


class SLACalendar(StandardDocument):
    """When the clocks of contracts run."""
