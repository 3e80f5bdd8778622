"""Rows with the figures that counting needs: promises, and spans such as 3 working days."""

from __future__ import annotations

import dataclasses
from decimal import Decimal

from .calendars.calendar import Calendar
from .calendars.terms import CalendarTerms
from .terms.contract import ContractTerms
from .terms.targets import Target
from .terms.vocabulary import IN_HOURS, RULES_OF_UNITS, UNITS_S

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


def make_row(target: Target, terms: ContractTerms, calendar: Calendar, place: int) -> TargetRow:
    """Return the row of a target.

    Args:
        terms: the contract, whose readings hold where the target has no rule of its own.
        calendar: the calendar of the target.
        place: the position of its due key.
    """
    rule = target.rule
    if not rule and target.unit in RULES_OF_UNITS:
        rule = getattr(terms, RULES_OF_UNITS[target.unit])
    budget_s, counting = _budget(target, rule, calendar)
    return TargetRow(
        target.due_key,
        target.clock,
        target,
        calendar,
        counting,
        budget_s,
        rule,
        target.starts_at,
        target.count_from == "event" and target.unit != "working_days",
        bool(target.condition),
        place,
    )


def span_row(
    amount: Decimal | int | None, unit: str, terms: ContractTerms, calendar: Calendar
) -> TargetRow | None:
    """Return a row that counts an amount of a unit after any event; None if there is no time.

    It is counted like a promise: 3 working days after Sunday are counted from Monday's opening.
    """
    if amount is None or not unit or (not amount and unit in UNITS_S):
        return None
    span = Target("incident", "resolution", amount=Decimal(amount), unit=unit)
    return make_row(span, terms, calendar, 0)


def _budget(target: Target, rule: str, calendar: Calendar) -> tuple[int | None, Calendar]:
    """Return the budget in seconds (None for dates) and the calendar in which it is used up."""
    if target.amount is None:
        return None, calendar
    if target.unit in UNITS_S:
        seconds = int(target.amount * UNITS_S[target.unit])
        return seconds, calendar if target.unit in IN_HOURS else ALWAYS
    if target.unit == "working_days" and rule == "window_hours":
        return int(target.amount) * calendar.days.average_s, calendar
    return None, calendar
