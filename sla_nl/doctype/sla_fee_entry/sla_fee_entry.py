"""The fee ledger."""

from sla_nl.services import fees
from sla_nl.services.records import Record


class SLAFeeEntry(Record):
    """What a ticket costs its customer; reversed by another entry, never altered by hand."""

    def onload(self) -> None:
        self.set_onload("reversal", fees.reversal_of(self.name))
