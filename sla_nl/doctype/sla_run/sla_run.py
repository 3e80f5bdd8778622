"""Runs over many tickets."""

from frappe.model.document import Document

from sla_nl.runs import parts


class SLARun(Document):
    """A backfill, a recomputation or a trial: how far it is, and what came of it."""

    def on_trash(self) -> None:
        """Delete what its workers have found; they end when they see that it is gone."""
        parts.remove(str(self.name))
