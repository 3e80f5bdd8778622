"""The opening intervals of a calendar as instants, compiled for whole years at a time.

They are sorted, with running totals of opening time, so that a deadline is two binary searches
whose cost does not depend on the length of the span. The compiled years grow when a search goes
beyond them.
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import date, time
from itertools import accumulate, pairwise
from typing import NamedTuple

from ..errors import NoOpeningTimeError
from ..texts import Text
from .days import DAY, MIDNIGHT, Days
from .holidays_nl import LAST_HOLIDAY_YEAR
from .instants import DAY_S, Zone, utc

HORIZON_YEARS = 25
HORIZON_S = HORIZON_YEARS * 366 * DAY_S
NEVER_AFTER = Text("calendar {0} has no opening time after {1}")

_NEVER_BEFORE = Text("calendar {0} has no opening time before {1}")
_BETWEEN = Text("calendar {0} has no opening time within the years {1} to {2}")
_MIDNIGHT = time()
_GROW_YEARS = 2
_FIRST_YEAR, _LAST_YEAR = 1900, 2300


class Table(NamedTuple):
    """The compiled opening intervals from the instant `first` up to `last`.

    Args:
        before, through: the opening seconds before, and up to the end of, each interval.
        days: the ordinals of the days with opening time.
        breaks: the indexes of the intervals that follow a gap longer than the horizon.
    """

    first: int
    last: int
    opens: list[int]
    closes: list[int]
    before: list[int]
    through: list[int]
    days: list[int]
    breaks: list[int]

    def position(self, instant_s: int) -> int:
        """Return the opening seconds between the start of the table and an instant in it."""
        i = bisect_right(self.opens, instant_s) - 1
        if i < 0:
            return 0
        if instant_s >= self.closes[i]:
            return self.through[i]
        return self.before[i] + instant_s - self.opens[i]

    def crosses_break(self, start_s: int, i: int, j: int) -> bool:
        """Return whether a gap longer than the horizon lies between an instant and interval `j`.

        Interval `i` is the first that ends after the instant.
        """
        return self.opens[i] - start_s > HORIZON_S or any(i < b <= j for b in self.breaks)

    def has_long_gap(self, ordinal: int, i: int) -> bool:
        """Return whether a gap longer than the horizon lies between a day and working day `i`."""
        low, high = sorted((ordinal, self.days[i]))
        passed = [low, *(day for day in self.days if low < day < high), high]
        return any((after - before) * DAY_S > HORIZON_S for before, after in pairwise(passed))


class Openings:
    """The compiled openings of a calendar.

    Args:
        name: the name of the calendar, for errors.
    """

    def __init__(self, name: str, days: Days, zone: Zone) -> None:
        self.table = _EMPTY
        self._name = name
        self._days = days
        self._zone = zone

    def cover(self, instant_s: int) -> Table:
        """Return the table, extended until it holds an instant."""
        table = self.table
        while not table[0] <= instant_s < table[1]:
            table = self._extend(instant_s)
        return table

    def grow(self, start_s: int) -> None:
        """Extend the table for a search from `start_s` that ran past its end.

        Raises: NoOpeningTimeError: the calendar does not open within the horizon.
        """
        table = self.table
        if not table.first <= start_s < table.last:
            self.cover(start_s)
            return
        last_open = table.closes[-1] if table.closes else table.first
        if table.last - max(last_open, start_s) > HORIZON_S:
            raise no_opening(NEVER_AFTER, self._name, utc(start_s).isoformat())
        self._extend(table.last)

    def grow_back(self, start_s: int) -> None:
        """Extend the table for a search from `start_s` that ran past its beginning.

        Raises: NoOpeningTimeError: the calendar did not open within the horizon.
        """
        table = self.table
        first_open = table.opens[0] if table.opens else table.last
        if min(first_open, start_s) - table.first > HORIZON_S:
            raise no_opening(_NEVER_BEFORE, self._name, utc(start_s).isoformat())
        self._extend(table.first - 1)

    def _extend(self, instant_s: int) -> Table:
        """Compile more years on the side of the table where `instant_s` lies; return the table.

        One assignment replaces the old table by the new one, so that another thread never sees
        half of it.
        """
        old = self.table
        is_before = instant_s < old.first
        first, last = self._years(utc(instant_s).year, is_before)
        opens, closes, days = self._compile(first, last)
        start, end = self._new_year(first), self._new_year(last + 1)
        if old is _EMPTY:
            new = _table(start, end, opens, closes, days)
        elif is_before:
            joined = _joined(opens, closes, old.opens, old.closes)
            new = _table(start, old.last, *joined, days + old.days)
        else:
            joined = _joined(old.opens, old.closes, opens, closes)
            new = _table(old.first, end, *joined, old.days + days)
        self.table = new
        return new

    def _years(self, year: int, is_before: bool) -> tuple[int, int]:
        """Return the first and the last year to compile next, so that `year` is compiled soon.

        Raises: NoOpeningTimeError: they lie outside the years that can be compiled.
        """
        old, local = self.table, self._zone.local
        if old is _EMPTY:
            first, last = year - 1, year + _GROW_YEARS
        elif is_before:
            first, last = year - 1, local(old.first).year - 1
        else:
            first = local(old.last).year
            span = first - local(old.first).year
            last = max(year, first) + max(_GROW_YEARS, min(span, _LAST_YEAR - first))
        if self._days.are_closed_by_rule and max(year, first) <= LAST_HOLIDAY_YEAR:
            last = min(last, LAST_HOLIDAY_YEAR)
        if first < _FIRST_YEAR or last > _LAST_YEAR:
            raise no_opening(_BETWEEN, self._name, _FIRST_YEAR, _LAST_YEAR)
        return first, last

    def _compile(self, first: int, last: int) -> tuple[list[int], list[int], list[int]]:
        """Return the openings and closings of whole local years, and the days with opening time.

        Openings and closings are instants, days are ordinals. Intervals that touch are joined;
        empty ones are left out.
        """
        opens: list[int] = []
        closes: list[int] = []
        days: list[int] = []
        day, last_day = date(first, 1, 1), date(last, 12, 31)
        instant, minutes_of = self._zone.instant_of_minute, self._days.minutes
        if self._days.have_nights and (night := minutes_of(day - DAY)) and night[-1][1] > MIDNIGHT:
            opens.append(instant(day, 0))
            closes.append(instant(day - DAY, night[-1][1]))
        while day <= last_day:
            minutes = minutes_of(day)
            if minutes:
                days.append(day.toordinal())
            spans = sorted((instant(day, opening), instant(day, end)) for opening, end in minutes)
            for start_s, end_s in spans:
                if closes and start_s <= closes[-1]:
                    closes[-1] = max(closes[-1], end_s)
                elif start_s < end_s:
                    opens.append(start_s)
                    closes.append(end_s)
            day += DAY
        return opens, closes, days

    def _new_year(self, year: int) -> int:
        return self._zone.instant(date(year, 1, 1), _MIDNIGHT)


def no_opening(why: Text, calendar: str, *values: object) -> NoOpeningTimeError:
    """Return the error of a calendar that has too little opening time."""
    return NoOpeningTimeError(Text(why.template, (repr(calendar), *map(str, values))))


_EMPTY = Table(0, 0, [], [], [], [], [], [])


def _table(first: int, last: int, opens: list[int], closes: list[int], days: list[int]) -> Table:
    """Return a table of opening intervals, with their running totals and long gaps."""
    through = list(accumulate(c - o for o, c in zip(opens, closes, strict=True)))
    ends = [first, *closes[:-1]]
    gaps = zip(opens, ends, strict=False)
    breaks = [i for i, (start, end) in enumerate(gaps) if start - end > HORIZON_S]
    return Table(first, last, opens, closes, [0, *through[:-1]], through, days, breaks)


def _joined(
    opens: list[int], closes: list[int], more_opens: list[int], more_closes: list[int]
) -> tuple[list[int], list[int]]:
    """Return two runs of intervals as one; join the intervals where the two runs touch."""
    if closes and more_opens and closes[-1] >= more_opens[0]:
        joint = max(closes[-1], more_closes[0])
        return opens + more_opens[1:], [*closes[:-1], joint, *more_closes[1:]]
    return opens + more_opens, closes + more_closes
