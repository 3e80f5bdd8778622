"""What a user may ask of the app's doctypes and fields through a method of Frappe's.

A count or a sum tells of a document that is not shown: which customer has which contract, digit by
digit what a fee is. The same goes for what Frappe keeps of documents (versions, comments, deleted
documents, logs, prepared reports).
"""

from __future__ import annotations

import re
from typing import Any

import frappe
from frappe import _
from frappe.modules import get_doctype_module, scrub

from sla_nl.records.permissions import ticket_doctype, visible
from sla_nl.site.messages import refuse, refuse_permission

PREFIX = "sla_nl_"
"""How the names of the app's fields of a ticket begin."""

_OURS = "sla_nl"
_GUARDED = ("frappe", _OURS)
"""The apps of whose doctypes a user learns no more than they may read."""

_MENTION = re.compile(r"sla_nl_|tabsla ", re.IGNORECASE)
"""A field of the app on a ticket, or a table of the app."""

_ESCAPE = re.compile(r"\\+u([0-9a-f]{4})", re.IGNORECASE)
_LEVEL = 1


def is_guarded(doctype: str) -> bool:
    """Return whether a doctype is Frappe's or the app's, so that methods must check permissions."""
    return _app_of(doctype) in _GUARDED


def is_ours(doctype: str) -> bool:
    """Return whether a doctype is one of the app's own."""
    return _app_of(doctype) == _OURS


def mentions_ours(*asked: Any) -> bool:
    """Return whether a request names a field or a table of the app.

    Args:
        asked: filters, fields or an order as the request gives them, JSON or not. They are searched
            as text, so that it does not matter how they are nested.
    """
    return any(_MENTION.search(_ESCAPE.sub(_character, str(one))) for one in asked)


def hidden_fields() -> frozenset[str]:
    """Return the names of the app's fields of a ticket that the user may not read."""
    meta = frappe.get_meta(ticket_doctype())
    levels = meta.get_permlevel_access("read")
    ours = (field for field in meta.fields if field.fieldname.startswith(PREFIX))
    return frozenset(field.fieldname for field in ours if field.permlevel not in levels)


def check_fields(*asked: Any) -> bool:
    """Refuse a request that names a field of the app, where the user may not read those.

    Returns: whether it names one; see above.
    Raises: frappe.PermissionError.
    """
    found = mentions_ours(*asked)
    if found and _LEVEL not in frappe.get_meta(ticket_doctype()).get_permlevel_access("read"):
        refuse_permission()
    return found


def check_columns(doctype: str, *names: str | None) -> None:
    """Refuse names that are no column of a doctype. Frappe would put them into the query as SQL.

    Raises: frappe.ValidationError.
    """
    columns = frappe.get_meta(doctype).get_valid_columns()
    for name in filter(None, names):
        if name not in columns:
            refuse(_("{0} is no field of {1}."), name, _(doctype))


def check_readable(doctype: str, parent: str | None = None) -> None:
    """Refuse where the user may read no document of a doctype. Raises: frappe.PermissionError."""
    _app_of(doctype)
    frappe.has_permission(doctype, "read", parent_doctype=parent, throw=True)


def check_whole(doctype: str) -> None:
    """Refuse where the user may not read every document of a doctype.

    Raises: frappe.PermissionError.
    """
    check_readable(doctype)
    if visible(doctype):
        refuse_permission()


def _app_of(doctype: str) -> str | None:
    """Return the app that a doctype belongs to.

    Raises: frappe.ValidationError: it is no text. frappe.DoesNotExistError: it is no doctype.
    """
    if not isinstance(doctype, str):
        refuse(_("The name of a doctype must be a text."))
    return frappe.local.module_app.get(scrub(get_doctype_module(doctype)))


def _character(escape: re.Match[str]) -> str:
    return chr(int(escape[1], 16))
