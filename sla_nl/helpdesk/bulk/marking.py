"""Do one batch of the sweep: lock tickets, judge the due ones, write, remind, reload open pages.

The lock must be the first query of its transaction, so that the batch sees the rows that other
transactions have just written.
"""

from __future__ import annotations

from collections.abc import Collection

import frappe

from sla_nl.contracts.cache_token import terms_version
from sla_nl.escalation import moments
from sla_nl.records import clocks, follow_ups
from sla_nl.site.fault_log import is_new
from sla_nl.site.time import latest_passed, now_s, surely_passed

from .. import TICKET
from ..ticket import tickets
from . import reminding
from .restamp import carry_out, log_faults, plans


def mark(names: list[str]) -> int:
    """Judge the tickets with a due clock or follow-up; write their stamps, clocks and follow-ups.

    Returns: the number of clocks that were open before and are closed now.
    """
    rows = {row["name"]: row for row in tickets.lock(names)}
    if missing := set(names) - rows.keys():
        _forget_deleted(missing)
    now, version = now_s(), terms_version()
    passed, stored = latest_passed(now), clocks.read_all(rows, clocks.MOVING)
    missed_before = surely_passed(now)
    late = follow_ups.due(rows, missed_before)
    due = [
        name
        for name in rows
        if name in late
        or any(clocks.is_due(row, passed, version) for row in stored.get(name, {}).values())
    ]
    todo = plans([rows[name] for name in due], now, are_solved_due=True, stored=stored)
    if without_contract := set(due) - {plan.name for plan in todo}:
        clocks.remove(*without_contract)
        follow_ups.remove(*without_contract)
        moments.remove(*without_contract)
    carry_out(todo)
    passing = {plan.name for plan in todo if plan.is_passing}
    if told := late - passing:
        reminding.remind(follow_ups.take_missed(told, missed_before))
    log_faults(plan for plan in todo if plan.fault and _is_new(plan.name, plan.fault))
    _set_aside([plan.name for plan in todo if plan.fault and not plan.is_passing])
    return sum(difference.is_end for plan in todo for difference in plan.clocks)


def give_up(name: str, fault: str) -> int:
    """Log a ticket that cannot be written, and leave it to the next sweep.

    Returns: 0, because no clock was marked.
    """
    if _is_new(name, fault):
        frappe.log_error(f"SLA NL: nothing can be written for ticket {name}", fault)
    return 0


def _forget_deleted(missing: Collection[str]) -> None:
    """Remove the clocks of missing tickets that were deleted, and are not just locked by others."""
    query = f"select name from `tab{TICKET}` where name in %s"
    there = {name for (name,) in frappe.db.sql(query, (tuple(missing),))}
    if gone := set(missing) - there:
        clocks.remove(*gone)
        follow_ups.remove(*gone)


def _is_new(name: str, fault: str) -> bool:
    """Return whether a fault was not logged before. Only the last line of a traceback counts."""
    return is_new(name, fault.strip().rpartition("\n")[2])


def _set_aside(names: list[str]) -> None:
    """Leave tickets out of the sweep until they are saved or the terms change."""
    if names:
        clocks.set_aside(names, terms_version())
