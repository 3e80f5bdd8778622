"""The permissions that the app adds to Helpdesk's doctypes; for install, migrate and uninstall.

With the first rule that an app adds to a doctype, Frappe copies the standard rules of that doctype
into `Custom DocPerm`, and reads only the copy from then on. A newer Helpdesk may have other
standard rules (since 1.26 a customer has the role HD Customer instead of All), which the copy
would hide. So a copy that nobody changed is dropped before a migrate and made again after it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import frappe
from frappe.permissions import add_permission, reset_perms, update_permission_property

from sla_nl.helpdesk import TICKET
from sla_nl.helpdesk.ticket.facts import LINKED
from sla_nl.records.permissions import MANAGER

CUSTOMER = LINKED["customer"]
AGENT, ADMIN = "Agent", "System Manager"
PERMISSIONS = (
    # doctype, role, level, rights
    (TICKET, MANAGER, 0, ("read",)),
    (TICKET, MANAGER, 1, ("read", "write")),
    (TICKET, AGENT, 1, ("read", "write")),
    (TICKET, ADMIN, 1, ("read", "write")),
    (CUSTOMER, MANAGER, 0, ("read",)),
)
"""A role needs level 0 for level 1; which tickets it sees is still for Helpdesk to say. A manager
gives a contract its customers, and bills them.
"""

Rule = tuple[str, int, int, frozenset[str]]
"""A role, its permission level, 1 if for owners only, and the rights that they have."""

_RIGHTS = (
    *("select", "read", "write", "create", "delete", "submit"),
    *("cancel", "amend", "report", "export", "import", "share", "print", "email"),
)


def add_permissions(rules: Iterable[tuple[Any, ...]] = PERMISSIONS) -> None:
    """Let the roles read and write the app's fields, and the manager read tickets and customers."""
    for doctype, role, level, rights in rules:
        rule = {"parent": doctype, "role": role, "permlevel": level, "if_owner": 0}
        if not frappe.db.exists("Custom DocPerm", rule):
            add_permission(doctype, role, level)
            for right in rights:
                update_permission_property(doctype, role, level, right, 1, validate=False)


def drop_unchanged_copies() -> None:
    """Drop Frappe's copies of standard rules that nobody changed, before Helpdesk is migrated."""
    for doctype in (TICKET, CUSTOMER):
        unchanged = rules_in("DocPerm", doctype) | own_rules(doctype)
        if rules_in("Custom DocPerm", doctype) == unchanged:
            reset_perms(doctype)


def add_dropped() -> None:
    """Add the permissions to the doctypes for which the manager has none, as after a drop."""
    for doctype in (TICKET, CUSTOMER):
        if not frappe.db.exists("Custom DocPerm", {"parent": doctype, "role": MANAGER}):
            add_permissions(rule for rule in PERMISSIONS if rule[0] == doctype)


def remove_permissions() -> None:
    """Delete the app's rules, and Frappe's copy of the standard rules if only that is left."""
    for doctype, role, level, _rights in PERMISSIONS:
        frappe.db.delete("Custom DocPerm", {"parent": doctype, "role": role, "permlevel": level})
    for doctype in (TICKET, CUSTOMER):
        if rules_in("Custom DocPerm", doctype) == rules_in("DocPerm", doctype):
            reset_perms(doctype)
        frappe.clear_cache(doctype=doctype)


def own_rules(doctype: str) -> set[Rule]:
    """Return the rules that the app adds to a doctype, with the right that Frappe adds itself."""
    return {
        (role, level, 0, frozenset((*rights, "export")))
        for parent, role, level, rights in PERMISSIONS
        if parent == doctype
    }


def rules_in(table: str, doctype: str) -> set[Rule]:
    """Return the rules of a doctype that stand in `DocPerm` or `Custom DocPerm`."""
    rows = frappe.get_all(table, {"parent": doctype}, "*")
    return {
        (row.role, row.permlevel, row.if_owner, frozenset(r for r in _RIGHTS if row.get(r)))
        for row in rows
    }
