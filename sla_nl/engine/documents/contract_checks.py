"""Checks across the rows of a contract, so that no judgement of a ticket fails halfway."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from ..calendars.terms import CalendarTerms
from ..errors import Fault
from ..terms.contract import ContractTerms
from ..terms.escalation import EscalationMatrix
from ..terms.events import EventRule
from ..terms.targets import Average, Target
from ..terms.vocabulary import CALENDAR_COLUMNS, KINDS, READINGS, RULES_OF_UNITS, UNITS_S
from ..texts import Text, _
from .review_checks import review_faults
from .service_checks import service_faults

_STARTS_OF_CLOCKS = {
    "registration": ("reported",),
    "response": ("reported",),
    "recovery": ("reported", "responded"),
    "resolution": ("reported", "responded"),
    "update": ("responded", "reported"),
    "report": ("resolved",),
    "quote": ("quote_requested",),
}
_EFFECT_OF_EVENTS = {
    "paused": "stops",
    "cannot_wait": "round_the_clock",
    "near_closing": "round_the_clock",
    "unreachable": "not_applicable",
    "outside_sla": "not_applicable",
    "known_late": "keeps_priority",
}

_WITH_CALENDAR = (
    "targets", "averages", "contact_rules", "fees", "availability", "maintenance",
)  # fmt: skip
"""The tables whose rows may name a calendar."""

MakeFault = Callable[[str, str, Any, Text], Fault]
"""A function from a row, a field, its value and the expected value to a fault."""


def calendar_names(terms: ContractTerms, matrix: EscalationMatrix | None = None) -> list[str]:
    """Return the names of the calendars that a contract and its matrix use, sorted."""
    named = {name for _row, _column, name in _calendars(terms)}
    if matrix is not None:
        named |= {row.calendar for row in matrix.triggers if row.calendar and not row.is_off}
    return sorted(named | {terms.calendar})


def faults_of(
    terms: ContractTerms, calendars: Mapping[str, CalendarTerms], label: str
) -> Iterator[Fault]:
    """Yield the faults between the rows of a contract; reading found the faults within a row.

    Args:
        calendars: the calendars that exist, by name.
        label: how faults name the contract.
    """
    fault = partial(Fault, label)
    yield from _link_faults(terms, calendars, fault)
    yield from _priority_faults(terms, fault)
    for number, target in enumerate(terms.targets, 1):
        yield from _target_faults(target, f"targets row {number}", fault)
    for number, average in enumerate(terms.averages, 1):
        yield from _start_faults(average, f"averages row {number}", fault)
    yield from _double_faults(terms, fault)
    for number, rule in enumerate(terms.event_rules, 1):
        yield from _event_faults(rule, f"event_rules row {number}", fault)
    for number, fee in enumerate(terms.fees, 1):
        if fee.unless == fee.event:
            expected = _("another event than the one that causes the fee")
            yield fault(f"fees row {number}", "unless", fee.unless, expected)
    yield from service_faults(terms, fault)
    yield from review_faults(terms, fault)
    if terms.valid_from and terms.valid_to and terms.valid_from > terms.valid_to:
        yield fault("", "valid_to", terms.valid_to, _("a date on or after valid_from"))


def _link_faults(
    terms: ContractTerms, calendars: Mapping[str, CalendarTerms], fault: MakeFault
) -> Iterator[Fault]:
    if terms.calendar not in calendars:
        yield fault("", "calendar", terms.calendar, _("the name of an SLA Calendar"))
    for row, column, name in _calendars(terms):
        if name not in calendars:
            yield fault(row, column, name, _("the name of an SLA Calendar"))


def _calendars(terms: ContractTerms) -> Iterator[tuple[str, str, str]]:
    """Yield the calendars that rows name, each with the place of the row and the column."""
    for table in _WITH_CALENDAR:
        for number, row in enumerate(getattr(terms, table), 1):
            for column in CALENDAR_COLUMNS:
                if name := getattr(row, column, ""):
                    yield f"{table} row {number}", column, name


def _priority_faults(terms: ContractTerms, fault: MakeFault) -> Iterator[Fault]:
    codes = {(k, p.code) for p in terms.priorities for k in ((p.kind,) if p.kind else KINDS)}
    if len(codes) < sum(1 if p.kind else len(KINDS) for p in terms.priorities):
        yield fault("priorities", "code", "", _("each code once for a kind"))
    tables = (
        "targets", "averages", "event_rules", "channel_rules", "fees", "communication",
        "follow_ups", "priority_map",
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


def _start_faults(promise: Target | Average, row: str, fault: MakeFault) -> Iterator[Fault]:
    starts = _STARTS_OF_CLOCKS[promise.clock]
    if promise.starts_at not in starts:
        expected = _("one of {0} for {1}", starts, (promise.clock,))
        yield fault(row, "starts_at", promise.starts_at, expected)


def _target_faults(target: Target, row: str, fault: MakeFault) -> Iterator[Fault]:
    yield from _start_faults(target, row, fault)
    if (target.amount is None) != (not target.unit):
        expected = _("a unit beside an amount, or neither")
        yield fault(row, "unit", target.unit, expected)
    elif target.amount is not None:
        step = UNITS_S.get(target.unit, 1)
        if target.amount * step != int(target.amount * step):
            expected = _("whole seconds") if target.unit in UNITS_S else _("a whole number")
            yield fault(row, "amount", target.amount, expected)
    reading = RULES_OF_UNITS.get(target.unit)
    if target.rule and target.rule not in READINGS.get(reading or "", ()):
        expected = _("one of {0}", READINGS[reading]) if reading else _("nothing")
        yield fault(row, "rule", target.rule, expected)
    if target.warning_share is not None and target.warning_share >= target.share:
        yield fault(row, "warning_share", target.warning_share, _("a share below `share`"))


def _event_faults(rule: EventRule, row: str, fault: MakeFault) -> Iterator[Fault]:
    if _EFFECT_OF_EVENTS[rule.event] != rule.effect:
        expected = _("{0} for {1}", (_EFFECT_OF_EVENTS[rule.event],), (rule.event,))
        yield fault(row, "effect", rule.effect, expected)
    if rule.event == "paused" and not rule.reason:
        yield fault(row, "reason", "", _("the reason of the pause"))
    if rule.event != "known_late" and not rule.clocks:
        yield fault(row, "clocks", "", _("the clocks it holds for"))


def _double_faults(terms: ContractTerms, fault: MakeFault) -> Iterator[Fault]:
    seen: set[tuple[str, ...]] = set()
    stamped: dict[tuple[str, ...], str] = {}
    for number, target in enumerate(terms.targets, 1):
        place, key = f"targets row {number}", target.due_key
        promise = (target.kind, target.priority, key, target.condition)
        if promise in seen:
            yield fault(place, "clock", key, _("one row for a kind, priority, clock and share"))
        seen.add(promise)
        if target.stamps:
            stamp = (target.kind, target.priority, target.stamps)
            if stamped.setdefault(stamp, key) != key:
                yield fault(place, "stamps", target.stamps, _("one target to stamp each field"))
