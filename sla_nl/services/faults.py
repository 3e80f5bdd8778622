"""Faults of a document in the user's language, with the labels that a form shows."""

from __future__ import annotations

from collections.abc import Iterable

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.model.meta import Meta
from frappe.utils import escape_html

from sla_nl.engine.fields import Fault


def faults_html(document: Document, faults: Iterable[Fault]) -> str:
    """The faults of a document as a list, all text escaped."""
    lines = "".join(f"<li>{_line(document, fault)}</li>" for fault in faults)
    return f"<ul>{lines}</ul>"


def _line(document: Document, fault: Fault) -> str:
    """A fault as a line of HTML: where, what stands there, what is expected."""
    place = " · ".join(escape_html(part) for part in _place(document, fault) if part)
    expected = escape_html(fault.expected.tell(_))
    if fault.value in (None, "", [], ()):
        text = _("is empty; expected {0}").format(expected)
    else:
        value = f"<code>{escape_html(str(fault.value))}</code>"
        text = _("{0} is not valid; expected {1}").format(value, expected)
    return f"<strong>{place}</strong>: {text}"


def _place(document: Document, fault: Fault) -> list[str]:
    """The labels of the document (where it is another), the table, the row and the field."""
    own = f"{document.doctype} {document.name!r}"
    parts = [fault.document] if fault.document not in ("", own) else []
    meta = frappe.get_meta(fault.document.partition(" '")[0]) if parts else document.meta
    table, _row, number = fault.row.partition(" row ")
    if table:
        parts.append(_label(meta, table))
        meta = frappe.get_meta(meta.get_field(table).options)
    if number:
        parts.append(_("row {0}").format(number))
    return [*parts, _label(meta, fault.field) if fault.field else ""]


def _label(meta: Meta, field: str) -> str:
    """The label of a field as its form shows it: translated in the context of its doctype."""
    label: str = _(meta.get_label(field), context=meta.name)
    return label
