"""Draft Sales Invoices of confirmed fees.

The entries are on the invoice from its draft on, so that no second one takes them. They come back
when it is cancelled or deleted (see `hooks`). A credit is a line with a negative rate, which
ERPNext submits where its Selling Settings allow that; a bill that comes to less than nothing is a
credit note. What a draft lacks (an account, where no item is set) ERPNext asks for when it is
submitted.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import escape_html

from sla_nl.contracts.documents import SETTINGS
from sla_nl.fees import ledger, states, unbilled
from sla_nl.fees.ledger import CONFIRMED, ENTRY
from sla_nl.site.messages import refuse

INVOICE, CUSTOMER = "Sales Invoice", "Customer"


def draft(customer: str, month: str) -> list[str]:
    """Draft what a customer is to be billed for a month: an invoice for each currency.

    Returns: the names of the invoices.
    Raises: frappe.ValidationError: there is no ERPNext, no customer in it, or nothing confirmed.
    """
    if not frappe.db.exists("DocType", INVOICE):
        refuse(_("ERPNext is not installed on this site."))
    frappe.has_permission(INVOICE, "create", throw=True)
    debtor = _debtor(customer)
    entries = _confirmed(customer, month)
    if not entries:
        refuse(_("{0} has no confirmed fees in {1}."), customer, month)
    groups = groupby(sorted(entries, key=_currency_of), key=_currency_of)
    return [_draft(debtor, currency, list(group)) for currency, group in groups]


def _draft(debtor: str, currency: str, entries: Sequence[Document]) -> str:
    """An invoice with a line for each entry, or a credit note where they come to less than 0."""
    is_credit = sum(Decimal(str(entry.amount)) for entry in entries) < 0
    invoice = frappe.new_doc(INVOICE)
    invoice.update({"customer": debtor, "currency": currency, "is_return": int(is_credit)})
    for line in _lines(entries, -1 if is_credit else 1):
        invoice.append("items", line)
    invoice.flags.ignore_mandatory = True
    invoice.insert()
    for entry in entries:
        states.invoice(entry.name, invoice.name)
    return invoice.name


def _lines(entries: Iterable[Document], sign: int) -> Iterable[dict[str, Any]]:
    item = frappe.db.get_single_value(SETTINGS, "invoice_item")
    for entry in entries:
        yield {
            "item_code": item or None,
            "item_name": entry.fee_title[:140],
            "description": _description(entry),
            "qty": sign,
            "conversion_factor": 1,
            "rate": sign * entry.amount,
        }


def _description(entry: Document) -> str:
    """What is billed and why, as HTML."""
    parts = [
        _("Ticket {0}: {1}").format(entry.ticket, entry.fee_title),
        entry.clause,
        _("VAT code {0}").format(entry.vat_code) if entry.vat_code else "",
    ]
    return "<br>".join(escape_html(part) for part in parts if part)


def _confirmed(customer: str, month: str) -> list[Document]:
    """The confirmed entries of a customer and month, locked and as they are now."""
    rows = unbilled.entries(unbilled.Choice(customer, month, month, CONFIRMED))
    locked = set(ledger.lock([row["entry"] for row in rows], CONFIRMED))
    names = [row["entry"] for row in rows if row["entry"] in locked]
    return [
        frappe.get_doc(ENTRY, name, for_update=True)
        for name in names
        if not states.is_reversed(name)
    ]


def _currency_of(entry: Document) -> str:
    return entry.currency or ""


def _debtor(customer: str) -> str:
    """ERPNext's customer: the one that Helpdesk links to, or the one of the same name.

    Raises: frappe.ValidationError: there is none.
    """
    own = frappe.get_meta(ENTRY).get_field("customer").options
    linked = None
    if frappe.get_meta(own).has_field("erpnext_customer"):
        linked = frappe.db.get_value(own, customer, "erpnext_customer")
    found = linked or frappe.db.exists(CUSTOMER, customer)
    if not found:
        refuse(_("ERPNext has no customer {0}: make one of that name."), customer)
    return str(found)
