"""A contract was deleted although something names it, by force: what names it lets go of it.

Frappe refuses to save a document with a link to one that is gone, before any hook of ours.
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
    """Empty the links to a contract that is gone; a migrate brings the shipped ones again."""
    if frappe.flags.in_fixtures:
        return
    _clear_tickets(contract.name)
    previous = {"previous_version": contract.name}
    frappe.db.set_value(CONTRACT, previous, "previous_version", None, update_modified=False)
    if frappe.db.get_single_value(SETTINGS, "default_contract", cache=False) == contract.name:
        frappe.db.set_single_value(SETTINGS, "default_contract", None)


def _clear_tickets(contract: str) -> None:
    """Their timelines tell it; each is stamped anew with its next save."""
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
