"""Translate the timeline of a ticket into a ticket of the engine, and judge it.

A timeline uses Helpdesk's words: a status, a priority, a reply. The contract decides what they
mean. So the same timeline can be judged under another contract.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sla_nl.engine.contract import Contract
from sla_nl.engine.evaluate import evaluate
from sla_nl.engine.ticket import Event, Ticket
from sla_nl.engine.verdict import Verdict
from sla_nl.maintenance import stopping
from sla_nl.records.timeline import CREATED, WITHDRAWN, Facts, Happening

REOPENED = "reopened"
"""The event that an agent can take back after a mistake, for example after a late "thank you".

It is not recorded: a change of the ticket's status is the reopening.
"""

RECORDED = (
    "recovered", "unreachable", "reachable", "quote_requested", "quote_sent", "report_sent",
    "updated", "responded", "no_access", "access_given", "contacted", "followed_up",
    "quote_accepted", "started", "workaround_known", "contact_confirmed",
    "consent_asked", "consent_given",
)  # fmt: skip
"""The events that an agent can record because no field of the ticket shows them."""

DETAILS = ("whom", "what")
"""The facts of a recorded event: whom somebody contacted, or which follow-up they did."""

ESCALATED, ACKNOWLEDGED = "escalated", "acknowledged"
"""The events by which somebody escalates a ticket, or says that they have it in hand.

Their facts are `reason` and `level`.
"""

REVOCABLE = (*RECORDED, ESCALATED)
"""The events that can be taken back, beside a reopening."""

_ACCESS = {"no_access": "paused", "access_given": "resumed"}
"""The recorded events that pause or resume a clock without a change of the ticket's status."""

REPORTED = "sla_nl_reported_at"
"""The fact with the moment of the report, where an agent has said it."""

REGISTERED = "is_registered"
"""The fact whether a registered contact of the customer reported the ticket, at its report."""

CONSENT_ASKED, CONSENT_GIVEN = "consent_asked", "consent_given"
"""The recorded events that the customer was asked to approve costs, and approved them."""

VOUCHED = "contact_confirmed"
"""The recorded event that a registered contact stands behind a report of somebody else."""

PAUSE_REASON = "sla_nl_pause_reason"
"""The fact with the reason of a pause that an agent has chosen; without it the status says it."""

BY_CUSTOMER = "by_customer"
"""The fact that marks a row in which a customer changed the priority.

Only a customer's own change may cost a fee.
"""

_STATUS_FACTS = frozenset(("status", "status_category", "is_merged", PAUSE_REASON))
"""The facts that decide what the status of a ticket means."""

_CLASSIFYING = frozenset(("ticket_type", "priority", "sla_nl_kind", "sla_nl_priority"))
"""The facts that decide the kind and the priority of a ticket."""

_WITHDRAWN = {"sla_nl_planned_for": "planned", "sla_nl_cannot_wait": "cannot_wait"}
"""The facts whose events no longer count once the fact is cleared."""


def judge(name: str, contract: Contract, timeline: Iterable[Happening], now: int) -> Verdict:
    """Judge the timeline of a ticket under a contract.

    Raises: TicketError, NoOpeningTimeError: see `evaluate`.
    """
    return evaluate(contract, ticket_of(name, timeline, contract), now)


def ticket_of(name: str, timeline: Iterable[Happening], contract: Contract) -> Ticket:
    """Return the engine's ticket for a timeline under a contract.

    Args:
        timeline: the rows in order; the first row is the creation.
    """
    first, *rest = in_force(tuple(timeline))
    reported_at = _reported_at(first, rest)
    translator = _Translator(contract, first)
    registered_at = max(first.at, reported_at)
    events = [Event(registered_at, "registered"), *_planned(first.at, first.facts)]
    events += translator.statuses(registered_at, first.facts)
    for happening in rest:
        withdrawn = {event for fact, event in _WITHDRAWN.items() if _is_cleared(happening, fact)}
        events = [event for event in events if event.event not in withdrawn]
        if happening.event == WITHDRAWN:
            events = _without_reopening(events, happening.facts["at"])
        else:
            events += translator.events(happening)
    facts = translator.facts
    (kind, priority), events = _without_unknown(contract, translator.first_classification, events)
    known = facts.get("sla_nl_known_since")
    return Ticket(
        name,
        contract.name,
        kind,
        priority,
        reported_at,
        str(facts.get("sla_nl_channel") or ""),
        None if known is None else int(known),
        bool(first.facts.get("sla_nl_cannot_wait") and facts.get("sla_nl_cannot_wait")),
        _yes_no(facts.get("sla_nl_is_disruption")),
        _yes_no(facts.get("sla_nl_outside_sla")),
        tuple(events),
        maintenance=stopping.spans_of(contract),
        is_registered=_flag(facts.get(REGISTERED)),
    )


