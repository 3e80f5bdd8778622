"""Who was told of maintenance, and when."""

from sla_nl.records.permissions import Record


class SLAMaintenanceNotice(Record):
    """A mail about a maintenance window to one contact. Only the app writes it."""
