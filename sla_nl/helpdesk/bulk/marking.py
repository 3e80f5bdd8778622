"""A batch of the sweep: lock tickets, judge those with a date that has passed, write, tell.

The lock must be the first to read in its transaction: so what another transaction wrote while it
was waited for is seen.
"""

from __future__ import annotations

from collections.abc import Collection

import frappe

from sla_nl.contracts.cache_token import terms_version
from sla_nl.records import clocks
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
    if nobodys := set(due) - {plan.name for plan in todo}:
        clocks.remove(*nobodys)
    carry_out(todo)
    _set_aside(log_faults(todo))
    return sum(difference.is_end for plan in todo for difference in plan.clocks)


def give_up(name: str, fault: str) -> int:
    """Set a ticket aside of which nothing can be written. Returns: 0, no clock was marked."""
    frappe.log_error(f"SLA NL: nothing can be written for ticket {name}", fault)
    _set_aside([name])
    return 0


def _forget_deleted(missing: Collection[str]) -> None:
    """Take away the clocks of those tickets that are not locked by others, but gone."""
    query = f"select name from `tab{TICKET}` where name in %s"
    there = {name for (name,) in frappe.db.sql(query, (tuple(missing),))}
    if gone := set(missing) - there:
        clocks.remove(*gone)


def _set_aside(names: list[str]) -> None:
    """Look at tickets no more until something has changed."""
    if names:
        clocks.set_aside(names, terms_version())
