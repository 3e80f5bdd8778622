"""The terms of a calendar: its weekly hours, its holidays and its special days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
HOLIDAY = "Holiday"


@dataclass(frozen=True)
class Hours:
    """One weekly opening interval.

    `day` is a weekday or `Holiday`. Hours with `on_holidays` also hold on holidays; if there are
    rows for `Holiday`, a holiday has the hours of those rows only. `closes` past 1440 is on the day
    after: 22:00 to 06:00 is 1320 to 1800.
    """

    day: str
    opens: int
    closes: int
    on_holidays: bool = False


@dataclass(frozen=True)
class SpecialDay:
    """A date whose hours differ from those of its weekday.

    If `is_open`, it replaces the hours of the date, also of a closed date; without times it is open
    all day. If not, it closes the date between its times, also for an opening that began the day
    before; without times it closes all openings that begin on the date, to their end.
    """

    day: date
    is_open: bool
    opens: int | None = None
    closes: int | None = None
    reason: str = ""

    @property
    def has_times(self) -> bool:
        """True if it concerns a part of the date only."""
        return self.opens is not None or self.closes is not None


@dataclass(frozen=True)
class HolidayReadings:
    """The readings that decide which days are holidays (docs/design.md 4.11)."""

    good_friday: str = "open"
    liberation_day: str = "lustrum"
    holidays: str = "official"


@dataclass(frozen=True)
class CalendarTerms:
    """The terms of a calendar, from which a `Calendar` is compiled.

    Args:
        holiday_rule: `NL` closes on official Dutch holidays, an empty text on none.
        are_holidays_named: the SLA names its holidays, so the reading `holidays=none` does not
            open them.
        closed_dates: for some years the closed dates, which replace the holiday rule then.
    """

    name: str
    time_zone: str = "Europe/Amsterdam"
    always_open: bool = False
    hours: tuple[Hours, ...] = ()
    holiday_rule: str = ""
    are_holidays_named: bool = True
    special_days: tuple[SpecialDay, ...] = ()
    closed_dates: tuple[tuple[int, frozenset[date]], ...] = ()
    clauses: tuple[str, ...] = ()
    title: str = ""
