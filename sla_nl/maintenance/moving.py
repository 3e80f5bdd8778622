"""Move windows along by the clock: remind, start, end. The sweep runs it each minute.

A window has the moment at which something happens next (`look_at`), so nothing due costs one
statement. Each window is locked and done in its own transaction.
"""

from __future__ import annotations

import frappe
from frappe.model.document import Document

from sla_nl.runs.batches import run_batch
from sla_nl.site import fault_log
from sla_nl.site.time import instant_of, now_s, site_time

from . import mailing, planner, telling
from .judging import announce_by, judge
from .moments import REMINDED_BEFORE_S, look_again_at, remind_at
from .reading import ANNOUNCED, DONE, IN_PROGRESS, PLANNED, WINDOW

_LATER_S = 3600
"""After a fault a window is looked at again an hour later."""


def run(now: int, at_most: int) -> int:
    """Do what is due, and queue the mails that wait. Returns: how many windows were looked at."""
    names, is_mail_waiting = _due(now, at_most)
    for name in names:
        run_batch([name], _look_at, _give_up)
    if names or is_mail_waiting:
        mailing.queue_waiting()
    return len(names)


def _due(now: int, at_most: int) -> tuple[list[str], bool]:
    """Return the windows that are due, and whether a mail waits to be queued."""
    rows = frappe.db.sql(
        f"""(select name from `tab{WINDOW}` where look_at <= %s order by look_at limit %s)
        union all (select null from `tabSLA Maintenance Notice` where mail = 'waiting' limit 1)""",
        (site_time(now), at_most),
        pluck=True,
    )
    return [name for name in rows if name], None in rows


def _look_at(names: list[str]) -> int:
    """Do what is due of some windows; a window that is in use is left for later."""
    now = now_s()
    for name in names:
        if _is_free(name, now):
            move(frappe.get_doc(WINDOW, name), now)
    return len(names)


def _give_up(name: str, fault: str) -> int:
    """Leave a window that cannot be moved for an hour, and log why."""
    if fault_log.is_new(name, fault):
        frappe.log_error(f"SLA: {WINDOW} {name}", fault)
    later = {"look_at": site_time(now_s() + _LATER_S)}
    frappe.db.set_value(WINDOW, name, later, update_modified=False)
    return 0


def _is_free(name: str, now: int) -> bool:
    """Lock a window. Returns: False if another sweep or a planner has it, or it is done already."""
    return bool(
        frappe.db.sql(
            f"select name from `tab{WINDOW}` where name = %s and look_at <= %s "
            "for update skip locked",
            (name, site_time(now)),
        )
    )


def move(window: Document, now: int) -> None:
    """Do what is due of a window that is locked, and store when it is looked at again."""
    start, end = instant_of(window.planned_start), instant_of(window.planned_end)
    if start is None or end is None:
        window.db_set("look_at", None, update_modified=False)
        return
    judged = judge(window, now)
    remind = remind_at(window, judged)
    if window.status in (PLANNED, ANNOUNCED) and start <= now:
        window.status, window.real_start = IN_PROGRESS, window.planned_start
    elif remind is not None and remind <= now < remind + REMINDED_BEFORE_S:
        by = announce_by(judged)
        assert by is not None
        window.reminded_for = site_time(by)
        planner.remind(window, by)
    if window.status == IN_PROGRESS and end <= now:
        _end(window)
    window.look_at = look_again_at(window, judged, now)
    _write(window)


def _end(window: Document) -> None:
    """End a window at its planned end; if somebody has to end it, tell the planner."""
    if not window.ended_by_hand:
        window.status, window.real_end = DONE, window.planned_end
        telling.complete(window)
    elif not window.overrun_told:
        window.overrun_told = 1
        planner.tell_overrun(window)


def _write(window: Document) -> None:
    """Write what changed; the checks of a save are for people, and would stop the clock."""
    fields = (
        "status", "real_start", "real_end", "sequence", "reminded_for", "overrun_told", "look_at",
    )  # fmt: skip
    window.load_doc_before_save()
    window.db_set({field: window.get(field) for field in fields}, notify=True)
    window.run_method("on_update")
