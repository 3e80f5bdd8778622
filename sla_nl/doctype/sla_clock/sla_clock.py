"""The clocks of tickets."""

import frappe
from frappe.model.document import Document

from sla_nl.services import records


class SLAClock(Document):
    """A clock of a ticket as last judged; a copy of the verdict, no source of truth."""

    def before_validate(self) -> None:
        records.refuse_unless_writer(self)

    def before_rename(self, old: str, new: str, merge: bool = False) -> None:
        records.refuse_unless_writer(self)

    def on_trash(self) -> None:
        records.refuse_unless_writer(self)


def on_doctype_update() -> None:
    """A ticket has a clock once; lists and cards ask for a state, by date."""
    frappe.db.add_unique("SLA Clock", ["ticket", "due_key"], constraint_name="ticket_due_key")
    frappe.db.add_index("SLA Clock", ["state", "due"], index_name="state_due")
