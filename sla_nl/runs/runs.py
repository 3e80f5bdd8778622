"""Runs over many tickets on the queue: how far they are, in the database and on the screen.

What a batch adds to the count is written in the batch's own transaction: a worker that dies takes
back its count with its work.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import add_to_date, now_datetime
from redis.exceptions import RedisError

from sla_nl.contracts.documents import SETTINGS

RUN = "SLA Run"
BACKFILL, DRY_RUN, RECOMPUTE = "Backfill", "Dry run", "Recompute"
QUEUED, RUNNING, DONE = "Queued", "Running", "Done"
EVENT = "sla_nl_run"

_LONGEST_S = 24 * 3600
_STALLED_AFTER_S = 600


class Count(NamedTuple):
    """What a batch has come to."""

    looked: int = 0
    stamped: int = 0
    moved: int = 0
    faults: int = 0


def start(kind: str, total: int = 0, document: Document | None = None) -> str:
    """Write down a run that is to be made. Returns: its name."""
    run = frappe.get_doc({"doctype": RUN, "kind": kind, "state": QUEUED, "total": total})
    if document is not None:
        run.update({"document_type": document.doctype, "document": document.name})
    return run.insert(ignore_permissions=True).name


def unfinished(kind: str) -> str | None:
    """The run of a kind that is queued or running, if any."""
    return frappe.db.get_value(RUN, {"kind": kind, "state": ("!=", DONE)})


def is_open(run: str) -> bool:
    """Whether a run is there, and not closed yet."""
    return frappe.db.get_value(RUN, run, "state") in (QUEUED, RUNNING)


def stalled() -> list[Any]:
    """The runs, as rows with name and kind, that nobody has worked at for ten minutes."""
    before = add_to_date(now_datetime(), seconds=-_STALLED_AFTER_S)
    filters = {"state": ("!=", DONE), "modified": ("<", before)}
    return frappe.get_all(RUN, filters, ["name", "kind"])


def enqueue(work: Callable[..., Any], run: str, number: int = 1) -> None:
    """Have workers make a run, after the commit; without a queue it is taken up later."""
    for place in range(number):
        job = partial(
            frappe.enqueue, work, queue="long", timeout=_LONGEST_S, run=run,
            job_id=f"sla_nl_run_{run}_{place}", deduplicate=True,
        )  # fmt: skip
        frappe.db.after_commit.add(partial(_without_fail, job))


def count(run: str, batch: Count, at_ticket: str = "") -> None:
    """Add a batch to the count of its run, and show how far it is after the commit."""
    sums = ", ".join(f"{field} = {field} + %({field})s" for field in Count._fields)
    frappe.db.sql(
        f"""update `tab{RUN}` set {sums}, state = '{RUNNING}', at_ticket = %(at_ticket)s,
        started = ifnull(started, %(now)s), modified = %(now)s where name = %(run)s""",
        {**batch._asdict(), "now": now_datetime(), "run": run, "at_ticket": at_ticket},
    )
    _show(run)


def finish(run: str, text: str, *counts: str) -> None:
    """Close a run, and tell whoever started it, and those who look at the changed document.

    It is read locked, so with all that other workers have counted. `text` says what it came to,
    with a place for each of the counts that are named.
    """
    if frappe.db.get_value(RUN, run, "state", for_update=True) in (None, DONE):
        return
    document = frappe.get_doc(RUN, run, for_update=True)
    outcome = text.format(*(document.get(field) for field in counts))
    document.update({"state": DONE, "outcome": outcome, "ended": now_datetime()})
    document.started = document.started or document.ended
    document.save(ignore_permissions=True)
    if document.document and frappe.db.exists(document.document_type, document.document):
        changed = frappe.get_doc(document.document_type, document.document)
        changed.add_comment("Info", outcome)
    frappe.publish_realtime(
        "msgprint",
        {"message": outcome, "alert": 1, "indicator": "green"},
        user=document.owner,
        after_commit=True,
    )
    _show(run)


def _show(run: str) -> None:
    """After the commit, tell the forms that show a run how far it is."""
    fields = ["name", "kind", "state", "total", "outcome", *Count._fields]
    state = frappe.db.get_value(RUN, run, fields, as_dict=True)
    for doctype, name in ((RUN, run), (SETTINGS, SETTINGS)):
        frappe.publish_realtime(EVENT, state, doctype=doctype, docname=name, after_commit=True)


def _without_fail(job: Callable[[], Any]) -> None:
    try:
        job()
    except RedisError:
        frappe.log_error(_("No queue to make a run over tickets; it is tried again every hour."))
