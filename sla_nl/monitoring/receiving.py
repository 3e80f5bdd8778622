"""Store what a monitor reports, each report once, and write the outages that follow.

A report is a row of `SLA Monitor Report` whose name is a digest of what it says, so the database
itself refuses it a second time. Reports of one service wait for each other at its row, and those of
each service have a transaction of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha1
from typing import NamedTuple

import frappe
from frappe.utils import now_datetime

from sla_nl.site.time import site_time

from . import outages, services
from .bodies import Report

REPORT = "SLA Monitor Report"
_COLUMNS = (
    "name", "creation", "modified", "owner", "modified_by", "monitored_service", "state", "at",
    "at_s", "tool", "incident", "message",
)  # fmt: skip
_LONGEST = 140
_TRIES = 5


class Answer(NamedTuple):
    """What was done with a body.

    Args:
        stored: how many of its reports were new.
        not_linked: the services that a manager still has to link to a contract.
    """

    stored: int
    not_linked: tuple[str, ...]


def receive(reports: Sequence[Report], now: int) -> Answer:
    """Store reports, and write the outages that follow from those that are new.

    Args:
        now: in seconds of UTC; a report without a moment, or of the future, is of now.
    """
    stored, not_linked = 0, []
    for name in sorted({report.service for report in reports}):
        own = [report for report in reports if report.service == name]
        new, status = _receive_patiently(name, own, now)
        stored += new
        if status == services.NOT_LINKED:
            not_linked.append(name)
    return Answer(stored, tuple(not_linked))


def _receive_patiently(name: str, reports: Sequence[Report], now: int) -> tuple[int, str]:
    """Receive the reports of a service; after a deadlock, which undid all of it, try again."""
    for _try in range(_TRIES - 1):
        try:
            return _receive_of(name, reports, now)
        except frappe.QueryDeadlockError:
            frappe.db.rollback()
    return _receive_of(name, reports, now)


def _receive_of(name: str, reports: Sequence[Report], now: int) -> tuple[int, str]:
    """Receive the reports of a service, in a transaction.

    Returns: how many are new, and the status of the service.
    """
    service = services.locked(name, reports[0].tool)
    new = sum(_store(service.name, report, now) for report in reports)
    if new:
        services.note(service.name, reports[-1], _at(reports[-1], now))
        outages.write(service.name, now)
    frappe.db.commit()
    return new, service.status


def _store(service: str, report: Report, now: int) -> int:
    """Store a report. Returns: 1 if it is new.

    A report without a moment is new only if it says something else than the one before it.
    """
    state = services.DOWN if report.is_down else services.UP
    if report.at is None and _last_state(service, report.incident) == state:
        return 0
    at = _at(report, now)
    key = f"{service}\n{report.incident}\n{at}\n{state}"
    name = sha1(key.encode(), usedforsecurity=False).hexdigest()
    moment, by = now_datetime(), frappe.session.user
    values = (
        name, moment, moment, by, by, service, state, site_time(at), at, report.tool,
        report.incident[:_LONGEST], report.message,
    )  # fmt: skip
    frappe.db.sql(
        f"insert ignore into `tab{REPORT}` ({', '.join(_COLUMNS)}) "
        f"values ({', '.join(['%s'] * len(values))})",
        values,
    )
    return int(frappe.db._cursor.rowcount > 0)


def _at(report: Report, now: int) -> int:
    return now if report.at is None else min(report.at, now)


def _last_state(service: str, incident: str) -> str | None:
    found = frappe.db.sql(
        f"select state from `tab{REPORT}` where monitored_service = %s and incident = %s "
        "order by at_s desc, creation desc limit 1 for update",
        (service, incident[:_LONGEST]),
        pluck=True,
    )
    return found[0] if found else None
