"""Store the follow-ups of tickets in `SLA Follow-up Task`, for lists and for the sweep.

Only this module writes that table. A ticket has a digest of what is still to be done
(`to_do_digest`), and its rows are written only when that changes. So a ticket without follow-ups
costs no statement. A follow-up that its own event does, such as the content of a status update, was
never to be done and is not stored.

`look_again_at` is the date of an open follow-up. Once it has passed, the sweep marks the follow-up
as missed, reminds whoever has the ticket, and empties the field.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from hashlib import sha1
from typing import Any, NamedTuple

import frappe
from frappe.utils import now_datetime

from sla_nl.engine.follow_ups import MISSED, OPEN, Task
from sla_nl.engine.verdict import Verdict
from sla_nl.site.time import site_time

TASK = "SLA Follow-up Task"
TO_DO = (OPEN, MISSED)
"""The states of a follow-up that somebody still has to do."""

_COLUMNS = (
    "name", "creation", "modified", "owner", "modified_by", "ticket", "cause", "contract", "what",
    "whom", "is_closing", "closes_itself", "state", "since", "due", "done_at", "clause",
    "assigned_to", "look_again_at",
)  # fmt: skip
_KEPT = ("name", "creation", "owner", "ticket", "cause")
_LOOK_AGAIN = (
    "case values(state) when 'open' then values(due) when 'missed' then look_again_at else null end"
)
"""A follow-up that a save finds missed is still to be told, so its date stays."""


class Missed(NamedTuple):
    """A follow-up that was missed, and that nobody was told of yet."""

    ticket: str
    what: str
    is_closing: bool
    due: datetime
    assigned_to: str


def to_do(verdict: Verdict) -> list[Task]:
    """Return the follow-ups that somebody still has to do, the earliest date first."""
    found = [task for task in verdict.follow_ups if task.state in TO_DO]
    return sorted(found, key=lambda task: (task.due is None, task.due or 0, task.since))


def to_do_digest(verdict: Verdict) -> str:
    """Return a short text that changes with what is still to be done; empty if that is nothing."""
    parts = [
        f"{cause_of('', task)} {task.due} {task.state}{' closes' if task.closes_itself else ''}"
        for task in to_do(verdict)
    ]
    return _short("\n".join(parts)) if parts else ""


def cause_of(ticket: str, task: Task) -> str:
    """Return what makes a follow-up unique: its ticket, its row of the contract, when it came up.

    Example: `0002:1780905600:1f8ac10f23c5abcd`.
    """
    parts = (task.what, task.whom, str(task.is_closing), *task.clauses)
    return f"{ticket}:{task.since}:{_short('|'.join(parts))}"


def write_all(verdicts: Mapping[str, Verdict], assignees: Mapping[str, str]) -> None:
    """Write the follow-ups of verdicts, by the names of their tickets; two statements.

    Args:
        assignees: the user who has each ticket, where somebody has.
    """
    if not verdicts:
        return
    found = [
        (name, verdict, task)
        for name, verdict in verdicts.items()
        for task in _stored(verdict.follow_ups)
    ]
    _drop(verdicts.keys(), {cause_of(name, task) for name, _verdict, task in found})
    now, user = now_datetime(), frappe.session.user
    rows = tuple(
        _row(name, verdict, task, assignees.get(name), now, user) for name, verdict, task in found
    )
    if rows:
        updates = [f"{c} = values({c})" for c in _COLUMNS if c not in (*_KEPT, "look_again_at")]
        frappe.db.sql(
            f"insert into `tab{TASK}` ({', '.join(_COLUMNS)}) values "
            f"{', '.join(['%s'] * len(rows))} on duplicate key update "
            f"look_again_at = {_LOOK_AGAIN}, {', '.join(updates)}",
            rows,
        )


def remove(*tickets: str) -> None:
    """Delete the follow-ups of tickets that are deleted, or that no longer have a contract."""
    frappe.db.sql(f"delete from `tab{TASK}` where ticket in %s", (tickets,))


def assign(ticket: str, user: str | None) -> None:
    """Set who has the follow-ups of a ticket that are still to be done."""
    frappe.db.sql(
        f"update `tab{TASK}` set assigned_to = %s where ticket = %s and state in %s",
        (user, ticket, TO_DO),
    )


def due(tickets: Collection[str], now: datetime | None) -> set[str]:
    """Return those of the tickets that have a follow-up whose date has passed.

    Args:
        now: naive, in the site's zone.
    """
    query = f"select ticket from `tab{TASK}` where ticket in %s and look_again_at < %s"
    return set(frappe.db.sql(query, (tuple(tickets), now), pluck=True)) if tickets else set()


def to_close(now: datetime | None, at_most: int) -> list[str]:
    """Return the tickets that the app closes, as nobody has answered in time.

    Args:
        now: naive, in the site's zone.
    """
    return frappe.db.sql(
        f"select distinct ticket from `tab{TASK}` "
        "where look_again_at < %s and closes_itself = 1 and state = %s limit %s",
        (now, MISSED, at_most),
        pluck=True,
    )


def take_missed(
    tickets: Collection[str], now: datetime | None, closing: bool = False
) -> list[Missed]:
    """Return the follow-ups of tickets that were missed, and mark them as told.

    Other follow-ups whose date has passed are no longer looked at either, such as those of a ticket
    that cannot be judged: its next save writes them again.

    Args:
        closing: take those by which the app closes the ticket; they are left out else, as the app
            still does them.
    """
    values = (tuple(tickets), now, int(closing))
    where = "where ticket in %s and look_again_at < %s and closes_itself = %s"
    rows = frappe.db.sql(
        f"select ticket, what, is_closing, due, assigned_to, state from `tab{TASK}` {where} "
        "order by ticket, due",
        values,
    )
    if rows:
        frappe.db.sql(f"update `tab{TASK}` set look_again_at = null {where}", values)
    return [
        Missed(ticket, what or "", bool(is_closing), at, assigned_to or "")
        for ticket, what, is_closing, at, assigned_to, state in rows
        if state == MISSED
    ]


def _stored(tasks: Iterable[Task]) -> Iterator[Task]:
    """Yield the follow-ups that were to be done for some time."""
    return (task for task in tasks if task.done_at != task.since)


def _drop(tickets: Collection[str], causes: Collection[str]) -> None:
    """Delete the stored follow-ups of tickets that the verdicts no longer have."""
    kept = " and cause not in %s" if causes else ""
    values = (tuple(tickets), tuple(causes)) if causes else (tuple(tickets),)
    frappe.db.sql(f"delete from `tab{TASK}` where ticket in %s{kept}", values)


def _row(
    ticket: str, verdict: Verdict, task: Task, assignee: str | None, now: datetime, user: str
) -> tuple[Any, ...]:
    cause, look_again = cause_of(ticket, task), task.due if task.state == OPEN else None
    return (
        cause, now, now, user, user, ticket, cause, verdict.contract.name, task.what, task.whom,
        int(task.is_closing), int(task.closes_itself), task.state,
        site_time(task.since), site_time(task.due), site_time(task.done_at),
        ", ".join(task.clauses), assignee, site_time(look_again),
    )  # fmt: skip


def _short(text: str) -> str:
    return sha1(text.encode(), usedforsecurity=False).hexdigest()[:16]
