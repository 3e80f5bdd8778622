"""Tickets whose creation was set back after the app had recorded it, as an import of history does.

An import makes every ticket now. A migration then sets its creation back by SQL, which no hook
sees. So the timeline of such a ticket begins too late. Here its beginning is rebuilt.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

import frappe

from sla_nl.records.timeline import CREATED, Entry, Happening
from sla_nl.site.time import instant_of, site_time

from . import helpdesk_log
from .facts import CHANNEL, FACTS, MOMENTS
from .rebuild import Rebuilt, rebuild
from .tickets import TicketRow

_AT_LEAST_S = 60
"""The least seconds between a creation and the begin of a timeline that count as a difference."""

LATE_BEGIN = f"abs(timestampdiff(second, t.creation, e.at)) > {_AT_LEAST_S}"
"""The condition in SQL, for a ticket `t` and the first row `e` of its timeline.

It compares the two as the site stores them: another time zone of the site moves neither.
"""

_SET_LATER = ("first_responded_on", "resolution_date", "on_hold_since")
"""The fields that events after the import may have set."""


def is_backdated(creation: datetime | str, begin_s: int) -> bool:
    """Return whether a creation and the begin of a timeline are different instants too.

    A creation in the hour that is left out in spring is recorded an hour later.

    Args:
        creation: in the site's time.
        begin_s: seconds of UTC.
    """
    return abs((instant_of(creation) or 0) - begin_s) > _AT_LEAST_S


def backdated(names: Collection[str]) -> dict[str, datetime]:
    """Return the backdated tickets, each with the begin of its timeline in site time."""
    if not names:
        return {}
    rows = frappe.db.sql(
        f"""select t.name, t.creation, e.at, e.at_s from `tabHD Ticket` t
        join `tabSLA Ticket Event` e on e.cause = concat(t.name, ':created')
        where t.name in %s and {LATE_BEGIN}""",
        (tuple(names),),
    )
    return {name: at for name, creation, at, at_s in rows if is_backdated(creation, at_s)}


def rebuild_beginnings(
    rows: Collection[TicketRow], known: Mapping[str, Sequence[Happening]]
) -> dict[str, list[Rebuilt]]:
    """Return for each ticket the rows from its creation to the first row of its timeline.

    They take the place of that row. Later rows stay: only the app knows of some of those events.

    Args:
        known: the timelines so far, by ticket.
    """
    if not rows:
        return {}
    logs = helpdesk_log.read_logs([row["name"] for row in rows])
    names = helpdesk_log.read_names()
    return {
        row["name"]: rebuild(
            _as_imported(row, first, later), logs[row["name"]], names, first.at, _channel(first)
        )
        for row in rows
        for first, *later in (known[row["name"]],)
    }


def beginning_entries(ticket: str, rebuilt: Sequence[Rebuilt]) -> list[Entry]:
    """Return the rows of a new beginning as entries; each cause names the creation it is for."""
    creation = rebuilt[0].happening
    causes = [
        f"{ticket}:{row.happening.event}:from {creation.at}:{number}"
        for number, row in enumerate(rebuilt)
    ]
    causes[0] = f"{ticket}:{CREATED}"
    return [
        Entry(ticket, row.happening, cause, number, row.source)
        for number, (row, cause) in enumerate(zip(rebuilt, causes, strict=True))
    ]


def _as_imported(row: TicketRow, first: Happening, later: Sequence[Happening]) -> dict[str, Any]:
    """Return a ticket as it was imported, with its creation of now.

    A fact that changed after the import has the value of the first row. The others have their value
    of now: a migration may have set them, such as a status, by SQL as well.
    """
    changed = {name for happening in later for name in happening.facts if name in FACTS}
    facts = {name: _stored(name, first.facts.get(name)) for name in changed}
    unset = {name: None for name in _SET_LATER if (instant_of(row[name]) or 0) > first.at}
    modified = site_time(min(first.at, instant_of(row["modified"]) or first.at))
    return {**row, **facts, **unset, "modified": modified}


def _stored(name: str, fact: str | int | None) -> Any:
    """Return a fact as a ticket stores it."""
    return site_time(fact) if name in MOMENTS and isinstance(fact, int) else fact


def _channel(first: Happening) -> str | None:
    channel = first.facts.get(CHANNEL)
    return str(channel) if channel else None
