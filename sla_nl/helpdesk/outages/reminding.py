"""Remind of outages whose end nobody reported: after a day, and then once a week.

An outage without an end counts until now. Often it was over long ago, and nobody has said so.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import frappe
from frappe import _
from frappe.utils import now_datetime

from sla_nl.availability import telling
from sla_nl.availability.outages import OUTAGE
from sla_nl.contracts.faults import FAULTS
from sla_nl.contracts.in_force import is_enabled
from sla_nl.runs.batches import run_batch
from sla_nl.site.fault_log import is_new
from sla_nl.site.language import speaking
from sla_nl.site.notices import Notice, notify
from sla_nl.site.time import now_s

from .receivers import languages_of, receivers

FIRST, AGAIN = timedelta(hours=24), timedelta(days=7)

_DUE = """status = 'Ongoing' and start_s <= %(began)s
    and (reminded_at is null or reminded_at <= %(reminded)s)"""


def run() -> int:
    """Remind of each outage that is due, in its own transaction. Returns: how many."""
    if frappe.conf.maintenance_mode or not is_enabled():
        return 0
    found = frappe.db.sql(f"select name from `tab{OUTAGE}` where {_DUE}", _moments(), pluck=True)
    return sum(run_batch([name], remind, give_up) for name in found)


def remind(names: list[str]) -> int:
    """Remind of some outages, if they are still due; those that are in use are left for later."""
    rows = frappe.db.sql(
        f"""select name, contract, service, start_s from `tab{OUTAGE}`
        where name in %(names)s and {_DUE} for update skip locked""",
        {"names": tuple(names), **_moments()},
        as_dict=True,
    )
    for row in rows:
        _mark(row.name)
        _tell(row)
    return len(rows)


def give_up(name: str, fault: str) -> int:
    """Leave an outage of which nobody can be told for a week, and log why."""
    if is_new(name, fault):
        frappe.log_error(f"SLA NL: nobody is reminded of outage {name}", fault)
    _mark(name)
    return 0


def _moments() -> dict[str, Any]:
    """Return the values of `_DUE`: the latest start, in seconds of UTC, and the latest reminder."""
    now: datetime = now_datetime()
    return {"began": now_s() - int(FIRST.total_seconds()), "reminded": now - AGAIN}


def _mark(name: str) -> None:
    frappe.db.set_value(OUTAGE, name, "reminded_at", now_datetime(), update_modified=False)


def _tell(row: Any) -> None:
    """Tell the receivers of the contract in the desk; a contract with faults has none."""
    try:
        choice = receivers(row.contract)
    except FAULTS:
        return
    languages = languages_of(one.user for one in choice.receivers)
    notices = []
    for one in choice.receivers:
        if one.user:
            with speaking(languages.get(one.user, "")):
                text = _("{0} is down for {1}: enter the end of the outage if it is over.")
                shown = text.format(
                    row.service or row.contract, telling.duration(now_s() - row.start_s)
                )
            notices.append(Notice(one.user, shown, OUTAGE, row.name))
    notify(notices)
