"""The calendar of a customer to which Outlook, Google and others subscribe, by a secret address.

The address has a random token. It is found by a digest of the token, so how long a wrong one takes
says nothing about the right one. Renewing the token ends the old address.
"""

from __future__ import annotations

import secrets
from hashlib import sha256
from typing import Any

import frappe
from frappe.model.document import Document
from frappe.utils import get_url, now_datetime

from sla_nl.records.permissions import writing

FEED = "SLA Customer Feed"
PATH = "sla-maintenance"
_BYTES = 32


def link_of(customer: str) -> str:
    """Return the address of a customer's calendar; empty if there is none yet."""
    token = frappe.db.get_value(FEED, {"customer": customer}, "token")
    return address(token) if token else ""


def renew(customer: str) -> str:
    """Give a customer a new address; the old one ends. Returns: the address."""
    token = secrets.token_urlsafe(_BYTES)
    values = {"token": token, "digest": _digest(token), "renewed_at": now_datetime()}
    name = frappe.db.get_value(FEED, {"customer": customer}, for_update=True)
    feed = frappe.get_doc(FEED, name) if name else frappe.new_doc(FEED, customer=customer)
    feed.update(values)
    with writing():
        feed.save(ignore_permissions=True)
    return address(token)


def address(token: str) -> str:
    """Return the address of the calendar with a token."""
    return str(get_url(f"/{PATH}/{token}.ics"))


def customer_with(token: str) -> str | None:
    """Return the customer whose calendar has a token; None if none has."""
    if not token or len(token) > 4 * _BYTES:
        return None
    customer: Any = frappe.db.get_value(FEED, {"digest": _digest(token)}, "customer")
    return customer


def before_rename(customer: Document, method: str, old: str, new: str, merge: bool = False) -> None:
    """End the calendar of a customer that is merged into another one, which keeps its own."""
    if merge and frappe.db.exists(FEED, {"customer": new}):
        frappe.db.delete(FEED, {"customer": old})


def after_delete(customer: Document, method: str | None = None) -> None:
    """End the calendar of a customer that is deleted."""
    frappe.db.delete(FEED, {"customer": customer.name})


def _digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()
