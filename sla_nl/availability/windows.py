"""Maintenance windows beside outages: an outage in one may not count, and one may be an outage."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from frappe.model.document import Document
from frappe.utils import cint

from sla_nl.engine.contract import Contract
from sla_nl.engine.service.maintenance import WindowVerdict, judge_window
from sla_nl.engine.service.planned import Planned
from sla_nl.maintenance.reading import DONE, contracts_of, counted, window_of
from sla_nl.site.time import instant_of, site_time

from . import outages

_A_YEAR = timedelta(days=370)
"""A maximum is for a year at most, so windows of a year around a period are counted."""


def of_contract(contract: Contract, start: int, end: int, now: int) -> list[WindowVerdict]:
    """Return the judged windows of a contract that touch a period, in seconds of UTC."""
    rows = counted(contract.name, _moment(start) - _A_YEAR, _moment(end) + _A_YEAR)
    known = {rule.maintenance_type for rule in contract.terms.maintenance}
    windows = [
        window_of(row, contract, place)
        for place, row in enumerate(rows)
        if row.maintenance_type in known
    ]
    planned = Planned(contract, windows)
    return [
        judge_window(planned, window, now)
        for window in windows
        if window.start < end and window.end > start
    ]


def proposed(window: Document) -> list[dict[str, Any]]:
    """Return the outages that a finished window proposes: one of its real duration per contract.

    Work by itself is no outage, even if it interrupted a service: a person records that. Nothing is
    proposed where the contract promises no availability of the service, or where an outage of it in
    that time is recorded already.

    Returns: the fields of a new `SLA Outage` each. Source: docs/design.md 12.
    """
    start, end = instant_of(window.real_start), instant_of(window.real_end)
    is_down = window.status == DONE and cint(window.interrupts)
    if not is_down or start is None or end is None or end <= start:
        return []
    service = str(window.service or "")
    return [
        {
            "contract": contract,
            "service": service,
            "description": window.title,
            "starts_at": str(site_time(start)),
            "ends_at": str(site_time(end)),
        }
        for contract in contracts_of(window)
        if _is_promised(contract, service) and not _is_recorded(contract, service, start, end)
    ]


def _is_promised(contract: str, service: str) -> bool:
    services = outages.services_of(contract)
    return service in services if service else bool(services)


def _is_recorded(contract: str, service: str, start: int, end: int) -> bool:
    known = outages.of_contract(contract, start, end)
    return any(not outage.service or outage.service == service for outage in known)


def _moment(seconds: int) -> datetime:
    found = site_time(seconds)
    assert found is not None
    return found
