"""Moments some time after another moment, or before it: terms of notice, steps of a credit."""

from __future__ import annotations

from decimal import Decimal

from .calendars.calendar import Calendar
from .contract import Contract
from .counting import date_after, first_pass
from .terms.vocabulary import IN_HOURS, UNITS_S


def shifted(contract: Contract, at: int, amount: Decimal, unit: str) -> int:
    """Return the moment `amount` units after another moment; before it if the amount is negative.

    Working time counts in the contract's calendar. Days, weeks and months keep the local clock
    time, unless the contract has another reading.

    Example: 3 working days before Thursday 18 June 20:00 is Monday 15 June 20:00.
    Args:
        at: whole seconds of UTC.
        unit: one of `SPAN_UNITS`.
    Returns: whole seconds of UTC.
    Raises: NoOpeningTimeError: the calendar has too little opening time.
    """
    terms, calendar = contract.terms, contract.calendar
    if unit in IN_HOURS:
        return _opening_time(calendar, at, int(amount * UNITS_S[unit]))
    if unit in UNITS_S:
        return at + int(amount * UNITS_S[unit])
    if unit == "working_days":
        return _working_days(calendar, at, int(amount), terms.working_day_rule)
    rule = terms.calendar_day_rule
    return date_after(contract.zone, at, int(amount), unit, rule, terms.month_end_rule)


def _working_days(calendar: Calendar, at: int, days: int, rule: str) -> int:
    if rule == "window_hours":
        return _opening_time(calendar, at, days * calendar.days.average_s)
    local = calendar.zone.local(at)
    day = calendar.working_day(local.date(), days)
    if rule == "end_of_day" and days:
        return calendar.closing(day)
    return calendar.zone.instant(day, first_pass(local))


def _opening_time(calendar: Calendar, at: int, seconds: int) -> int:
    """Return the moment some opening seconds after another; before it if they are negative."""
    return calendar.deadline(at, seconds) if seconds >= 0 else _latest(calendar, at, -seconds)


def _latest(calendar: Calendar, end: int, seconds: int) -> int:
    """Return the latest moment from which `seconds` of opening time pass until `end`."""
    span = seconds
    while (passed := calendar.elapsed(end - span, end)) < seconds:
        span *= 2
    return calendar.next_opening(calendar.deadline(end - span, passed - seconds))
