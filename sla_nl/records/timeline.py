"""The timeline of a ticket: its events, in the order in which they happened. Rows never change.

There is one exception, for the import of old tickets: see `begin_again`.

Each row has a cause, which is unique in the database. So an event is written once, even if a save
is retried or two jobs run at the same time.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

import frappe
import orjson
from frappe.utils import create_batch, now_datetime

from sla_nl.site.time import site_time

CREATED, CHANGED, WITHDRAWN = "created", "changed", "withdrawn"
"""The events of a ticket that is made or changed, and of a recorded event that is taken back."""

_BATCH = 10_000

Facts = dict[str, str | int | None]


class Happening(NamedTuple):
    """One row of a timeline: an event at whole seconds of UTC, with the facts that it set."""

    at: int
    event: str
    facts: Facts


class Signed(NamedTuple):
    """A row of a timeline with its writer.

    Args:
        by: the user.
        written_at: naive, in the site's zone.
        source: the doctype from which the row was rebuilt; empty if it was written as it happened.
    """

    happening: Happening
    by: str
    written_at: datetime
    source: str


class Entry(NamedTuple):
    """A row to be added to the timeline of a ticket.

    Args:
        cause: the unique reason for the row; if a row with this cause exists, nothing is added.
        number: the place of the row in its timeline. Moments give no reliable order: the clocks of
            machines differ, and local time is set back each autumn.
    """

    ticket: str
    happening: Happening
    cause: str
    number: int
    source: str = ""


def read(ticket: str, is_latest: bool = False) -> list[Happening]:
    """Return the timeline of a ticket, in order.

    Args:
        is_latest: read rows that were committed after this transaction began too, and lock them.
    """
    return read_all((ticket,), is_latest).get(ticket, [])


def read_all(tickets: Collection[str], is_latest: bool = False) -> dict[str, list[Happening]]:
    """Return the timelines of tickets, each in order, by one statement.

    Tickets without rows are left out.
    """
    found: dict[str, list[Happening]] = {}
    if tickets:
        rows = frappe.db.sql(
            "select ticket, at_s, event, facts from `tabSLA Ticket Event` where ticket in %s "
            f"order by ticket, idx{' lock in share mode' if is_latest else ''}",
            (tuple(tickets),),
        )
        for ticket, at_s, event, facts in rows:
            happening = Happening(at_s, event, orjson.loads(facts or "{}"))
            found.setdefault(ticket, []).append(happening)
    return found


def read_signed(ticket: str) -> list[Signed]:
    """Return the timeline of a ticket with the writer of each row, in order."""
    rows = frappe.db.sql(
        "select at_s, event, facts, owner, creation, source from `tabSLA Ticket Event` "
        "where ticket = %s order by idx",
        (ticket,),
    )
    return [
        Signed(Happening(at_s, event, orjson.loads(facts or "{}")), by, written_at, source or "")
        for at_s, event, facts, by, written_at, source in rows
    ]


def append(ticket: str, happening: Happening, cause: str, number: int) -> None:
    """Add a row to the timeline of a ticket. See `Entry`."""
    append_all([Entry(ticket, happening, cause, number)])


def append_all(entries: Iterable[Entry]) -> None:
    """Add rows to the timelines of any number of tickets, by one statement."""
    now, user = now_datetime(), frappe.session.user
    rows = tuple(
        (
            frappe.generate_hash(length=20), now, now, user, user, number, ticket,
            site_time(happening.at), happening.at, happening.event,
            orjson.dumps(happening.facts).decode(), cause, source,
        )
        for ticket, happening, cause, number, source in entries
    )  # fmt: skip
    if rows:
        frappe.db.sql(
            f"""insert into `tabSLA Ticket Event`
            (name, creation, modified, owner, modified_by, idx, ticket, at, at_s, event, facts,
            cause, source) values {", ".join(["%s"] * len(rows))}
            on duplicate key update name = name""",
            rows,
        )


def begin_again(ticket: str, beginning: Sequence[Entry]) -> None:
    """Replace the first row of a timeline by other rows; the later rows follow them unchanged.

    This is for a ticket whose creation was set back to the past.

    Args:
        beginning: the new rows, numbered from 0.
    """
    table = "`tabSLA Ticket Event`"
    frappe.db.sql(f"delete from {table} where cause = %s", f"{ticket}:{CREATED}")
    frappe.db.sql(
        f"update {table} set idx = idx + %s where ticket = %s", (len(beginning) - 1, ticket)
    )
    append_all(beginning)


def rename_fact(fact: str, old: str, new: str) -> None:
    """Replace a value of a fact in all timelines, for example when a priority is renamed.

    The rows are found without a lock, then written by name in batches.
    """
    path = f"$.{fact}"
    found = frappe.db.sql(
        "select name from `tabSLA Ticket Event` where json_value(facts, %s) = %s",
        (path, old),
        pluck=True,
    )
    for names in create_batch(found, _BATCH):
        frappe.db.sql(
            "update `tabSLA Ticket Event` set facts = json_replace(facts, %s, %s) where name in %s",
            (path, new, names),
        )


def remove(*tickets: str) -> None:
    """Delete the timelines of tickets that are deleted."""
    frappe.db.sql("delete from `tabSLA Ticket Event` where ticket in %s", (tickets,))
