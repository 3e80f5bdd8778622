"""The history of a ticket: when each clock started and was met, and when it was stopped.

It is found in one pass over the events. Nothing in it depends on `now` (docs/design.md 4.7).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from operator import attrgetter
from typing import NamedTuple

from .calendars.spans import merged
from .contract import MAINTENANCE, Contract, ServiceLevel
from .errors import TicketError
from .terms.events import EventRule
from .ticket import Event, Ticket, in_order, is_early, known_since

_at = attrgetter("at")
NEVER = 2**62
"""An instant that never comes."""

Span = tuple[int, int | None]
"""A span of time from one instant to another, or to None if it has not ended."""


class Note(NamedTuple):
    """A remark on a verdict: the `code` of its sentence, the sentence's values, and the clauses."""

    code: str
    values: dict[str, str | int]
    clauses: tuple[str, ...] = ()


class Turn(NamedTuple):
    """The kind and priority that a ticket has had since a moment."""

    at: int
    kind: str
    priority: str


class TicketHistory:
    """The moments and spans in a ticket's life on which its clocks and fees depend.

    Instants are whole seconds of UTC; None where the event did not happen.

    Args:
        starts: when each start event happened, by its name.
        met: when each clock was met.
        pauses: the spans of each reason, in order; those of maintenance if it stops clocks.
        raises: when its customer made its priority more urgent.
        decisions: when it was decided that the ticket cannot wait.
        solutions: when it was resolved.
        turns: the kinds and priorities that the ticket had, the last one in force.
        assessments: when the work was found to lie outside the SLA or inside it.
        statuses: the statuses that the ticket got, each with its moment.
        escalated: the events by which somebody escalated.
        acknowledged: the events by which somebody acknowledged an escalation.
        consented_at: when the customer approved the costs; an accepted quote approves them too.
    """

    pauses: dict[str, list[Span]] = {}  # noqa: RUF012 - never written to: `_EventReader` sets one
    plans: Sequence[Event] = ()
    updates: Sequence[int] = ()
    unreachable: Sequence[Span] = ()
    resolved_spans: Sequence[Span] = ()
    turns: Sequence[Turn] = ()
    raises: Sequence[int] = ()
    reopened_at: int | None = None
    assessed_at: int | None = None
    decisions: Sequence[int] = ()
    solutions: Sequence[int] = ()
    assessments: Sequence[tuple[int, bool]] = ()
    statuses: Sequence[tuple[int, str]] = ()
    escalated: Sequence[Event] = ()
    acknowledged: Sequence[Event] = ()
    is_approximate: bool = False
    consented_at: int | None = None

    def __init__(self, contract: Contract, ticket: Ticket) -> None:
        self.reported_at = reported = ticket.reported_at
        self.starts: dict[str, int] = {"reported": reported}
        self.met: dict[str, int] = {}
        self.notes: list[Note] = []
        if ticket.cannot_wait:
            self.decisions = [reported]
        self.is_disruption = ticket.is_disruption
        self.outside_sla = ticket.outside_sla
        self.service_level: ServiceLevel = contract.service_level(ticket.kind, ticket.priority)
        if ticket.known_since is not None and known_since(ticket) is None:
            self.is_approximate = True
            self.notes.append(Note("no_moment", {}))
        if ticket.events:
            _EventReader(self, contract, ticket).read()
        if ticket.maintenance and contract.terms.maintenance_rule == "stops":
            self.pauses = {**self.pauses, MAINTENANCE: [*merged(ticket.maintenance)]}

    @property
    def has_detours(self) -> bool:
        """True if an event can keep a clock from running straight to its date."""
        return bool(self.pauses or self.plans or self.resolved_spans or self.decisions)

    def until_solved(self, since: int) -> Span:
        """Return the span from a decision to the next resolution."""
        place = bisect_left(self.solutions, since)
        return since, self.solutions[place] if place < len(self.solutions) else None

    @property
    def status_spans(self) -> list[tuple[str, int, int]]:
        """The statuses in small letters, each with the moments at which it began and ended.

        A status that the ticket gets again at once goes on. Solving a ticket ends its status.
        """
        if not self.statuses:
            return []
        began: list[tuple[str, int, int]] = []
        for at, status in self.statuses:
            name, solved = status.casefold(), self.until_solved(at)[1]
            if not began or began[-1][0] != name or began[-1][2] <= at:
                began.append((name, at, NEVER if solved is None else solved))
        later = [at for _name, at, _end in began[1:]]
        return [
            (name, at, min(solved, after))
            for (name, at, solved), after in zip(began, [*later, NEVER], strict=True)
        ]

    @property
    def is_resolved(self) -> bool:
        """True if the ticket was resolved and not reopened since."""
        return "resolution" in self.met

    def service_level_at(self, contract: Contract, at: int) -> ServiceLevel:
        """Return the service level of the kind and priority that the ticket had at a moment."""
        if not self.turns:
            return self.service_level
        place = bisect_right(self.turns, at, key=_at)
        turn = self.turns[max(place - 1, 0)]
        return contract.service_level(turn.kind, turn.priority)

    def service_level_of(self, contract: Contract, clock: str) -> ServiceLevel:
        """Return the service level of a clock; a met clock keeps the level that it had then."""
        met = self.met.get(clock)
        if met is None or not self.turns:
            return self.service_level
        turn = next(t for t in reversed(self.turns) if t.at < met or t is self.turns[0])
        level = contract.service_level(turn.kind, turn.priority)
        has_clock = any(rows[0].clock == clock for rows in level.rows)
        return level if has_clock else self.service_level


