"""A contract, checked as a whole and compiled for judging tickets.

`Contract` is made from its terms and calendars. It raises all their faults at once, so that no
judgement of a ticket fails halfway. For each kind and priority it has a `ServiceLevel`: the rows by
which tickets of that kind and priority are judged.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any, NamedTuple

from .calendar import Calendar, CalendarTerms, HolidayReadings
from .checks import calendar_names, faults_of
from .errors import ContractError, Fault, TicketError
from .terms.contract import ContractTerms
from .terms.events import ChannelRule, EventRule
from .terms.money import FeeRule
from .terms.targets import Target
from .terms.vocabulary import READINGS, RULES_OF_UNITS, UNITS_S
from .texts import _

MAINTENANCE = "maintenance"
"""The reason of a clock that stands still during maintenance (reading `maintenance_rule`)."""

_STOPPED = ("response", "recovery", "resolution", "update")
_MAINTENANCE_STOPS = EventRule("paused", "stops", MAINTENANCE, clocks=_STOPPED)

ALWAYS = Calendar(CalendarTerms("always open", "UTC", always_open=True))
"""A calendar that never closes: it counts elapsed time."""


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class TargetRow:
    """A target with the figures and calendars that counting needs, worked out once.

    Args:
        calendar: the service calendar of the row.
        counting: the calendar in which the budget is used up; `ALWAYS` for elapsed time.
        budget_s: the budget in seconds of `counting`; None for dates and if there is no amount.
        rule: the reading by which a date is found.
        counts_at_once: the count begins at the start event, also in closed time.
        place: the position of its due key among those of the contract.
    """

    key: str
    clock: str
    terms: Target
    calendar: Calendar
    counting: Calendar
    budget_s: int | None
    rule: str
    starts_at: str
    counts_at_once: bool
    has_condition: bool
    place: int


class ServiceLevel(NamedTuple):
    """The rules for tickets of one kind and priority.

    Args:
        rows: for each due key its rows; the first whose condition holds is the promise.
        stops: for each clock the rules by which pauses stop it, by the reason of the pause.
        exempt: for each event the rules by which it takes promises away, by clock.
        fees: the fee rules, each with its place in the contract.
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

    @property
    def name(self) -> tuple[str, str]:
        """The kind and the priority."""
        return self.kind, self.priority


class Contract:
    """A compiled contract.

    Args:
        calendars: by name, at least the calendars that the terms name.
        label: how faults name the contract.
    Raises: ContractError: the terms have faults; it holds all of them.
    """

    def __init__(
        self, terms: ContractTerms, calendars: Mapping[str, CalendarTerms], label: str = ""
    ) -> None:
        self.terms = terms
        self.name = terms.name
        self._calendar_terms = calendars
        self._label = label or f"SLA Contract {terms.name!r}"
        if faults := list(faults_of(terms, calendars, self._label)):
            raise ContractError(faults)
        self.calendars = {n: self._compile(calendars[n]) for n in calendar_names(terms)}
        self.calendar = self.calendars[terms.calendar]
        self.zone = self.calendar.zone
        self._ranks = {(p.kind, p.code): rank for rank, p in enumerate(terms.priorities)}
        self._codes = {p.code for p in terms.priorities}
        keys = dict.fromkeys(target.due_key for target in terms.targets)
        self._places = {key: place for place, key in enumerate(keys)}
        self._service_levels: dict[tuple[str, str], ServiceLevel] = {}
        self.keeps_priority = next((r for r in terms.event_rules if r.event == "known_late"), None)

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
        return Contract(terms, self._calendar_terms, self._label)

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
        )

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
        rule = target.rule
        if not rule and target.unit in RULES_OF_UNITS:
            rule = getattr(self.terms, RULES_OF_UNITS[target.unit])
        budget_s, counting = _budget(target, rule, calendar)
        key = target.due_key
        return TargetRow(
            key,
            target.clock,
            target,
            calendar,
            counting,
            budget_s,
            rule,
            target.starts_at,
            target.count_from == "event" and target.unit != "working_days",
            bool(target.condition),
            self._places.get(key, len(self._places)),
        )


def _holds(rule: Any, kind: str, priority: str) -> bool:
    return rule.kind in ("", kind) and rule.priority in ("", priority)


def _conditional_first(rows: list[TargetRow]) -> tuple[TargetRow, ...]:
    return tuple(sorted(rows, key=lambda row: not row.terms.condition))


def _budget(target: Target, rule: str, calendar: Calendar) -> tuple[int | None, Calendar]:
    """Return the budget in seconds (None for dates) and the calendar in which it is used up."""
    if target.amount is None:
        return None, calendar
    if target.unit in UNITS_S:
        seconds = int(target.amount * UNITS_S[target.unit])
        return seconds, calendar if target.unit == "working_hours" else ALWAYS
    if target.unit == "working_days" and rule == "window_hours":
        return int(target.amount) * calendar.working_day_s, calendar
    return None, calendar
