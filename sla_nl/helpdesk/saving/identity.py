"""Find out whether a user is an agent, or a contact of some customers.

Helpdesk 1.25 links a contact to a customer by a Dynamic Link of the contact. Newer versions use a
row of the customer (HD Customer Member). This module calls the function that the version has.
"""

from __future__ import annotations

from email.utils import parseaddr

import frappe
from frappe.model.document import Document
from helpdesk import utils

from ..ticket.facts import is_staff


def is_agent() -> bool:
    """Return whether the user works here; they may file and change tickets for any customer."""
    return is_staff(frappe.session.user) or bool(utils.is_agent())


def claim(doc: Document) -> None:
    """Set the reporter, contact and customer of a new ticket to those of the user.

    The reporter is the user. A guest may give any mail address, like the sender of a mail. A
    contact or customer that is not the reporter's is removed, and Helpdesk fills in the empty
    fields.
    """
    user = _address(doc.raised_by) if frappe.session.user == "Guest" else frappe.session.user
    if _address(doc.raised_by).lower() != user.lower():
        doc.raised_by = user
    contacts = _contacts_of(user)
    if doc.contact and doc.contact not in contacts:
        doc.contact = None
    if doc.customer and doc.customer not in _customers_of(contacts):
        doc.customer = None
    fill_in(doc)


def fill_in(doc: Document) -> None:
    """Let Helpdesk fill in the contact and customer of a ticket, if they are empty."""
    doc.set_contact()
    doc.set_customer()


def _address(text: str | None) -> str:
    """Return the mail address in a text such as `Ann <ann@example.com>`."""
    return parseaddr(text or "")[1]


def _contacts_of(user: str) -> list[str]:
    """Return the names of the contacts of a user or mail address."""
    if not user:
        return []
    own = {"user": user, "email_id": user, "name": user}
    contacts: list[str] = frappe.get_all("Contact", or_filters=own, pluck="name")
    return contacts


def _customers_of(contacts: list[str]) -> set[str]:
    """Return the customers of some contacts."""
    if newest := getattr(utils, "get_customers", None):
        return {customer for contact in contacts for customer in newest(contact=contact)}
    return {customer for contact in contacts for customer in utils.get_customer(contact)}
