"""The report of unbilled fees: a row for each customer, month and currency, or for each entry."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import frappe
from frappe import _

from sla_nl.clauses.articles import names
from sla_nl.fees import readers, unbilled
from sla_nl.fees.ledger import ENTRY
from sla_nl.report.columns import column
from sla_nl.site.language import language

Row = dict[str, Any]


def execute(filters: Row | None = None) -> tuple[list[Row], list[Row], str | None]:
    """Return the columns, the rows, and a note on entries that have no amount yet.

    Raises: frappe.PermissionError: the user has none of the report's roles.
    """
    readers.check()
    wanted = frappe._dict(filters or {})
    choice = unbilled.Choice(wanted.customer, wanted.first_month, wanted.last_month, wanted.state)
    sums = unbilled.sums(choice)
    asking = sum(row.without_amount for row in sums)
    note = _("Entries that ask for an amount, and count as nothing yet: {0}").format(asking)
    message = note if asking else None
    if wanted.per_entry:
        return _entry_columns(), [_with_articles(row) for row in unbilled.entries(choice)], message
    return _sum_columns(), [_row(found) for found in sums], message


def _row(found: unbilled.Sum) -> Row:
    """Return a sum as a row, with floats: the desk and its exports cannot show a Decimal."""
    return {
        name: float(value) if isinstance(value, Decimal) else value
        for name, value in found._asdict().items()
    }


def _with_articles(entry: Row) -> Row:
    """Return an entry whose clauses read as articles of their agreement."""
    return entry | {"clause": names(entry["clause"], language())}


def _sum_columns() -> list[Row]:
    return [
        _link("customer", _("Customer"), 200),
        column("month", _("Month"), "Data", 100),
        _currency(),
        column("entries", _("Entries"), "Int", 120),
        column("without_amount", _("Without amount"), "Int", 130),
        _amount("proposed", _("Proposed")),
        _amount("confirmed", _("Confirmed")),
        _amount("disputed", _("Disputed")),
        _amount("total", _("Total")),
    ]


def _entry_columns() -> list[Row]:
    return [
        _link("customer", _("Customer"), 160),
        column("month", _("Month"), "Data", 90),
        column("charged_on", _("Charged on"), "Date", 110),
        _link("ticket", _("Ticket"), 90),
        column("fee_title", _("Fee"), "Data", 280),
        column("state", _("State"), "Data", 110),
        _amount("amount", _("Amount")),
        _currency(),
        column("vat_code", _("VAT code"), "Data", 90),
        column("minutes", _("Minutes"), "Int", 90),
        column("clause", _("Clauses"), "Data", 220),
        column("entry", _("Entry"), "Link", 120, ENTRY),
    ]


def _link(name: str, label: str, width: int) -> Row:
    """Return a column that links to the same doctype as a field of the entry."""
    return column(name, label, "Link", width, frappe.get_meta(ENTRY).get_field(name).options)


def _currency() -> Row:
    """Return the column of the currency.

    It is text, not a link: a manager may have no right to read Currency.
    """
    return column("currency", _("Currency"), "Data", 90)


def _amount(name: str, label: str) -> Row:
    return column(name, label, "Currency", 130, "currency")
