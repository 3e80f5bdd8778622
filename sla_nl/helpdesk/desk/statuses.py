"""The ticket statuses that the rules of a contract name: which the site lacks, and make those."""

from __future__ import annotations

import frappe
from frappe.model.document import Document

STATUS = "HD Ticket Status"
CATEGORIES = {"runs": "Open", "postpones": "Open", "pauses": "Paused", "resolves": "Resolved"}
"""For each effect of a status the category of Helpdesk that it has."""

_COLOURS = {"Open": "Blue", "Paused": "Orange", "Resolved": "Green"}


def missing(contract: Document) -> dict[str, str]:
    """Return the statuses that a contract's rules name and the site lacks, with their category.

    Of several rules for a status the first counts. Names are compared without regard to case.
    """
    known = {name.casefold() for name in frappe.get_all(STATUS, pluck="name")}
    found: dict[str, str] = {}
    for rule in contract.get("status_rules"):
        if rule.status and rule.status.casefold() not in known:
            known.add(rule.status.casefold())
            found[rule.status] = CATEGORIES.get(rule.effect, "Open")
    return found


def make_missing(contract: Document) -> list[str]:
    """Make the statuses that a contract's rules name and the site lacks, and return their names."""
    found = missing(contract)
    last = frappe.db.sql(f"select max(`order`) from `tab{STATUS}`")[0][0] or 0
    for place, (name, category) in enumerate(found.items(), last + 1):
        values = {"label_agent": name, "category": category, "enabled": 1, "order": place}
        status = frappe.get_doc({"doctype": STATUS, "color": _COLOURS[category], **values})
        status.insert(ignore_permissions=True)
    return list(found)