def _reported_at(first: Happening, rest: Iterable[Happening]) -> int:
    """Return when a ticket was reported: as an agent has last said it, or else when it was made.

    An agent who files a ticket in the morning for a call at night says when the call was. For a
    mail that was followed by a call they may say a moment after the ticket was made.
    """
    said = [row.facts[REPORTED] for row in (first, *rest) if REPORTED in row.facts]
    return int(said[-1]) if said and said[-1] is not None else first.at


def in_force(timeline: Sequence[Happening]) -> Sequence[Happening]:
    """Leave out the recorded events that were taken back, and the rows that say so.

    Taking back an event undoes what was recorded before; the same event may be recorded again. A
    reopening is no row of its own, so the row that takes it back stays.
    """
    gone: set[int] = set()
    for place, row in enumerate(timeline):
        if row.event == WITHDRAWN and row.facts["event"] != REOPENED:
            gone.update(p for p in range(place) if is_taken_back(timeline[p], row))
            gone.add(place)
    return [row for place, row in enumerate(timeline) if place not in gone] if gone else timeline


def is_postponed(contract: Contract, facts: Facts) -> bool:
    """Return whether the present status postpones a ticket to a date that is planned."""
    return _Translator(contract, Happening(0, CREATED, facts)).effect[0] == "postpones"


def is_taken_back(row: Happening, by: Happening) -> bool:
    """Return whether a row is the event that another row takes back."""
    return (row.event, row.at, row.facts) == taken_back(by)


def taken_back(row: Happening) -> tuple[Any, Any, Facts]:
    """Return the event that a row takes back, its moment and its facts."""
    facts = dict(row.facts)
    return facts.pop("event", None), facts.pop("at", None), facts


def pause_of(contract: Contract, facts: Facts) -> str | None:
    """Return why the present status pauses a ticket, such as `supplier`; None if it does not."""
    effect, reason = _Translator(contract, Happening(0, CREATED, facts)).effect
    return reason if effect == "pauses" else None


def status_before_reopening(timeline: Iterable[Happening], contract: Contract) -> str | None:
    """Return the status that a ticket had before it was last reopened; None if it is solved."""
    first, *rest = timeline
    translator, found = _Translator(contract, first), None
    for happening in rest:
        status, effect = translator.facts.get("status"), translator.effect[0]
        list(translator.events(happening))
        if translator.effect[0] == "resolves":
            found = None
        elif effect == "resolves":
            found = str(status)
    return found


def reopened_at(timeline: Iterable[Happening], contract: Contract) -> list[int]:
    """Return when a ticket was reopened, in seconds of UTC, without what was taken back."""
    events = ticket_of("", timeline, contract).events
    return [event.at for event in events if event.event == REOPENED]


def _without_reopening(events: list[Event], at: object) -> list[Event]:
    """Leave out the reopening of a moment, and the solutions after it: they change nothing."""
    places = [p for p, event in enumerate(events) if (event.event, event.at) == (REOPENED, at)]
    if not places:
        return events
    later = [event for event in events[places[-1] + 1 :] if event.event != "resolved"]
    return [*events[: places[-1]], *later]


