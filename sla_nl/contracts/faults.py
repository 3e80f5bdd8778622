"""Faults of a document in the user's language, with the labels that a form shows."""

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
"""What is wrong with a contract or a ticket. Any other error is the app's or the machine's."""


def faults_html(document: Document, faults: Iterable[Fault]) -> str:
    """The faults of a document as a list, all text escaped."""
    own = f"{document.doctype} {document.name!r}"
    lines = "".join(f"<li>{_line_html(own, document.meta, fault)}</li>" for fault in faults)
    return f"<ul>{lines}</ul>"


def fault_text(error: ValueError) -> str:
    """Why something cannot be judged, as plain text."""
    if isinstance(error, FaultsError):
        return "\n".join(_line(fault) for fault in error.faults)
    text = getattr(error, "text", None)
    return text.tell(_) if isinstance(text, Text) else str(error)


def logged(error: BaseException | None) -> str:
    """What a log says of an error: the target and clauses that it is about, and its text."""
    return "\n".join((*getattr(error, "__notes__", ()), str(error)))


def _line(fault: Fault) -> str:
    """A fault as a line of plain text, with the document that it is in."""
    doctype = fault.document.partition(" '")[0]
    place = " · ".join(part for part in (fault.document, *_place(frappe.get_meta(doctype), fault)))
    return f"{place}: {_what(fault, repr(fault.value), fault.expected.tell(_))}"


def _line_html(own: str, meta: Meta, fault: Fault) -> str:
    """A fault as a line of HTML: where, what stands there, what is expected."""
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
    """The labels of the table, the row and the field."""
    parts = []
    table, _row, number = fault.row.partition(" row ")
    if table:
        parts.append(_label(meta, table))
        meta = frappe.get_meta(meta.get_field(table).options)
    if number:
        parts.append(_("row {0}").format(number))
    return [*parts, _label(meta, fault.field)] if fault.field else parts


def _label(meta: Meta, field: str) -> str:
    """The label of a field as its form shows it: translated in the context of its doctype."""
    label: str = _(meta.get_label(field), context=meta.name)
    return label
