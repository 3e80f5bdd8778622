"""Search customers, for the people who manage contracts."""

from __future__ import annotations

from typing import Any

import frappe
from frappe.permissions import get_user_permissions

CUSTOMER = "HD Customer"


def search(text: str, start: int, most: int, as_dict: bool, sees_all: bool) -> Any:
    """Return the customers whose name has a text.

    Helpdesk's newest versions show customers to agents and to members of the customer only. A
    manager of contracts may be neither, and still has to choose a customer.

    Args:
        sees_all: whether the user may choose any customer, except where they have user permissions
            for some; if false, Helpdesk's own rules hold.
    """
    filters: list[tuple[str, str, Any]] = [("name", "like", f"%{text}%")]
    if sees_all and (allowed := get_user_permissions(frappe.session.user).get(CUSTOMER)):
        filters.append(("name", "in", [permission["doc"] for permission in allowed]))
    find = frappe.get_all if sees_all else frappe.get_list
    return find(
        CUSTOMER,
        filters=filters,
        fields=["name"],
        order_by="name",
        limit_start=start,
        limit_page_length=most,
        as_list=not as_dict,
    )
