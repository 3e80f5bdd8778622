"""The log of who was told of a window: `SLA Maintenance Notice`, a row for each mail.

A message has the number `sequence` of its window, and each address is once in a message: the key is
unique in the database. So two planners at once, or a planner who clicks twice, tell nobody twice. A
row that is `waiting` gets a mail from the next sweep.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import frappe
from frappe.utils import now_datetime

NOTICE = "SLA Maintenance Notice"
ANNOUNCED, CHANGED, CANCELLED, COMPLETED = "Announced", "Changed", "Cancelled", "Completed"
WAITING, QUEUED, NOT_MAILED = "waiting", "queued", "failed"

_COLUMNS = (
    "name", "creation", "modified", "owner", "modified_by", "`window`", "kind", "sequence",
    "told_at", "email", "customer", "contact", "language", "mail", "cause",
)  # fmt: skip


class Person(NamedTuple):
    """Somebody who is told.

    Args:
        language: `nl` or `en`.
    """

    email: str
    customer: str
    contact: str
    language: str


def add(window: str, kind: str, sequence: int, people: Sequence[Person]) -> None:
    """Log that people are told, by one statement; a sweep mails them after the commit.

    Raises: frappe.UniqueValidationError or a duplicate entry: somebody else has just told them.
    """
    now, by = now_datetime(), frappe.session.user
    rows = tuple(
        (
            frappe.generate_hash(length=10), now, now, by, by, window, kind, sequence, now,
            one.email, one.customer, one.contact, one.language, WAITING,
            f"{window}:{sequence}:{one.email}"[:190],
        )
        for one in people
    )  # fmt: skip
    if rows:
        frappe.db.sql(
            f"insert into `tab{NOTICE}` ({', '.join(_COLUMNS)}) "
            f"values {', '.join(['%s'] * len(rows))}",
            rows,
        )


def told_of(window: str) -> list[Person]:
    """Return who has the window in their calendar: told of it, and not of its cancellation last."""
    rows = frappe.get_all(
        NOTICE,
        {"window": window},
        ["email", "customer", "contact", "language", "kind"],
        order_by="sequence",
    )
    last = {row.email: row for row in rows}
    return [
        Person(row.email, row.customer, row.contact, row.language)
        for row in last.values()
        if row.kind != CANCELLED
    ]


def counts(window: str) -> dict[str, int]:
    """Return how many mails of a window are in each state."""
    rows = frappe.db.sql(
        f"select mail, count(*) from `tab{NOTICE}` where `window` = %s group by mail", window
    )
    return {str(mail): int(number) for mail, number in rows}


def log_of(window: str, most: int = 200) -> list[Any]:
    """Return the messages of a window, the newest first."""
    fields = ["kind", "told_at", "email", "customer", "mail", "fault"]
    order = "told_at desc, email"
    return frappe.get_all(NOTICE, {"window": window}, fields, order_by=order, limit=most)


def again(window: str) -> int:
    """Have the failed mails of a window sent again. Returns: how many."""
    failed = {"window": window, "mail": NOT_MAILED}
    names = frappe.get_all(NOTICE, failed, pluck="name")
    set_mail(names, WAITING)
    return len(names)


def set_mail(names: Iterable[str], state: str, queue: str | None = None, fault: str = "") -> None:
    """Set the state of mails, with their place in the queue or why they failed."""
    if found := tuple(names):
        frappe.db.sql(
            f"update `tab{NOTICE}` set mail = %s, queue = %s, fault = %s, modified = %s "
            "where name in %s",
            (state, queue, fault[:500], now_datetime(), found),
        )


def remove(window: str) -> None:
    """Delete the log of a window that is deleted."""
    frappe.db.delete(NOTICE, {"window": window})
