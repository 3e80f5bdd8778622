"""The timeline of tickets."""

from sla_nl.records.permissions import Record


class SLATicketEvent(Record):
    """Something that happened to a ticket; written once, never changed."""
