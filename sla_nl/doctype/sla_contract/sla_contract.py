"""SLA contracts."""

from sla_nl.contracts.standard import StandardDocument


class SLAContract(StandardDocument):
    """The terms of an agreement; checked and compiled by the engine."""
