"""Follow a service that gets another name in its contract: its outages and links keep it.

The rows of a table keep their names when they are edited, so a row with another subject was
renamed.
"""

from __future__ import annotations

import frappe
from frappe.model.document import Document

from .outages import OUTAGE

_TARGET = "SLA Monitored Target"


def after_change(contract: Document, method: str = "") -> None:
    """Give the outages, windows and monitored services of a contract the new names of services."""
    before = contract.get_doc_before_save()
    if before is None or frappe.flags.in_fixtures:
        return
    old = {row.name: row.subject for row in before.get("availability") or ()}
    for row in contract.get("availability") or ():
        if old.get(row.name, row.subject) != row.subject:
            _rename(contract.name, old[row.name], row.subject)


def _rename(contract: str, old: str, new: str) -> None:
    for doctype, column in ((OUTAGE, "contract"), (_TARGET, "contract")):
        frappe.db.sql(
            f"update `tab{doctype}` set service = %s where {column} = %s and service = %s",
            (new, contract, old),
        )
