"""Find the tickets whose escalations are due, and carry them out. The sweep runs it each minute.

    due tickets -> batches -> lock, judge, log and tell, commit -> open pages
    receivers that wait for a mail -> one mail each

If a worker dies between the two, the next sweep queues the mails: the log says who waits for one.
"""

from __future__ import annotations

import frappe

from sla_nl.contracts import in_force
from sla_nl.escalation import log, mailing, moments
from sla_nl.runs.batches import run_batch
from sla_nl.site.time import latest_passed

from . import batch

BATCH = 100


def run(now_s: int, at_most: int) -> int:
    """Carry out what is due. Returns: the number of escalations that were told.

    Nothing due costs one statement.
    """
    tickets, is_mail_waiting = _due(now_s, at_most)
    told = 0
    if tickets and in_force.is_enabled():
        told = sum(
            run_batch(tickets[at : at + BATCH], batch.carry_out, batch.give_up)
            for at in range(0, len(tickets), BATCH)
        )
    if told or is_mail_waiting:
        mailing.queue(mailing.waiting())
    return told


def _due(now_s: int, at_most: int) -> tuple[list[str], bool]:
    """Return the tickets that are due, and whether a mail waits to be queued."""
    rows = frappe.db.sql(
        f"""(select ticket from {moments.TABLE} where at <= %s order by at limit %s)
        union all (select null from `tab{log.RECEIVER}` where mail = %s limit 1)""",
        (latest_passed(now_s), at_most, log.WAITING),
        pluck=True,
    )
    return [ticket for ticket in rows if ticket], None in rows
