"""A ticket with its events, read from a line such as a `.jsonl` file has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from .calendars.instants import HOW_TO_WRITE, InstantError, Zone, parse_instant
from .errors import TicketError
from .terms.vocabulary import CHANNELS, CONTACTED, KINDS, PAUSE_REASONS, RECORDED
from .texts import shown

EARLY_S = 86_400
"""The seconds by which an event may precede the report and still belong to the ticket."""

_FIRST_S = 365 * 86_400
"""The first second of 1971. Exports write an earlier date for a moment that is not known."""

_EVENTS = tuple(
    "registered responded recovered paused resumed planned reprioritised reclassified assessed "
    "cannot_wait updated unreachable reachable quote_requested quote_sent report_sent resolved "
    "reopened closed status escalated acknowledged contacted followed_up quote_accepted "
    "started workaround_known consent_asked consent_given".split()
)
EVENTS = frozenset(_EVENTS)
LONGEST_VALUE = 1000
"""The most characters of a text; Frappe's own fields for names hold 140."""


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
    `maintenance`: the spans of maintenance. Clocks stand still in them if the contract says so.
    `is_registered`: whether a registered contact of the customer reported it; None if not known.
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
    maintenance: tuple[tuple[int, int], ...] = ()
    is_registered: bool | None = None


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
        raise TicketError("kind", f"{shown(kind)} is none of {', '.join(KINDS)}")
    if not name:
        raise TicketError("contract", "the ticket names no contract")
    reported_at = _instant(get("reported_at"), "reported_at", naive_zone)
    known, events, channel = get("known_since"), get("events"), get("channel")
    waits, disrupts, is_outside = get("cannot_wait"), get("is_disruption"), get("outside_sla")
    registered = get("is_registered")
    # Most tickets have few of these fields, and a call for each of them takes a part of the time.
    return Ticket(
        _word(get("id"), "id"),
        _word(name, "contract"),
        kind,
        _word(priority, "priority"),
        reported_at,
        "" if channel is None else _one_of(channel, CHANNELS, "channel"),
        None if known is None else _instant(known, "known_since", naive_zone),
        waits is not None and bool(_yes_no(waits, "cannot_wait")),
        None if disrupts is None else _yes_no(disrupts, "is_disruption"),
        None if is_outside is None else _yes_no(is_outside, "outside_sla"),
        () if events is None else read_events(events, naive_zone, reported_at),
        False,
        _spans(get("maintenance"), naive_zone) if "maintenance" in line else (),
        None if registered is None else _yes_no(registered, "is_registered"),
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
        raise TicketError("events", "expected a list of objects with at and event")
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


def _spans(windows: Any, naive_zone: Zone | None) -> tuple[tuple[int, int], ...]:
    """Return the spans of the maintenance windows of a line. Raises: TicketError."""
    if windows is None:
        return ()
    if not isinstance(windows, list | tuple):
        raise TicketError("maintenance", "expected a list of objects with start and end")
    return tuple(_span(window, n, naive_zone) for n, window in enumerate(windows, 1))


def _span(window: Any, number: int, naive_zone: Zone | None) -> tuple[int, int]:
    place = f"maintenance row {number}"
    if not isinstance(window, Mapping):
        raise TicketError(place, "expected an object with start and end")
    start = _instant(window.get("start"), f"{place}, start", naive_zone)
    end = _instant(window.get("end"), f"{place}, end", naive_zone, start)
    if end <= start:
        raise TicketError(f"{place}, end", "is not after the start")
    return start, end


def in_order(ticket: Ticket) -> tuple[Event, ...]:
    """Return the events of a ticket in the order in which they count.

    An event of the last 24 hours before the report counts at the report; an earlier event is left
    out. Exact duplicates count once. Events at one moment keep the order in which they were given.
    Source: docs/design.md 4.8, last row.
    """
    reported, events = ticket.reported_at, ticket.events
    if len(events) == 1 and events[0].at >= reported and events[0].until is None:
        return events
    once = sorted(dict.fromkeys(events), key=_at)
    if any(event.at < reported or event.until is not None for event in once):
        once = [
            e if e.at >= reported else e._replace(at=reported)
            for e in once
            if not is_early(e, reported)
        ]
    return tuple(once)


def is_early(event: Event, reported_at: int) -> bool:
    """Return whether an event, or the date that it plans, lies too long before the report.

    Then it does not belong to the ticket. Exports write dates such as 0001-01-01, 1899-12-30 or
    1970-01-01 for an unknown moment.
    """
    first = reported_at - EARLY_S
    return event.at < first or (event.until is not None and event.until < first)


def known_since(ticket: Ticket) -> int | None:
    """Return since when the customer knew of it; None if that is unknown or means "no date"."""
    known = ticket.known_since
    is_no_date = known is not None and known < _FIRST_S <= ticket.reported_at
    return None if is_no_date else known


def _at(event: Event) -> int:
    return event.at


def _event(event: Any, number: int, naive_zone: Zone | None, earliest: int | None) -> Event:
    place = f"events row {number}"
    if not isinstance(event, Mapping):
        raise TicketError(place, "expected an object with at and event")
    get = event.get
    name = get("event")
    if not isinstance(name, str) or name not in EVENTS:
        raise TicketError(f"{place}, event", f"{shown(name)} is no event; {_ONE_OF_EVENTS}")
    at = _instant(get("at"), f"{place}, at", naive_zone, earliest)
    if len(event) == 2:
        if name in _NEEDS:
            raise _missing(place, name)
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
        raise _missing(place, name)
    return found


def _missing(place: str, name: str) -> TicketError:
    """Return the error of an event that lacks the field that it needs."""
    needed = _NEEDS[name]
    return TicketError(f"{place}, {needed}", f"{name} needs it; {_HOW[name]}")


_ONE_OF_EVENTS = f"expected one of {', '.join(_EVENTS)}"
_HOW = {
    "paused": f"expected one of {', '.join(PAUSE_REASONS)}",
    "planned": HOW_TO_WRITE,
    "reprioritised": "expected a code of the contract, such as P1",
    "reclassified": f"expected one of {', '.join(KINDS)}",
    "status": "expected the name of a status, such as Wacht op klant",
    "escalated": f"expected one of {', '.join(RECORDED)}",
    "contacted": f"expected one of {', '.join(CONTACTED)}",
    "followed_up": "expected the action of a follow-up",
}
"""For each event that needs a field how to write that field."""

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
        raise TicketError(field, f"a date and time is missing; {HOW_TO_WRITE}")
    try:
        return parse_instant(value, naive_zone, earliest)
    except InstantError as error:
        raise TicketError(field, f"{error}; {HOW_TO_WRITE}") from error


def _one_of(value: Any, options: tuple[str, ...], field: str) -> str:
    if value is None or value == "":
        return ""
    if value not in options:
        raise TicketError(field, f"{shown(value)} is none of {', '.join(options)}")
    return str(value)


def _word(value: Any, field: str) -> str:
    if isinstance(value, str):
        if len(value) > LONGEST_VALUE:
            raise TicketError(field, f"more than {LONGEST_VALUE:,} characters")
        return value
    if value is None:
        return ""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise TicketError(field, f"{shown(value)} is no text; write it between quotes")


def _yes_no(value: Any, field: str) -> bool | None:
    if value is None or value is True or value is False:
        return value
    if value in (0, 1):
        return bool(value)
    raise TicketError(field, f"{shown(value)} is neither true nor false; write it as true or false")
