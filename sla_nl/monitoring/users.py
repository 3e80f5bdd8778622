"""The users of monitors: Website Users whose role lets them report, and do nothing else."""

from __future__ import annotations

import frappe

from sla_nl.site.messages import refuse_permission

ROLE = "SLA Monitor"
METHOD = "sla_nl.api.monitor.report"
_PATHS = (f"/api/method/{METHOD}", f"/api/v1/method/{METHOD}", f"/api/v2/method/{METHOD}")
_BESIDES = frozenset(("All", "Guest", "Website User"))
"""The roles that every Website User has."""


def check() -> None:
    """Refuse users who do not have the role. Raises: frappe.PermissionError."""
    if ROLE not in frappe.get_roles():
        refuse_permission()


def is_monitor(user: str) -> bool:
    """Return whether a user has the role and no other."""
    if user in ("Guest", "Administrator"):
        return False
    roles = set(frappe.get_roles(user))
    return ROLE in roles and roles <= {ROLE, *_BESIDES}


def refuse_others() -> None:
    """Refuse a monitor every request but a report: its key may lie about in a configuration.

    Frappe calls this for each request, once it knows the user.

    Raises: frappe.PermissionError.
    """
    if frappe.request and frappe.request.path.rstrip("/") not in _PATHS:
        if is_monitor(frappe.session.user):
            refuse_permission()
