"""Which entry of the ledger a line of an invoice bills, and whether the two agree.

A line carries its entry in a custom field, also on an amendment and on ERPNext's credit note of the
invoice. The line's amount has to be the ledger's: an invoice that says something else is not saved.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document

from sla_nl.fees.ledger import CONFIRMED, ENTRY, INVOICED, REVERSED
from sla_nl.site.messages import refuse

from . import masters
from .fields import ENTRY_OF_LINE

_READ = ("customer", "fee_title", "state", "amount", "currency", "invoice", "credit_note")


def entries_on(invoice: Document | None) -> set[str]:
    """Return the entries that the lines of an invoice name."""
    lines = invoice.get("items") if invoice else ()
    return {line.get(ENTRY_OF_LINE) for line in lines or () if line.get(ENTRY_OF_LINE)}


def credited_invoice(invoice: Document) -> str | None:
    """Return the invoice that a credit note gives back, None for any other invoice."""
    return invoice.return_against if invoice.is_return and invoice.return_against else None


def check(invoice: Document) -> None:
    """Refuse an invoice with a line that its entry contradicts.

    Raises: frappe.ValidationError: an entry is on two lines or on another invoice, or a line has
        another amount, currency or customer than its entry.
    """
    seen: dict[str, int] = {}
    for line in invoice.items:
        name = line.get(ENTRY_OF_LINE)
        if not name:
            continue
        if name in seen:
            text = _("Rows {0} and {1} bill the same fee: remove one of them.")
            refuse(text, seen[name], line.idx)
        seen[name] = line.idx
        _check_line(invoice, line, name)


def _check_line(invoice: Document, line: Any, name: str) -> None:
    """Refuse a line whose entry is gone, or has another state, amount, currency or customer."""
    entry = frappe.db.get_value(ENTRY, name, _READ, as_dict=True)
    if not entry:
        refuse(_("Row {0}: there is no fee {1}. Remove the row."), line.idx, name)
    _check_state(invoice, line, entry)
    credited = credited_invoice(invoice)
    wanted = -_exact(entry.amount) if credited else _exact(entry.amount)
    debtor = masters.find_debtor(entry.customer)
    if (
        _exact(line.amount) != wanted
        or (entry.currency or invoice.currency) != invoice.currency
        or (debtor or invoice.customer) != invoice.customer
    ):
        refuse(
            _(
                "Row {0} bills {1} {2} to {3}, but the fee {4} is {5} {6} for {7}. Bill exactly "
                "that, or remove the row."
            ),
            *(line.idx, invoice.currency, _exact(line.amount), invoice.customer),
            *(entry.fee_title, entry.currency or "", wanted, debtor or entry.customer),
        )


def _check_state(invoice: Document, line: Any, entry: Any) -> None:
    """Refuse a line whose entry is not there to be billed, or on a credit note, to be given back.

    An entry that the invoice has already is in the state that the invoice gave it.
    """
    if credited := credited_invoice(invoice):
        waits = entry.state == INVOICED and entry.invoice == credited
        is_ours = entry.state == REVERSED and entry.credit_note == invoice.name
        if not (waits or is_ours):
            text = _("Row {0}: the fee {1} is not on invoice {2} any more. Remove the row.")
            refuse(text, line.idx, entry.fee_title, credited)
        return
    is_ours = entry.state == INVOICED and entry.invoice == invoice.name
    if entry.state == INVOICED and not is_ours:
        text = _("Row {0}: the fee {1} is on invoice {2} already. Remove the row.")
        refuse(text, line.idx, entry.fee_title, entry.invoice)
    if entry.state != CONFIRMED and not is_ours:
        text = _("Row {0}: the fee {1} is {2}, not Confirmed. Remove the row.")
        refuse(text, line.idx, entry.fee_title, _(entry.state))


def _exact(amount: float) -> Decimal:
    """Return an amount in whole cents."""
    return round(Decimal(str(amount or 0)), 2)
