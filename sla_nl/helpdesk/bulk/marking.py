"""A batch of the sweep: lock tickets, judge those with a date that has passed, write, tell.

The lock must be the first to read in its transaction: so what another transaction wrote while it
was waited for is seen.
"""

from __future__ import annotations

from collections.abc import Collection

import frappe

from sla_nl.contracts.cache_token import terms_version
from sla_nl.records import clocks
from sla_nl.site.fault_log import is_new
from sla_nl.site.time import now_s, site_time

from .. import TICKET
from ..ticket import tickets
from .restamp import carry_out, log_faults, plans


def mark(names: list[str]) -> int:
    """Judge the tickets of which a clock is due, and write what they have come to.

    Returns: how many clocks were open before and are not any more.
    """
    rows = {row["name"]: row for row in tickets.lock(names)}
    if missing := set(names) - rows.keys():
        _forget_deleted(missing)
    now, version = now_s(), terms_version()
    moment, stored = site_time(now), clocks.read_all(rows, clocks.MOVING)
    due = [
        name
        for name, own in stored.items()
        if any(clocks.is_due(row, moment, version) for row in own.values())
    ]
    todo = plans([rows[name] for name in due], now, are_solved_due=True, stored=stored)
    if without_contract := set(due) - {plan.name for plan in todo}:
        clocks.remove(*without_contract)
    carry_out(todo)
    log_faults(plan for plan in todo if plan.fault and _is_new(plan.name, plan.fault))
    _set_aside([plan.name for plan in todo if plan.fault and not plan.is_passing])
    return sum(difference.is_end for plan in todo for difference in plan.clocks)


def give_up(name: str, fault: str) -> int:
    """Leave a ticket for which nothing can be written to the next sweep.

    Returns: 0, no clock was marked.
    """
    if _is_new(name, fault):
        frappe.log_error(f"SLA NL: nothing can be written for ticket {name}", fault)
    return 0


def _forget_deleted(missing: Collection[str]) -> None:
    """Take away the clocks of those tickets that are not locked by others, but gone."""
    query = f"select name from `tab{TICKET}` where name in %s"
    there = {name for (name,) in frappe.db.sql(query, (tuple(missing),))}
    if gone := set(missing) - there:
        clocks.remove(*gone)


def _is_new(name: str, fault: str) -> bool:
    """Return whether a fault is to be logged; of a traceback, the error itself tells it."""
    return is_new(name, fault.strip().rpartition("\n")[2])


def _set_aside(names: list[str]) -> None:
    """Look at tickets no more until they, or the terms, have changed."""
    if names:
        clocks.set_aside(names, terms_version())
