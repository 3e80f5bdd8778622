"""A contract, checked as a whole and compiled for judging tickets.

`Contract` is made from its terms and calendars; whatever is wrong with them is said at once, so
that nothing fails halfway through a ticket. For each kind and priority it has a `Page`: the rows
that a ticket of that kind and priority is judged by.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from .calendar import Calendar, CalendarTerms, HolidayReadings, Hours, SpecialDay
from .fields import Fault, FaultsError, Text, _, read_document
from .instants import ZoneError, zone
from .terms import (
    KINDS,
    READINGS,
    RULES_OF_UNITS,
    CalendarDocument,
    ChannelRule,
    ClosedDate,
    ContractTerms,
    EscalationMatrix,
    EventRule,
    FeeRule,
    Target,
)
from .timeline import TicketError

_UNIT_S = {"minutes": 60, "hours": 3600, "working_hours": 3600}
_STARTS = {
    "registration": ("reported",),
    "response": ("reported",),
    "recovery": ("reported", "responded"),
    "resolution": ("reported", "responded"),
    "update": ("responded", "reported"),
    "report": ("resolved",),
    "quote": ("quote_requested",),
}
_EFFECTS = {
    "paused": "stops",
    "cannot_wait": "round_the_clock",
    "near_closing": "round_the_clock",
    "unreachable": "not_applicable",
    "outside_sla": "not_applicable",
    "known_late": "keeps_priority",
}

ALWAYS = Calendar(CalendarTerms("always open", "UTC", always_open=True))
"""The calendar of elapsed time."""


class ContractError(FaultsError):
    """A contract, calendar or matrix that is refused, with all its faults."""


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class TargetRow:
    """A target ready for counting.

    Args:
        calendar: the service calendar of the row.
        counting: the calendar in which the budget is used up; `ALWAYS` for elapsed time.
        budget_s: the budget, in seconds of `counting`; None for dates and for promises without.
        rule: the reading by which a date is found.
        counts_at_once: it counts from the event, in open time or not.
        place: where its due key stands among those of the contract.
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


