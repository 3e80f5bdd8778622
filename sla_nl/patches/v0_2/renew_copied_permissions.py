"""Drop Frappe's copy of the permissions of Helpdesk 1.25 where Helpdesk has been upgraded since.

On such a site every logged-in user (the role All) keeps the rights on tickets that Helpdesk gives
to its customers' roles now, and these roles have none. The migrate makes the copy again from
Helpdesk's own rules. A site that changed its rules keeps them.
"""

from __future__ import annotations

from typing import Any

import frappe
from frappe.permissions import reset_perms

_RIGHTS = (
    *("select", "read", "write", "create", "delete", "submit", "cancel", "amend"),
    *("report", "export", "import", "share", "print", "email"),
)
_WITHOUT_DELETE = frozenset(
    ("create", "email", "export", "print", "read", "report", "share", "write")
)
_EVERY = _WITHOUT_DELETE | {"delete"}
_READ, _WRITE = frozenset(("read", "export")), frozenset(("read", "write", "export"))
COPIES = {
    "HD Ticket": {
        ("System Manager", 0, 0, _EVERY),
        ("Agent", 0, 0, _EVERY),
        ("Agent Manager", 0, 0, _EVERY),
        ("All", 0, 0, _WITHOUT_DELETE),
        ("SLA Manager", 0, 0, _READ),
        *((role, 1, 0, _WRITE) for role in ("SLA Manager", "Agent", "System Manager")),
    },
    "HD Customer": {
        ("System Manager", 0, 0, _EVERY),
        ("Agent", 0, 0, _EVERY),
        ("Administrator", 0, 0, _EVERY),
        ("SLA Manager", 0, 0, _READ),
    },
}
"""The rules of each doctype under Helpdesk 1.25, with those that the app added."""


def execute() -> None:
    """Drop each copy that is as it was made."""
    for doctype, rules in COPIES.items():
        rows = frappe.get_all("Custom DocPerm", {"parent": doctype}, "*")
        if {_rule(row) for row in rows} == rules:
            reset_perms(doctype)
            frappe.clear_cache(doctype=doctype)


def _rule(row: dict[str, Any]) -> tuple[str, int, int, frozenset[str]]:
    rights = frozenset(right for right in _RIGHTS if row.get(right))
    return row["role"], row["permlevel"], row["if_owner"], rights
