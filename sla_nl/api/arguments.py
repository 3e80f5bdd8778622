"""Read what a request gives to a method, and refuse what it cannot mean.

Frappe checks the types that a method's parameters say. So no module with such methods may have
`from __future__ import annotations`: the types would be texts then, which Frappe passes over.
"""

import json
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document

from sla_nl.site.access import permitted
from sla_nl.site.counting import is_filter
from sla_nl.site.messages import refuse

_LARGEST = 1_000_000
"""More characters than any document of the app has: a larger one is not read."""

_MOST_ROWS = 5_000
"""More rows than any document has in all its tables: drawing 200,000 of them would take seconds."""

_MOST_NAMES = 1_000


def names_of(given: list[str] | str) -> list[str]:
    """Return a list of names, each once.

    Raises: frappe.ValidationError: it is none, or too long.
    """
    names = _parsed(given) if isinstance(given, str) else given
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        refuse(_("A list of names is expected."))
    if len(names) > _MOST_NAMES:
        refuse(_("Choose up to {0} of them."), _MOST_NAMES)
    return list(dict.fromkeys(names))


def texts_of(given: dict[str, Any] | str) -> dict[str, str]:
    """Return texts by name, without the empty ones; both are stripped.

    Raises: frappe.ValidationError: it is no object of texts, or too long.
    """
    values = _parsed(given or "{}") if isinstance(given, str) else given
    if not isinstance(values, dict) or not all(isinstance(v or "", str) for v in values.values()):
        refuse(_("An object of texts is expected."))
    if len(values) > _MOST_NAMES:
        refuse(_("Choose up to {0} of them."), _MOST_NAMES)
    return {name.strip(): text.strip() for name, text in values.items() if text and text.strip()}


def filters_of(given: list[Any] | str | None) -> list[Any]:
    """Return the filters of a list, as a list of lists.

    Raises: frappe.ValidationError: they are none.
    """
    rows = _parsed(given) if isinstance(given, str) and given else given or []
    if not isinstance(rows, list) or not all(map(is_filter, rows)):
        refuse(_("Filters must be an object, or a list of lists."))
    return rows


def document_of(text: str, doctype: str) -> Document:
    """Return the document in a form, saved or not.

    Raises: frappe.PermissionError: the user may not read such documents, or this one.
        frappe.ValidationError: it is no document of the doctype, or too large.
    """
    frappe.has_permission(doctype, "read", throw=True)
    if len(text) > _LARGEST:
        refuse(_("{0} is too large to be shown."), _(doctype))
    values = _parsed(text)
    if not isinstance(values, dict) or values.get("doctype") != doctype:
        refuse(_("{0} is expected."), _(doctype))
    _check_rows(values, doctype)
    document = frappe.get_doc(values)
    if not document.get("__islocal"):
        permitted(doctype, str(document.name))
    return document


def _check_rows(values: dict[str, Any], doctype: str) -> None:
    """Refuse tables that are none, or too long, and other fields that hold lists or objects."""
    tables = [field.fieldname for field in frappe.get_meta(doctype).get_table_fields()]
    rows = [row for table in tables for row in values.get(table) or ()]
    others = (value for name, value in values.items() if name not in tables and name[:2] != "__")
    cells = (cell for row in rows if isinstance(row, dict) for cell in row.values())
    if not all(isinstance(row, dict) for row in rows) or any(
        isinstance(value, list | dict) for value in (*others, *cells)
    ):
        refuse(_("{0} is expected."), _(doctype))
    if len(rows) > _MOST_ROWS:
        text = _("{0} has {1} rows; it can be shown with up to {2}.")
        refuse(text, _(doctype), len(rows), _MOST_ROWS)


def _parsed(text: str) -> Any:
    """Return what JSON says; None where it is none, or nested too deep."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
