"""The opening hours of each local date, which follow from the terms of a calendar."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cached_property

from ..errors import NoOpeningTimeError
from ..texts import _
from .holidays_nl import HolidayYearError, official_holidays
from .spans import Span, merged, without
from .terms import HOLIDAY, WEEKDAYS, CalendarTerms, HolidayReadings, SpecialDay

MIDNIGHT = 1440
DAY = timedelta(days=1)

Minutes = Span
"""Opening and closing in local minutes of the day, half-open; past 1440 on the day after."""

_WHOLE = (0, 2 * MIDNIGHT)
"""All minutes that an opening which begins on a date can have."""


class Days:
    """The opening hours of each date. They depend on no instant, and so on no time zone."""

    def __init__(self, terms: CalendarTerms, readings: HolidayReadings) -> None:
        self._terms = terms
        self._readings = readings

    def minutes(self, day: date) -> list[Minutes]:
        """Return the opening intervals that begin on a date, sorted and merged.

        An opening that runs past midnight belongs to the day on which it began (docs/design.md
        4.10), so the minutes of Friday's night shift are 1320 to 1800, and Saturday has none of it.
        """
        special = self._special.get(day, ())
        instead = merged(_span(one) for one in special if one.is_open)
        intervals = self._with_morning_after(day, instead or self._usual(day))
        for closure in special:
            if not closure.is_open:
                intervals = without(intervals, [_span(closure) if closure.has_times else _WHOLE])
        if intervals and intervals[-1][1] > MIDNIGHT:
            for closure in self._special.get(day + DAY, ()):
                if not closure.is_open and closure.has_times:
                    opens, closes = _span(closure)
                    intervals = without(intervals, [(opens + MIDNIGHT, closes + MIDNIGHT)])
        return intervals

    def is_holiday(self, day: date) -> bool:
        """Return whether the closed dates of its year, or else the holiday rule, close a date.

        Raises: NoOpeningTimeError: the rule closes holidays, and those of its year are not known.
        """
        dates = self._closed_dates.get(day.year)
        if dates is not None:
            return day in dates
        if not self.are_closed_by_rule:
            return False
        try:
            readings = self._readings
            return day in official_holidays(day.year, readings.good_friday, readings.liberation_day)
        except HolidayYearError as error:
            values = repr(self._terms.name), str(day.year)
            text = _("calendar {0} needs the holidays of {1}, which are not known", *values)
            raise NoOpeningTimeError(text) from error

    @cached_property
    def average_s(self) -> int:
        """The length of an average working day of the week, in seconds (reading WD, hours)."""
        lengths = [sum(closes - opens for opens, closes in day) for day in self._week]
        return sum(lengths) * 60 // (sum(map(bool, lengths)) or 1)

    @cached_property
    def have_nights(self) -> bool:
        """True if an opening runs past midnight."""
        closes = [row.closes for row in self._terms.hours]
        closes += [day.closes or 0 for day in self._terms.special_days]
        return any(self._mornings) or max(closes, default=0) > MIDNIGHT

    @cached_property
    def are_closed_by_rule(self) -> bool:
        """True if the holiday rule closes days of this calendar."""
        has_holidays = self._readings.holidays != "none" or self._terms.are_holidays_named
        return self._terms.holiday_rule == "NL" and has_holidays

    def _usual(self, day: date) -> list[Minutes]:
        weekday = day.weekday()
        hours, on_holidays = self._week[weekday], self._holiday_week[weekday]
        if hours == on_holidays or not self.is_holiday(day):
            return hours
        return on_holidays

    def _with_morning_after(self, day: date, intervals: list[Minutes]) -> list[Minutes]:
        """Return the intervals of a date, the last one lengthened to the end of its night."""
        morning = self._mornings[(day.weekday() + 1) % 7]
        if morning and intervals and intervals[-1][1] == MIDNIGHT:
            return [*intervals[:-1], (intervals[-1][0], MIDNIGHT + morning)]
        return intervals

    @cached_property
    def _rows(self) -> list[list[Minutes]]:
        """The hours of each weekday as the rows have them, merged."""
        if self._terms.always_open:
            return [[(0, MIDNIGHT)]] * 7
        return [self._merged_rows(name) for name in WEEKDAYS]

    @cached_property
    def _mornings(self) -> list[int]:
        """The minute of each weekday at which the night before ends, if two rows have it, or 0.

        A night may be written as two rows, Friday 22:00 to 24:00 and Saturday 00:00 to 06:00. It is
        still one shift. A day that is open from 00:00 to 24:00 is no night.
        """
        return [
            morning[0][1] if morning and evening and _is_night(evening[-1], morning[0]) else 0
            for evening, morning in zip((self._rows[-1], *self._rows[:-1]), self._rows, strict=True)
        ]

    @cached_property
    def _week(self) -> list[list[Minutes]]:
        """The hours that begin on each weekday, without the mornings of nights before."""
        return self._without_mornings(self._rows)

    @cached_property
    def _holiday_week(self) -> list[list[Minutes]]:
        """The hours of a holiday by weekday: the `Holiday` rows, else hours `on_holidays`."""
        if self._terms.always_open:
            return self._rows
        if instead := self._merged_rows(HOLIDAY):
            return [instead] * 7
        return self._without_mornings([self._merged_rows(name, True) for name in WEEKDAYS])

    def _merged_rows(self, day: str, on_holidays: bool = False) -> list[Minutes]:
        """Return the hours of a weekday or of `Holiday`, merged.

        Args:
            on_holidays: whether to leave out the hours that do not hold on holidays.
        """
        rows = (row for row in self._terms.hours if row.day == day)
        return merged((row.opens, row.closes) for row in rows if row.on_holidays or not on_holidays)

    def _without_mornings(self, week: list[list[Minutes]]) -> list[list[Minutes]]:
        return [
            without(hours, [(0, morning)])
            for hours, morning in zip(week, self._mornings, strict=True)
        ]

    @cached_property
    def _special(self) -> dict[date, list[SpecialDay]]:
        special: dict[date, list[SpecialDay]] = {}
        for day in self._terms.special_days:
            special.setdefault(day.day, []).append(day)
        return special

    @cached_property
    def _closed_dates(self) -> dict[int, frozenset[date]]:
        return dict(self._terms.closed_dates)


def _span(special: SpecialDay) -> Minutes:
    opens, closes = special.opens, special.closes
    return (0 if opens is None else opens, MIDNIGHT if closes is None else closes)


def _is_night(evening: Minutes, morning: Minutes) -> bool:
    """Return whether an evening until 24:00 and a morning from 00:00 are one shift."""
    return evening[0] > 0 and evening[1] == MIDNIGHT and morning[0] == 0 and morning[1] < MIDNIGHT
