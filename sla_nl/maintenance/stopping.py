"""The maintenance in which the clocks of tickets stand still, where the contract is read so.

That is announced work that interrupts the service. Work that breaks a hard rule, which somebody has
overruled, stops no clock; nor does work that should have been announced and was not.
Source: docs/design.md 11.
"""

from __future__ import annotations

from typing import Any

import frappe

from sla_nl.engine.calendars.spans import Span
from sla_nl.engine.contract import Contract
from sla_nl.engine.service.maintenance import latest_announcement
from sla_nl.site.time import instant_of

from .reading import ANNOUNCED, DONE, IN_PROGRESS, MORE, WINDOW, announced_at

STOPS = "stops"
_KEPT = "sla_nl_maintenance_spans"
_COLUMNS = (
    "maintenance_type, planned_start, planned_end, real_start, real_end, announced_at, "
    "announced_start"
)


def spans_of(contract: Contract) -> tuple[Span, ...]:
    """Return when the clocks of tickets under a contract stand still.

    It costs one statement in a request or job, and none under a contract that stops no clock.
    """
    if contract.terms.maintenance_rule != STOPS:
        return ()
    kept: dict[str, tuple[Span, ...]] = getattr(frappe.local, _KEPT, None) or {}
    if contract.name not in kept:
        rows = _rows(contract.name)
        kept[contract.name] = tuple(_span(row) for row in rows if _stops(row, contract))
        setattr(frappe.local, _KEPT, kept)
    return kept[contract.name]


def forget() -> None:
    """Read the windows again for the next ticket, as one of them has changed."""
    setattr(frappe.local, _KEPT, None)


def _rows(contract: str) -> list[Any]:
    return frappe.db.sql(
        f"""select {_COLUMNS} from `tab{WINDOW}`
        where status in %(states)s and interrupts = 1 and ifnull(overruled_by, '') = ''
            and (contract = %(contract)s or name in (
                select parent from `tab{MORE}` where contract = %(contract)s))
        order by planned_start""",
        {"states": (ANNOUNCED, IN_PROGRESS, DONE), "contract": contract},
        as_dict=True,
    )


def _stops(row: Any, contract: Contract) -> bool:
    """Return whether a window was announced, or its contract does not ask for that."""
    rules = {rule.maintenance_type: rule for rule in contract.terms.maintenance}
    rule = rules.get(row.maintenance_type)
    start, end = _span(row)
    if rule is None or start >= end:
        return False
    return announced_at(row) is not None or latest_announcement(contract, rule, start) is None


def _span(row: Any) -> Span:
    """Return the planned times of a window, or the real ones as far as they lie within those.

    Work that takes longer stops no clock after its planned end.
    """
    start, end = instant_of(row.planned_start), instant_of(row.planned_end)
    assert start is not None
    assert end is not None
    began, ended = instant_of(row.real_start), instant_of(row.real_end)
    return max(start, began or start), min(end, ended or end)
