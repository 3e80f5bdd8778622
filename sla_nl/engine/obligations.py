"""The obligations that an event of a contract starts, each with its date.

Examples: a new version is announced three months before it holds; a customer objects within thirty
days of the announcement. They are rows of the contract (`follow_ups`).
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from .calendar import Calendar
from .contract import Contract, TargetRow
from .counting import add_months, counts_from, date_of
from .instants import DAY_S
from .terms.events import FollowUp
from .terms.targets import Target
from .terms.vocabulary import CLOCKS, KINDS, UNITS_S

_LONGEST_BACK_DAYS = 25 * 366


class Obligation(NamedTuple):
    """Something that somebody has to do because of an event.

    `due` is in whole seconds of UTC; None if the contract gives no term.
    """

    rule: FollowUp
    due: int | None


def obligations_of(contract: Contract, event: str, at: int) -> tuple[Obligation, ...]:
    """Return what an event of a contract makes due, in the order of the contract's rows.

    Args:
        at: the instant of the event.
    Raises:
        NoOpeningTimeError: the contract's calendar has too little opening time for a term.
        OverflowError: a date lies outside the years 1 to 9999.
    Source: docs/design.md 9.
    """
    return tuple(
        Obligation(rule, due_of(contract, rule, at))
        for rule in contract.terms.follow_ups
        if rule.event == event
    )


def due_of(contract: Contract, rule: FollowUp, at: int) -> int | None:
    """Return the date of a row for an event at an instant.

    A term after the event is counted as that of a promise, by the readings of the contract. A term
    before it is counted back: what has no term is due at the event itself, working days keep the
    local clock time, and a month clamps to the shorter month.

    Returns: whole seconds of UTC; None if the row has no term and is not due before the event.
    """
    if rule.is_before:
        return _before(contract.calendar, rule, at)
    if rule.amount is None:
        return None
    row = _row_of(contract, rule)
    if row.budget_s is None:
        return date_of(row, at, contract.terms)
    return row.counting.deadline(counts_from(row, at), row.budget_s)


def _row_of(contract: Contract, rule: FollowUp) -> TargetRow:
    """Return the row of a promise with the same term; its kind and clock do not matter."""
    return contract.row_of(Target(KINDS[0], CLOCKS[0], amount=rule.amount, unit=rule.unit))


def _before(calendar: Calendar, rule: FollowUp, at: int) -> int:
    """Return the latest instant that is the term of a row before an instant."""
    amount, unit = rule.amount or 0, rule.unit
    if not amount:
        return at
    if unit == "working_hours":
        return _opening_time_before(calendar, at, int(amount * UNITS_S[unit]))
    if unit in UNITS_S:
        return at - int(amount * UNITS_S[unit])
    local = calendar.zone.local(at)
    day = _day_before(calendar, local.date(), int(amount), unit)
    if unit == "working_day_end":
        return calendar.closing(day)
    return calendar.zone.instant(day, local.time().replace(fold=0))


def _day_before(calendar: Calendar, day: date, amount: int, unit: str) -> date:
    if unit in ("working_days", "working_day_end"):
        return calendar.working_day(day, -amount)
    if unit == "months":
        return add_months(day, -amount)
    return day - timedelta(days=amount * (7 if unit == "weeks" else 1))


def _opening_time_before(calendar: Calendar, end: int, length: int) -> int:
    """Return the latest instant from which `length` opening seconds pass before `end`."""
    low, high = end - _LONGEST_BACK_DAYS * DAY_S, end
    while low < high:
        middle = (low + high + 1) // 2
        if calendar.elapsed(middle, end) >= length:
            low = middle
        else:
            high = middle - 1
    return low
