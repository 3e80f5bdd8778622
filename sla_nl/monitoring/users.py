"""The users of monitors: Website Users whose role lets them report, and do nothing else."""

from __future__ import annotations

import frappe

from sla_nl.contracts.documents import slug
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


def make(title: str) -> str:
    """Make the user of a monitor, or give it another key. Returns: the header Authorization.

    Its address is none to which a mail can be sent.

    Args:
        title: the name of the monitor, such as `Uptime Kuma`.
    Raises: frappe.PermissionError: the user may not make users.
    """
    email = f"{slug(title)}@monitor.invalid"
    known = frappe.db.exists("User", email)
    user = frappe.get_doc("User", email) if known else frappe.new_doc("User")
    user.check_permission("write" if known else "create")
    user.update({"email": email, "first_name": title, "user_type": "Website User"})
    key, secret = (frappe.generate_hash(length=20) for _part in range(2))
    user.update({"send_welcome_email": 0, "api_key": key, "api_secret": secret})
    user.set("roles", [{"role": ROLE}])
    user.save()
    return f"token {key}:{secret}"


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
