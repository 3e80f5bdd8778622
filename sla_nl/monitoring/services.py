"""Services as monitors call them, and the services of contracts that they stand for."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import now_datetime

from sla_nl.availability.outages import services_of
from sla_nl.people import reading
from sla_nl.site.language import speaking
from sla_nl.site.messages import refuse
from sla_nl.site.notices import Notice, notify
from sla_nl.site.time import now_s, site_time

from . import outages
from .bodies import Report

SERVICE = "SLA Monitored Service"
NOT_LINKED, LINKED, IGNORED = "Not linked", "Linked", "Ignored"
DOWN, UP = "Down", "Up"


def check(service: Document) -> None:
    """Refuse a service that its contract does not have, and set the status.

    Raises: frappe.ValidationError.
    """
    seen = set()
    for row in service.targets:
        known = services_of(row.contract)
        if not known or (row.service and row.service not in known):
            text = _("Row {0}: {1} is no service of {2}; it has {3}.")
            refuse(text, row.idx, row.service or "-", row.contract, ", ".join(known) or _("none"))
        if (row.contract, row.service) in seen:
            refuse(_("Row {0}: this service is there twice."), row.idx)
        seen.add((row.contract, row.service))
    service.status = IGNORED if service.is_ignored else LINKED if service.targets else NOT_LINKED


def after_change(service: Document) -> None:
    """Write the outages that follow from everything that was reported, under what it is now."""
    if frappe.db.exists("SLA Monitor Report", {"monitored_service": service.name}):
        outages.write(service.name, now_s(), is_all=True)


def locked(reported_name: str, tool: str) -> Any:
    """Return the name and status of a service, locked; a new one is made, and managers are told.

    The transaction begins with the lock, so that it sees what others wrote while it waited.
    """
    _insert_if_new(reported_name, tool)
    frappe.db.commit()
    (row,) = frappe.db.sql(
        f"select name, status from `tab{SERVICE}` where reported_name = %s for update",
        reported_name,
        as_dict=True,
    )
    return row


def note(name: str, report: Report, at: int) -> None:
    """Note what was reported last, for lists and the form."""
    values = {
        "tool": report.tool, "last_state": DOWN if report.is_down else UP,
        "last_report_at": site_time(at), "last_message": report.message,
    }  # fmt: skip
    frappe.db.set_value(SERVICE, name, values, update_modified=False)


def _insert_if_new(reported_name: str, tool: str) -> None:
    if frappe.db.exists(SERVICE, {"reported_name": reported_name}):
        return
    name, now, by = frappe.generate_hash(length=10), now_datetime(), frappe.session.user
    frappe.db.sql(
        f"insert ignore into `tab{SERVICE}` "
        "(name, creation, modified, owner, modified_by, reported_name, status, tool) "
        "values (%s, %s, %s, %s, %s, %s, %s, %s)",
        (name, now, now, by, by, reported_name, NOT_LINKED, tool),
    )
    if frappe.db._cursor.rowcount > 0:
        _tell_managers(name, reported_name)


def _tell_managers(name: str, reported_name: str) -> None:
    """Tell the managers in the desk, once, that a service has to be linked to a contract."""
    users = frappe.get_all(
        "User", {"name": ("in", reading.managers()), "enabled": 1}, ["name", "language"]
    )
    notices = []
    for user in users:
        with speaking(user.language or ""):
            text = _("A monitor reports {0}, which no contract knows. Link it to a service.")
            notices.append(Notice(user.name, text.format(reported_name), SERVICE, name))
    notify(notices)
