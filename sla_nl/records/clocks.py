"""Store the state of each promise in `SLA Clock`, so that lists and the sweep can query it.

Only this module writes that table. One statement writes all clocks; a second one deletes the clocks
that a contract no longer promises, if there are any.

`look_again_at` is the next moment at which a clock changes without an event: its due date, as long
as that is ahead. The sweep finds the clocks whose moment has passed by one index, however many
tickets are open. `set_aside` holds the version of the terms under which a ticket could not be
judged. The ticket is judged again when the terms change.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import frappe
from frappe.utils import now_datetime

from sla_nl.engine.clock_state import NOT_STARTED, PAUSED, RUNNING, ClockState
from sla_nl.engine.compliance.averages import time_for_mean
from sla_nl.engine.compliance.decisions import decision_of, level_of
from sla_nl.engine.verdict import Verdict
from sla_nl.site.time import latest_passed, site_time

OPEN = frozenset((RUNNING, PAUSED, NOT_STARTED))
"""The states of a clock that is neither met nor missed."""

_VALUES: dict[str, Callable[[Verdict, ClockState], Any]] = {
    "contract": lambda verdict, clock: verdict.contract.name,
    "contract_version": lambda verdict, clock: verdict.contract.terms.version,
    "kind": lambda verdict, clock: level_of(verdict, clock.clock).kind,
    "priority": lambda verdict, clock: level_of(verdict, clock.clock).priority,
    "reported_at": lambda verdict, clock: site_time(verdict.history.reported_at),
    "is_aim": lambda verdict, clock: int(not verdict.is_limit(clock)),
    "state": lambda verdict, clock: clock.state,
    "start": lambda verdict, clock: site_time(clock.start),
    "due": lambda verdict, clock: site_time(clock.due),
    "held_due": lambda verdict, clock: site_time(clock.held_due),
    "met_at": lambda verdict, clock: site_time(clock.met_at),
    "breached_at": lambda verdict, clock: site_time(clock.breached_at),
    "decided_at": lambda verdict, clock: site_time(decision_of(verdict, clock).at),
    "mean_s": lambda verdict, clock: _mean_s(verdict, clock),
    "look_again_at": lambda verdict, clock: _look_again_at(verdict, clock),
    "set_aside": lambda verdict, clock: None,
}
"""How to compute each column of a clock, except the seconds used, left and paused: those change all
the time. Used to write rows, and to compare them with a verdict.
"""

ALL = tuple(_VALUES)
FIGURES = ("kind", "priority", "reported_at", "decided_at", "mean_s")
"""The columns from which the figures of a period are summed (docs/design.md 4.16)."""

MOVING = ("contract", "contract_version", "state", "look_again_at", "set_aside")
"""The columns that the sweep compares: a difference in one means that the row must be written."""

_COLUMNS = (
    "name", "creation", "modified", "owner", "modified_by", "ticket", "due_key", "clock", "share",
    "used_s", "left_s", "paused_s", *ALL,
)  # fmt: skip
_KEPT = ("name", "creation", "owner", "ticket", "due_key")

Stored = dict[str, Any]


class Difference(NamedTuple):
    """A difference between a stored clock and a verdict.

    Args:
        field: the column that differs; empty if the clock has to be added or removed.
    """

    key: str
    field: str
    stored: Any
    wanted: Any

    @property
    def is_gone(self) -> bool:
        """True if the verdict has no such clock any more."""
        return not self.field and self.wanted is None

    @property
    def is_end(self) -> bool:
        """True if an open clock has been met or missed."""
        return self.field == "state" and self.stored in OPEN and self.wanted not in OPEN


def write(verdict: Verdict, before: frozenset[str] = frozenset()) -> None:
    """Write the clocks of a verdict.

    Args:
        before: the due keys of the ticket's stored clocks, as far as they are known. Clocks that
            the verdict no longer has are deleted.
    """
    write_all([verdict], {verdict.ticket.id: before})


def write_all(
    verdicts: Iterable[Verdict], before: Mapping[str, Collection[str]] | None = None
) -> None:
    """Write the clocks of verdicts.

    Args:
        before: the due keys of each ticket's stored clocks. See `write`.
    """
    verdicts = list(verdicts)
    _write((verdict, clock) for verdict in verdicts for clock in verdict.clocks)
    _drop(verdicts, before or {})


def remove(*tickets: str) -> None:
    """Delete the clocks of tickets that are deleted, or that no longer have a contract."""
    frappe.db.sql("delete from `tabSLA Clock` where ticket in %s", (tickets,))


def tickets_due(now_s: int, version: str, at_most: int) -> list[str]:
    """Return the tickets with a clock to look at again.

    Those are tickets with a moment that has passed, of a clock or of a follow-up, and tickets set
    aside under other terms. One statement finds them, each by its own index.

    Args:
        version: the current version of the terms.
        at_most: the largest number of clocks, or of follow-ups, of each sort.
    """
    passed = latest_passed(now_s)
    rows = frappe.db.sql(
        """(select ticket from `tabSLA Clock` where look_again_at < %s
            order by look_again_at limit %s)
        union (select ticket from `tabSLA Follow-up Task` where look_again_at < %s
            order by look_again_at limit %s)
        union (select ticket from `tabSLA Clock` where set_aside != %s limit %s)""",
        (passed, at_most, passed, at_most, version, at_most),
    )
    return [ticket for (ticket,) in rows]


def is_due(row: Stored, now: datetime | None, version: str) -> bool:
    """Return whether a stored clock has to be looked at again. See `tickets_due`.

    Args:
        now: naive, in the site's zone; None to leave dates out of account.
        version: the current version of the terms.
    """
    if row["set_aside"]:
        return bool(row["set_aside"] != version)
    return row["look_again_at"] is not None and now is not None and row["look_again_at"] < now


def read_all(tickets: Collection[str], fields: Sequence[str] = ALL) -> dict[str, dict[str, Stored]]:
    """Return the stored clocks of tickets, by ticket and due key."""
    found: dict[str, dict[str, Stored]] = {}
    if tickets:
        columns = ("ticket", "due_key", "modified", *fields)
        for row in frappe.db.sql(
            f"select {', '.join(columns)} from `tabSLA Clock` where ticket in %s",
            (tuple(tickets),),
            as_dict=True,
        ):
            found.setdefault(row.ticket, {})[row.due_key] = row
    return found


def differences(verdict: Verdict, stored: Mapping[str, Stored]) -> list[Difference]:
    """Return where the stored clocks of a ticket differ from its verdict.

    Only the columns in `stored` are compared. The seconds used, left and paused are never compared:
    they change all the time.
    """
    promised = {clock.key for clock in verdict.clocks}
    gone = ((key, row) for key, row in stored.items() if key not in promised)
    found = [Difference(key, "", row["state"], None) for key, row in gone]
    for clock in verdict.clocks:
        row = stored.get(clock.key)
        if row is None:
            found.append(Difference(clock.key, "", None, clock.state))
            continue
        found += (
            Difference(clock.key, field, row[field], wanted)
            for field, value_of in _VALUES.items()
            if field in row
            and (row[field] or None) != ((wanted := value_of(verdict, clock)) or None)
        )
    return found


def moved(verdict: Verdict | None, stored: Mapping[str, Stored]) -> int:
    """Return how many stored clocks of a ticket have another date under its verdict.

    A clock that loses its date counts, and so does one that gets its first.

    Args:
        verdict: None if the ticket is under no contract any more.
    """
    found = verdict.clocks if verdict is not None else ()
    new = {clock.key: site_time(clock.due or clock.held_due) for clock in found}
    old = {key: row["due"] or row["held_due"] for key, row in stored.items()}
    return sum(new.get(key) != old.get(key) for key in {*new, *old})


def open_keys(stored: Mapping[str, Stored]) -> frozenset[str]:
    """Return the due keys of the clocks that are neither met nor missed."""
    return frozenset(key for key, row in stored.items() if row["state"] in OPEN)


def of_keys(verdict: Verdict, keys: Collection[str]) -> Verdict:
    """Return the verdict with only the clocks that have these due keys."""
    return verdict._replace(clocks=tuple(c for c in verdict.clocks if c.key in keys))


def without_figures(after: str, at_most: int) -> list[str]:
    """Return the next tickets, by name, with clocks that lack the columns of the figures."""
    return frappe.db.sql(
        "select distinct ticket from `tabSLA Clock` where ticket > %s and reported_at is null "
        "order by ticket limit %s",
        (after, at_most),
        pluck=True,
    )


def fill_figures(verdict: Verdict) -> None:
    """Fill the columns of the figures, and leave the dates and states as they were judged."""
    for clock in verdict.clocks:
        values = [_VALUES[column](verdict, clock) for column in FIGURES]
        frappe.db.sql(
            "update `tabSLA Clock` set kind = %s, priority = %s, reported_at = %s, "
            "decided_at = case state when 'met' then met_at when 'breached' then breached_at end, "
            "mean_s = %s where ticket = %s and due_key = %s",
            (*values[:3], values[4], verdict.ticket.id, clock.key),
        )


def set_aside(tickets: Collection[str], version: str) -> None:
    """Skip tickets that cannot be judged in sweeps, until they are saved or the terms change."""
    frappe.db.sql(
        "update `tabSLA Clock` set look_again_at = null, set_aside = %s "
        "where ticket in %s and state in %s",
        (version, tuple(tickets), tuple(OPEN)),
    )


def _write(clocks: Iterable[tuple[Verdict, ClockState]]) -> None:
    now, user = now_datetime(), frappe.session.user
    rows = tuple(_row(verdict, clock, now, user) for verdict, clock in clocks)
    if rows:
        updates = ", ".join(f"{c} = values({c})" for c in _COLUMNS if c not in _KEPT)
        frappe.db.sql(
            f"insert into `tabSLA Clock` ({', '.join(_COLUMNS)}) values "
            f"{', '.join(['%s'] * len(rows))} on duplicate key update {updates}",
            rows,
        )


def _drop(verdicts: Iterable[Verdict], before: Mapping[str, Collection[str]]) -> None:
    """Delete the stored clocks that the verdicts no longer have."""
    gone: list[tuple[str, str]] = []
    for verdict in verdicts:
        keys = {clock.key for clock in verdict.clocks}
        ticket = verdict.ticket.id
        gone += ((ticket, key) for key in before.get(ticket, ()) if key not in keys)
    if gone:
        frappe.db.sql("delete from `tabSLA Clock` where (ticket, due_key) in %s", (tuple(gone),))


def _row(verdict: Verdict, clock: ClockState, now: datetime, user: str) -> tuple[Any, ...]:
    ticket = verdict.ticket.id
    return (
        f"{ticket}-{clock.key}"[:140], now, now, user, user, ticket, clock.key, clock.clock,
        clock.share, clock.used_s or 0, clock.left_s or 0, clock.paused_s,
        *(value_of(verdict, clock) for value_of in _VALUES.values()),
    )  # fmt: skip


def _mean_s(verdict: Verdict, clock: ClockState) -> int | None:
    """Return the seconds for the mean of a clock; only the row of its limit has them."""
    return time_for_mean(verdict, clock.clock) if verdict.is_limit(clock) else None


def _look_again_at(verdict: Verdict, clock: ClockState) -> datetime | None:
    is_ahead = clock.state in OPEN and clock.due is not None and clock.due >= verdict.now
    return site_time(clock.due) if is_ahead else None
