"""When the sweep looks at a ticket's escalations again."""

from sla_nl.records.permissions import Record


class SLANextEscalation(Record):
    """The next moment of a ticket; see `sla_nl/escalation/moments.py`."""
