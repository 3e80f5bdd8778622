"""Queue one mail for each receiver of a sweep, from the log.

A receiver whose row in the log is `waiting` gets a mail. The mail is queued in the transaction that
marks the rows, so nobody gets it twice: not after a crash, and not from two sweeps at once. What
cannot be queued is marked as failed, with the reason; a person can have it sent again.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import frappe
from frappe.utils import now_datetime

from sla_nl.site import post
from sla_nl.site.language import speaking
from sla_nl.site.transactions import in_own_transaction

from .deciding import ACKNOWLEDGED, FAILED, NOBODY, SENT
from .letter import letter_of
from .log import ESCALATION, NOT_MAILED, QUEUED, RECEIVER, WAITING

MOST_RECEIVERS = 500
"""The most mails that one sweep queues; the next one queues the others."""


def waiting() -> list[str]:
    """Return the addresses to which a mail has to be queued."""
    return frappe.db.sql(
        "select distinct email from `tabSLA Escalation Receiver` where mail = %s limit %s",
        (WAITING, MOST_RECEIVERS),
        pluck=True,
    )


def queue(emails: Sequence[str]) -> int:
    """Queue a mail to each address, each in its own transaction. Returns: how many were queued."""
    return sum(in_own_transaction(partial(_queue, one), partial(_fail_all, one)) for one in emails)


def again(escalation: str) -> list[str]:
    """Have the failed mails of an escalation queued again. Returns: their addresses."""
    found = frappe.db.sql(
        "select email from `tabSLA Escalation Receiver` where parent = %s and mail = %s for update",
        (escalation, NOT_MAILED),
        pluck=True,
    )
    if found:
        frappe.db.sql(
            "update `tabSLA Escalation Receiver` set mail = %s, fault = null, `queue` = null "
            "where parent = %s and mail = %s",
            (WAITING, escalation, NOT_MAILED),
        )
        _set_state([escalation], SENT, (FAILED,))
    return list(found)


def look_after() -> None:
    """Mark what the mail server refused, or what a worker left half sent when it died."""
    rows = post.refused(RECEIVER, "parent")
    for row in rows:
        _fail([row["name"]], [row["about"]], row["fault"])
    if rows:
        frappe.db.commit()


def _queue(email: str) -> int:
    """Queue one mail with everything that waits for an address. Returns: 1 if it was queued."""
    rows = _lock(email)
    if not rows:
        return 0
    with speaking(rows[0].language):
        letter = letter_of(rows)
        first = rows[0].escalation
        queued = post.send(ESCALATION, first, email, letter.subject, letter.html)
    frappe.db.sql(
        "update `tabSLA Escalation Receiver` set mail = %s, `queue` = %s where name in %s",
        (QUEUED, queued, tuple(row.name for row in rows)),
    )
    return 1


def _fail_all(email: str, error: Exception) -> int:
    """Mark everything that waits for an address as failed. Returns: 0."""
    rows = _lock(email)
    _fail([row.name for row in rows], [row.escalation for row in rows], post.fault_of(error))
    return 0


def _lock(email: str) -> list[Any]:
    """Return what waits for an address, locked; what another sweep has locked is left to it."""
    return frappe.db.sql(
        """select r.name, r.parent as escalation, r.why, r.language, e.ticket, e.level,
        e.`function`, e.state, e.due_key, e.due, e.number, e.note, e.task, e.`procedure`,
        e.planned_at
        from `tabSLA Escalation Receiver` r join `tabSLA Escalation` e on e.name = r.parent
        where r.email = %s and r.mail = %s order by e.planned_at, e.ticket
        for update skip locked""",
        (email, WAITING),
        as_dict=True,
    )


def _fail(receivers: Sequence[str], escalations: Sequence[str], fault: str) -> None:
    """Mark mails as failed, and their escalations, so that a person sees it."""
    if receivers:
        frappe.db.sql(
            "update `tabSLA Escalation Receiver` set mail = %s, fault = %s where name in %s",
            (NOT_MAILED, fault[:500], tuple(receivers)),
        )
        _set_state(escalations, FAILED, (SENT,))


def _set_state(escalations: Sequence[str], state: str, before: Sequence[str]) -> None:
    """Change the state of escalations; acknowledged ones, and those for nobody, stay so."""
    assert ACKNOWLEDGED not in before
    assert NOBODY not in before
    frappe.db.sql(
        "update `tabSLA Escalation` set state = %s, modified = %s where name in %s and state in %s",
        (state, now_datetime(), tuple(escalations), tuple(before)),
    )
