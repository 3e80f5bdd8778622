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
from sla_nl.site.language import speaking
from sla_nl.site.notices import Notice, notify
from sla_nl.site.time import now_s

from .receivers import languages_of, receivers

FIRST, AGAIN = timedelta(hours=24), timedelta(days=7)


def run() -> int:
    """Remind of each outage that is due. Returns: how many."""
    if frappe.conf.maintenance_mode or not is_enabled():
        return 0
    now: datetime = now_datetime()
    rows = _due(now)
    for row in rows:
        frappe.db.set_value(OUTAGE, row.name, "reminded_at", now, update_modified=False)
        _remind(row)
        frappe.db.commit()
    return len(rows)


def _due(now: datetime) -> list[Any]:
    """Return the outages that go on for a day, and of which nobody was reminded for a week."""
    began = now_s() - int(FIRST.total_seconds())
    return frappe.db.sql(
        f"""select name, contract, service, start_s from `tab{OUTAGE}`
        where status = 'Ongoing' and start_s <= %s and (reminded_at is null or reminded_at <= %s)
        for update skip locked""",
        (began, now - AGAIN),
        as_dict=True,
    )


def _remind(row: Any) -> None:
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