class Page(NamedTuple):
    """What holds for tickets of one kind and priority.

    `rows` has the rows per due key, of which the first whose condition holds is the promise;
    `stops` the reasons that stop each clock; `exempt` the clocks that an event takes away; `fees`
    the fee rules, with their place in the contract.
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
        return self.kind, self.priority


class Contract:
    """A compiled contract.

    Args:
        terms: its terms.
        calendars: the calendars that it names, by name; others may be there too.
        label: what it is called in a fault.
    Raises: ContractError: with every fault.
    """

    def __init__(
        self, terms: ContractTerms, calendars: Mapping[str, CalendarTerms], label: str = ""
    ) -> None:
        self.terms = terms
        self.name = terms.name
        self._calendar_terms = calendars
        self._label = label or f"SLA Contract {terms.name!r}"
        if faults := list(_faults(terms, calendars, self._label)):
            raise ContractError(faults)
        self.calendars = {n: self._compile(calendars[n]) for n in _calendar_names(terms)}
        self.calendar = self.calendars[terms.calendar]
        self.zone = self.calendar.zone
        self._ranks = {(p.kind, p.code): rank for rank, p in enumerate(terms.priorities)}
        self._codes = {p.code for p in terms.priorities}
        keys = dict.fromkeys(due_key(target) for target in terms.targets)
        self._places = {key: place for place, key in enumerate(keys)}
        self._pages: dict[tuple[str, str], Page] = {}
        self.keeps_priority = next((r for r in terms.event_rules if r.event == "known_late"), None)

    def with_readings(self, readings: Mapping[str, str]) -> Contract:
        """The same contract under other general readings (DESIGN 4.11).

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

    def page(self, kind: str, priority: str) -> Page:
        """What holds for tickets of a kind and priority.

        Raises: TicketError: the contract has no such priority.
        """
        page = self._pages.get((kind, priority))
        if page is None:
            chosen = priority or self._only_priority(kind)
            page = self._pages[kind, priority] = self._make_page(kind, chosen)
        return page

    def _only_priority(self, kind: str) -> str:
        """The priority that all tickets of a kind have, where the map says so."""
        for row in self.terms.priority_map:
            if row.kind == kind and not (row.ticket_type or row.helpdesk_priority):
                return row.priority
        return ""

    def rank(self, kind: str, priority: str) -> int | None:
        """The place of a priority, 0 for the most urgent; None where the kind has no such one."""
        return self._ranks.get((kind, priority), self._ranks.get(("", priority)))

    def priority_of(self, kind: str, ticket_type: str, helpdesk_priority: str) -> str:
        """The priority code that a Helpdesk ticket type and priority stand for.

        A code of the contract itself stands for itself; a pair that no row maps gives the Helpdesk
        priority as it is, which the page then refuses or ignores.
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
        """The kind that a Helpdesk ticket type stands for: `incident` where no row names it."""
        wanted = ticket_type.strip().casefold()
        for row in self.terms.kind_map:
            if row.ticket_type.casefold() == wanted:
                return row.kind
        return "incident"

    def _compile(self, terms: CalendarTerms) -> Calendar:
        t = self.terms
        readings = HolidayReadings(t.good_friday, t.liberation_day, t.holidays)
        return Calendar(terms, readings, t.closing_rule)

    def _make_page(self, kind: str, priority: str) -> Page:
        self._check_priority(kind, priority)
        terms = self.terms
        rows: dict[str, list[TargetRow]] = {}
        general: dict[str, list[TargetRow]] = {}
        for target in terms.targets:
            if target.kind == kind and target.priority in ("", priority):
                found = rows if target.priority else general
                row = self._row(target)
                found.setdefault(row.key, []).append(row)
        merged = general | rows
        event_rules = [r for r in terms.event_rules if _holds(r, kind, priority)]
        stops: dict[str, dict[str, EventRule]] = {}
        exempt: dict[str, dict[str, EventRule]] = {}
        for rule in event_rules:
            for clock in rule.clocks:
                if rule.effect == "stops":
                    stops.setdefault(clock, {})[rule.reason] = rule
                elif rule.effect == "not_applicable":
                    exempt.setdefault(rule.event, {})[clock] = rule
        return Page(
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
        """Whether a ticket of a kind and priority can be judged by it."""
        try:
            self.page(kind, priority)
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

    def _row(self, target: Target) -> TargetRow:
        calendar = self.calendars[target.calendar or self.terms.calendar]
        rule = target.rule
        if not rule and target.unit in RULES_OF_UNITS:
            rule = getattr(self.terms, RULES_OF_UNITS[target.unit])
        budget_s, counting = _budget(target, rule, calendar)
        key = due_key(target)
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
            self._places[key],
        )


def due_key(target: Target) -> str:
    """`clock@share`, with no trailing zeros (DESIGN 3)."""
    share = target.share.normalize()
    return f"{target.clock}@{share:f}"


def read_calendar(document: Mapping[str, Any], faults: list[Fault]) -> CalendarTerms | None:
    """Calendar terms from an `SLA Calendar` document; faults are added to the list."""
    label = f"SLA Calendar {_name(document)!r}"
    before = len(faults)
    read = read_document(CalendarDocument, document, label, faults)
    if read is None:
        return None
    try:
        zone(read.time_zone)
    except ZoneError:
        faults.append(Fault(label, "", "time_zone", read.time_zone, _("an IANA time zone")))
    for number, row in enumerate(read.hours, 1):
        if row.opens >= row.closes:
            faults.append(_time_fault(label, f"hours row {number}", row.closes))
    for number, special in enumerate(read.days, 1):
        if (special.opens or 0) >= (1440 if special.closes is None else special.closes):
            faults.append(_time_fault(label, f"days row {number}", special.closes))
    if not (read.always_open or read.hours or any(d.status == "Open" for d in read.days)):
        faults.append(Fault(label, "", "hours", [], _("opening hours, or always open")))
    if len(faults) > before:
        return None
    return CalendarTerms(
        name=read.name,
        time_zone=read.time_zone,
        always_open=read.always_open,
        hours=tuple(Hours(h.day, h.opens, h.closes, h.on_holidays) for h in read.hours),
        holiday_rule=read.holiday_rule,
        are_holidays_named=read.are_holidays_named,
        special_days=tuple(
            SpecialDay(d.day, d.status == "Open", d.opens, d.closes, d.reason) for d in read.days
        ),
        closed_dates=_dates_by_year(read.closed_dates),
        clauses=read.clauses,
        title=read.title,
    )


def read_contract_terms(document: Mapping[str, Any], faults: list[Fault]) -> ContractTerms | None:
    """Contract terms from an `SLA Contract` document; faults are added to the list."""
    return read_document(ContractTerms, document, f"SLA Contract {_name(document)!r}", faults)


def read_matrix(document: Mapping[str, Any], faults: list[Fault]) -> EscalationMatrix | None:
    """An `SLA Escalation Matrix` document; faults are added to the list."""
    return read_document(
        EscalationMatrix, document, f"SLA Escalation Matrix {_name(document)!r}", faults
    )


def _dates_by_year(rows: Iterable[ClosedDate]) -> tuple[tuple[int, frozenset[date]], ...]:
    """The closed dates of the years that have any, in order."""
    years: dict[int, set[date]] = {}
    for row in rows:
        years.setdefault(row.day.year, set()).add(row.day)
    return tuple((year, frozenset(dates)) for year, dates in sorted(years.items()))


def _name(document: Any) -> Any:
    return document.get("name", "") if isinstance(document, Mapping) else ""


def _time_fault(label: str, row: str, value: int | None) -> Fault:
    time = "" if value is None else f"{value // 60:02}:{value % 60:02}"
    return Fault(label, row, "closes", time, _("a time after the opening"))


def _holds(rule: Any, kind: str, priority: str) -> bool:
    return rule.kind in ("", kind) and rule.priority in ("", priority)


def _conditional_first(rows: list[TargetRow]) -> tuple[TargetRow, ...]:
    return tuple(sorted(rows, key=lambda row: not row.terms.condition))


def _budget(target: Target, rule: str, calendar: Calendar) -> tuple[int | None, Calendar]:
    """The budget in seconds and the calendar that uses it up; no budget for dates."""
    if target.amount is None:
        return None, calendar
    if target.unit in _UNIT_S:
        seconds = int(target.amount * _UNIT_S[target.unit])
        return seconds, calendar if target.unit == "working_hours" else ALWAYS
    if target.unit == "working_days" and rule == "window_hours":
        return int(target.amount) * calendar.working_day_s, calendar
    return None, calendar


# -- what is checked across rows -------------------------------------------------------------------

Report = Callable[[str, str, Any, Text], Fault]


def _calendar_names(terms: ContractTerms) -> list[str]:
    tables = (
        terms.targets, terms.averages, terms.contact_rules, terms.fees, terms.availability,
        terms.maintenance,
    )  # fmt: skip
    named = {row.calendar for rows in tables for row in rows if row.calendar}
    return sorted(named | {terms.calendar})


def _faults(
    terms: ContractTerms, calendars: Mapping[str, CalendarTerms], label: str
) -> Iterator[Fault]:
    def fault(row: str, field: str, value: Any, expected: Text) -> Fault:
        return Fault(label, row, field, value, expected)

    yield from _link_faults(terms, calendars, fault)
    yield from _priority_faults(terms, fault)
    for number, target in enumerate(terms.targets, 1):
        yield from _target_faults(target, f"targets row {number}", fault)
    yield from _double_faults(terms, fault)
    for number, rule in enumerate(terms.event_rules, 1):
        row = f"event_rules row {number}"
        if _EFFECTS[rule.event] != rule.effect:
            expected = _("{0} for {1}", (_EFFECTS[rule.event],), (rule.event,))
            yield fault(row, "effect", rule.effect, expected)
        if rule.event == "paused" and not rule.reason:
            yield fault(row, "reason", "", _("the reason of the pause"))
        if rule.event != "known_late" and not rule.clocks:
            yield fault(row, "clocks", "", _("the clocks it holds for"))
    if terms.valid_from and terms.valid_to and terms.valid_from > terms.valid_to:
        yield fault("", "valid_to", terms.valid_to, _("a date on or after valid_from"))


def _link_faults(
    terms: ContractTerms, calendars: Mapping[str, CalendarTerms], fault: Report
) -> Iterator[Fault]:
    if terms.calendar not in calendars:
        yield fault("", "calendar", terms.calendar, _("the name of an SLA Calendar"))
    for table in ("targets", "averages", "contact_rules", "fees", "availability", "maintenance"):
        for number, row in enumerate(getattr(terms, table), 1):
            if row.calendar and row.calendar not in calendars:
                place = f"{table} row {number}"
                yield fault(place, "calendar", row.calendar, _("the name of an SLA Calendar"))


def _priority_faults(terms: ContractTerms, fault: Report) -> Iterator[Fault]:
    codes = {(k, p.code) for p in terms.priorities for k in ((p.kind,) if p.kind else KINDS)}
    if len(codes) < sum(1 if p.kind else len(KINDS) for p in terms.priorities):
        yield fault("priorities", "code", "", _("each code once for a kind"))
    tables = (
        "targets", "averages", "event_rules", "channel_rules", "fees", "communication",
        "priority_map",
    )  # fmt: skip
    for table in tables:
        for number, row in enumerate(getattr(terms, table), 1):
            kind = getattr(row, "kind", "")
            if row.priority and not any(
                (k, row.priority) in codes for k in ((kind,) if kind else KINDS)
            ):
                expected = _("a code of the priorities")
                if kind:
                    expected = _("a code of the priorities for {0}", (kind,))
                yield fault(f"{table} row {number}", "priority", row.priority, expected)


def _target_faults(target: Target, row: str, fault: Report) -> Iterator[Fault]:
    if target.starts_at not in _STARTS[target.clock]:
        expected = _("one of {0} for {1}", _STARTS[target.clock], (target.clock,))
        yield fault(row, "starts_at", target.starts_at, expected)
    if (target.amount is None) != (not target.unit):
        expected = _("a unit beside an amount, or neither")
        yield fault(row, "unit", target.unit, expected)
    elif target.amount is not None:
        step = _UNIT_S.get(target.unit, 1)
        if target.amount * step != int(target.amount * step):
            expected = _("whole seconds") if target.unit in _UNIT_S else _("a whole number")
            yield fault(row, "amount", target.amount, expected)
    reading = RULES_OF_UNITS.get(target.unit)
    if target.rule and target.rule not in READINGS.get(reading or "", ()):
        expected = _("one of {0}", READINGS[reading]) if reading else _("nothing")
        yield fault(row, "rule", target.rule, expected)
    if target.warning_share is not None and target.warning_share >= target.share:
        yield fault(row, "warning_share", target.warning_share, _("a share below `share`"))


def _double_faults(terms: ContractTerms, fault: Report) -> Iterator[Fault]:
    seen: set[tuple[str, ...]] = set()
    stamped: dict[tuple[str, ...], str] = {}
    for number, target in enumerate(terms.targets, 1):
        place, key = f"targets row {number}", due_key(target)
        promise = (target.kind, target.priority, key, target.condition)
        if promise in seen:
            yield fault(place, "clock", key, _("one row for a kind, priority, clock and share"))
        seen.add(promise)
        if target.stamps:
            stamp = (target.kind, target.priority, target.stamps)
            if stamped.setdefault(stamp, key) != key:
                yield fault(place, "stamps", target.stamps, _("one target to stamp each field"))
