"""Rebuild the timeline of a ticket from Helpdesk's log, without reading the database.

`rebuild` begins with the ticket as it is now and undoes the changes in the log, back to the
creation. Then it goes through the log forward. A difference that the log does not explain gets the
moment that Helpdesk's own fields give for it, or else the ticket's last change.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from sla_nl.records.timeline import CHANGED, CREATED, Facts, Happening
from sla_nl.site.time import instant_of

from .. import TICKET
from .facts import CHANNEL, CHECKS, MOMENTS, ONE_WAY, stated_facts, unrecorded
from .helpdesk_log import MESSAGE, SAME_SAVE_S, UNKNOWN, Change, Log, Names

RESPONDED = "responded"
_OPEN = "Open"

_MOMENT_OF = {"Resolved": "resolution_date", "Paused": "on_hold_since"}
"""The field of a ticket that holds the moment at which it got a status category."""

Fields = Mapping[str, Any]


class Rebuilt(NamedTuple):
    """A row of a rebuilt timeline, and the doctype of the log that it comes from."""

    happening: Happening
    source: str


def rebuild(
    ticket: Fields,
    log: Log,
    names: Names,
    until: int | None = None,
    channel: str | None = None,
) -> list[Rebuilt]:
    """Return the timeline of a ticket, in order; its first row is the creation.

    Args:
        ticket: its fields as they stand, or stood at `until`.
        until: seconds of UTC; later rows of the log are left out.
        channel: the channel through which it came, if that is known.
    """
    created_at = instant_of(ticket["creation"]) or 0
    last = until if until is not None else max((0, *log.replies, *(c.at for c in log.changes)))
    now = stated_facts(ticket)
    if channel:
        now[CHANNEL] = channel
    changes = list(_read_changes([c for c in log.changes if c.at <= last], now, names))
    replies = [at for at in log.replies if created_at <= at <= last]
    first = _facts_at_creation(now, changes, names)
    if channel and not first.get(CHANNEL):
        first[CHANNEL] = channel
    if replies:
        first.pop("last_agent_response", None)
    rows = [*_change_rows(first, changes), *_reply_rows(replies, now)]
    rows += _unlogged_rows(ticket, now, [first, *(row.happening.facts for row in rows)])
    if not log.has_copies:
        rows += _response_rows(ticket, created_at, replies, changes)
    rows.sort(key=lambda row: row.happening.at)
    creation = Rebuilt(Happening(created_at, CREATED, first), TICKET)
    return [creation, *(_not_before(row, created_at) for row in rows)]


def _read_changes(changes: Sequence[Change], now: Facts, names: Names) -> Iterator[Change]:
    """Return the changes with values as facts have them, and add the category of each status.

    Some values cannot be read: a moment, a choice in another language, a name that was deleted.
    Then the last change of that field gets the present value, and earlier ones are left out.
    """
    last = {change.field: change for change in changes}
    with_category = {change.place for change in changes if change.field == "status_category"}
    for change in changes:
        old, new = (_value(change.field, value, names) for value in (change.old, change.new))
        if new is UNKNOWN:
            if last[change.field] is not change:
                continue
            new = now.get(change.field)
        yield change._replace(old=old, new=new)
        if (
            change.field == "status"
            and change.place not in with_category
            and new in names.categories
        ):
            yield change._replace(
                field="status_category",
                old=names.categories.get(old, UNKNOWN),
                new=names.categories[new],
            )


def _value(field: str, value: Any, names: Names) -> Any:
    """Return a value of the log as a fact, or `UNKNOWN` if it cannot be read."""
    if value is UNKNOWN:
        return UNKNOWN
    if field in CHECKS:
        return int(value or 0)
    if field in ONE_WAY:
        return int(value or 0) or None
    if value in (None, ""):
        return None
    if field in MOMENTS:
        return UNKNOWN
    text = str(value)
    name = names.renamed.get(field, {}).get(text, text)
    return name if name in names.known.get(field, (name,)) else UNKNOWN


def _facts_at_creation(now: Facts, changes: Sequence[Change], names: Names) -> Facts:
    """Return the facts at the creation; a value that no log tells is that of a new ticket.

    A ticket begins open, whatever its status is now.
    """
    first: dict[str, Any] = dict(now)
    if now.get("status_category") != _OPEN:
        first |= dict.fromkeys(("status", "status_category"), UNKNOWN)
    for change in reversed(changes):
        first[change.field] = change.old
    for field in [field for field, value in first.items() if value is UNKNOWN]:
        first[field] = names.defaults.get(field)
        if field == "status_category":
            first[field] = names.categories.get(first["status"])
    return {field: value for field, value in first.items() if value is not None}


def _change_rows(first: Facts, changes: Sequence[Change]) -> Iterator[Rebuilt]:
    """Yield a row for each save that changed a fact."""
    known = dict(first)
    for _place, saved in groupby(changes, key=lambda change: change.place):
        group = list(saved)
        facts = {c.field: c.new for c in group if known.get(c.field) != c.new}
        known |= facts
        if facts:
            yield Rebuilt(Happening(group[0].at, CHANGED, facts), group[0].source)


def _reply_rows(replies: Sequence[int], now: Facts) -> Iterator[Rebuilt]:
    """Yield a row for each reply; the last one has the moment that the ticket has."""
    for number, at in enumerate(replies, 1):
        moment = now.get("last_agent_response") if number == len(replies) else None
        facts: Facts = {"last_agent_response": moment or at}
        yield Rebuilt(Happening(at, CHANGED, facts), MESSAGE)


def _unlogged_rows(ticket: Fields, now: Facts, recorded: Iterable[Facts]) -> Iterator[Rebuilt]:
    """Yield a row for the facts that the log does not explain, at the most likely moment."""
    if facts := unrecorded(now, recorded):
        field = _MOMENT_OF.get(str(facts.get("status_category")), "modified")
        at = instant_of(ticket.get(field) or ticket["modified"]) or 0
        yield Rebuilt(Happening(at, CHANGED, facts), TICKET)


def _response_rows(
    ticket: Fields, created_at: int, replies: Iterable[int], changes: Iterable[Change]
) -> Iterator[Rebuilt]:
    """Yield a row for the first response, if no reply or change of status explains it."""
    at = instant_of(ticket.get("first_responded_on"))
    if at is None or at < created_at or any(reply <= at + SAME_SAVE_S for reply in replies):
        return
    if any(c.field == "status" and abs(c.at - at) <= SAME_SAVE_S for c in changes):
        return
    yield Rebuilt(Happening(at, RESPONDED, {}), TICKET)


def _not_before(row: Rebuilt, created_at: int) -> Rebuilt:
    """Return a row whose moment is not before the creation."""
    happening = row.happening
    return row._replace(happening=happening._replace(at=max(happening.at, created_at)))
