"""Users and customers of Helpdesk, for the template site and for tests.

Frappe empties every cache when a user is made, which costs more than a second. So the template site
has the users of `cast` already, and the functions here return at once for a user that exists.
"""

from __future__ import annotations

from typing import Any

import frappe

from .cast import AGENTS, CUSTOMER_USERS, PASSWORD


def make_cast() -> None:
    """Make the agents, and two customers with a portal user each."""
    for email, language in AGENTS.items():
        make_agent(email)
        frappe.db.set_value("User", email, "language", language)
    for email, customer in CUSTOMER_USERS.items():
        make_customer_user(email, customer)


def make_customer(name: str) -> str:
    """Make an HD Customer if it does not exist, and return its name."""
    if not frappe.db.exists("HD Customer", name):
        customer = frappe.get_doc({"doctype": "HD Customer", "customer_name": name})
        customer.insert(ignore_permissions=True)
    return name


def make_agent(email: str, *roles: str) -> str:
    """Make an HD Agent who has these roles too, and return their user."""
    _make_user(email, "System User", roles)
    if not frappe.db.exists("HD Agent", email):
        agent = frappe.get_doc({"doctype": "HD Agent", "user": email, "agent_name": _first(email)})
        agent.insert(ignore_permissions=True)
        frappe.clear_cache(user=email)
    return email


def make_manager(email: str) -> str:
    """Make an SLA Manager who is not an agent, and return their user."""
    _make_user(email, "System User", ("SLA Manager",))
    return email


def make_admin(email: str) -> str:
    """Make a System Manager who is not an agent, and return their user."""
    _make_user(email, "System User", ("System Manager",))
    return email


def make_customer_user(email: str, customer: str) -> str:
    """Make a portal user whose contact is a member of the customer, and return the user."""
    make_customer(customer)
    _make_user(email, "Website User", ())
    contact = _contact_of(email)
    if not any(link.link_name == customer for link in contact.links):
        contact.append("links", {"link_doctype": "HD Customer", "link_name": customer})
        contact.save(ignore_permissions=True)
    _make_member(customer, contact.name)
    return email


def _make_member(customer: str, contact: str) -> None:
    """Make a contact a member of a customer, which gives its user a role (not in Helpdesk 1.25)."""
    document = frappe.get_doc("HD Customer", customer)
    if document.meta.has_field("contacts"):
        if not any(row.contact_name == contact for row in document.contacts):
            document.append("contacts", {"contact_name": contact, "is_manager": 1})
            document.save(ignore_permissions=True)


def _make_user(email: str, user_type: str, roles: tuple[str, ...]) -> None:
    if not frappe.db.exists("User", email):
        user = frappe.get_doc(
            {
                "doctype": "User",
                "email": email,
                "first_name": _first(email),
                "user_type": user_type,
                "send_welcome_email": 0,
                "language": "en",
                "new_password": PASSWORD,
            }
        )
        user.insert(ignore_permissions=True)
    missing = set(roles) - set(frappe.get_roles(email))
    if missing:
        frappe.get_doc("User", email).add_roles(*missing)


def _contact_of(email: str) -> Any:
    """Return the contact that Frappe made with the user, or a new one."""
    name = frappe.db.get_value("Contact", {"user": email})
    if name:
        return frappe.get_doc("Contact", name)
    contact = frappe.get_doc({"doctype": "Contact", "first_name": _first(email), "user": email})
    contact.append("email_ids", {"email_id": email, "is_primary": 1})
    return contact


def _first(email: str) -> str:
    return email.partition("@")[0]
