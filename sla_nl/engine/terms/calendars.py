"""The rows of a service calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ..calendars.terms import HOLIDAY, WEEKDAYS
from ..documents.fields import a_date, choice, column, flag, minute_of_day, table, text, words


@dataclass(frozen=True)
class CalendarHours:
    """Opening hours on a weekday, or on holidays (`Holiday`)."""

    day: str = column(choice(*WEEKDAYS, HOLIDAY))
    opens: int = column(minute_of_day)
    closes: int = column(minute_of_day)
    on_holidays: bool = column(flag, default=False)
    clauses: tuple[str, ...] = column(words(), name="clause", default=())


@dataclass(frozen=True)
class CalendarDay:
    """A date with its own hours (`Open`), or closed all day or from `opens` to `closes`."""

    day: date = column(a_date, name="date")
    status: str = column(choice("Open", "Closed"))
    opens: int | None = column(minute_of_day, default=None)
    closes: int | None = column(minute_of_day, default=None)
    reason: str = column(text, default="")


@dataclass(frozen=True)
class ClosedDate:
    """A date that is closed like a holiday.

    If a year has such rows, its holidays are these rows only; in other years the holiday rule
    decides (docs/design.md 4.12).
    """

    day: date = column(a_date, name="date")
    reason: str = column(text, default="")


@dataclass(frozen=True)
class CalendarDocument:
    """The columns and tables of an `SLA Calendar`."""

    name: str = column(text)
    title: str = column(text)
    time_zone: str = column(text, default="Europe/Amsterdam")
    is_standard: bool = column(flag, default=False)
    is_hidden: bool = column(flag, default=False)
    always_open: bool = column(flag, default=False)
    holiday_rule: str = column(choice("NL"), default="")
    holiday_list: str = column(text, default="")
    are_holidays_named: bool = column(flag, default=True)
    clauses: tuple[str, ...] = column(words(), name="clause", default=())
    hours: tuple[CalendarHours, ...] = table(CalendarHours)
    days: tuple[CalendarDay, ...] = table(CalendarDay)
    closed_dates: tuple[ClosedDate, ...] = table(ClosedDate)
