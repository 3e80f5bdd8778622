"""Runs over many tickets on the queue: start them, count their progress and show it on the screen.

A batch adds to the count in its own transaction. If a worker dies, its work and its count are both
rolled back.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, NamedTuple

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import add_to_date, now_datetime
from frappe.utils.background_jobs import get_workers
from redis.exceptions import RedisError

from sla_nl.contracts.documents import SETTINGS

RUN = "SLA Run"
BACKFILL, DRY_RUN, RECOMPUTE, WHAT_IF = "Backfill", "Dry run", "Recompute", "What if"
QUEUED, RUNNING, DONE, STOPPED = "Queued", "Running", "Done", "Stopped"
OPEN = (QUEUED, RUNNING)
EVENT = "sla_nl_run"

_LONGEST_S = 24 * 3600
_STALLED_AFTER_S = 600


class Count(NamedTuple):
    """The numbers of tickets of a batch.

    Args:
        looked: looked at.
        stamped: with a changed stamp.
        moved: dates that are another one now.
        faults: that cannot be judged.
        differing: that would be judged otherwise under what is tried.
    """

    looked: int = 0
    stamped: int = 0
    moved: int = 0
    faults: int = 0
    differing: int = 0


def start(kind: str, total: int = 0, document: Document | None = None, **asked: object) -> str:
    """Create a queued run. Returns: its name.

    Args:
        total: the number of tickets in the run, for the progress bar.
        document: the changed document that is the reason for the run.
        asked: further fields of the run.
    """
    run = frappe.get_doc({"doctype": RUN, "kind": kind, "state": QUEUED, "total": total, **asked})
    if document is not None:
        run.update({"document_type": document.doctype, "document": document.name})
    return run.insert(ignore_permissions=True).name


def unfinished(kind: str) -> str | None:
    """Return the name of a run of this kind that is queued or running; None if there is none."""
    return frappe.db.get_value(RUN, {"kind": kind, "state": ("in", OPEN)})


def is_open(run: str) -> bool:
    """Return whether a run exists and is neither finished nor stopped."""
    return frappe.db.get_value(RUN, run, "state") in OPEN


def stalled() -> list[Any]:
    """Return the runs without progress for ten minutes, as rows with name and kind."""
    before = add_to_date(now_datetime(), seconds=-_STALLED_AFTER_S)
    filters = {"state": ("in", OPEN), "modified": ("<", before)}
    return frappe.get_all(RUN, filters, ["name", "kind"])


def workers() -> int:
    """Return the number of workers that listen to the long queue, at least one."""
    try:
        return max(1, sum("long" in str(worker.queue_names()) for worker in get_workers()))
    except RedisError:
        return 1


def enqueue(work: Callable[..., Any], run: str, number: int = 1) -> None:
    """Put a run on the queue after the commit. Without a queue, the hourly job retries it.

    Args:
        number: how many workers may work on the run at the same time.
    """
    for place in range(number):
        job = partial(
            frappe.enqueue, work, queue="long", timeout=_LONGEST_S, run=run,
            job_id=f"sla_nl_run_{run}_{place}", deduplicate=True,
        )  # fmt: skip
        frappe.db.after_commit.add(partial(_without_fail, job))


def count(run: str, batch: Count, at_ticket: str = "") -> None:
    """Add the numbers of a batch to its run, and show the progress after the commit."""
    sums = ", ".join(f"{field} = {field} + %({field})s" for field in Count._fields)
    frappe.db.sql(
        f"""update `tab{RUN}` set {sums}, at_ticket = %(at_ticket)s,
        state = if(state = '{QUEUED}', '{RUNNING}', state),
        started = ifnull(started, %(now)s), modified = %(now)s where name = %(run)s""",
        {**batch._asdict(), "now": now_datetime(), "run": run, "at_ticket": at_ticket},
    )
    _show(run)


def finish(run: str, text: str, *counts: str) -> None:
    """Finish a run: notify the user who started it, and comment on the changed document.

    The run is locked when it is read, so that it has the counts of all workers.

    Args:
        text: the outcome, with a place such as `{0}` for each count.
        counts: the fields of the run whose numbers fill those places, such as `"stamped"`.
    """
    document = _ended(run, DONE, text, counts)
    if document is None:
        return
    if document.kind != WHAT_IF and _is_left(document):
        changed = frappe.get_doc(document.document_type, document.document)
        changed.add_comment("Info", document.outcome)
    frappe.publish_realtime(
        "msgprint",
        {"message": document.outcome, "alert": 1, "indicator": "green"},
        user=document.owner,
        after_commit=True,
    )


def stop(run: str, text: str) -> bool:
    """Stop a run that is open: its workers end after the batch at which they are.

    Returns: False if it was finished or stopped already.
    """
    return _ended(run, STOPPED, text) is not None


def _ended(run: str, state: str, text: str, counts: Sequence[str] = ()) -> Document | None:
    """End a run that is open, and return it; None if it has ended already, or is deleted."""
    if frappe.db.get_value(RUN, run, "state", for_update=True) not in OPEN:
        return None
    document = frappe.get_doc(RUN, run, for_update=True)
    outcome = text.format(*(document.get(field) for field in counts)) if counts else text
    document.update({"state": state, "outcome": outcome, "ended": now_datetime()})
    document.started = document.started or document.ended
    document.flags.ignore_links = True  # The contract may have been deleted meanwhile.
    document.save(ignore_permissions=True)
    _show(run)
    return document


def _is_left(run: Document) -> bool:
    """Return whether the document that was the reason for a run still exists."""
    return bool(run.document and frappe.db.exists(run.document_type, run.document))


def _show(run: str) -> None:
    """Send the progress of a run to the forms that show it, after the commit."""
    fields = ["name", "kind", "state", "total", "outcome", *Count._fields]
    state = frappe.db.get_value(RUN, run, fields, as_dict=True)
    for doctype, name in ((RUN, run), (SETTINGS, SETTINGS)):
        frappe.publish_realtime(EVENT, state, doctype=doctype, docname=name, after_commit=True)


def _without_fail(job: Callable[[], Any]) -> None:
    try:
        job()
    except RedisError:
        frappe.log_error(_("No queue to make a run over tickets; it is tried again every hour."))
