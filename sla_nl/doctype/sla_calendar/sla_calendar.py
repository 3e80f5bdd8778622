"""Service calendars."""

from frappe.model.document import Document

from sla_nl.services import contracts, standard


class SLACalendar(Document):
    """When the clocks of contracts run."""

    @staticmethod
    def prepare_for_import(document: dict) -> None:
        standard.prepare_for_import(document)

    def before_validate(self) -> None:
        standard.refuse_edits(self)

    def validate(self) -> None:
        contracts.check(self)

    def on_update(self) -> None:
        contracts.forget()

    def before_rename(self, old: str, new: str, merge: bool = False) -> None:
        standard.refuse(self, "renamed")

    def after_rename(self, old: str, new: str, merge: bool = False) -> None:
        contracts.forget()

    def on_trash(self) -> None:
        standard.refuse(self, "deleted")
        contracts.forget()
