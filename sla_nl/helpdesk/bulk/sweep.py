"""The sweep: mark clocks whose date has passed, stamp their tickets, escalate. Runs each minute.

It also reminds people of the obligations under contracts.

    due tickets -> batches -> lock tickets, read, judge, write, commit -> open pages reload
    due escalations -> see `escalating/sweep`
    due maintenance windows -> see `maintenance/moving`
    credit cases    -> see `credits/sweep`

The sweep reads only due clocks, not all open ones. If a worker dies, the next sweep does its batch.
Due clocks are read again under the lock, so two sweeps never mark a clock twice. A ticket that is
being saved is left out: that save judges it, or the next sweep does. A ticket that cannot be judged
is logged. If the ticket or its contract is at fault, the sweep leaves it out until it is saved or
the terms change. After any other fault the next sweep tries again.
"""

from __future__ import annotations

import time
from contextlib import suppress

import frappe

from sla_nl.contracts import cache_token, in_force
from sla_nl.credits import sweep as credits
from sla_nl.escalation import mailing
from sla_nl.maintenance import mailing as maintenance_mailing
from sla_nl.maintenance import moving
from sla_nl.obligations import reminding
from sla_nl.records import clocks
from sla_nl.runs import sweeps
from sla_nl.runs.batches import run_batch
from sla_nl.site.time import now_s

from ..escalating import sweep as escalating
from . import due, marking

BATCH = 100
AT_MOST = 10_000
"""The most tickets in one run, so that it ends before its time limit; the next minute does more."""

_LOOKS_EVERY_S = 60
_looked: dict[str, float] = {}
"""By site, when this process last looked whether a sweep is overdue; `time.monotonic()`."""


def run() -> int:
    """Mark every clock whose date has passed, and carry out what escalates.

    Returns: the number of marked clocks.
    """
    if frappe.conf.maintenance_mode:
        return 0
    now, marked = now_s(), 0
    tickets = clocks.tickets_due(now, cache_token.terms_version(), AT_MOST)
    if tickets and in_force.is_enabled():
        marked = sum(
            run_batch(tickets[at : at + BATCH], marking.mark, marking.give_up)
            for at in range(0, len(tickets), BATCH)
        )
    _do_the_rest(now)
    sweeps.record(now, marked)
    return marked


def _do_the_rest(now: int) -> None:
    """Do what is due apart from clocks and follow-ups."""
    kinds = due.kinds_due(now)
    if due.ESCALATIONS in kinds:
        escalating.run(now, AT_MOST)
    if due.MAINTENANCE in kinds:
        moving.run(now, AT_MOST)
    if due.CREDITS in kinds:
        credits.run(now)
    if due.OBLIGATIONS in kinds and in_force.is_enabled():
        reminding.run()


def catch_up() -> None:
    """Sweep if the last sweep is overdue. A second job runs this in case the first one is stuck.

    It also finds mails that the mail server refused.
    """
    if sweeps.is_overdue():
        run()
    if not frappe.conf.maintenance_mode:
        mailing.look_after()
        maintenance_mailing.look_after()


def ask_for_one() -> None:
    """Ask a worker for a sweep if the last one is overdue.

    Each save of a ticket calls this, so it also works on a site whose scheduler is idle. A process
    looks in the cache once a minute. An error here never stops the save.
    """
    site, now = frappe.local.site, time.monotonic()
    if 0 <= now - _looked.get(site, -_LOOKS_EVERY_S) < _LOOKS_EVERY_S:
        return
    _looked[site] = now
    with suppress(Exception):
        if sweeps.is_overdue():
            frappe.enqueue(run, queue="short", job_id="sla_nl_sweep", deduplicate=True)
