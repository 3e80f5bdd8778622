"""Contracts with services, outages, and a monitor that reports over HTTP with a key."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import frappe
import requests

from sla_nl.contracts import copies
from sla_nl.monitoring.users import METHOD, ROLE

from .rest_client import NOW_HEADER

FMS, SERVICE = "smart-fms-basic", "Webdienst"
"""A shipped contract with one service: 99.6% a month, day and night."""

COVIDE, SYSTEMS = "covide-basic", "Systemen"
BODIES = Path(__file__).parents[2] / "bodies"
MONITOR = "monitor@example.com"
DOCTYPES = ("SLA Outage", "SLA Monitored Target", "SLA Monitored Service", "SLA Monitor Report",
            "SLA Budget Warning")  # fmt: skip


def own_contract(customer: str, standard: str = FMS) -> str:
    """Copy a shipped contract for a customer, commit, and return its name."""
    name = copies.copy_for(standard, [customer])
    frappe.db.commit()
    return name


def outage(contract: str, start: str, end: str | None = None, **fields: Any) -> Any:
    """Make an outage by hand, as the user of the session."""
    fields = {"service": SERVICE, **fields}
    content = {"contract": contract, "starts_at": start, "ends_at": end, **fields}
    return frappe.get_doc({"doctype": "SLA Outage", **content}).insert().reload()


def spans(**filters: Any) -> list[tuple[str, str]]:
    """Return when the outages with these values began and ended, in order."""
    rows = frappe.get_all("SLA Outage", filters, ["starts_at", "ends_at"], order_by="start_s")
    return [(str(row.starts_at), str(row.ends_at or "")) for row in rows]


def clear() -> None:
    """Delete every outage and everything that monitors reported; commit."""
    frappe.db.rollback()
    for doctype in DOCTYPES:
        frappe.db.delete(doctype)
    frappe.db.delete("Notification Log", {"document_type": ("in", DOCTYPES)})
    frappe.cache.delete_keys("rl:")
    frappe.db.commit()


def make_monitor() -> str:
    """Make the user of a monitor, commit, and return the value of its header Authorization."""
    if not frappe.db.exists("User", MONITOR):
        user = {"doctype": "User", "email": MONITOR, "first_name": "Monitor"}
        user |= {"user_type": "Website User", "send_welcome_email": 0}
        frappe.get_doc(user).insert(ignore_permissions=True).add_roles(ROLE)
    user = frappe.get_doc("User", MONITOR)
    user.api_key, user.api_secret = "monitor-key", "monitor-secret"
    user.save(ignore_permissions=True)
    frappe.db.commit()
    return "token monitor-key:monitor-secret"


def body(name: str, **changes: Any) -> dict[str, Any]:
    """Return a body of a monitoring tool."""
    return json.loads((BODIES / f"{name}.json").read_text("utf-8")) | changes


class Monitor:
    """A monitor that posts to the site. Args: key: its header Authorization."""

    def __init__(self, key: str) -> None:
        self.key = key
        self.address = f"{os.environ['SLA_NL_SERVER']}/api/method/{METHOD}"
        self.session = requests.Session()

    def post(self, now: str = "", **options: Any) -> requests.Response:
        """Post a body at a moment in UTC; `json`, `data` as for requests."""
        headers = {"Authorization": self.key} if self.key else {}
        headers |= {NOW_HEADER: now} if now else {}
        return self.session.post(self.address, headers=headers, timeout=60, **options)

    def report(self, now: str = "", **options: Any) -> dict[str, Any]:
        """Post a body that is accepted, and return the answer."""
        answer = self.post(now, **options)
        assert answer.status_code == 200, answer.text
        return answer.json()["message"]
