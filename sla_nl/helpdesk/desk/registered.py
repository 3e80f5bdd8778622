"""The registered contacts of customers: who they are, and what the contract says of their number.

A contact is registered for a customer by a manager. Helpdesk 1.25 links a contact to its customers;
its newest versions list the members of a customer.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document

from sla_nl.contracts.in_force import contract_for, contract_named
from sla_nl.engine.agreement.contacts import ContactCount, contact_counts
from sla_nl.engine.errors import ContractError
from sla_nl.site.messages import refuse
from sla_nl.site.time import now_s

from ..ticket.reporter import CONTACT
from .customers import CUSTOMER

_MEMBER = "HD Customer Member"


def check(row: Document) -> None:
    """Refuse a contact that is registered already, or that is none of the customer's.

    Raises: frappe.ValidationError.
    """
    if row.contact not in _members(row.customer):
        text = _("{0} is no contact of {1}. Add the contact to the customer first.")
        refuse(text, row.contact, row.customer)
    same = {"customer": row.customer, "contact": row.contact, "name": ("!=", row.name or "")}
    if frappe.db.exists(CONTACT, same):
        refuse(_("{0} is registered for {1} already."), row.contact, row.customer)


def of_customer(customer: str) -> dict[str, Any]:
    """Return the contacts of a customer, and what their contract says of those who are registered.

    Returns: `contacts`, each with `contact`, `full_name`, `email` and `is_registered`; and `lines`,
        each with a `text`, `is_wrong`, and the `definition` of the rule.
    """
    registered = _registered(customer)
    people = frappe.get_all(
        "Contact",
        {"name": ("in", [*_members(customer), *registered])},
        ["name", "full_name", "first_name", "email_id"],
        order_by="full_name, name",
    )
    contacts = [
        {
            "contact": person.name,
            "full_name": person.full_name or person.first_name or person.name,
            "email": person.email_id or "",
            "is_registered": person.name in registered,
        }
        for person in people
    ]
    return {"contacts": contacts, "lines": lines_of(customer)}


def lines_of(customer: str, contract: str | None = None) -> list[dict[str, Any]]:
    """Return what a contract says of a customer's contacts beside how many are registered.

    Args:
        contract: the one that is asked about; by default the customer's own of now.
    """
    name = contract or contract_for(customer, now_s(), None)
    if not name:
        return []
    try:
        counts = contact_counts(contract_named(name), len(_registered(customer)))
    except ContractError:
        return []
    return [
        {
            "text": _text(count),
            "is_wrong": _is_wrong(count),
            "definition": count.rule.definition,
        }
        for count in counts
    ]


def of_contract(contract: str) -> list[dict[str, str]]:
    """Return a sentence for each customer of a contract whose contacts do not fit its rules."""
    of_rows = {"parent": contract, "parenttype": "SLA Contract"}
    customers = frappe.get_all("SLA Contract Customer", of_rows, pluck="customer", order_by="idx")
    return [
        {"customer": customer, "text": line["text"]}
        for customer in customers
        for line in lines_of(customer, contract)
        if line["is_wrong"]
    ]


def set_registered(customer: str, contact: str, is_registered: bool) -> None:
    """Register a contact of a customer, or no longer."""
    if is_registered:
        frappe.get_doc(doctype=CONTACT, customer=customer, contact=contact).insert()
        return
    for name in frappe.get_all(CONTACT, {"customer": customer, "contact": contact}, pluck="name"):
        frappe.delete_doc(CONTACT, name)


def forget(document: Document, method: str | None = None) -> None:
    """Forget the registrations of a contact or customer that is deleted."""
    field = "customer" if document.doctype == CUSTOMER else "contact"
    frappe.db.delete(CONTACT, {field: document.name})


def _registered(customer: str) -> set[str]:
    return set(frappe.get_all(CONTACT, {"customer": customer}, pluck="contact"))


def _members(customer: str) -> list[str]:
    """Return the contacts of a customer."""
    if frappe.db.exists("DocType", _MEMBER):
        return frappe.get_all(_MEMBER, {"parent": customer}, pluck="contact_name")
    linked = {"link_doctype": CUSTOMER, "link_name": customer, "parenttype": "Contact"}
    return frappe.get_all("Dynamic Link", linked, pluck="parent")


def _is_wrong(count: ContactCount) -> bool:
    return (
        count.is_too_few or count.is_too_many or (bool(count.rule.others) and not count.registered)
    )


def _text(count: ContactCount) -> str:
    """Return how many are registered beside the rule: `Contacts: 2 of at most 3 registered`."""
    return f"{count.rule.subject}: {', '.join(_parts(count))}"


def _parts(count: ContactCount) -> Iterator[str]:
    rule, number = count.rule, count.registered
    if not number:
        yield _("nobody registered")
    elif rule.maximum is not None:
        yield _("{0} of at most {1} registered").format(number, rule.maximum)
    else:
        yield _("{0} registered").format(number)
    if rule.minimum:
        yield _("at least {0}").format(rule.minimum)
    if rule.others and not number:
        yield _("so reports of others are not told apart")
