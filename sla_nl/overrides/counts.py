"""Frappe 15 counts the rows of any doctype for any user; count what they may read.

With filters, a count would tell a customer what the fees of a ticket are, and which customers have
a contract. The app's own doctypes and Frappe's are counted by permission, and so are tickets that
are chosen by a field of the app. Helpdesk's, and those of other apps, are counted as ever.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from frappe import client

from sla_nl.site.counting import count

from .reading import check_fields, check_readable, check_whole, is_guarded


def get_count(original: Callable[..., Any], **asked: Any) -> int:
    """Guard `frappe.client.get_count`.

    Raises: frappe.PermissionError: a doctype or a field that the user may not read.
    """
    doctype, filters = asked["doctype"], client.get_safe_filters(asked.get("filters"))
    if check_fields(filters) or is_guarded(doctype):
        return count(doctype, filters)
    return int(original(**asked))


def get_group_by_count(original: Callable[..., Any], **asked: Any) -> Any:
    """Guard `frappe.desk.listview.get_group_by_count`, which counts who is assigned to what.

    Raises: frappe.PermissionError: as above.
    """
    doctype = asked["doctype"]
    check_readable(doctype)
    if check_fields(asked["current_filters"], asked["field"]) or is_guarded(doctype):
        check_whole(doctype)
    return original(**asked)
