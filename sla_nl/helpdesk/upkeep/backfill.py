"""Backfill: rebuild timelines for tickets from before the app, and stamp the open ones.

A ticket whose creation was set back after the app had recorded it (an import of old tickets) gets
the beginning of its timeline, and is stamped from its creation on, solved or not.

Several workers and the command may run it at the same time. Each batch is its own transaction: it
locks its tickets, skips those that others have locked, reads under the lock which of them still
lack a timeline, and writes those. So no ticket is done twice. If a worker dies, its batch is undone
and another worker does it, because only the database tells which tickets are left.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import partial

import frappe
from frappe import _

from sla_nl.contracts.in_force import is_enabled
from sla_nl.records import timeline
from sla_nl.runs import runs
from sla_nl.runs.batches import run_batch
from sla_nl.runs.runs import BACKFILL, Count
from sla_nl.site.time import now_s

from .. import TICKET
from ..bulk.restamp import carry_out, plans, tally
from ..ticket import helpdesk_log, tickets
from ..ticket.backdated import LATE_BEGIN, backdated, is_backdated

BATCH = 250
_WAIT_S = 0.2


def start() -> str:
    """Queue a backfill, or more workers for an unfinished one. Returns: the name of the run."""
    run = runs.unfinished(BACKFILL)
    if run is None:
        helpdesk_log.forget_related()
        run = runs.start(BACKFILL, sum(len(names) for names in candidates()))
    runs.enqueue(work, run, runs.workers())
    return run


def work(run: str) -> None:
    """Work on a run until no ticket is left, also none that others have locked.

    A late job does nothing: its run is closed or deleted by then.
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
    """Yield batches of tickets to rebuild; they are not locked.

    Those are tickets with a contract but no timeline, and tickets whose creation was set back.
    """
    at, batch = "", list[str]()
    while rows := _after(at):
        at = rows[-1].name
        batch += (row.name for row in rows if _is_wanted(row))
        while len(batch) >= BATCH:
            yield batch[:BATCH]
            batch = batch[BATCH:]
    if batch:
        yield batch


def _is_wanted(row: frappe._dict) -> bool:
    if row.at_s is None:
        return tickets.contract_of(row) is not None
    return is_enabled() and is_backdated(row.creation, row.at_s)


def _do_batches(run: str, failed: set[str]) -> float | None:
    """Do all batches once, without tickets that others have locked.

    Returns: seconds to wait before the next time; None if no ticket is left.
    """
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
    """Do the tickets that nobody else has locked and that still lack rows in their timeline.

    Returns: the number of tickets that are done, here or by another worker.
    """
    rows = tickets.lock(names)
    locked = [row["name"] for row in rows]
    known, again = timeline.read_all(locked), backdated(locked)
    wanted = [row for row in rows if row["name"] not in known or row["name"] in again]
    todo = plans(wanted, now_s(), backdated=again)
    if todo:
        carry_out(todo)
        runs.count(run, tally(todo))
    return len(rows)


def _after(name: str) -> list[frappe._dict]:
    """Return the next tickets without a timeline, or with one that does not begin at the creation.

    They have the fields that decide their contract.
    """
    return frappe.db.sql(
        f"""select t.name, t.creation, t.customer, t.sla_nl_contract, e.at_s
        from `tab{TICKET}` t
        left join `tabSLA Ticket Event` e on e.cause = concat(t.name, ':created')
        where t.name > %s and (e.name is null or {LATE_BEGIN}) order by t.name limit %s""",
        (name, BATCH),
        as_dict=True,
    )
