"""The maintenance windows of a contract, judged by its rules: an outage in them may not count."""

from __future__ import annotations

from datetime import datetime, timedelta

from sla_nl.engine.contract import Contract
from sla_nl.engine.service.maintenance import WindowVerdict, judge_window
from sla_nl.engine.service.planned import Planned
from sla_nl.maintenance.reading import counted, window_of
from sla_nl.site.time import site_time

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


def _moment(seconds: int) -> datetime:
    found = site_time(seconds)
    assert found is not None
    return found
