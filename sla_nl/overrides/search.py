"""Check permissions in link searches, which Frappe skips if the browser asks so.

Without this an agent could find the fees of tickets that they may not see, and any user the title
of a contract.
"""

from collections.abc import Callable
from typing import Any

import frappe

from .reading import check_fields, check_readable, is_ours


@frappe.whitelist()
@frappe.validate_and_sanitize_search_inputs
def records(
    doctype: str,
    txt: str,
    searchfield: str,
    start: int,
    page_len: int,
    filters: str | dict[str, Any] | list[Any] | None,
    as_dict: bool = False,
    reference_doctype: str | None = None,
) -> Any:
    """Return the records of tickets that the user may link to and read, with their titles.

    Raises: frappe.PermissionError: they may not read the doctype.
    """
    check_readable(doctype)
    return frappe.get_list(
        doctype,
        filters=filters,
        fields=["name", frappe.get_meta(doctype).title_field],
        or_filters={searchfield: ("like", f"%{txt}%")},
        limit_start=start,
        limit_page_length=page_len,
        as_list=not as_dict,
    )


def search_widget(original: Callable[..., Any], **asked: Any) -> Any:
    """Guard `frappe.desk.search.search_widget`, which `search_link` calls too.

    Raises: frappe.PermissionError: it names a field of the app that the user may not read.
    """
    named = (asked.get(name) for name in ("searchfield", "filters", "filter_fields"))
    if check_fields(*named):
        asked["ignore_user_permissions"] = False
    return original(**asked)


def get_link_title(original: Callable[..., Any], **asked: Any) -> Any:
    """Guard `frappe.desk.search.get_link_title`. Raises: frappe.PermissionError."""
    if is_ours(asked["doctype"]):
        check_readable(asked["doctype"])
        frappe.has_permission(asked["doctype"], "read", doc=asked["docname"], throw=True)
    return original(**asked)
