"""The clocks of tickets as rows: a copy of their verdicts, written only by this module.

One statement writes all clocks; another takes away those that a contract no longer promises, where
there are any.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

import frappe
from frappe.utils import now_datetime

from ..engine.verdict import NOT_STARTED, PAUSED, RUNNING, ClockState, Verdict
from .site_time import site_time

_OPEN = (RUNNING, PAUSED, NOT_STARTED)
_COLUMNS = (
    "name", "creation", "modified", "owner", "modified_by", "ticket", "due_key", "contract",
    "contract_version", "clock", "share", "state", "start", "due", "held_due", "met_at",
    "breached_at", "next_due", "used_s", "left_s", "paused_s",
)  # fmt: skip
_KEPT = ("name", "creation", "owner", "ticket", "due_key")


def write(verdict: Verdict, before: frozenset[str] = frozenset()) -> None:
    """Write the clocks of a verdict.

    Args:
        before: the due keys that the ticket had, as far as they are known.
    """
    write_all([verdict], {verdict.ticket.id: before})


def write_all(
    verdicts: Iterable[Verdict], before: Mapping[str, Collection[str]] | None = None
) -> None:
    """Write the clocks of verdicts.

    Args:
        before: the due keys that each ticket had, as far as they are known.
    """
    rows: list[tuple[Any, ...]] = []
    known, gone = before or {}, list[str]()
    for verdict in verdicts:
        ticket = verdict.ticket.id
        rows += (_row(verdict, clock) for clock in verdict.clocks)
        keys = {clock.key for clock in verdict.clocks}
        gone += (_name(ticket, key) for key in known.get(ticket, ()) if key not in keys)
    if rows:
        updates = ", ".join(f"{c} = values({c})" for c in _COLUMNS if c not in _KEPT)
        frappe.db.sql(
            f"insert into `tabSLA Clock` ({', '.join(_COLUMNS)}) values "
            f"{', '.join(['%s'] * len(rows))} on duplicate key update {updates}",
            tuple(rows),
        )
    if gone:
        frappe.db.sql("delete from `tabSLA Clock` where name in %s", (tuple(gone),))


def remove(ticket: str) -> None:
    """Take away the clocks of a ticket that is deleted, or has no contract any more."""
    frappe.db.sql("delete from `tabSLA Clock` where ticket = %s", ticket)


def _name(ticket: str, key: str) -> str:
    return f"{ticket}-{key}"[:140]


def _row(verdict: Verdict, clock: ClockState) -> tuple[Any, ...]:
    now, user, ticket = now_datetime(), frappe.session.user, verdict.ticket.id
    is_ahead = clock.state in _OPEN and clock.due is not None
    return (
        _name(ticket, clock.key), now, now, user, user, ticket, clock.key,
        verdict.contract.name, verdict.contract.terms.version, clock.clock,
        clock.key.partition("@")[2], clock.state, site_time(clock.start), site_time(clock.due),
        site_time(clock.held_due), site_time(clock.met_at), site_time(clock.breached_at),
        site_time(clock.due) if is_ahead else None,
        clock.used_s or 0, clock.left_s or 0, clock.paused_s,
    )  # fmt: skip
