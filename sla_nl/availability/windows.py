"""The maintenance windows of a contract, judged by its rules: an outage in them may not count."""

from __future__ import annotations

from typing import Any

import frappe

from sla_nl.engine.contract import Contract
from sla_nl.engine.service.maintenance import WindowVerdict, judge_window
from sla_nl.engine.service.planned import Planned
from sla_nl.engine.service.windows import Window
from sla_nl.site.time import instant_of, site_time

from .outages import end_after

WINDOW = "SLA Maintenance Window"
_NOT_DONE = ("Draft", "Cancelled")
_YEAR_S = 366 * 86_400
"""A maximum is for a year at most, so windows of a year around a period are counted."""


def of_contract(contract: Contract, start: int, end: int, now: int) -> list[WindowVerdict]:
    """Return the judged windows of a contract that touch a period, in seconds of UTC."""
    rows = _rows(contract.name, start - _YEAR_S, end + _YEAR_S)
    known = {rule.maintenance_type for rule in contract.terms.maintenance}
    windows = [_window(contract, row, n) for n, row in enumerate(rows) if row.type in known]
    planned = Planned(contract, windows)
    return [
        judge_window(planned, window, now)
        for window in windows
        if window.start < end and window.end > start
    ]


def _rows(contract: str, start: int, end: int) -> list[Any]:
    return frappe.db.sql(
        f"""select name, maintenance_type as type, planned_start, planned_end, announced_at
        from `tab{WINDOW}` where contract = %s and status not in %s
        and planned_start < %s and planned_end > %s order by planned_start, name""",
        (contract, _NOT_DONE, site_time(end), site_time(start)),
        as_dict=True,
    )


def _window(contract: Contract, row: Any, place: int) -> Window:
    start = instant_of(row.planned_start) or 0
    return Window(
        row.name,
        contract.name,
        row.type,
        start,
        end_after(row.planned_end, start),
        instant_of(row.announced_at),
        place=place,
    )
