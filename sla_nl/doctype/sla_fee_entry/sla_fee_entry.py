"""The fee ledger."""

from sla_nl.fees import ledger
from sla_nl.records.permissions import Record


class SLAFeeEntry(Record):
    """What a ticket costs its customer; reversed by another entry, never altered by hand."""

    def onload(self) -> None:
        """Give the form the name of the entry that reverses this one."""
        self.set_onload("reversal", ledger.reversal_of(self.name))
