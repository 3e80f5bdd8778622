"""The fee ledger."""

from sla_nl.clauses.articles import named_in
from sla_nl.fees import ledger
from sla_nl.records.permissions import Record
from sla_nl.site.language import language


class SLAFeeEntry(Record):
    """What a ticket costs its customer; reversed by another entry, never altered by hand."""

    def onload(self) -> None:
        """Give the form the name of the entry that reverses this one, and its clauses."""
        self.set_onload("reversal", ledger.reversal_of(self.name))
        self.set_onload("clauses", named_in(self.as_dict(), language()))
