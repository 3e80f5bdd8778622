"""Faults between the rows of a contract about maintenance, availability and credits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from ..errors import Fault
from ..terms.contract import ContractTerms
from ..terms.money import CreditRule
from ..terms.service import Exclusion, MaintenanceRule
from ..terms.vocabulary import MEETING_HELD, UNITS_S
from ..texts import Text, _

MakeFault = Callable[[str, str, Any, Text], Fault]


def service_faults(terms: ContractTerms, fault: MakeFault) -> Iterator[Fault]:
    """Yield the faults of the rows; `fault` makes one of a row, a field, a value and a text."""
    rules: dict[str, MaintenanceRule] = {}
    for number, rule in enumerate(terms.maintenance, 1):
        if rules.setdefault(rule.maintenance_type, rule) is not rule:
            place, kind = f"maintenance row {number}", rule.maintenance_type
            yield fault(place, "maintenance_type", kind, _("each maintenance type once"))
    for number, rule in enumerate(terms.maintenance, 1):
        yield from _rule_faults(rule, rules, f"maintenance row {number}", fault)
    for number, exclusion in enumerate(terms.exclusions, 1):
        yield from _exclusion_faults(exclusion, rules, f"exclusions row {number}", fault)
    yield from _credit_faults(terms.credits, fault)


def _rule_faults(
    rule: MaintenanceRule, rules: dict[str, MaintenanceRule], row: str, fault: MakeFault
) -> Iterator[Fault]:
    yield from amount_faults(row, "notice", rule.notice, "notice_unit", rule.notice_unit, fault)
    if (rule.maximum is None) != (not rule.maximum_period):
        expected = _("a period beside a maximum, or neither")
        yield fault(row, "maximum_period", rule.maximum_period, expected)
    if rule.counts_towards:
        other = rules.get(rule.counts_towards)
        if other is None or other is rule or other.maximum is None:
            expected = _("another maintenance type that has a maximum")
            yield fault(row, "counts_towards", rule.counts_towards, expected)


def _exclusion_faults(
    exclusion: Exclusion, rules: dict[str, MaintenanceRule], row: str, fault: MakeFault
) -> Iterator[Fault]:
    if exclusion.maintenance_types and exclusion.scope != "availability":
        expected = _("nothing, because support work is no downtime")
        yield fault(row, "maintenance_types", exclusion.maintenance_types, expected)
        return
    for kind in exclusion.maintenance_types:
        if kind not in rules:
            expected = _("maintenance types of this contract")
            yield fault(row, "maintenance_types", kind, expected)
        elif rules[kind].counts_as_downtime:
            expected = _("types that do not count as downtime")
            yield fault(row, "maintenance_types", kind, expected)


def _credit_faults(credits: tuple[CreditRule, ...], fault: MakeFault) -> Iterator[Fault]:
    ladders = 0
    for number, rule in enumerate(credits, 1):
        row = f"credits row {number}"
        yield from amount_faults(row, "after", rule.after, "unit", rule.unit, fault)
        if bool(rule.step_percentage) != bool(rule.step_period):
            expected = _("a period beside a step, or neither")
            yield fault(row, "step_period", rule.step_period, expected)
        ladders += rule.trigger == MEETING_HELD
        if rule.trigger == MEETING_HELD and ladders > 1:
            expected = _("one row for {0}", (MEETING_HELD,))
            yield fault(row, "trigger", rule.trigger, expected)


def amount_faults(
    row: str, column: str, amount: Decimal | None, unit_column: str, unit: str, fault: MakeFault
) -> Iterator[Fault]:
    """Yield a fault if an amount has no unit, or is not whole."""
    if (amount is None) != (not unit):
        yield fault(row, unit_column, unit, _("a unit beside an amount, or neither"))
    elif amount is not None and amount * UNITS_S.get(unit, 1) % 1:
        yield fault(
            row, column, amount, _("whole seconds") if unit in UNITS_S else _("a whole number")
        )
