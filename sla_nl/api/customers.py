"""The search for customers in the fields of contracts."""

from typing import Any

import frappe

from sla_nl.contracts.documents import CONTRACT
from sla_nl.helpdesk.desk import customers

from .fees import MANAGERS


@frappe.whitelist()
@frappe.validate_and_sanitize_search_inputs
def search(
    doctype: str,
    txt: str,
    searchfield: str,
    start: int,
    page_len: int,
    filters: str | dict[str, Any] | list[Any] | None,
    as_dict: bool = False,
    reference_doctype: str | None = None,
) -> Any:
    """Return customers whose name has a text; all of them for a manager of contracts.

    Raises: frappe.PermissionError: the user may read no contracts.
    """
    frappe.has_permission(CONTRACT, throw=True)
    sees_all = not set(MANAGERS).isdisjoint(frappe.get_roles())
    return customers.search(txt, start, page_len, as_dict, sees_all)
