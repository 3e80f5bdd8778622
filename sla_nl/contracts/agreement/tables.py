"""A table of a printed contract: a row for each row of the document, in words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, formatdate

from sla_nl.clauses.articles import listed, names
from sla_nl.engine.words.tables import UNITS
from sla_nl.site.language import language

from .sections import Column

_CODES = frozenset(("clocks", "channels", "event", "next_event", "announced_through", "media"))
"""The fields that hold codes in a text."""

_NUMBER = re.compile(r"\d+\.\d+")
_CLAUSE = Column("clause")


def table_html(rows: Sequence[Document], columns: Sequence[Column]) -> str:
    """Return rows of a document as a table; a column without a value is left out.

    The last column has the clauses as articles of the agreement.
    """
    shown = [column for column in (*columns, _CLAUSE) if any(_text(row, column) for row in rows)]
    head = "".join(f"<th>{escape(_heading(rows[0], column))}</th>" for column in shown)
    lines = ("".join(_cell(row, column) for column in shown) for row in rows)
    body = "".join(f"<tr>{line}</tr>" for line in lines)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def value_of(row: Document, field: str) -> str:
    """Return the value of a field in words of the user's language; an empty text for none."""
    df, value = row.meta.get_field(field), row.get(field)
    if field == "clause":
        return names(value, language())
    if value in (None, "", 0, "0"):
        return ""
    if df.fieldtype == "Check":
        return _("Yes") if cint(value) else ""
    if df.fieldtype == "Select":
        return str(_(value, context=row.doctype))
    if df.fieldtype == "Date":
        return str(formatdate(value))
    if df.fieldtype == "Link":
        return title_of(df.options, value)
    if field in _CODES:
        return ", ".join(_(code) for code in listed(value))
    return _decimal(str(value))


def title_of(doctype: str, name: str) -> str:
    """Return the title of a document that a row names, or its name."""
    title = frappe.get_meta(doctype).title_field
    return str((frappe.db.get_value(doctype, name, title) if title else None) or name)


def _cell(row: Document, column: Column) -> str:
    value = escape(_text(row, column))
    below = (value_of(row, field) for field in column.below)
    small = "".join(f"<div class='small'>{escape(text)}</div>" for text in below if text)
    return f"<td>{value}{small}</td>"


def _text(row: Document, column: Column) -> str:
    if column.unit:
        return _amount(row, column)
    fields = (column.field, column.beside) if column.beside else (column.field,)
    return " ".join(filter(None, (value_of(row, field) for field in fields)))


def _amount(row: Document, column: Column) -> str:
    """Return an amount with its unit: `4 working hours`, `by the end of the working day`."""
    amount, unit = row.get(column.field), row.get(column.unit)
    if amount in (None, ""):
        return ""
    if str(amount) == "0" and column.unit != "currency":
        return _("at once")
    if unit not in UNITS[language()]:
        return f"{_decimal(str(amount))} {_(unit or '', context=row.doctype)}".strip()
    one, many = UNITS[language()][unit]
    return f"{_decimal(str(amount))} {one if str(amount) == '1' else many}"


def _heading(row: Document, column: Column) -> str:
    return str(_(row.meta.get_label(column.field), context=row.doctype))


def _decimal(text: str) -> str:
    """Return a number as the language writes it, and any other text as it is."""
    is_number = language() == "nl" and _NUMBER.fullmatch(text)
    return text.replace(".", ",") if is_number else text