class _EventReader:
    """A reader that fills the history of a ticket from its events, one by one."""

    def __init__(self, history: TicketHistory, contract: Contract, ticket: Ticket) -> None:
        self.history = history
        self.contract = contract
        self.ticket = ticket
        history.pauses = {}
        self.plans: list[Event] = []
        self.updates: list[int] = []
        self.away: list[Span] = []
        self.resolved_spans: list[Span] = []
        self.turns: list[Turn] = []
        self.raises: list[int] = []
        self.decisions: list[int] = [*history.decisions]
        self.solutions: list[int] = []
        history.plans, history.updates, history.unreachable = self.plans, self.updates, self.away
        history.resolved_spans, history.turns, history.raises = (
            self.resolved_spans, self.turns, self.raises,
        )  # fmt: skip
        history.decisions, history.solutions = self.decisions, self.solutions
        self.assessments: list[tuple[int, bool]] = []
        self.statuses: list[tuple[int, str]] = []
        self.escalations: list[Event] = []
        self.acknowledgements: list[Event] = []
        history.assessments, history.statuses = self.assessments, self.statuses
        history.escalated, history.acknowledged = self.escalations, self.acknowledgements

    def read(self) -> None:
        """Fill the history."""
        history = self.history
        self.note_early()
        for event in in_order(self.ticket):
            _HANDLERS[event.event](self, event)
        if history.turns:
            last = history.turns[-1]
            history.service_level = self.contract.service_level(last.kind, last.priority)

    def note_early(self) -> None:
        """Note each event before the report; events left out make the ticket approximate."""
        reported = self.ticket.reported_at
        candidates = (e for e in self.ticket.events if e.at < reported or e.until is not None)
        for event in dict.fromkeys(candidates):
            if is_early(event, reported):
                self.history.is_approximate = True
                self.history.notes.append(Note("left_out", {"event": event.event}))
            elif event.at < reported:
                self.note("at_the_report", event)

    def note(self, code: str, event: Event, rule: EventRule | None = None) -> None:
        """Add a note about an event, with the clauses of the rule that it rests on."""
        clauses = rule.clauses if rule else ()
        values: dict[str, str | int] = {"event": event.event, "at": event.at}
        if event.priority:
            values["priority"] = event.priority
        self.history.notes.append(Note(code, values, clauses))

    def once(self, clock: str, at: int) -> None:
        """Record the first moment at which a clock was met; later moments change nothing."""
        self.history.met.setdefault(clock, at)

    # -- stages

    def registered(self, event: Event) -> None:
        self.once("registration", event.at)

    def responded(self, event: Event) -> None:
        self.once("response", event.at)
        self.history.starts.setdefault("responded", event.at)

    def recovered(self, event: Event) -> None:
        self.responded(event)
        self.once("recovery", event.at)

    def resolved(self, event: Event) -> None:
        history = self.history
        if history.is_resolved:
            if event.event == "resolved" and "report" not in history.met:
                history.starts["resolved"] = event.at
            return
        self.recovered(event)
        history.met["resolution"] = event.at
        self.once("update", event.at)
        self.solutions.append(event.at)
        if "report" not in history.met:
            history.starts["resolved"] = event.at

    def reopened(self, event: Event) -> None:
        history = self.history
        resolved = history.met.pop("resolution", None)
        if resolved is None:
            self.note("reopened_while_open", event)
            return
        self.resolved_spans.append((resolved, event.at))
        history.reopened_at = event.at
        if history.met.get("update") == resolved:
            del history.met["update"]
        if "report" not in history.met:
            history.starts.pop("resolved", None)

    # -- pauses

    def paused(self, event: Event) -> None:
        spans = self.history.pauses.setdefault(event.reason, [])
        if not spans or spans[-1][1] is not None:
            spans.append((event.at, None))

    def resumed(self, event: Event) -> None:
        is_ended = False
        for reason, spans in self.history.pauses.items():
            if event.reason in ("", reason) and spans[-1][1] is None:
                spans[-1] = (spans[-1][0], event.at)
                is_ended = True
        if not is_ended:
            self.note("resumed_without_pause", event)

    def unreachable(self, event: Event) -> None:
        if not self.away or self.away[-1][1] is not None:
            self.away.append((event.at, None))

    def reachable(self, event: Event) -> None:
        if self.away and self.away[-1][1] is None:
            self.away[-1] = (self.away[-1][0], event.at)

    # -- changes of the terms

    def planned(self, event: Event) -> None:
        self.plans.append(event)

    def cannot_wait(self, event: Event) -> None:
        self.decisions.append(event.at)

    def assessed(self, event: Event) -> None:
        history = self.history
        history.assessed_at = event.at
        if event.is_disruption is not None:
            history.is_disruption = event.is_disruption
        if event.outside_sla is not None:
            history.outside_sla = event.outside_sla
            self.assessments.append((event.at, event.outside_sla))

    def reprioritised(self, event: Event) -> None:
        history, ticket = self.history, self.ticket
        if not self.turns:
            self.turns.append(Turn(history.reported_at, ticket.kind, ticket.priority))
        now = self.turns[-1]
        kind = event.kind or now.kind
        priority = event.priority or (now.priority if kind == now.kind else "")
        rule = self._keeping_rule(kind, now.priority, priority)
        if rule is not None:
            self.note("late_report_keeps_priority", event, rule)
            priority = now.priority
        try:
            self.contract.service_level(kind, priority)
        except TicketError as error:
            raise TicketError(f"events, {event.event}, {error.field}", error.text) from error
        self.turns.append(Turn(event.at, kind, priority))
        is_charged = event.by_customer is not False
        if is_charged and self._is_raise(kind, now.priority, priority):
            self.raises.append(event.at)

    def _keeping_rule(self, kind: str, before: str, after: str) -> EventRule | None:
        """Return the rule by which a late report keeps its priority, if the event raises it."""
        rule, known = self.contract.keeps_priority, known_since(self.ticket)
        if rule is None or known is None or rule.kind not in ("", kind):
            return None
        if self.ticket.reported_at - known <= int(rule.hours * 3600):
            return None
        return rule if self._is_raise(kind, before, after) else None

    def _is_raise(self, kind: str, before: str, after: str) -> bool:
        """Return whether the second priority is more urgent; both must belong to the kind."""
        old, new = self.contract.rank(kind, before), self.contract.rank(kind, after)
        return old is not None and new is not None and new < old

    # -- statuses and escalations

    def status(self, event: Event) -> None:
        self.statuses.append((event.at, event.status))

    def escalated(self, event: Event) -> None:
        self.escalations.append(event)

    def acknowledged(self, event: Event) -> None:
        self.acknowledgements.append(event)

    def for_follow_ups(self, event: Event) -> None:
        """Leave an event that concerns follow-ups only; see `engine/follow_ups.py`."""

    def consented(self, event: Event) -> None:
        if self.history.consented_at is None:
            self.history.consented_at = event.at

    # -- updates, quotes and reports

    def updated(self, event: Event) -> None:
        if "update" not in self.history.met:
            self.updates.append(event.at)

    def quote_requested(self, event: Event) -> None:
        self.history.starts.setdefault("quote_requested", event.at)

    def quote_sent(self, event: Event) -> None:
        if "quote_requested" in self.history.starts:
            self.once("quote", event.at)
        else:
            self.note("sent_before_start", event)

    def report_sent(self, event: Event) -> None:
        if "resolved" in self.history.starts:
            self.once("report", event.at)
        else:
            self.note("sent_before_start", event)


