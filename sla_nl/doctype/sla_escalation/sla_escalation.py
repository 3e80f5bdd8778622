"""The log of escalations."""

from sla_nl.records.permissions import Record


class SLAEscalation(Record):
    """A step of escalation that was taken; written once, never changed."""
