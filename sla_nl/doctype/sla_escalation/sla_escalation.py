"""The log of escalations."""

from sla_nl.records.permissions import Record


class SLAEscalation(Record):
    """An escalation: who was told, when, and who acknowledged it. Only the app writes it."""
