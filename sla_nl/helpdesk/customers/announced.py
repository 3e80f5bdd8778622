"""The windows of which a customer may know: those announced under their contract."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import frappe
from frappe.utils import now_datetime

from sla_nl.contracts import in_force
from sla_nl.maintenance.reading import DRAFT, MORE, PLANNED, WINDOW
from sla_nl.site.time import instant_of

_PAST = timedelta(days=366)
_COLUMNS = (
    "w.name, w.creation, w.contract, w.maintenance_type, w.service, w.status, w.interrupts, "
    "w.planned_start, w.planned_end, w.real_start, w.real_end, w.text_nl, w.text_en, w.sequence, "
    "w.cancel_reason"
)


def windows_of(customer: str) -> list[Any]:
    """Return the announced windows of a customer of the past year and ahead, the earliest first.

    Which contract holds is asked for the start of each window. A draft, or a plan that was not
    announced, is nobody's business yet.
    """
    rows = frappe.db.sql(
        f"""select {_COLUMNS}, group_concat(m.contract separator '\\n') as more
        from `tab{WINDOW}` w left join `tab{MORE}` m on m.parent = w.name
        where w.announced_at is not null and w.status not in %s and w.planned_end > %s
        group by w.name order by w.planned_start, w.name""",
        ((DRAFT, PLANNED), now_datetime() - _PAST),
        as_dict=True,
    )
    return [row for row in rows if _concerns(row, customer)]


def _concerns(row: Any, customer: str) -> bool:
    at = instant_of(row.planned_start)
    assert at is not None
    contracts = [row.contract, *(row.more or "").split("\n")]
    return in_force.contract_for(customer, at, None) in contracts
