"""The timeline of a ticket: what happened to it, in the order in which it happened, append-only.

A row is written once for a cause, whatever is retried or runs at the same time: the cause is
unique in the database.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple

import frappe
import orjson
from frappe.utils import create_batch, now_datetime

from sla_nl.site.time import site_time

CREATED, CHANGED = "created", "changed"

_BATCH = 10_000

Facts = dict[str, str | int | None]


class Happening(NamedTuple):
    """One row of a timeline: at whole seconds of UTC, with the facts that it set."""

    at: int
    event: str
    facts: Facts


class Entry(NamedTuple):
    """A row to be added to the timeline of a ticket.

    Args:
        cause: what it is written for; a row with the same cause is left as it is.
        number: the place of the row in its timeline: clocks of machines differ, and one is put
            back each autumn, so a moment tells no order.
    """

    ticket: str
    happening: Happening
    cause: str
    number: int
    source: str = ""


def read(ticket: str, is_latest: bool = False) -> list[Happening]:
    """The timeline of a ticket, in order.

    Args:
        is_latest: as it is now, and not as it was when the transaction began; the rows are locked.
    """
    return read_all((ticket,), is_latest).get(ticket, [])


def read_all(tickets: Collection[str], is_latest: bool = False) -> dict[str, list[Happening]]:
    """The timelines of tickets, each in order, in one statement; without those that have none."""
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


def append(ticket: str, happening: Happening, cause: str, number: int) -> None:
    """Add a row: see `Entry`."""
    append_all([Entry(ticket, happening, cause, number)])


def append_all(entries: Iterable[Entry]) -> None:
    """Add rows, of any number of tickets, in one statement."""
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


def rename_fact(fact: str, old: str, new: str) -> None:
    """Rename a value of a fact in all timelines, as when a priority gets another name.

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
    """Take away the timelines of tickets that are deleted."""
    frappe.db.sql("delete from `tabSLA Ticket Event` where ticket in %s", (tickets,))
