"""A contract, checked as a whole and compiled for judging tickets.

`Contract` is made from its terms and calendars. It raises all their faults at once, so that no
judgement of a ticket fails halfway. For each kind and priority it has a `ServiceLevel`: the rows by
which tickets of that kind and priority are judged.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any, NamedTuple

from .calendars.calendar import Calendar
from .calendars.terms import CalendarTerms, HolidayReadings
from .documents.contract_checks import calendar_names, faults_of
from .documents.matrix_checks import promise_faults
from .errors import ContractError, Fault, TicketError
from .escalation.ladder import Ladder, Triggers
from .target_rows import TargetRow, make_row, span_row
from .terms.contract import ContractTerms
from .terms.escalation import EscalationMatrix
from .terms.events import ChannelRule, EventRule, FollowUp, StatusRule
from .terms.money import FeeRule
from .terms.people import ContactRule
from .terms.targets import Target
from .terms.vocabulary import READINGS
from .texts import _
from .ticket import EVENTS

_TICKET_EVENTS = {"change_started": "started"}
"""The event of a ticket for an event of a follow-up, where the names differ."""

MAINTENANCE = "maintenance"
"""The reason of a clock that stands still during maintenance (reading `maintenance_rule`)."""

_STOPPED = ("response", "recovery", "resolution", "update")
_MAINTENANCE_STOPS = EventRule("paused", "stops", MAINTENANCE, clocks=_STOPPED)


def event_of(row: FollowUp) -> str:
    """Return the event of a ticket that a follow-up comes from; empty if it is of a contract."""
    event = _TICKET_EVENTS.get(row.event, row.event)
    return event if event in EVENTS and not row.is_before else ""


class FollowUpRow(NamedTuple):
    """An action that follows an event; `span` is the time for it, None if it has no date."""

    terms: FollowUp
    span: TargetRow | None


class StatusRow(NamedTuple):
    """A rule of a status.

    Args:
        span: the time after which its follow-up is due; None if it has no follow-up.
        extra: the time by which its follow-up moves the deadline; None if it moves nothing.
    """

    terms: StatusRule
    span: TargetRow | None
    extra: TargetRow | None


class ServiceLevel(NamedTuple):
    """The rules for tickets of one kind and priority.

    Args:
        rows: for each due key its rows; the first whose condition holds is the promise.
        stops: for each clock the rules by which pauses stop it, by the reason of the pause.
        exempt: for each event the rules by which it takes promises away, by clock.
        fees: the fee rules, each with its place in the contract.
        triggers: the triggers of the escalation matrix; None if none holds.
        follow_ups: for each event the actions that follow it.
        statuses: the rules of statuses, by the name of the status in small letters.
    """

    kind: str
    priority: str
    rows: tuple[tuple[TargetRow, ...], ...]
    stops: dict[str, dict[str, EventRule]]
    exempt: dict[str, dict[str, EventRule]]
    round_the_clock: tuple[EventRule, ...]
    channel_rules: tuple[ChannelRule, ...]
    has_near_closing: bool
    fees: tuple[tuple[int, FeeRule], ...]
    triggers: Triggers | None
    follow_ups: dict[str, tuple[FollowUpRow, ...]]
    statuses: dict[str, StatusRow]

    @property
    def name(self) -> tuple[str, str]:
        """The kind and the priority."""
        return self.kind, self.priority


class Contract:
    """A compiled contract.

    Args:
        calendars: by name, at least the calendars that the terms and the matrix name.
        label: how faults name the contract.
        matrix: the escalation matrix; without it nothing escalates.

    Raises: ContractError: the terms or the matrix have faults; it holds all of them.
    """

    def __init__(
        self,
        terms: ContractTerms,
        calendars: Mapping[str, CalendarTerms],
        label: str = "",
        matrix: EscalationMatrix | None = None,
    ) -> None:
        self.terms = terms
        self.name = terms.name
        self.calendar_terms = calendars
        self._label = label or f"SLA Contract {terms.name!r}"
        self.matrix = matrix
        faults = list(faults_of(terms, calendars, self._label))
        if matrix is not None:
            faults += promise_faults(matrix, terms, calendars)
        if faults:
            raise ContractError(faults)
        self.calendars = {n: self._compile(calendars[n]) for n in calendar_names(terms, matrix)}
        self.calendar = self.calendars[terms.calendar]
        self.ladder = None if matrix is None else Ladder(matrix, terms, self.calendars)
        self.zone = self.calendar.zone
        self.is_looking_at_statuses = self._looks_at_statuses()
        self.desks_for_some = _desks_for_some(terms)
        self.contact_rule = next((rule for rule in terms.contact_rules if rule.others), None)
        self._ranks = {(p.kind, p.code): rank for rank, p in enumerate(terms.priorities)}
        self._codes = {p.code for p in terms.priorities}
        keys = dict.fromkeys(target.due_key for target in terms.targets)
        self._places = {key: place for place, key in enumerate(keys)}
        self._service_levels: dict[tuple[str, str], ServiceLevel] = {}
        self.keeps_priority = next((r for r in terms.event_rules if r.event == "known_late"), None)

    def _looks_at_statuses(self) -> bool:
        """Return whether a follow-up, a message or a trigger depends on the name of a status."""
        rows = () if self.ladder is None else self.ladder.rows
        return any(row.event == "status_lasts" for row in rows) or any(
            rule.follow_up_days or rule.is_customer_told for rule in self.terms.status_rules
        )

    def with_readings(self, readings: Mapping[str, str]) -> Contract:
        """Return the same contract under other general readings (docs/design.md 4.11).

        Raises: ContractError: a reading or its value is unknown.
        """
        faults = [
            Fault(
                self._label, "", name, value, _("one of {0}", tuple(READINGS.get(name, READINGS)))
            )
            for name, value in readings.items()
            if value not in READINGS.get(name, ())
        ]
        if faults:
            raise ContractError(faults)
        terms = dataclasses.replace(self.terms, **readings)  # type: ignore[arg-type]
        return Contract(terms, self.calendar_terms, self._label, self.matrix)

    def service_level(self, kind: str, priority: str) -> ServiceLevel:
        """Return the rules for tickets of a kind and priority.

        Raises: TicketError: the contract has no such priority.
        """
        level = self._service_levels.get((kind, priority))
        if level is None:
            chosen = priority or self._only_priority(kind)
            level = self._service_levels[kind, priority] = self._make_service_level(kind, chosen)
        return level

    def _only_priority(self, kind: str) -> str:
        """Return the priority that the map gives to all tickets of a kind, or an empty text."""
        for row in self.terms.priority_map:
            if row.kind == kind and not (row.ticket_type or row.helpdesk_priority):
                return row.priority
        return ""

    def rank(self, kind: str, priority: str) -> int | None:
        """Return the place of a priority, 0 for the most urgent; None if the kind lacks it."""
        return self._ranks.get((kind, priority), self._ranks.get(("", priority)))

    def priority_of(self, kind: str, ticket_type: str, helpdesk_priority: str) -> str:
        """Return the priority code for a Helpdesk ticket type and priority.

        If no row of the map fits, it is the Helpdesk priority itself, which may be a code of the
        contract; if it is not, `service_level` refuses it.
        """
        for row in self.terms.priority_map:
            if (
                row.kind in ("", kind)
                and row.ticket_type.casefold() in ("", ticket_type.casefold())
                and row.helpdesk_priority.casefold() in ("", helpdesk_priority.casefold())
            ):
                return row.priority
        return helpdesk_priority

    def kind_of(self, ticket_type: str) -> str:
        """Return the kind of a Helpdesk ticket type; `incident` if no row names the type."""
        wanted = ticket_type.strip().casefold()
        for row in self.terms.kind_map:
            if row.ticket_type.casefold() == wanted:
                return row.kind
        return "incident"

    def _compile(self, terms: CalendarTerms) -> Calendar:
        t = self.terms
        readings = HolidayReadings(t.good_friday, t.liberation_day, t.holidays)
        return Calendar(terms, readings, t.closing_rule)

    def _make_service_level(self, kind: str, priority: str) -> ServiceLevel:
        self._check_priority(kind, priority)
        terms = self.terms
        rows: dict[str, list[TargetRow]] = {}
        general: dict[str, list[TargetRow]] = {}
        for target in terms.targets:
            if target.kind == kind and target.priority in ("", priority):
                found = rows if target.priority else general
                row = self.row_of(target)
                found.setdefault(row.key, []).append(row)
        merged = general | rows
        event_rules = [r for r in terms.event_rules if _holds(r, kind, priority)]
        stops: dict[str, dict[str, EventRule]] = {}
        exempt: dict[str, dict[str, EventRule]] = {}
        if terms.maintenance_rule == "stops":
            stops = {clock: {MAINTENANCE: _MAINTENANCE_STOPS} for clock in _STOPPED}
        for rule in event_rules:
            for clock in rule.clocks:
                if rule.effect == "stops":
                    stops.setdefault(clock, {})[rule.reason] = rule
                elif rule.effect == "not_applicable":
                    exempt.setdefault(rule.event, {})[clock] = rule
        return ServiceLevel(
            kind,
            priority,
            tuple(_conditional_first(merged[key]) for key in self._places if key in merged),
            stops,
            exempt,
            tuple(r for r in event_rules if r.effect == "round_the_clock"),
            tuple(r for r in terms.channel_rules if _holds(r, kind, priority)),
            any(r.event == "near_closing" for r in event_rules),
            tuple(
                (place, fee)
                for place, fee in enumerate(terms.fees, 1)
                if not fee.is_off and _holds(fee, kind, priority)
            ),
            self._triggers(kind, priority),
            self._follow_ups(kind, priority),
            self._statuses(kind),
        )

    def _triggers(self, kind: str, priority: str) -> Triggers | None:
        if self.ladder is None:
            return None
        found = self.ladder.triggers_for(kind, priority)
        return found if found.timed or found.recorded else None

    def _follow_ups(self, kind: str, priority: str) -> dict[str, tuple[FollowUpRow, ...]]:
        found: dict[str, tuple[FollowUpRow, ...]] = {}
        for row in self.terms.follow_ups:
            if (event := event_of(row)) and _holds(row, kind, priority):
                span = span_row(row.amount, row.unit, self.terms, self.calendar)
                found[event] = (*found.get(event, ()), FollowUpRow(row, span))
        return found

    def _statuses(self, kind: str) -> dict[str, StatusRow]:
        """Return the first rule of each status that fits the kind."""
        found: dict[str, StatusRow] = {}
        for rule in self.terms.status_rules:
            if rule.kind in ("", kind):
                spans = (
                    span_row(days or None, "working_days", self.terms, self.calendar)
                    for days in (rule.follow_up_days, rule.extra_days)
                )
                found.setdefault(rule.status.casefold(), StatusRow(rule, *spans))
        return found

    def knows(self, kind: str, priority: str) -> bool:
        """Return whether the contract can judge tickets of a kind and priority."""
        try:
            self.service_level(kind, priority)
        except TicketError:
            return False
        return True

    def _check_priority(self, kind: str, priority: str) -> None:
        own = [p.code for p in self.terms.priorities_of(kind)]
        if priority in own or (not own and (not priority or priority in self._codes)):
            return
        wanted = ", ".join(own or sorted(self._codes))
        raise TicketError(
            "priority",
            _(
                "{0} is no priority of {1} for {2}; it has {3}",
                repr(priority), repr(self.name), (kind,), wanted,
            ),
        )  # fmt: skip

    def row_of(self, target: Target) -> TargetRow:
        """Return a target with the figures and calendars that counting needs.

        The target may be none of the contract's own, such as a promise on the mean. Its calendar
        must be one that the contract names.
        """
        calendar = self.calendars[target.calendar or self.terms.calendar]
        place = self._places.get(target.due_key, len(self._places))
        return make_row(target, self.terms, calendar, place)


def _desks_for_some(terms: ContractTerms) -> dict[str, tuple[ContactRule, ...]]:
    """Return the desks of each channel on which every desk takes some priorities only."""
    found: dict[str, tuple[ContactRule, ...]] = {}
    for rule in terms.contact_rules:
        if rule.channel:
            found[rule.channel] = (*found.get(rule.channel, ()), rule)
    return {channel: rules for channel, rules in found.items() if all(r.priorities for r in rules)}


def _holds(rule: Any, kind: str, priority: str) -> bool:
    return rule.kind in ("", kind) and rule.priority in ("", priority)


def _conditional_first(rows: list[TargetRow]) -> tuple[TargetRow, ...]:
    return tuple(sorted(rows, key=lambda row: not row.terms.condition))
