"""The sweep: each minute, the clocks whose date has passed are marked, on the ticket too.

    what is due -> batches -> lock tickets, read, judge, write, commit -> open pages reload

It takes what is due, not what is open. Where a worker dies, the next sweep finds the batch in hand
as it was. What is due is read anew under the lock, so two sweeps never mark a clock twice. A ticket
that is being saved is passed over: that save judges it, or the next sweep does. A ticket that
cannot be judged is logged. If that is due to the ticket or its contract, it is set aside until it
is saved or the terms change; any other fault is tried again by the next sweep.
"""

from __future__ import annotations

import time
from contextlib import suppress

import frappe

from sla_nl.contracts import cache_token, in_force
from sla_nl.records import clocks
from sla_nl.runs import sweeps
from sla_nl.site.time import now_s

from . import marking
from .batches import run_batch

BATCH = 100
AT_MOST = 10_000
"""Tickets in one run, well below the time that a worker gives it; the next minute goes on."""

_LOOKS_EVERY_S = 60
_looked: dict[str, float] = {}


def run() -> int:
    """Mark every clock whose date has passed. Returns: how many were marked."""
    if frappe.conf.maintenance_mode:
        return 0
    now, marked = now_s(), 0
    tickets = clocks.tickets_due(now, cache_token.terms_version(), AT_MOST)
    if tickets and in_force.is_enabled():
        marked = sum(
            run_batch(tickets[at : at + BATCH], marking.mark, marking.give_up)
            for at in range(0, len(tickets), BATCH)
        )
    sweeps.record(now, marked)
    return marked


def catch_up() -> None:
    """Sweep where that did not happen lately: a job of its own, should the other be stuck."""
    if sweeps.is_overdue():
        run()


def ask_for_one() -> None:
    """Have a worker sweep where none did lately: at a save, so on an idle site too.

    A process looks once a minute, in the cache. Whatever fails here, the save goes on.
    """
    site, now = frappe.local.site, time.monotonic()
    if 0 <= now - _looked.get(site, -_LOOKS_EVERY_S) < _LOOKS_EVERY_S:
        return
    _looked[site] = now
    with suppress(Exception):
        if sweeps.is_overdue():
            frappe.enqueue(run, queue="short", job_id="sla_nl_sweep", deduplicate=True)
