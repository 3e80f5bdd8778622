"""Clear links to a contract that was deleted by force.

Frappe refuses to save documents with dead links, before any hook of this app runs.
"""

from __future__ import annotations

import frappe
from frappe.model.document import Document

from sla_nl.contracts.documents import CONTRACT, SETTINGS
from sla_nl.records import timeline
from sla_nl.records.timeline import CHANGED, Entry, Happening
from sla_nl.site.time import now_s

from .. import TICKET
from ..ticket import tickets

_FIELD = "sla_nl_contract"


def after_delete(contract: Document, method: str = "") -> None:
    """Empty the links to a contract that was deleted.

    During a migrate nothing is emptied, because it deletes shipped contracts and adds them again.
    """
    if frappe.flags.in_fixtures:
        return
    _clear_tickets(contract.name)
    previous = {"previous_version": contract.name}
    frappe.db.set_value(CONTRACT, previous, "previous_version", None, update_modified=False)
    if frappe.db.get_single_value(SETTINGS, "default_contract", cache=False) == contract.name:
        frappe.db.set_single_value(SETTINGS, "default_contract", None)


def _clear_tickets(contract: str) -> None:
    """Empty the contract of tickets, and record that in their timelines.

    The next save of each ticket stamps it again.
    """
    names = frappe.get_all(TICKET, {_FIELD: contract}, pluck="name", order_by="name")
    if not names:
        return
    frappe.db.set_value(TICKET, {"name": ("in", names)}, _FIELD, None, update_modified=False)
    gone = Happening(now_s(), CHANGED, {_FIELD: None})
    known = timeline.read_all(names)
    timeline.append_all(
        Entry(name, gone, f"{name}:changed:without {contract}", len(known[name]))
        for name in names
        if name in known
    )
    tickets.announce(names)
