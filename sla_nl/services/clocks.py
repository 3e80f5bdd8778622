"""The clocks of a ticket as rows: a copy of the verdict, written only by this module.

One statement writes all clocks of a ticket; another takes away those that its contract no longer
promises, where there are any.
"""

from __future__ import annotations

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
    ticket = verdict.ticket.id
    if verdict.clocks:
        rows = tuple(_row(verdict, clock) for clock in verdict.clocks)
        updates = ", ".join(f"{c} = values({c})" for c in _COLUMNS if c not in _KEPT)
        frappe.db.sql(
            f"insert into `tabSLA Clock` ({', '.join(_COLUMNS)}) values "
            f"{', '.join(['%s'] * len(rows))} on duplicate key update {updates}",
            rows,
        )
    if gone := before - {clock.key for clock in verdict.clocks}:
        frappe.db.sql(
            "delete from `tabSLA Clock` where ticket = %s and due_key in %s", (ticket, tuple(gone))
        )


def remove(ticket: str) -> None:
    """Take away the clocks of a ticket that is deleted, or has no contract any more."""
    frappe.db.sql("delete from `tabSLA Clock` where ticket = %s", ticket)


def _row(verdict: Verdict, clock: ClockState) -> tuple[Any, ...]:
    now, user, ticket = now_datetime(), frappe.session.user, verdict.ticket.id
    is_ahead = clock.state in _OPEN and clock.due is not None
    return (
        f"{ticket}-{clock.key}"[:140], now, now, user, user, ticket, clock.key,
        verdict.contract.name, verdict.contract.terms.version, clock.clock,
        clock.key.partition("@")[2], clock.state, site_time(clock.start), site_time(clock.due),
        site_time(clock.held_due), site_time(clock.met_at), site_time(clock.breached_at),
        site_time(clock.due) if is_ahead else None,
        clock.used_s or 0, clock.left_s or 0, clock.paused_s,
    )  # fmt: skip
