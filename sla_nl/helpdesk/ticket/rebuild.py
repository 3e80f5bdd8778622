"""The timeline of a ticket from before the app, rebuilt from Helpdesk's log; a pure function.

It begins with the ticket as it stands and undoes what the log says, back to its creation; then the
log is played forward. What the log does not explain is put where Helpdesk's own fields say that it
happened, else where the ticket was last changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from sla_nl.records.timeline import CHANGED, CREATED, Facts, Happening
from sla_nl.site.time import instant_of

from .. import TICKET
from .facts import CHANNEL, CHECKS, MOMENTS, ONCE, stated_facts, unsaid
from .history import MESSAGE, SAME_SAVE_S, UNKNOWN, Change, Log, Names

RESPONDED = "responded"
_OPEN = "Open"

_MOMENT_OF = {"Resolved": "resolution_date", "Paused": "on_hold_since"}

Fields = Mapping[str, Any]


class Rebuilt(NamedTuple):
    """A row of a rebuilt timeline, and the log that it comes from."""

    happening: Happening
    source: str


def rebuild(
    ticket: Fields,
    log: Log,
    names: Names,
    until: int | None = None,
    channel: str | None = None,
) -> list[Rebuilt]:
    """The timeline of a ticket, in order; its first row is the creation.

    Args:
        ticket: its fields as they stand, or stood at `until`.
        until: seconds of UTC; what the log says of later moments is left out.
        channel: through which it came, if that is known.
    """
    created_at = instant_of(ticket["creation"]) or 0
    last = until if until is not None else max((0, *log.replies, *(c.at for c in log.changes)))
    now = stated_facts(ticket)
    if channel:
        now[CHANNEL] = channel
    changes = list(_understood([c for c in log.changes if c.at <= last], now, names))
    replies = [at for at in log.replies if created_at <= at <= last]
    first = _undone(now, changes, names)
    if channel and not first.get(CHANNEL):
        first[CHANNEL] = channel
    if replies:
        first.pop("last_agent_response", None)
    rows = [*_changed(first, changes), *_replied(replies, now)]
    rows += _unexplained(ticket, now, [first, *(row.happening.facts for row in rows)])
    if not log.has_copies:
        rows += _responded(ticket, created_at, replies, changes)
    rows.sort(key=lambda row: row.happening.at)
    begun = Rebuilt(Happening(created_at, CREATED, first), TICKET)
    return [begun, *(_not_before(row, created_at) for row in rows)]


def _understood(changes: Sequence[Change], now: Facts, names: Names) -> Iterator[Change]:
    """The changes with values as facts have them, and the category of each status.

    Where a value cannot be read (a moment, a choice, a name that is no more), the last change of a
    field is to what it is now; others are left out.
    """
    last = {change.field: change for change in changes}
    told = {change.place for change in changes if change.field == "status_category"}
    for change in changes:
        old, new = (_value(change.field, value, names) for value in (change.old, change.new))
        if new is UNKNOWN:
            if last[change.field] is not change:
                continue
            new = now.get(change.field)
        yield change._replace(old=old, new=new)
        if change.field == "status" and change.place not in told and new in names.categories:
            yield change._replace(
                field="status_category",
                old=names.categories.get(old, UNKNOWN),
                new=names.categories[new],
            )


def _value(field: str, value: Any, names: Names) -> Any:
    """A value of the log as a fact, or `UNKNOWN`."""
    if value is UNKNOWN:
        return UNKNOWN
    if field in CHECKS:
        return int(value or 0)
    if field in ONCE:
        return int(value or 0) or None
    if value in (None, ""):
        return None
    if field in MOMENTS:
        return UNKNOWN
    text = str(value)
    name = names.renamed.get(field, {}).get(text, text)
    return name if name in names.known.get(field, (name,)) else UNKNOWN


def _undone(now: Facts, changes: Sequence[Change], names: Names) -> Facts:
    """The facts at the creation; where no log says what one was, what new tickets begin with.

    A ticket begins open, whatever it is now.
    """
    first: dict[str, Any] = dict(now)
    if now.get("status_category") != _OPEN:
        first |= dict.fromkeys(("status", "status_category"), UNKNOWN)
    for change in reversed(changes):
        first[change.field] = change.old
    for field in [field for field, value in first.items() if value is UNKNOWN]:
        first[field] = names.beginnings.get(field)
        if field == "status_category":
            first[field] = names.categories.get(first["status"])
    return {field: value for field, value in first.items() if value is not None}


def _changed(first: Facts, changes: Sequence[Change]) -> Iterator[Rebuilt]:
    """A row for each save that changed a fact."""
    known = dict(first)
    for _place, saved in groupby(changes, key=lambda change: change.place):
        group = list(saved)
        facts = {c.field: c.new for c in group if known.get(c.field) != c.new}
        known |= facts
        if facts:
            yield Rebuilt(Happening(group[0].at, CHANGED, facts), group[0].source)


def _replied(replies: Sequence[int], now: Facts) -> Iterator[Rebuilt]:
    """A row for each reply; the last one says what the ticket says."""
    for number, at in enumerate(replies, 1):
        moment = now.get("last_agent_response") if number == len(replies) else None
        facts: Facts = {"last_agent_response": moment or at}
        yield Rebuilt(Happening(at, CHANGED, facts), MESSAGE)


def _unexplained(ticket: Fields, now: Facts, said: Iterable[Facts]) -> Iterator[Rebuilt]:
    """A row for what the log does not say, where it most likely happened."""
    if facts := unsaid(now, said):
        field = _MOMENT_OF.get(str(facts.get("status_category")), "modified")
        at = instant_of(ticket.get(field) or ticket["modified"]) or 0
        yield Rebuilt(Happening(at, CHANGED, facts), TICKET)


def _responded(
    ticket: Fields, created_at: int, replies: Iterable[int], changes: Iterable[Change]
) -> Iterator[Rebuilt]:
    """A row for the first response, where neither a reply nor a status tells it."""
    at = instant_of(ticket.get("first_responded_on"))
    if at is None or at < created_at or any(reply <= at + SAME_SAVE_S for reply in replies):
        return
    if any(c.field == "status" and abs(c.at - at) <= SAME_SAVE_S for c in changes):
        return
    yield Rebuilt(Happening(at, RESPONDED, {}), TICKET)


def _not_before(row: Rebuilt, created_at: int) -> Rebuilt:
    happening = row.happening
    return row._replace(happening=happening._replace(at=max(happening.at, created_at)))
