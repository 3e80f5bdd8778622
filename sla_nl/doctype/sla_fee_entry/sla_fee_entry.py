"""The fee ledger."""

from frappe.model.document import Document

from sla_nl.services import fees, records


class SLAFeeEntry(Document):
    """What a ticket costs its customer; reversed by another entry, never altered by hand."""

    def onload(self) -> None:
        self.set_onload("reversal", fees.reversal_of(self.name))

    def before_validate(self) -> None:
        records.refuse_unless_writer(self)

    def before_rename(self, old: str, new: str, merge: bool = False) -> None:
        records.refuse_unless_writer(self)

    def on_trash(self) -> None:
        records.refuse_unless_writer(self)
