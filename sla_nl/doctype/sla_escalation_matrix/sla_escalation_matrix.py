"""Escalation matrices."""

from sla_nl.contracts.standard import StandardDocument
from sla_nl.people import holders


class SLAEscalationMatrix(StandardDocument):
    """The levels of escalation and what triggers them."""

    def validate(self) -> None:
        """Refuse a matrix with faults, or with holders who are customers. Raises: see `check`."""
        super().validate()
        holders.check(self)
