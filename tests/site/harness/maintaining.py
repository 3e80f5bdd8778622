"""Customers with contacts under a contract of their own, maintenance windows, and who was told."""

from __future__ import annotations

from typing import Any

import frappe

from sla_nl.api.contracts import use_contract
from sla_nl.helpdesk.bulk import sweep

from .records import _make_member, make_customer

RAET = "visma-raet"
MAJOR, NIGHT = "Groot onderhoud", "Regulier onderhoud"
NOTICE, WINDOW, FEED = "SLA Maintenance Notice", "SLA Maintenance Window", "SLA Customer Feed"

NOW = "2026-06-01 09:00:00"
START, END = "2026-06-20 22:00:00", "2026-06-21 02:00:00"
ANNOUNCE_BY = "2026-06-06 22:00:00"
"""Two weeks before the start, as Raet promises for major maintenance."""

_made: list[tuple[str, str]] = []


def make_contact(customer: str, email: str, language: str = "en", enabled: int = 1) -> str:
    """Make a contact of a customer, with a portal user in a language. Returns: the contact."""
    user = {"doctype": "User", "name": email, "email": email, "first_name": email.partition("@")[0]}
    kind = {"user_type": "Website User", "language": language, "enabled": enabled}
    if not frappe.db.exists("User", email):
        frappe.get_doc(user | kind).db_insert()
        _made.append(("User", email))
    contact = frappe.get_doc({"doctype": "Contact", "first_name": email.partition("@")[0]})
    contact.append("email_ids", {"email_id": email, "is_primary": 1})
    contact.append("links", {"link_doctype": "HD Customer", "link_name": customer})
    contact.insert(ignore_permissions=True)
    frappe.db.set_value("Contact", contact.name, "user", email)
    _made.append(("Contact", contact.name))
    _make_member(customer, contact.name)
    return str(contact.name)


def make_client(name: str, *languages: str, standard: str = RAET) -> frappe._dict:
    """Make a customer with a contract of its own and a contact for each language.

    Returns: `customer`, `contract` and the `emails` of the contacts.
    """
    customer = make_customer(name)
    contract = use_contract(standard, [customer])
    stem = frappe.scrub(name)
    emails = [f"{stem}.{number}.{code}@client.example" for number, code in enumerate(languages)]
    for email, code in zip(emails, languages, strict=True):
        make_contact(customer, email, code)
    frappe.db.commit()
    return frappe._dict(customer=customer, contract=contract, emails=emails)


def window_of(contract: str, **changes: Any) -> Any:
    """Return a window of a contract that is not stored yet: major maintenance in a night."""
    values = {
        "doctype": WINDOW, "contract": contract, "maintenance_type": MAJOR, "status": "Planned",
        "planned_start": START, "planned_end": END, "text_nl": "De servers krijgen een update.",
        "text_en": "The servers get an update.",
    }  # fmt: skip
    return frappe.get_doc(values | changes)


def stored(contract: str, **changes: Any) -> Any:
    """Store such a window and commit."""
    window = inserted(window_of(contract, **changes))
    frappe.db.commit()
    return window


def inserted(window: Any) -> Any:
    """Store a window, and read it again: Frappe compares the text of its last change."""
    return window.insert().reload()


def told(window: str) -> list[tuple[str, str, int]]:
    """Return who was told of a window: the kind of message, the address and its number."""
    fields = ["kind", "email", "sequence"]
    rows = frappe.get_all(NOTICE, {"window": window}, fields, order_by="sequence, email")
    return [(row.kind, row.email, row.sequence) for row in rows]


def sweep_now() -> None:
    """Sweep as a job does, and commit."""
    frappe.db.commit()
    sweep.run()
    frappe.db.commit()


def clear() -> None:
    """Delete the windows, their log, the calendars, the mails and the contacts that were made."""
    frappe.db.rollback()
    for table in (NOTICE, WINDOW, FEED, "SLA Window Contract", "Email Queue",
                  "Email Queue Recipient", "Notification Log"):  # fmt: skip
        frappe.db.delete(table)
    for doctype, name in _made:
        if doctype == "Contact":
            for table in ("Contact Email", "Dynamic Link"):
                frappe.db.delete(table, {"parent": name, "parenttype": "Contact"})
            if frappe.db.table_exists("HD Customer Member"):
                frappe.db.delete("HD Customer Member", {"contact_name": name})
        frappe.db.delete(doctype, {"name": name})
    _made.clear()
    frappe.db.commit()
