"""Look again at the credit cases whose next moment has come: a meeting, or the next discount.

One indexed statement finds them. Each case is saved, which dates its meetings and books its
discounts, and whoever looks after it is told, in one transaction. So nobody is told twice.
"""

from __future__ import annotations

import frappe
from frappe.utils import add_days, get_datetime, now_datetime

from sla_nl.runs.batches import run_batch
from sla_nl.site.fault_log import is_new
from sla_nl.site.time import site_time

from . import meetings, reminding
from .cases import CASE
from .reminding import News

MOST = 100
"""The most cases in one run; the next minute does more."""


def run(now: int) -> int:
    """Look again at cases. Returns: how many."""
    names = frappe.db.sql(
        f"""select name from `tab{CASE}` where look_again_at <= %s
        order by look_again_at limit {MOST}""",
        site_time(now),
        pluck=True,
    )
    return sum(run_batch([name], _look, _give_up) for name in names)


def _look(names: list[str]) -> int:
    """Save cases as the sweep does, and tell of what is new. Returns: how many."""
    for name in names:
        case = frappe.get_doc(CASE, name, for_update=True)
        if not case.look_again_at or get_datetime(case.look_again_at) > now_datetime():
            continue
        reminders = [] if case.progress_at else meetings.due_now(case)
        case.flags.sla_nl_booked = []
        case.save(ignore_permissions=True)
        reminding.tell(case, News(reminders, case.flags.sla_nl_booked))
    return len(names)


def _give_up(name: str, fault: str) -> int:
    """Leave a case that cannot be saved for a day, and log why."""
    frappe.db.set_value(
        CASE, name, "look_again_at", add_days(now_datetime(), 1), update_modified=False
    )
    if is_new(name, fault):
        frappe.log_error(f"SLA: {CASE} {name}", fault)
    return 0
