"""Tell those who are responsible for obligations: once before the due date, once after it.

The sweep calls it each minute. The lines in the desk, the mail and the mark that it was told belong
to one transaction, so nobody is told twice: not after a crash, and not by two sweeps at once. If a
mail cannot be queued, the line in the desk stays and the obligation says why.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import frappe
from frappe import _
from frappe.utils import now_datetime

from sla_nl.people.reading import managers
from sla_nl.runs.batches import run_batch
from sla_nl.site import post
from sla_nl.site.language import speaking
from sla_nl.site.notices import Notice, notify
from sla_nl.site.transactions import attempt

from .checking import MISSED, OBLIGATION, TO_DO
from .letter import letter_of, line_of

BATCH, AT_MOST = 100, 1000


def run() -> int:
    """Tell of all obligations that are due for it. Nothing due costs one statement.

    Returns: the number of obligations that somebody was told of.
    """
    names = frappe.db.sql(
        f"select name from `tab{OBLIGATION}` where remind_at <= %s order by remind_at limit %s",
        (now_datetime(), AT_MOST),
        pluck=True,
    )
    batches = (list(names[at : at + BATCH]) for at in range(0, len(names), BATCH))
    return sum(run_batch(batch, tell, give_up) for batch in batches)


def tell(names: Sequence[str]) -> int:
    """Tell of some obligations, if they are still to be told. Returns: how many were."""
    now = now_datetime()
    rows = _locked(names, now)
    by_user: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        for user in _receivers(row.responsible):
            by_user[user].append(row)
    _mark(rows, now)
    languages = _languages(by_user)
    for user, own in by_user.items():
        with speaking(languages.get(user, "")):
            notify([Notice(user, line_of(row), OBLIGATION, row.name) for row in own])
            _mail(user, own)
    return len(rows)


def give_up(name: str, fault: str) -> int:
    """Log an obligation that nobody can be told of, and do not try it again."""
    frappe.log_error(title="SLA obligation", message=fault)
    frappe.db.sql(f"update `tab{OBLIGATION}` set remind_at = null where name = %s", (name,))
    return 0


def _locked(names: Sequence[str], now: datetime) -> list[Any]:
    """Return the obligations, locked; those that another sweep has locked are left to it."""
    return frappe.db.sql(
        f"""select o.name, o.what, o.due, o.contract, o.clause, o.note, o.responsible,
        (select title from `tabSLA Contract` where name = o.contract) as contract_title
        from `tab{OBLIGATION}` o where o.name in %s and o.remind_at <= %s and o.state in %s
        order by o.due, o.name for update skip locked""",
        (tuple(names), now, TO_DO),
        as_dict=True,
    )


def _mark(rows: Iterable[Any], now: datetime) -> None:
    """Set when each is told of again: at its due date, or never again after that."""
    late = tuple(row.name for row in rows if row.due <= now)
    early = tuple(row.name for row in rows if row.due > now)
    if late:
        frappe.db.sql(
            f"update `tab{OBLIGATION}` set remind_at = null, remind_fault = null, state = %s "
            "where name in %s",
            (MISSED, late),
        )
    if early:
        frappe.db.sql(
            f"update `tab{OBLIGATION}` set remind_at = due, remind_fault = null where name in %s",
            (early,),
        )


def _receivers(responsible: str | None) -> tuple[str, ...]:
    """Return who is told: whoever is responsible, or all SLA Managers if nobody can be."""
    if responsible and _can_log_in([responsible]):
        return (responsible,)
    return tuple(_can_log_in(managers()))


def _can_log_in(users: Sequence[str]) -> list[str]:
    enabled = {"name": ("in", list(users)), "enabled": 1}
    return frappe.get_all("User", enabled, pluck="name", order_by="name") if users else []


def _languages(users: Iterable[str]) -> dict[str, str]:
    filters = {"name": ("in", sorted(users))}
    rows = frappe.get_all("User", filters, ["name", "language"])
    return {row.name: row.language or "" for row in rows}


def _mail(user: str, rows: Sequence[Any]) -> None:
    """Queue one mail to a user; a fault is stored, and keeps nobody else from being told."""

    def queue() -> None:
        if not post.sender(OBLIGATION):
            raise frappe.OutgoingEmailError(_("There is no outgoing mail account."))
        letter = letter_of(rows)
        email = frappe.db.get_value("User", user, "email")
        post.send(OBLIGATION, rows[0].name, email, letter.subject, letter.html)

    def store(error: Exception) -> None:
        frappe.db.sql(
            f"update `tab{OBLIGATION}` set remind_fault = %s where name in %s",
            (post.fault_of(error), tuple(row.name for row in rows)),
        )

    attempt(queue, store)
