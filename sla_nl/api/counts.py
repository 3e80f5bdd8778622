"""Frappe counts the rows of any doctype for any user; of the app's only those that he may read.

With filters, a count would tell a customer what his ticket's fees are.
"""

from __future__ import annotations

from typing import Any

import frappe
from frappe import client


@frappe.whitelist()
def get_count(
    doctype: str, filters: Any = None, debug: bool | str = False, cache: bool | str = False
) -> int:
    """`frappe.client.get_count`, which looks at no permission.

    Raises: frappe.PermissionError: a doctype of the app that the user may not read.
    """
    if doctype.startswith("SLA "):
        wanted = client.get_safe_filters(filters)
        (row,) = frappe.get_list(doctype, wanted, ["count(name) as total"])
        return int(row.total)
    return client.get_count(doctype, filters, debug, cache)
