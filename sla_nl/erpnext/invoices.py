"""Draft Sales Invoices of confirmed fees.

Each currency has an invoice of its fees and a credit note of its credits. ERPNext submits neither a
negative rate nor a negative quantity on an invoice, so the two are not mixed.

The ledger's amount is billed whatever price lists and pricing rules say. VAT comes from ERPNext's
own settings: the tax rule of the customer, else the default template of the company.

What cannot be drafted is left as it was, with the reason; other currencies are drafted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from html import unescape
from itertools import groupby
from typing import Any, NamedTuple

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import escape_html, fmt_money, strip_html

from sla_nl.clauses.articles import names
from sla_nl.engine.words.telling import promise_text
from sla_nl.fees import ledger, states, unbilled
from sla_nl.fees.ledger import CONFIRMED, ENTRY
from sla_nl.site.language import language
from sla_nl.site.messages import refuse, refuse_html, warn_html

from . import fields, masters
from .fields import ENTRY_OF_LINE, INVOICE


class Bill(NamedTuple):
    """Who bills whom, with which item."""

    company: str
    customer: str
    item: str


def draft(customer: str, month: str) -> list[str]:
    """Draft what a customer is to be billed for a month, such as `2026-06`.

    Returns: the names of the invoices and credit notes.
    Raises: frappe.ValidationError: nothing could be drafted; the text has every reason.
    """
    if not fields.is_installed():
        refuse(_("ERPNext is not installed on this site."))
    frappe.has_permission(INVOICE, "create", throw=True)
    bill = Bill(masters.company(), masters.debtor(customer), masters.item())
    entries = _confirmed(customer, month)
    if not entries:
        refuse(_("{0} has no confirmed fees in {1}."), customer, month)
    return _draft_all(bill, [entry for entry in entries if entry.amount], customer, month)


def _draft_all(bill: Bill, entries: list[Document], customer: str, month: str) -> list[str]:
    """Draft an invoice or credit note of each group of entries that allows it."""
    if not entries:
        refuse(_("{0} has nothing to bill in {1}: its confirmed fees are 0."), customer, month)
    made, reasons = [], []
    for (currency, is_credit), group in groupby(sorted(entries, key=_group), key=_group):
        try:
            with _all_or_nothing():
                made.append(_draft(bill, currency, is_credit, list(group)))
        except (frappe.ValidationError, frappe.PermissionError) as error:
            reasons.append(f"{escape_html(currency)}: {_plain(error)}")
    refusals = "<br>".join(dict.fromkeys(reasons))
    if not made:
        refuse_html(refusals)
    if refusals:
        warn_html(refusals, _("Not drafted"))
    return made


def _draft(bill: Bill, currency: str, is_credit: bool, entries: Sequence[Document]) -> str:
    """Draft one invoice or credit note. Returns: its name."""
    rate = masters.exchange_rate(currency, bill.company)
    invoice = frappe.new_doc(INVOICE)
    invoice.update(
        {
            "company": bill.company,
            "customer": bill.customer,
            "currency": currency,
            "conversion_rate": float(rate),
            "is_return": int(is_credit),
            "ignore_pricing_rule": 1,
            "disable_rounded_total": 1,
        }
    )
    for line in _lines(bill, -1 if is_credit else 1, entries):
        invoice.append("items", line)
    wanted = [line.item_tax_template for line in invoice.items]
    for step in ("set_missing_values", "set_taxes", "append_taxes_from_item_tax_template"):
        invoice.run_method(step)
    _check_accounts(invoice)
    invoice.flags.ignore_mandatory = True
    invoice.insert()
    _check_vat(invoice, wanted)
    return str(invoice.name)


def _lines(bill: Bill, sign: int, entries: Iterable[Document]) -> Iterator[dict[str, Any]]:
    """Yield a line for each entry.

    The price list's rate is given as well: ERPNext would fill in its own, and show the difference
    as a discount.
    """
    for entry in entries:
        rate = sign * entry.amount
        yield {
            "item_code": bill.item,
            "item_name": entry.fee_title[:140],
            "description": _description(entry),
            "qty": sign,
            "conversion_factor": 1,
            "rate": rate,
            "price_list_rate": rate,
            "item_tax_template": masters.vat_template(entry.vat_code, bill.company),
            ENTRY_OF_LINE: entry.name,
        }


def _check_accounts(invoice: Document) -> None:
    """Refuse lines without an income account. Raises: frappe.ValidationError."""
    for line in invoice.items:
        if not line.income_account:
            text = _("The item {0} has no income account in {1}: set one in its defaults.")
            refuse(text, line.item_code, invoice.company)


def _check_vat(invoice: Document, wanted: Sequence[str | None]) -> None:
    """Refuse lines that ERPNext gave another VAT than the entry's code says.

    ERPNext does so where the item or its group has tax templates, and this one is not among them.

    Raises: frappe.ValidationError.
    """
    for line, template in zip(invoice.items, wanted, strict=True):
        if template and line.item_tax_template != template:
            text = _("The item {0} does not allow the tax template {1}: add it to its taxes.")
            refuse(text, line.item_code, template)


def _description(entry: Document) -> str:
    """Return the ticket, fee, clauses and VAT code of an entry, as HTML."""
    parts = [
        _("Ticket {0}: {1}").format(entry.ticket, entry.fee_title) if entry.ticket else "",
        *(() if entry.ticket else _described_credit(entry)),
        names(entry.clause, language()),
        _("VAT code {0}").format(entry.vat_code) if entry.vat_code else "",
    ]
    return "<br>".join(escape_html(part) for part in parts if part)


def _described_credit(entry: Document) -> Iterator[str]:
    """Yield what a credit is for, and of which amount it is a percentage."""
    of_case = _("Credit case {0}: {1}").format(entry.credit_case, entry.fee_title)
    yield of_case if entry.credit_case else entry.fee_title
    promise = promise_text(entry.promise or "", language())
    yield ", ".join(filter(None, (promise, "" if entry.credit_case else entry.period)))
    if entry.percentage:
        base = fmt_money(entry.invoice_amount, 2, entry.currency)
        yield _("{0}% of {1}").format(f"{entry.percentage:g}", base)
        yield entry.applies_to or ""


def _confirmed(customer: str, month: str) -> list[Document]:
    """Return the confirmed entries of a customer and month, locked and as they are now."""
    rows = unbilled.entries(unbilled.Choice(customer, month, month, CONFIRMED))
    locked = set(ledger.lock([row["entry"] for row in rows], CONFIRMED))
    names = [row["entry"] for row in rows if row["entry"] in locked]
    return [
        frappe.get_doc(ENTRY, name, for_update=True)
        for name in names
        if not states.is_reversed(name)
    ]


def _group(entry: Document) -> tuple[str, bool]:
    """Return the currency of an entry, and whether it is a credit."""
    return entry.currency or "", entry.amount < 0


@contextmanager
def _all_or_nothing() -> Iterator[None]:
    """Undo everything within, messages too, if it raises an exception."""
    frappe.db.savepoint("sla_nl_draft")
    messages = len(frappe.local.message_log)
    try:
        yield
    except Exception:
        frappe.db.rollback(save_point="sla_nl_draft")
        del frappe.local.message_log[messages:]
        raise


def _plain(error: Exception) -> str:
    """Return the text of an error without its own HTML, safe to show as HTML."""
    return escape_html(unescape(strip_html(str(error)))) or _("Not permitted")
