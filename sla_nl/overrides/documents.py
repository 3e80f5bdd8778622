"""Frappe reads a document by any filters, and says "not permitted" where there is one.

A filter on an amount would tell by that answer what the amount is. The document is looked for among
those that the user may read.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import frappe
from frappe import _, client

from sla_nl.site.messages import refuse

from .reading import check_fields, is_guarded, is_ours


def get(original: Callable[..., Any], **asked: Any) -> Any:
    """Guard `frappe.client.get`.

    Raises: frappe.PermissionError: a doctype or a field that the user may not read.
        frappe.DoesNotExistError: no document that they may read is like that.
    """
    doctype, filters = asked["doctype"], asked.get("filters")
    if not filters or asked.get("name"):
        return original(**asked)
    if check_fields(filters) or is_guarded(doctype):
        wanted = {"filters": frappe.parse_json(filters), "parent": asked.get("parent")}
        found = client.get_list(doctype, limit_page_length=1, **wanted)
        if not found:
            refuse(_("{0} not found"), _(doctype), error=frappe.DoesNotExistError)
        asked |= {"name": found[0].name, "filters": None}
    return original(**asked)


def get_linked(original: Callable[..., Any], **asked: Any) -> Any:
    """Guard `frappe.desk.form.linked_with.get`.

    From Frappe 17 on it says how many linked documents a user may not read: how many fees their
    ticket has.
    """
    found = original(**asked)
    hidden = [name for name, links in found.items() if is_ours(name) and "hidden_count" in links]
    for doctype in hidden:
        found[doctype]["hidden_count"] = 0
        if not found[doctype]["docs"]:
            del found[doctype]
    return found
