"""Frappe counts the rows of any doctype for any user; of what tells of ours only those he may read.

With filters, a count would tell a customer what his ticket's fees are: a count of fee entries, and
as well one of what Frappe itself keeps of any document (versions, deleted documents, comments,
logs, reports that were prepared). So the app's own doctypes and the framework's are counted by
permission; Helpdesk's, and those of other apps, as ever.
"""

from __future__ import annotations

from typing import Any

import frappe
from frappe import client
from frappe.modules import get_doctype_module, scrub

_OURS = "sla_nl"
_GUARDED = ("frappe", _OURS)
"""The apps of which a user counts no more than he may read."""


@frappe.whitelist()
def get_count(
    doctype: str, filters: Any = None, debug: bool | str = False, cache: bool | str = False
) -> int:
    """`frappe.client.get_count`, which looks at no permission.

    Raises: frappe.PermissionError: a doctype of the app or of Frappe that the user may not read.
    """
    if is_guarded(doctype):
        wanted = client.get_safe_filters(filters)
        (row,) = frappe.get_list(doctype, wanted, ["count(name) as total"])
        return int(row.total)
    return client.get_count(doctype, filters, debug, cache)


def is_guarded(doctype: str) -> bool:
    """Whether a user is told no more of a doctype than he may read."""
    return _app_of(doctype) in _GUARDED


def is_ours(doctype: str) -> bool:
    """Whether a doctype is one of the app's own."""
    return _app_of(doctype) == _OURS


def _app_of(doctype: str) -> str | None:
    """The app that a doctype came with. Raises: frappe.DoesNotExistError: it is none."""
    return frappe.local.module_app.get(scrub(get_doctype_module(doctype)))
