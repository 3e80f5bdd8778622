"""A ticket with its events, read from a line such as a `.jsonl` file has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from .errors import TicketError
from .instants import InstantError, Zone, parse_instant
from .terms.vocabulary import CHANNELS, CONTACTED, KINDS, PAUSE_REASONS, RECORDED

EARLY_S = 86_400
"""The seconds by which an event may precede the report and still belong to the ticket."""

EVENTS = frozenset(
    "registered responded recovered paused resumed planned reprioritised reclassified assessed "
    "cannot_wait updated unreachable reachable quote_requested quote_sent report_sent resolved "
    "reopened closed status escalated acknowledged contacted followed_up quote_accepted "
    "started".split()
)


class Event(NamedTuple):
    """Something that happened to a ticket. `at` and `until` are whole seconds of UTC.

    `by_customer`: whether the customer did it. If that is not known (None), a change of priority
    counts as the customer's.
    `whom`: who was contacted, the customer or the supplier.
    `what`: the action of the follow-up that was done.
    """

    at: int
    event: str
    reason: str = ""
    until: int | None = None
    kind: str = ""
    priority: str = ""
    is_disruption: bool | None = None
    outside_sla: bool | None = None
    by_customer: bool | None = None
    status: str = ""
    level: str = ""
    whom: str = ""
    what: str = ""


class Ticket(NamedTuple):
    """A ticket as the engine judges it: its fields at the report, and its events.

    Instants are whole seconds of UTC. `is_approximate`: some moments are derived from totals,
    because the source had no timeline, or are left out because they cannot be true.
    """

    id: str
    contract: str
    kind: str
    priority: str
    reported_at: int
    channel: str = ""
    known_since: int | None = None
    cannot_wait: bool = False
    is_disruption: bool | None = None
    outside_sla: bool | None = None
    events: tuple[Event, ...] = ()
    is_approximate: bool = False


def read_ticket(
    line: Mapping[str, Any], naive_zone: Zone | None = None, contract: str = ""
) -> Ticket:
    """Return the ticket of a line (docs/design.md 3); unknown keys are ignored.

    Args:
        line: the fields by name; instants are ISO 8601 texts.
        naive_zone: the zone of instants without an offset; if None, these are an error.
        contract: the contract of a line that names none.
    Raises: TicketError: it names the field that is wrong.
    """
    if not isinstance(line, Mapping):
        raise TicketError("", "expected an object with the fields of a ticket")
    get = line.get
    kind, priority, name = get("kind"), get("priority"), get("contract") or contract
    if kind not in KINDS:
        raise TicketError("kind", f"{kind!r} is none of {', '.join(KINDS)}")
    if not name:
        raise TicketError("contract", "the ticket names no contract")
    reported_at = _instant(get("reported_at"), "reported_at", naive_zone)
    ticket_id, known, events = get("id"), get("known_since"), get("events")
    return Ticket(
        ticket_id if type(ticket_id) is str else _word(ticket_id, "id"),
        name if type(name) is str else _word(name, "contract"),
        kind,
        priority if type(priority) is str else _word(priority, "priority"),
        reported_at,
        _one_of(get("channel"), CHANNELS, "channel"),
        None if known is None else _instant(known, "known_since", naive_zone),
        get("cannot_wait") is not None and bool(_yes_no(get("cannot_wait"), "cannot_wait")),
        _yes_no(get("is_disruption"), "is_disruption"),
        _yes_no(get("outside_sla"), "outside_sla"),
        read_events(events, naive_zone, reported_at) if events else (),
    )


def read_events(
    events: Any, naive_zone: Zone | None = None, reported_at: int | None = None
) -> tuple[Event, ...]:
    """Return the events of a line, in the order given.

    When clocks are put back, an hour comes twice. A moment in it without an offset is read in the
    second pass if the first would precede an event that it must follow, such as the pause that it
    ends (docs/design.md 4.8).

    Raises: TicketError.
    """
    if not isinstance(events, list | tuple):
        raise TicketError("events", "expected a list")
    found: list[Event] = []
    last: dict[str, int] = {}
    for number, event in enumerate(events, 1):
        name = event.get("event") if isinstance(event, Mapping) else None
        causes = _FOLLOWS.get(name, ()) if isinstance(name, str) else ()
        before = (last.get(cause) for cause in causes)
        earliest = max((at for at in (reported_at, *before) if at is not None), default=None)
        found.append(_event(event, number, naive_zone, earliest))
        last[found[-1].event] = found[-1].at
    return tuple(found)


def in_order(ticket: Ticket) -> tuple[Event, ...]:
    """Return the events of a ticket in the order in which they count.

    An event of the last 24 hours before the report counts at the report; an earlier event is left
    out. Exact duplicates count once. Events at one moment keep the order in which they were given.
    Source: docs/design.md 4.8, last row.
    """
    reported, events = ticket.reported_at, ticket.events
    if len(events) == 1 and events[0].at >= reported:
        return events
    once = sorted(dict.fromkeys(events), key=_at)
    if once and once[0].at < reported:
        once = [
            e if e.at >= reported else e._replace(at=reported)
            for e in once
            if not is_early(e, reported)
        ]
    return tuple(once)


def is_early(event: Event, reported_at: int) -> bool:
    """Return whether an event lies too long before the report to belong to the ticket.

    Exports write dates such as 0001-01-01, 1899-12-30 or 1970-01-01 for an unknown moment.
    """
    return event.at < reported_at - EARLY_S


def _at(event: Event) -> int:
    return event.at


def _event(event: Any, number: int, naive_zone: Zone | None, earliest: int | None) -> Event:
    place = f"events row {number}"
    if not isinstance(event, Mapping):
        raise TicketError(place, "expected an object")
    get = event.get
    name = get("event")
    if not isinstance(name, str) or name not in EVENTS:
        raise TicketError(f"{place}, event", f"{name!r} is no event")
    at = _instant(get("at"), f"{place}, at", naive_zone, earliest)
    if len(event) == 2:
        if name in _NEEDS:
            raise TicketError(f"{place}, {_NEEDS[name]}", f"{name} needs it")
        return Event(at, name)
    reasons = RECORDED if name == "escalated" else PAUSE_REASONS
    reason = _one_of(get("reason"), reasons, f"{place}, reason")
    until = get("until")
    found = Event(
        at,
        name,
        reason,
        None if until is None else _instant(until, f"{place}, until", naive_zone, at),
        _one_of(get("kind"), KINDS, f"{place}, kind"),
        _word(get("priority"), f"{place}, priority"),
        _yes_no(get("is_disruption"), f"{place}, is_disruption"),
        _yes_no(get("outside_sla"), f"{place}, outside_sla"),
        _yes_no(get("by_customer"), f"{place}, by_customer"),
        _word(get("status"), f"{place}, status"),
        _word(get("level"), f"{place}, level"),
        _one_of(get("whom"), CONTACTED, f"{place}, whom"),
        _word(get("what"), f"{place}, what"),
    )
    needed = _NEEDS.get(name)
    if needed and getattr(found, needed) in ("", None):
        raise TicketError(f"{place}, {needed}", f"{name} needs it")
    return found


_NEEDS = {
    "paused": "reason",
    "planned": "until",
    "reprioritised": "priority",
    "reclassified": "kind",
    "status": "status",
    "escalated": "reason",
    "contacted": "whom",
    "followed_up": "what",
}


_FOLLOWS: dict[str, tuple[str, ...]] = {
    "resumed": ("paused",),
    "reachable": ("unreachable",),
    "recovered": ("responded",),
    "resolved": ("responded", "reopened"),
    "closed": ("responded", "reopened", "resolved"),
    "reopened": ("resolved", "closed"),
    "quote_sent": ("quote_requested",),
    "report_sent": ("resolved",),
}
"""For each event the earlier events that it must follow, if the ticket has them."""


def _instant(value: Any, field: str, naive_zone: Zone | None, earliest: int | None = None) -> int:
    if value is None or value == "":
        raise TicketError(field, "a date and time is missing")
    try:
        return parse_instant(value, naive_zone, earliest)
    except InstantError as error:
        raise TicketError(field, str(error)) from error


def _one_of(value: Any, options: tuple[str, ...], field: str) -> str:
    if value is None or value == "":
        return ""
    if value not in options:
        raise TicketError(field, f"{value!r} is none of {', '.join(options)}")
    return str(value)


def _word(value: Any, field: str) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise TicketError(field, f"{value!r} is no text")


def _yes_no(value: Any, field: str) -> bool | None:
    if value is None or value is True or value is False:
        return value
    if value in (0, 1):
        return bool(value)
    raise TicketError(field, f"{value!r} is neither true nor false")
