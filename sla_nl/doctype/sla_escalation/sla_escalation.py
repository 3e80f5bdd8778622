"""The log of escalations."""

from sla_nl.clauses.articles import named_in
from sla_nl.records.permissions import Record
from sla_nl.site.language import language


class SLAEscalation(Record):
    """An escalation: who was told, when, and who acknowledged it. Only the app writes it."""

    def onload(self) -> None:
        """Give the form its clauses."""
        self.set_onload("clauses", named_in(self.as_dict(), language()))
