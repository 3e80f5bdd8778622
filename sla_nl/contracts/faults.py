"""Describe faults of a document in the user's language, with the labels that a form shows."""

from __future__ import annotations

from collections.abc import Iterable

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.model.meta import Meta
from frappe.utils import escape_html

from sla_nl.engine.errors import Fault, FaultsError, TicketError
from sla_nl.engine.texts import Text, TextError

FAULTS = (FaultsError, TicketError, TextError)
"""Errors that are due to a contract or a ticket. Any other error is a bug or a failing machine."""


def faults_html(document: Document, faults: Iterable[Fault]) -> str:
    """Return the faults of a document as an HTML list, with all text escaped."""
    own = f"{document.doctype} {document.name!r}"
    lines = "".join(f"<li>{_line_html(own, document.meta, fault)}</li>" for fault in faults)
    return f"<ul>{lines}</ul>"


def fault_text(error: ValueError) -> str:
    """Return as plain text why a contract or a ticket cannot be judged."""
    if isinstance(error, FaultsError):
        return "\n".join(_line(fault) for fault in error.faults)
    text = getattr(error, "text", None)
    return text.tell(_) if isinstance(text, Text) else str(error)


def logged(error: BaseException | None) -> str:
    """Return the text of an error for a log, after its notes: the target and the clauses."""
    return "\n".join((*getattr(error, "__notes__", ()), str(error)))


def _line(fault: Fault) -> str:
    """Return a fault as a line of plain text that begins with its document."""
    doctype = fault.document.partition(" '")[0]
    place = " · ".join(part for part in (fault.document, *_place(frappe.get_meta(doctype), fault)))
    return f"{place}: {_what(fault, fault.shown, fault.expected.tell(_))}"


def _line_html(own: str, meta: Meta, fault: Fault) -> str:
    """Return a fault as a line of HTML: the place, the value there and the expected value.

    Args:
        own: doctype and name of the document that is shown; the line does not repeat them.
    """
    parts = [] if fault.document in ("", own) else [fault.document]
    meta = frappe.get_meta(fault.document.partition(" '")[0]) if parts else meta
    place = " · ".join(escape_html(part) for part in (*parts, *_place(meta, fault)))
    value = f"<code>{escape_html(str(fault.value))}</code>"
    return f"<strong>{place}</strong>: {_what(fault, value, escape_html(fault.expected.tell(_)))}"


def _what(fault: Fault, value: str, expected: str) -> str:
    if fault.value in (None, "", [], ()):
        return _("is empty; expected {0}").format(expected)
    return _("{0} is not valid; expected {1}").format(value, expected)


def _place(meta: Meta, fault: Fault) -> list[str]:
    """Return the labels of the table, the row and the field."""
    parts = []
    table, _row, number = fault.row.partition(" row ")
    if table:
        parts.append(_label(meta, table))
        meta = frappe.get_meta(meta.get_field(table).options)
    if number:
        parts.append(_("row {0}").format(number))
    return [*parts, _label(meta, fault.field)] if fault.field else parts


def _label(meta: Meta, field: str) -> str:
    """Return the label of a field as its form shows it, translated in its doctype's context."""
    label: str = _(meta.get_label(field), context=meta.name)
    return label
