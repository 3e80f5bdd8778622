"""Parts of a run that workers share."""

from sla_nl.records.permissions import Record


class SLARunPart(Record):
    """Some tickets of a run, and what was found of them; see `sla_nl/runs/parts.py`."""
