"""Read maintenance windows from the site as the engine knows them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import frappe

from sla_nl.engine.contract import Contract
from sla_nl.engine.service.planned import Planned
from sla_nl.engine.service.windows import Window
from sla_nl.site.time import instant_of

WINDOW, MORE = "SLA Maintenance Window", "SLA Window Contract"

DRAFT, PLANNED, ANNOUNCED = "Draft", "Planned", "Announced"
IN_PROGRESS, DONE, CANCELLED = "In progress", "Done", "Cancelled"
COUNTED = (PLANNED, ANNOUNCED, IN_PROGRESS, DONE)
"""The states of windows that use up the maximum of a period."""

_A_YEAR = timedelta(days=370)
_COLUMNS = (
    "name, title, contract, maintenance_type, service, status, planned_start, planned_end, "
    "announced_at, announced_start, interrupts"
)


def contracts_of(window: Any) -> list[str]:
    """Return the contracts under which a window is announced, each once, its own first."""
    rows = window.get("more_contracts") or []
    return list(dict.fromkeys([window.contract, *(row.contract for row in rows)]))


def announced_at(window: Any) -> datetime | None:
    """Return when the planned start of a window was announced; None if that was not done.

    Work that was moved after its announcement has to be announced anew.
    """
    told_for = window.get("announced_start")
    if told_for and moment(told_for) != moment(window.planned_start):
        return None
    return moment(window.get("announced_at"))


def window_of(window: Any, contract: Contract, place: int = 0) -> Window:
    """Return a window with both moments as the engine judges it under a contract."""
    return Window(
        str(window.name or ""),
        contract.name,
        window.maintenance_type,
        _instant(window.planned_start),
        _instant(window.planned_end),
        instant_of(announced_at(window)),
        bool(frappe.utils.cint(window.interrupts)),
        str(window.service or ""),
        place,
    )


def planned_with(window: Any, contract: Contract) -> tuple[Planned, Window]:
    """Return the windows of a contract around a window, with it, and the window itself.

    A window that is not stored yet comes after those that begin at the same moment.
    """
    others = [row for row in around(window, contract.name) if row.name != window.name]
    known = {rule.maintenance_type for rule in contract.terms.maintenance}
    planned = Planned(contract)
    for place, row in enumerate(others):
        if row.maintenance_type in known:
            planned.add(window_of(row, contract, place))
    own = window_of(window, contract, len(others))
    planned.add(own)
    return planned, own


def around(window: Any, contract: str) -> list[Any]:
    """Return the counted windows of a contract in the year around a window, in order."""
    at = moment(window.planned_start)
    assert at is not None
    return counted(contract, at - _A_YEAR, at + _A_YEAR)


def counted(contract: str, first: datetime, last: datetime) -> list[Any]:
    """Return the counted windows of a contract that begin in a span, in order."""
    return frappe.db.sql(
        f"""select {_COLUMNS} from `tab{WINDOW}`
        where status in %(counted)s and planned_start between %(first)s and %(last)s
            and (contract = %(contract)s or name in (
                select parent from `tab{MORE}` where contract = %(contract)s))
        order by planned_start, creation, name""",
        {"counted": COUNTED, "first": first, "last": last, "contract": contract},
        as_dict=True,
    )


def touching(contract: str, start: datetime, end: datetime) -> list[Any]:
    """Return the counted windows of a contract that share a moment with a span, in order."""
    rows = counted(contract, start - _A_YEAR, end)
    return [row for row in rows if row.planned_start < end and row.planned_end > start]


def overlapping(window: Any, contracts: Iterable[str]) -> list[Any]:
    """Return the other planned windows of some contracts that share a moment with a window."""
    found = {
        row.name: row
        for contract in contracts
        for row in around(window, contract)
        if row.name != window.name and row.status != DONE
    }
    start, end = moment(window.planned_start), moment(window.planned_end)
    assert start is not None
    assert end is not None
    return [row for row in found.values() if row.planned_start < end and row.planned_end > start]


def moment(value: Any) -> datetime | None:
    """Return a moment in a document, which can be text; None if it is empty."""
    return frappe.utils.get_datetime(value) if value else None


def _instant(value: Any) -> int:
    found = instant_of(value)
    assert found is not None
    return found
