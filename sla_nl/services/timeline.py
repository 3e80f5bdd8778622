"""The timeline of a ticket: what happened to it, in the order in which it happened, append-only.

A row is written once for a cause, whatever is retried or runs at the same time: the cause is
unique in the database.
"""

from __future__ import annotations

from typing import NamedTuple

import frappe
import orjson
from frappe.utils import now_datetime

from .site_time import site_time

CREATED, CHANGED = "created", "changed"

Facts = dict[str, str | int | None]


class Happening(NamedTuple):
    """One row of a timeline: at whole seconds of UTC, with the facts that it set."""

    at: int
    event: str
    facts: Facts


def read(ticket: str) -> list[Happening]:
    """The timeline of a ticket, in order."""
    rows = frappe.db.sql(
        "select at_s, event, facts from `tabSLA Ticket Event` where ticket = %s order by at_s, idx",
        ticket,
    )
    return [Happening(at_s, event, orjson.loads(facts or "{}")) for at_s, event, facts in rows]


def append(ticket: str, happening: Happening, cause: str, number: int, source: str = "") -> None:
    """Add a row; a row with the same cause is left as it is.

    Args:
        number: the place of the row among those of its second.
    """
    now, user = now_datetime(), frappe.session.user
    values = (
        frappe.generate_hash(length=10), now, now, user, user, number, ticket,
        site_time(happening.at), happening.at, happening.event,
        orjson.dumps(happening.facts).decode(), cause, source,
    )  # fmt: skip
    frappe.db.sql(
        """insert into `tabSLA Ticket Event`
        (name, creation, modified, owner, modified_by, idx, ticket, at, at_s, event, facts, cause,
        source) values %s on duplicate key update name = name""",
        (values,),
    )


def remove(ticket: str) -> None:
    """Take away the timeline of a ticket that is deleted."""
    frappe.db.sql("delete from `tabSLA Ticket Event` where ticket = %s", ticket)
