"""Backfill: timelines for tickets from before the app, and stamps for those that are open.

Any number of workers, on any number of machines, and a command beside them. A batch is a
transaction of its own, by design: it locks its tickets, skips those that others hold, reads under
the lock which of them still lack a timeline, and writes those. So two never do the same ticket, a
worker that dies leaves its batch as it was, and whoever goes over the tickets next finds what is
left: what is to be done is in the database, not in a worker.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import partial

import frappe
from frappe import _
from frappe.utils.background_jobs import get_workers
from redis.exceptions import RedisError

from sla_nl.records import timeline
from sla_nl.runs import runs
from sla_nl.runs.runs import BACKFILL, Count
from sla_nl.site.time import now_s

from .. import TICKET
from ..bulk.batches import run_batch
from ..bulk.restamp import carry_out, plans, tally
from ..ticket import helpdesk_log, tickets

BATCH = 250
_WAIT_S = 0.2


def start() -> str:
    """Have the workers of the queue make a backfill, or go on with one. Returns: the run."""
    run = runs.unfinished(BACKFILL)
    if run is None:
        helpdesk_log.forget_related()
        run = runs.start(BACKFILL, sum(len(names) for names in candidates()))
    runs.enqueue(work, run, _workers())
    return run


def work(run: str) -> None:
    """Be a worker of a run, until nothing is left and nobody else holds any of it.

    A job that comes late, after the run was closed or deleted, does nothing.
    """
    if not runs.is_open(run):
        return
    failed: set[str] = set()
    while (left := _do_batches(run, failed)) is not None:
        time.sleep(left)
    text = _("{0} timelines rebuilt, {1} open tickets stamped, {2} not judged")
    runs.finish(run, text, "looked", "stamped", "faults")
    frappe.db.commit()


def candidates() -> Iterator[list[str]]:
    """The tickets under a contract that have no timeline, batch by batch; nothing is locked."""
    at, batch = "", list[str]()
    while rows := _after(at):
        at = rows[-1].name
        batch += (row.name for row in rows if tickets.contract_of(row) is not None)
        while len(batch) >= BATCH:
            yield batch[:BATCH]
            batch = batch[BATCH:]
    if batch:
        yield batch


def _do_batches(run: str, failed: set[str]) -> float | None:
    """Do what can be done now. Returns: how long to wait before the next look; None at the end."""
    written = skipped = 0

    def give_up(name: str, fault: str) -> int:
        frappe.log_error(f"SLA NL: no timeline for ticket {name}", fault)
        runs.count(run, Count(faults=1))
        failed.add(name)
        return 1

    for names in candidates():
        wanted = [name for name in names if name not in failed]
        done = run_batch(wanted, partial(_batch, run), give_up) if wanted else 0
        written += done
        skipped += len(wanted) - done
    if not skipped:
        return None if not written else 0
    return 0 if written else _WAIT_S


def _batch(run: str, names: list[str]) -> int:
    """Do those of some tickets that are nobody's. Returns: how many are done, by whomever."""
    rows = tickets.lock(names)
    known = timeline.read_all([row["name"] for row in rows]) if rows else {}
    todo = plans([row for row in rows if row["name"] not in known], now_s())
    if todo:
        carry_out(todo)
        runs.count(run, tally(todo))
    return len(rows)


def _after(name: str) -> list[frappe._dict]:
    """The next tickets without a timeline, with what tells their contract."""
    return frappe.db.sql(
        f"""select t.name, t.creation, t.customer, t.sla_nl_contract
        from `tab{TICKET}` t
        left join `tabSLA Ticket Event` e on e.cause = concat(t.name, ':created')
        where t.name > %s and e.name is null order by t.name limit %s""",
        (name, BATCH),
        as_dict=True,
    )


def _workers() -> int:
    """How many workers listen to the long queue, at least one."""
    try:
        return max(1, sum("long" in str(worker.queue_names()) for worker in get_workers()))
    except RedisError:
        return 1
