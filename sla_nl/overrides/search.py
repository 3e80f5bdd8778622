"""What Frappe finds for a link looks at no permission if the browser asks so; of ours it does.

An agent would find the fees of tickets that he may not see, and anybody the title of a contract.
"""

from __future__ import annotations

from typing import Any

import frappe
from frappe.desk import search

from .counts import is_ours


@frappe.whitelist()
@frappe.validate_and_sanitize_search_inputs
def records(
    doctype: str,
    txt: str,
    searchfield: str,
    start: int,
    page_len: int,
    filters: Any,
    as_dict: bool = False,
    reference_doctype: str | None = None,
) -> Any:
    """The records of tickets that a link may be to, with their titles; those the user may read.

    Raises: frappe.PermissionError: he may read none.
    """
    frappe.has_permission(doctype, "read", throw=True)
    return frappe.get_list(
        doctype,
        filters=filters,
        fields=["name", frappe.get_meta(doctype).title_field],
        or_filters={searchfield: ("like", f"%{txt}%")},
        limit_start=start,
        limit_page_length=page_len,
        as_list=not as_dict,
    )


@frappe.whitelist()
def get_link_title(doctype: str, docname: str) -> Any:
    """`frappe.desk.search.get_link_title`. Raises: frappe.PermissionError: as above."""
    if is_ours(doctype):
        frappe.has_permission(doctype, "read", throw=True)
    return search.get_link_title(doctype, docname)
