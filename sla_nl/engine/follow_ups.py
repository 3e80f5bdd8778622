"""What somebody has to do by a date, and that is no clock of the ticket (docs/design.md 9).

A follow-up comes from a status, which asks for contact after some days, or from an event, such as a
request for a quote. It is open until it is done; `now` decides its state, never its date.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import count
from operator import attrgetter
from typing import NamedTuple

from .contract import Contract, FollowUpRow, StatusRow
from .counting import after
from .history import NEVER, TicketHistory
from .ticket import Event, Ticket, in_order

_at = attrgetter("at")
OPEN, DONE, MISSED, DROPPED = "open", "done", "missed", "dropped"
_UNTIL_SOLVED = (
    "quote_requested", "quote_sent", "quote_accepted", "started", "updated", "workaround_known",
)  # fmt: skip
"""The events whose follow-ups no longer matter once the ticket is solved."""


class Task(NamedTuple):
    """A follow-up of a ticket. Instants are whole seconds of UTC.

    Args:
        what: the action, in the words of the contract; empty for closing the ticket.
        since: when it came up.
        due: None if it has no date.
        state: `open`, `done`, `missed` (past its date) or `dropped` (it ended before its date).
        done_at: None if it is not done.
        whom: `customer` or `supplier` if somebody is contacted; else empty.
        is_closing: whether it is to close the ticket, as nobody answers.
        closes_itself: whether the app closes the ticket once it is missed.
    """

    what: str
    since: int
    due: int | None
    state: str
    done_at: int | None
    whom: str
    clauses: tuple[str, ...]
    is_closing: bool = False
    closes_itself: bool = False


def follow_ups_of(
    contract: Contract, ticket: Ticket, history: TicketHistory, now: int
) -> tuple[Task, ...]:
    """Return the follow-ups that came up until `now`, in the order in which they did.

    Raises: NoOpeningTimeError: the contract's calendar has too little opening time.
    """
    if not (history.statuses or history.turns or _has_cause(history, ticket)):
        return ()
    events = in_order(ticket)
    found = [
        *_of_statuses(contract, history, events, now),
        *_of_events(contract, history, events, now),
    ]
    return tuple(sorted(found, key=_since))


def _has_cause(history: TicketHistory, ticket: Ticket) -> bool:
    """Return whether any event of the ticket has a follow-up: usually none has."""
    rows = history.service_level.follow_ups
    if not rows:
        return False
    if history.solutions and "resolved" in rows:
        return True
    return any(event.event in rows for event in ticket.events)


def _since(task: Task) -> int:
    return task.since


# -- statuses


def _of_statuses(
    contract: Contract, history: TicketHistory, events: Sequence[Event], now: int
) -> Iterator[Task]:
    for name, began, ended in history.status_spans if history.statuses else ():
        row = history.service_level_at(contract, began).statuses.get(name)
        if row is not None and row.span is not None and began <= now:
            inside = _after(events, began, min(ended, now))
            yield from _chain(contract, history, row, (began, ended), inside, now)


def _chain(
    contract: Contract,
    history: TicketHistory,
    row: StatusRow,
    span: tuple[int, int],
    inside: Sequence[Event],
    now: int,
) -> Iterator[Task]:
    """Yield the follow-up of a status, and one more after each contact if it is repeated.

    Args:
        span: when the status began and ended.
        inside: the events while the status lasted, up to now.
    """
    (since, ended), rule, whom = span, row.terms, whom_of(row)
    rest = iter(inside)
    for contacts in count():
        is_closing = bool(rule.closes_after) and contacts >= rule.closes_after
        what = "" if is_closing else rule.follow_up
        due = None if row.span is None else after(row.span, since, contract.terms)
        done_at = None if is_closing else _next_contact(rest, since, whom, what)
        if is_closing and ended in history.solutions and ended <= now:
            done_at = ended
        task = _task(what, since, due, done_at, ended, whom, rule.clauses, now)
        closes_itself = is_closing and rule.closes_itself
        yield task._replace(is_closing=is_closing, closes_itself=closes_itself)
        if done_at is None or is_closing or not (rule.is_repeated or rule.closes_after):
            return
        since = done_at


def _after(events: Sequence[Event], since: int, until: int) -> Sequence[Event]:
    """Return the events after a moment, up to another."""
    return events[bisect_right(events, since, key=_at) : bisect_right(events, until, key=_at)]


def whom_of(row: StatusRow) -> str:
    """Return who is contacted while a status lasts: whoever the ticket waits for."""
    return "supplier" if row.terms.reason == "supplier" else "customer"


def _next_contact(rest: Iterator[Event], since: int, whom: str, what: str) -> int | None:
    """Return the next contact after a moment; the events up to it are used up."""
    return next((e.at for e in rest if e.at > since and does(e, whom, what)), None)


def does(event: Event, whom: str, what: str) -> bool:
    """Return whether an event does a follow-up: contact with that party, or a mark of an agent."""
    if event.event == "followed_up":
        return event.what.casefold() == what.casefold()
    if event.event == "contacted":
        return event.whom == whom
    return event.event == "updated" and whom == "customer"


# -- events


def _of_events(
    contract: Contract, history: TicketHistory, events: Sequence[Event], now: int
) -> Iterator[Task]:
    done_by: dict[int, list[int]] = {}
    for event in _causes(history, events):
        rows = history.service_level_at(contract, event.at).follow_ups if event.at <= now else {}
        for row in rows.get(event.event, ()):
            moments = done_by.get(id(row))
            if moments is None:
                moments = done_by[id(row)] = [e.at for e in events if _is_done_by(row, e)]
            yield _of_event(contract, history, row, event, moments, now)


def _causes(history: TicketHistory, events: Sequence[Event]) -> Iterator[Event]:
    """Yield the events, and each solution once: closing a solved ticket solves nothing more."""
    yield from (e for e in events if e.event not in ("resolved", "closed"))
    yield from (Event(at, "resolved") for at in history.solutions)


def _of_event(
    contract: Contract,
    history: TicketHistory,
    row: FollowUpRow,
    event: Event,
    moments: Sequence[int],
    now: int,
) -> Task:
    """Return the follow-up of an event.

    Args:
        moments: when something happened that does it, in order.
    """
    rule, at = row.terms, event.at
    due = None if row.span is None else after(row.span, at, contract.terms)
    place = bisect_left(moments, at)
    done_at = moments[place] if place < len(moments) else None
    ended = _end_of(history, event)
    return _task(rule.action, at, due, done_at, ended, rule.whom, rule.clauses, now)


def _is_done_by(row: FollowUpRow, event: Event) -> bool:
    if row.terms.done_by and event.event == row.terms.done_by:
        return True
    return does(event, row.terms.whom, row.terms.action)


def _end_of(history: TicketHistory, event: Event) -> int:
    """Return when a follow-up no longer matters: the ticket is solved, or opened again."""
    if event.event in _UNTIL_SOLVED:
        return history.until_solved(event.at)[1] or NEVER
    place = bisect_left(history.resolved_spans, (event.at,))
    reopened = history.resolved_spans[place : place + 1]
    return (reopened[0][1] or NEVER) if reopened else NEVER


# -- states


def _task(
    what: str,
    since: int,
    due: int | None,
    done_at: int | None,
    ended: int,
    whom: str,
    clauses: tuple[str, ...],
    now: int,
) -> Task:
    if done_at is not None and (done_at > now or done_at > ended):
        done_at = None
    state = DONE if done_at is not None else _undone(due, ended, now)
    return Task(what, since, due, state, done_at, whom, clauses)


def _undone(due: int | None, ended: int, now: int) -> str:
    if due is not None and min(ended, now) > due:
        return MISSED
    return OPEN if now < ended else DROPPED
