"""From what happened to a ticket on the site to a ticket that the engine judges.

A timeline says what happened in Helpdesk's own words (a status, a priority, a reply); what that
means is up to the contract. So the same timeline can be judged under another one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sla_nl.engine.contract import Contract
from sla_nl.engine.evaluate import evaluate
from sla_nl.engine.terms.events import StatusRule
from sla_nl.engine.ticket import Event, Ticket
from sla_nl.engine.verdict import Verdict
from sla_nl.records.timeline import Facts, Happening

RECORDED = (
    "recovered", "unreachable", "reachable", "quote_requested", "quote_sent", "report_sent",
    "updated", "responded", "no_access", "access_given",
)  # fmt: skip
"""What an agent records that no field of the ticket says."""

_ACCESS = {"no_access": "paused", "access_given": "resumed"}
"""What is recorded of a pause: it has no status of the ticket."""

BY_CUSTOMER = "by_customer"
"""A fact of one row: its change of priority was the customer's; else it is nobody's to charge."""

_MEANINGFUL = frozenset(("status", "status_category", "is_merged"))
_WITHDRAWN = {"sla_nl_planned_for": "planned", "sla_nl_cannot_wait": "cannot_wait"}
"""The fact that takes its events back where it is cleared."""


def judge(name: str, contract: Contract, timeline: Iterable[Happening], now: int) -> Verdict:
    """Judge a ticket under a contract, from its timeline.

    Raises: TicketError, NoOpeningTimeError: see `evaluate`.
    """
    return evaluate(contract, ticket_of(name, timeline, contract), now)


def ticket_of(name: str, timeline: Iterable[Happening], contract: Contract) -> Ticket:
    """The ticket of a timeline, as a contract reads it.

    Args:
        timeline: in order; the first row is the creation.
    """
    first, *rest = timeline
    reading = _Reading(contract, first)
    events = [Event(first.at, "registered"), *_planned(first.at, first.facts)]
    for happening in rest:
        withdrawn = {event for fact, event in _WITHDRAWN.items() if _is_cleared(happening, fact)}
        events = [event for event in events if event.event not in withdrawn]
        events += reading.events(happening)
    facts = reading.facts
    (kind, priority), events = _understood(contract, reading.first_turn, events)
    known = facts.get("sla_nl_known_since")
    return Ticket(
        name,
        contract.name,
        kind,
        priority,
        first.at,
        str(facts.get("sla_nl_channel") or ""),
        None if known is None else int(known),
        bool(first.facts.get("sla_nl_cannot_wait") and facts.get("sla_nl_cannot_wait")),
        _yes_no(facts.get("sla_nl_is_disruption")),
        _yes_no(facts.get("sla_nl_outside_sla")),
        tuple(events),
    )


class _Reading:
    """Reads a timeline row by row, keeping the facts as they stood."""

    def __init__(self, contract: Contract, first: Happening) -> None:
        self.contract = contract
        self.facts: Facts = dict(first.facts)
        self.first_turn = self.turn()

    def turn(self) -> tuple[str, str]:
        """The kind and priority code that the facts stand for."""
        facts, contract = self.facts, self.contract
        ticket_type = str(facts.get("ticket_type") or "")
        kind = str(facts.get("sla_nl_kind") or "") or contract.kind_of(ticket_type)
        own = str(facts.get("sla_nl_priority") or "")
        priority = own or contract.priority_of(kind, ticket_type, str(facts.get("priority") or ""))
        return kind, priority

    def events(self, happening: Happening) -> Iterator[Event]:
        """The engine's events for a row."""
        at, facts = happening.at, happening.facts
        if happening.event in _ACCESS:
            yield Event(at, _ACCESS[happening.event], reason="no_access")
            return
        if happening.event in RECORDED:
            yield Event(at, happening.event)
            return
        turn, meaning = self.turn(), self.meaning()
        self.facts |= facts
        if self.turn() != turn:
            kind, priority = self.turn()
            is_his = bool(facts.get(BY_CUSTOMER))
            yield Event(at, "reclassified", kind=kind, priority=priority, by_customer=is_his)
        if facts.get("last_agent_response") is not None:
            yield Event(at, "responded")
            yield Event(at, "updated")
        if not _MEANINGFUL.isdisjoint(facts):
            yield from _status_events(at, meaning, self.meaning())
        yield from _planned(at, facts)
        if facts.get("sla_nl_cannot_wait"):
            yield Event(at, "cannot_wait")

    def meaning(self) -> tuple[str, str]:
        """What the status means: an effect, and the reason of a pause.

        What is merged into another ticket is over, whatever its status becomes.
        """
        if self.facts.get("is_merged"):
            return "resolves", ""
        status = str(self.facts.get("status") or "").casefold()
        kind = self.turn()[0]
        for rule in self.contract.terms.status_rules:
            if rule.status.casefold() == status and rule.kind in ("", kind):
                return _effect(rule)
        category = self.facts.get("status_category")
        if category == "Paused":
            return "pauses", "customer"
        return ("resolves", "") if category == "Resolved" else ("runs", "")


def _understood(
    contract: Contract, first: tuple[str, str], events: list[Event]
) -> tuple[tuple[str, str], list[Event]]:
    """The first kind and priority of a ticket, and its events, without turns that mean nothing.

    A kind or priority that the contract does not know, and that was corrected since, is passed
    over: what it was corrected to holds from the report, or what was before it goes on.
    """
    turns = [event for event in events if event.event == "reclassified"]
    if not turns or not contract.knows(turns[-1].kind, turns[-1].priority):
        return first, events
    unknown = {id(turn) for turn in turns if not contract.knows(turn.kind, turn.priority)}
    if not contract.knows(*first):
        start = next(turn for turn in turns if id(turn) not in unknown)
        first = start.kind, start.priority
        unknown.add(id(start))
    return first, [event for event in events if id(event) not in unknown]


def _is_cleared(happening: Happening, fact: str) -> bool:
    return fact in happening.facts and not happening.facts[fact]


def _effect(rule: StatusRule) -> tuple[str, str]:
    return rule.effect, rule.reason


def _status_events(at: int, before: tuple[str, str], after: tuple[str, str]) -> Iterator[Event]:
    """The events of a change of status; a pause counts as the first response (docs/design.md 6)."""
    if before == after:
        return
    if before[0] == "pauses":
        yield Event(at, "resumed", reason=before[1])
    if before[0] == "resolves":
        yield Event(at, "reopened")
    if after[0] == "pauses":
        yield Event(at, "responded")
        yield Event(at, "paused", reason=after[1])
    elif after[0] == "resolves":
        yield Event(at, "resolved")


def _planned(at: int, facts: Facts) -> Iterator[Event]:
    planned = facts.get("sla_nl_planned_for")
    if planned is not None:
        yield Event(at, "planned", until=int(planned))


def _yes_no(value: str | int | None) -> bool | None:
    return {"Yes": True, "No": False}.get(str(value or ""))
