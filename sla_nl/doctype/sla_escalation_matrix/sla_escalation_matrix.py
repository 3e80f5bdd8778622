"""Escalation matrices."""

from sla_nl.contracts.standard import StandardDocument


class SLAEscalationMatrix(StandardDocument):
    """The levels of escalation and what triggers them."""