_HANDLERS = {
    "registered": _EventReader.registered,
    "responded": _EventReader.responded,
    "recovered": _EventReader.recovered,
    "resolved": _EventReader.resolved,
    "closed": _EventReader.resolved,
    "reopened": _EventReader.reopened,
    "paused": _EventReader.paused,
    "resumed": _EventReader.resumed,
    "unreachable": _EventReader.unreachable,
    "reachable": _EventReader.reachable,
    "planned": _EventReader.planned,
    "cannot_wait": _EventReader.cannot_wait,
    "assessed": _EventReader.assessed,
    "reprioritised": _EventReader.reprioritised,
    "reclassified": _EventReader.reprioritised,
    "updated": _EventReader.updated,
    "quote_requested": _EventReader.quote_requested,
    "quote_sent": _EventReader.quote_sent,
    "report_sent": _EventReader.report_sent,
    "status": _EventReader.status,
    "escalated": _EventReader.escalated,
    "acknowledged": _EventReader.acknowledged,
    "contacted": _EventReader.for_follow_ups,
    "followed_up": _EventReader.for_follow_ups,
    "quote_accepted": _EventReader.consented,
    "consent_asked": _EventReader.for_follow_ups,
    "consent_given": _EventReader.consented,
    "started": _EventReader.for_follow_ups,
    "workaround_known": _EventReader.for_follow_ups,
}
