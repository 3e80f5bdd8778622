"""The contacts of customers: who is told, and which customers a user belongs to.

Helpdesk 1.25 links a contact to its customers; its newest versions list the members of a customer.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, NamedTuple

import frappe

from sla_nl.site.language import supported

from .under import CUSTOMER

_MEMBER = "HD Customer Member"


class Receiver(NamedTuple):
    """A contact who is told.

    Args:
        email: in lower case.
        language: `nl` or `en`: that of their user, or else of the site.
    """

    email: str
    contact: str
    customer: str
    name: str
    language: str


def receivers_of(customers: Collection[str]) -> list[Receiver]:
    """Return the contacts of some customers who have an address, each address once.

    Contacts whose user is disabled are left out.
    """
    found: dict[str, Receiver] = {}
    for row in _contacts_of(customers) if customers else ():
        email = str(row.email_id or row.user or "").strip().lower()
        if "@" in email and row.enabled != 0:
            name, language = str(row.full_name or row.first_name or ""), supported(row.language)
            found.setdefault(email, Receiver(email, row.contact, row.customer, name, language))
    return list(found.values())


def customers_of(user: str) -> list[str]:
    """Return the customers to which a user belongs, by name."""
    contact = "(c.user = %(user)s or c.email_id = %(user)s)"
    return frappe.db.sql(
        f"select distinct m.customer from ({_members()}) m join tabContact c on c.name = m.contact "
        f"where {contact} order by m.customer",
        {"user": user},
        pluck=True,
    )


def _contacts_of(customers: Collection[str]) -> list[Any]:
    return frappe.db.sql(
        f"""select c.name as contact, c.first_name, c.full_name, c.email_id, c.user, m.customer,
            u.language, u.enabled
        from ({_members()}) m join tabContact c on c.name = m.contact
        left join tabUser u on u.name = ifnull(nullif(c.user, ''), c.email_id)
        where m.customer in %(customers)s order by m.customer, c.name""",
        {"customers": tuple(customers)},
        as_dict=True,
    )


def _members() -> str:
    """Return a query of all contacts (`contact`) with their customers (`customer`)."""
    if frappe.db.exists("DocType", _MEMBER):
        return f"select contact_name as contact, parent as customer from `tab{_MEMBER}`"
    return (
        "select parent as contact, link_name as customer from `tabDynamic Link` "
        f"where parenttype = 'Contact' and link_doctype = '{CUSTOMER}'"
    )
