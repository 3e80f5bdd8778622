"""What monitors call: one method, for the role SLA Monitor."""

from typing import Any

import frappe
from frappe import _
from frappe.rate_limiter import rate_limit

from sla_nl.monitoring import bodies, receiving, users
from sla_nl.monitoring.bodies import BodyError
from sla_nl.site.messages import refuse
from sla_nl.site.time import now_s, site_zone

_MOST = 3_000
"""The most reports that an address may send in a minute."""

_MINUTE_S = 60
_LONGEST = 40


@frappe.whitelist(methods=["POST"])
def report(**body: Any) -> dict[str, Any]:
    """Report that services are down, or up again.

    Args:
        body: as Uptime Kuma, Alertmanager, or the media type for Zabbix post it; or a form with
            `service`, `status` (`down` or `up`) and if known `at`, `id`, `message`.
    Returns: `stored`: how many reports were new; `not_linked`: services that no contract knows yet.
    Raises: frappe.PermissionError: the user does not have the role SLA Monitor.
        frappe.ValidationError: the body cannot be read; the text says where.
    """
    users.check()
    return _limited(body)


@frappe.whitelist(methods=["POST"])
def make_key(title: str) -> dict[str, str]:
    """Make a user for a monitor, or a new key for it.

    Returns: the `address` to which the monitor posts, and the `header` Authorization.
    Raises: frappe.PermissionError: the user may not make users.
    """
    frappe.has_permission("User", "create", throw=True)
    name = title.strip()
    if not name or len(name) > _LONGEST:
        refuse(_("Give the monitor a name of up to {0} characters."), _LONGEST)
    address = frappe.utils.get_url(f"/api/method/{users.METHOD}")
    return {"address": address, "header": users.make(name)}


@rate_limit(limit=_MOST, seconds=_MINUTE_S)
def _limited(body: dict[str, Any]) -> dict[str, Any]:
    body.pop("cmd", None)
    try:
        reports = bodies.read(body, site_zone())
    except BodyError as error:
        refuse("{0}", error.text.tell(_))
    return receiving.receive(reports, now_s())._asdict()
