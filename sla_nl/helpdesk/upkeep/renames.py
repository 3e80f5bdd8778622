"""Follow a renamed priority, type, status, customer or contract in the app's own data.

Frappe renames links, and saves no ticket. Timelines and the maps of contracts hold names as text.
They are renamed here with a few SQL statements, so that each ticket is judged as before. After a
merge of two documents the open tickets of both are stamped again.
"""

from __future__ import annotations

import frappe
from frappe.model.document import Document

from sla_nl.contracts.cache_token import forget
from sla_nl.contracts.documents import CONTRACT
from sla_nl.fees import ledger
from sla_nl.records import timeline

from .. import TICKET
from ..ticket.facts import LINKED
from ..ticket.helpdesk_log import read_renamed
from . import recompute

_MAPS = {
    "priority": (("SLA Priority Map", "helpdesk_priority"),),
    "ticket_type": (("SLA Priority Map", "ticket_type"), ("SLA Kind Map", "ticket_type")),
    "status": (("SLA Status Rule", "status"),),
}
"""By fact, the tables and columns of contracts that hold a document's name as text."""


def after_rename(document: Document, method: str, old: str, new: str, merge: bool = False) -> None:
    """Rename a document in timelines, contracts, tickets and fees."""
    fact = next(name for name, doctype in LINKED.items() if doctype == document.doctype)
    timeline.rename_fact(fact, old, new)
    _rename_rows(fact, old, new, merge)
    if document.doctype == CONTRACT:
        _rename_judgements(old, new)
    forget()
    if merge:
        recompute.start(document)


def rename_in_shipped() -> None:
    """Rename in the shipped contracts again, after a migrate has restored their original names."""
    for fact, names in read_renamed().items():
        for old, new in names.items():
            if not frappe.db.exists(LINKED[fact], old):
                _rename_rows(fact, old, new, merge=True)


def _rename_rows(fact: str, old: str, new: str, merge: bool) -> None:
    """Rename in the rows of contracts.

    After a merge a contract that already has rows for the new name stays as it is.
    """
    for doctype, field in _MAPS.get(fact, ()):
        rows = frappe.qb.DocType(doctype)
        query = frappe.qb.update(rows).set(rows[field], new).where(rows[field] == old)
        own = frappe.get_all(doctype, {field: new}, pluck="parent") if merge else []
        (query.where(rows.parent.notin(own)) if own else query).run()


def _rename_judgements(old: str, new: str) -> None:
    """Rename a contract in tickets and their fees."""
    frappe.db.set_value(
        TICKET, {"sla_nl_judged_by": old}, "sla_nl_judged_by", new, update_modified=False
    )
    ledger.rename_contract(old, new)