class _Translator:
    """Translates the rows of a timeline into events, and keeps what holds after each row.

    Args:
        facts: the last value of each field.
        classification: the kind and the priority code that the facts mean under the contract.
        effect: what the present status does to the clocks, and the reason if it is a pause.
    """

    def __init__(self, contract: Contract, first: Happening) -> None:
        self.contract = contract
        self.facts: Facts = dict(first.facts)
        self.first_classification = self.classification = self._classification()
        self.effect = self._effect()

    def _take_over(self, facts: Facts) -> None:
        """Take over the facts of a row; most rows leave the classification as it was."""
        self.facts |= facts
        is_classifying = not _CLASSIFYING.isdisjoint(facts)
        if is_classifying:
            self.classification = self._classification()
        if is_classifying or not _STATUS_FACTS.isdisjoint(facts):
            self.effect = self._effect()

    def _classification(self) -> tuple[str, str]:
        """Return the kind and the priority code that the facts mean under the contract."""
        facts, contract = self.facts, self.contract
        ticket_type = str(facts.get("ticket_type") or "")
        kind = str(facts.get("sla_nl_kind") or "") or contract.kind_of(ticket_type)
        own = str(facts.get("sla_nl_priority") or "")
        priority = own or contract.priority_of(kind, ticket_type, str(facts.get("priority") or ""))
        return kind, priority

    def events(self, happening: Happening) -> Iterator[Event]:
        """Yield the engine's events for a row, and take over its facts."""
        at, facts = happening.at, happening.facts
        if happening.event in _ACCESS:
            yield Event(at, _ACCESS[happening.event], reason="no_access")
            return
        if happening.event == VOUCHED:
            self.facts[REGISTERED] = 1
            return
        if happening.event in RECORDED:
            yield _recorded(happening)
            return
        if happening.event in (ESCALATED, ACKNOWLEDGED):
            reason, level = (str(facts.get(name) or "") for name in ("reason", "level"))
            yield Event(at, happening.event, reason=reason, level=level)
            return
        before, effect = self.classification, self.effect
        self._take_over(facts)
        if self.classification != before:
            kind, priority = self.classification
            by_customer = bool(facts.get(BY_CUSTOMER))
            yield Event(at, "reclassified", kind=kind, priority=priority, by_customer=by_customer)
        if facts.get("last_agent_response") is not None:
            yield Event(at, "responded")
            yield Event(at, "updated")
        if not _STATUS_FACTS.isdisjoint(facts):
            yield from _status_events(at, effect, self.effect)
        yield from self.statuses(at, facts)
        yield from _planned(at, facts)
        if facts.get("sla_nl_cannot_wait"):
            yield Event(at, "cannot_wait")

    def statuses(self, at: int, facts: Facts) -> Iterator[Event]:
        """Yield the status that a row sets, if a rule of the contract looks at statuses."""
        if facts.get("status") and self.contract.is_looking_at_statuses:
            yield Event(at, "status", status=str(facts["status"]))

    def _effect(self) -> tuple[str, str]:
        """Return the effect of the present status, and its reason if it is a pause."""
        effect, reason = self._effect_of_status()
        chosen = self.facts.get(PAUSE_REASON) if effect == "pauses" else None
        return effect, str(chosen or reason)

    def _effect_of_status(self) -> tuple[str, str]:
        """Return what the contract makes of the present status.

        A ticket that is merged into another one counts as resolved, whatever its status becomes.
        """
        if self.facts.get("is_merged"):
            return "resolves", ""
        status = str(self.facts.get("status") or "").casefold()
        kind = self.classification[0]
        for rule in self.contract.terms.status_rules:
            if rule.status.casefold() == status and rule.kind in ("", kind):
                return rule.effect, rule.reason
        category = self.facts.get("status_category")
        if category == "Paused":
            return "pauses", "customer"
        return ("resolves", "") if category == "Resolved" else ("runs", "")


def _without_unknown(
    contract: Contract, first: tuple[str, str], events: list[Event]
) -> tuple[tuple[str, str], list[Event]]:
    """Leave out kinds and priorities that the contract does not know, if they were corrected.

    If the first ones are unknown, the first known ones hold from the report on. If later ones are
    unknown, those before them stay in force.

    Returns: the first kind and priority, and the other events.
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


def _recorded(row: Happening) -> Event:
    """Return the event that an agent has recorded, with whom it concerned or what was done."""
    whom, what = (str(row.facts.get(name) or "") for name in DETAILS)
    return Event(row.at, row.event, whom=whom, what=what)


def _is_cleared(happening: Happening, fact: str) -> bool:
    """Return whether a row clears a fact."""
    return fact in happening.facts and not happening.facts[fact]


def _status_events(at: int, before: tuple[str, str], after: tuple[str, str]) -> Iterator[Event]:
    """Yield the events of a change of status.

    A pause counts as the first response (docs/design.md 6).
    """
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


def _flag(value: str | int | None) -> bool | None:
    return None if value is None else bool(value)


def _yes_no(value: str | int | None) -> bool | None:
    return {"Yes": True, "No": False}.get(str(value or ""))
