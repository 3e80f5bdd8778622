"""Service calendars."""

from sla_nl.contracts.standard import StandardDocument


class SLACalendar(StandardDocument):
    """When the clocks of contracts run."""
