"""Warnings that little of the allowed downtime is left."""

from sla_nl.records.permissions import Record


class SLABudgetWarning(Record):
    """Who was told that little of the allowed downtime of a service is left; once a period."""
