"""The log of escalations: `SLA Escalation`, with a row for each receiver.

An escalation has a cause, which is unique in the database. So two sweeps at once, or a sweep after
a crash, write it once; and who is not in the log was not told.

The log is also the box from which mails are taken: a receiver whose `mail` is `waiting` gets one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from hashlib import sha1
from typing import Any, NamedTuple

import frappe
from frappe.utils import now_datetime

from sla_nl.engine.clock_state import ClockState
from sla_nl.engine.escalation.climbing import Escalation
from sla_nl.engine.verdict import Verdict
from sla_nl.people.choosing import Choice
from sla_nl.site.time import site_time

from .deciding import ACKNOWLEDGED, FAILED, NOBODY, SENT, TAKEN_BACK

ESCALATION, RECEIVER = "SLA Escalation", "SLA Escalation Receiver"
WAITING, QUEUED, NOT_MAILED = "waiting", "queued", "failed"
"""The states of the mail to a receiver."""

TOLD = (SENT, NOBODY, FAILED)
"""The states of escalations that nobody has acknowledged yet."""

_HEAD = ("name", "creation", "modified", "owner", "modified_by")
_COLUMNS = (
    *_HEAD, "ticket", "level", "`function`", "`trigger`", "due_key", "due", "form", "number",
    "state", "is_waiting", "planned_at", "sent_at", "matrix", "passed_over", "task",
    "`procedure`", "clause", "cause", "note",
)  # fmt: skip
_OF_RECEIVER = (
    *_HEAD, "parent", "parenttype", "parentfield", "idx", "user", "email", "team", "why", "mail",
    "language",
)  # fmt: skip


class Told(NamedTuple):
    """Somebody who is told.

    Args:
        user: empty for a mere e-mail address.
        why: what they read, in their language.
    """

    user: str
    email: str
    team: str
    language: str
    why: str


class Entry(NamedTuple):
    """An escalation for the log.

    Args:
        function: the function whose holders were told; empty if it was whoever has the ticket.
        passed_over: why others were not told, as sentences.
        choice: how the receivers were chosen; None if nobody is told.
        note: what somebody said who escalated by hand.
    """

    name: str
    verdict: Verdict
    escalation: Escalation
    state: str
    function: str = ""
    passed_over: Sequence[str] = ()
    receivers: Sequence[Told] = ()
    choice: Choice | None = None
    note: str = ""


def new_name() -> str:
    """Return the name of an entry that is about to be written."""
    return str(frappe.generate_hash(length=10))


def cause_of(ticket: str, cause: str) -> str:
    """Return the unique cause of an entry: that of the escalation, with its ticket."""
    text = f"{ticket}:{cause}"
    if len(text) <= 140:
        return text
    return f"{text[:99]}:{sha1(text.encode(), usedforsecurity=False).hexdigest()}"


def known(tickets: Collection[str]) -> set[str]:
    """Return the causes of all entries of tickets. See `cause_of`."""
    rows = frappe.db.sql(
        "select cause from `tabSLA Escalation` where ticket in %s", (tuple(tickets),), pluck=True
    )
    return set(rows)


def add_all(entries: Iterable[Entry]) -> None:
    """Write entries and their receivers, by two statements.

    Raises: frappe.UniqueValidationError or a database error: one of them is in the log already.
    """
    now, user = now_datetime(), frappe.session.user
    rows: list[tuple[Any, ...]] = []
    people: list[tuple[Any, ...]] = []
    for entry in entries:
        rows.append(_row(entry, now, user))
        people += (
            (
                frappe.generate_hash(length=10), now, now, user, user, entry.name, ESCALATION,
                "receivers", place, told.user or None, told.email, told.team, told.why,
                WAITING if told.email else "", told.language,
            )
            for place, told in enumerate(entry.receivers, 1)
        )  # fmt: skip
    _insert(ESCALATION, _COLUMNS, rows)
    _insert(RECEIVER, _OF_RECEIVER, people)


def acknowledge(ticket: str, level: str, by: str, at: datetime) -> int:
    """Store who acknowledged the escalations of a ticket. Returns: how many that were.

    Args:
        level: the level for which they did; empty for all.
        at: naive, in the site's zone.
    """
    condition = "and level = %(level)s" if level else ""
    frappe.db.sql(
        f"""update `tabSLA Escalation` set state = %(state)s, is_waiting = 0,
        acknowledged_by = %(by)s, acknowledged_at = %(at)s, modified = %(now)s, modified_by = %(by)s
        where ticket = %(ticket)s and state in %(told)s {condition}""",
        {"state": ACKNOWLEDGED, "by": by, "at": at, "now": now_datetime(), "ticket": ticket,
         "told": TOLD, "level": level},
    )  # fmt: skip
    return int(frappe.db._cursor.rowcount)


def take_back(causes: Collection[str]) -> None:
    """Store that escalations were taken back. Mails that still wait are not sent.

    Args:
        causes: as `cause_of` returns them.
    """
    if causes:
        frappe.db.sql(
            """update `tabSLA Escalation Receiver` r join `tabSLA Escalation` e on e.name = r.parent
            set r.mail = '' where e.cause in %s and r.mail = %s""",
            (tuple(causes), WAITING),
        )
        frappe.db.sql(
            "update `tabSLA Escalation` set state = %s, is_waiting = 0, modified = %s, "
            "modified_by = %s where cause in %s",
            (TAKEN_BACK, now_datetime(), frappe.session.user, tuple(causes)),
        )


def close(tickets: Collection[str]) -> None:
    """Store that nobody has to acknowledge the escalations of tickets, because they are solved."""
    if tickets:
        frappe.db.sql(
            "update `tabSLA Escalation` set is_waiting = 0 where ticket in %s and is_waiting = 1",
            (tuple(tickets),),
        )


def of_ticket(ticket: str) -> list[Any]:
    """Return the entries of a ticket, the latest first, each with its `receivers`."""
    entries = frappe.db.sql(
        """select name, level, `function`, `trigger`, due_key, due, form, number, state,
        is_waiting, planned_at, sent_at, acknowledged_by, acknowledged_at, passed_over, task,
        `procedure`, clause, note from `tabSLA Escalation` where ticket = %s
        order by planned_at desc, creation desc""",
        (ticket,),
        as_dict=True,
    )
    if not entries:
        return []
    people = frappe.db.sql(
        "select parent, user, email, mail, fault, why from `tabSLA Escalation Receiver` "
        "where parent in %s order by idx",
        ([entry.name for entry in entries],),
        as_dict=True,
    )
    for entry in entries:
        entry.receivers = [one for one in people if one.parent == entry.name]
    return entries


def remove(*tickets: str) -> None:
    """Delete the entries of tickets that are deleted."""
    frappe.db.sql(
        """delete r from `tabSLA Escalation Receiver` r
        join `tabSLA Escalation` e on e.name = r.parent where e.ticket in %s""",
        (tickets,),
    )
    frappe.db.sql("delete from `tabSLA Escalation` where ticket in %s", (tickets,))


def _insert(doctype: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    if rows:
        frappe.db.sql(
            f"insert into `tab{doctype}` ({', '.join(columns)}) "
            f"values {', '.join(['%s'] * len(rows))}",
            rows,
        )


def _row(entry: Entry, now: datetime, user: str) -> tuple[Any, ...]:
    told, verdict, ticket = entry.escalation, entry.verdict, entry.verdict.ticket.id
    level, row = told.level, told.row
    is_told, clock = entry.state in TOLD, _clock(verdict, told)
    return (
        entry.name, now, now, user, user, ticket,
        "" if level is None or row.is_warning else level.level, entry.function, told.trigger,
        clock.key if clock else told.clock, site_time(_due(clock)),
        "" if row.is_warning else told.form, told.number, entry.state,
        int(is_told), site_time(told.at),
        now if is_told else None,
        verdict.contract.terms.escalation_matrix or None, "\n".join(entry.passed_over),
        "" if level is None or row.is_warning else level.task, row.terms.process,
        ", ".join(told.clauses), cause_of(ticket, told.cause), entry.note or None,
    )  # fmt: skip


def _clock(verdict: Verdict, told: Escalation) -> ClockState | None:
    """Return the promise that an escalation is about: its own, or else the next one to be kept."""
    own = next((clock for clock in verdict.clocks if clock.key == told.clock), None)
    return own or (None if told.clock else verdict.next)


def _due(clock: ClockState | None) -> int | None:
    return None if clock is None else clock.due or clock.held_due
