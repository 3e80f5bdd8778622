"""Service calendars: when the clock of a contract runs, and the arithmetic on it.

A calendar is compiled once into sorted opening intervals with running totals. Every question is
then a binary search: *where am I on the scale of opening time*, and *what moment stands there*.
The cost does not depend on the span; the compiled range grows when a question goes beyond it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from itertools import accumulate, pairwise
from typing import NamedTuple

from .errors import NoOpeningTimeError
from .holidays_nl import LAST_HOLIDAY_YEAR, HolidayYearError, official_holidays
from .instants import DAY_S, Zone, seconds_of, utc, zone
from .texts import Text

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
HOLIDAY = "Holiday"
HORIZON_YEARS = 25
MIDNIGHT = 1440

_DAY = timedelta(days=1)
_MIDNIGHT = time()
_WHOLE = (0, 2 * MIDNIGHT)
"""All minutes that an opening which begins on a date can have."""

_GROW_YEARS = 2
_HORIZON_DAYS = HORIZON_YEARS * 366
_HORIZON_S = _HORIZON_DAYS * DAY_S
_FIRST_YEAR, _LAST_YEAR = 1900, 2300
_LAST_INSTANT_S = int(datetime(9999, 1, 1, tzinfo=UTC).timestamp())

_AFTER = Text("calendar {0} has no opening time after {1}")
_BEFORE = Text("calendar {0} has no opening time before {1}")
_ON = Text("calendar {0} has no opening time on {1}")
_WITHIN = Text("calendar {0} has no opening time within {1} years of {2}")
_BETWEEN = Text("calendar {0} has no opening time within the years {1} to {2}")
_NO_HOLIDAYS = Text("calendar {0} needs the holidays of {1}, which are not known")

Minutes = tuple[int, int]
"""Opening and closing in local minutes of the day, half-open; past 1440 on the day after."""


@dataclass(frozen=True)
class Hours:
    """One weekly opening interval.

    `day` is a weekday or `Holiday`; hours `on_holidays` also hold on a holiday; rows for `Holiday`
    replace the hours of a holiday altogether. `closes` past 1440 is on the day after: 22:00 to
    06:00 is 1320 to 1800.
    """

    day: str
    opens: int
    closes: int
    on_holidays: bool = False


@dataclass(frozen=True)
class SpecialDay:
    """A date that departs from the week.

    `open` replaces the hours of the date, also where it was closed. `closed` without times closes
    all openings that begin on the date, to their end; with times it closes that span of time, also
    of an opening that began the day before.
    """

    day: date
    is_open: bool
    opens: int | None = None
    closes: int | None = None
    reason: str = ""

    @property
    def has_times(self) -> bool:
        """True if it is for a part of the date."""
        return self.opens is not None or self.closes is not None


@dataclass(frozen=True)
class HolidayReadings:
    """How holidays are read: see docs/design.md 4.11."""

    good_friday: str = "open"
    liberation_day: str = "lustrum"
    holidays: str = "official"


@dataclass(frozen=True)
class CalendarTerms:
    """A calendar as the contract words it.

    Args:
        holiday_rule: `NL` closes on official Dutch holidays, empty on none.
        are_holidays_named: the SLA names holidays; only where it does not does the reading
            `holidays=none` open them.
        closed_dates: closed dates by year that take the place of the rule for those years.
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


class _Table(NamedTuple):
    """The compiled openings from `first` to `last`.

    With the running totals before and through each of them, the ordinals of the days that have
    any, and which of them come only after more than the horizon.
    """

    first: int
    last: int
    opens: list[int]
    closes: list[int]
    before: list[int]
    through: list[int]
    days: list[int]
    breaks: list[int]


_EMPTY = _Table(0, 0, [], [], [], [], [], [])


class Calendar:
    """A compiled calendar. Instants are whole seconds of UTC; `*_at` methods take datetimes.

    Args:
        closing_rule: `outside` or `inside`: is the closing moment itself still open?
    """

    def __init__(
        self,
        terms: CalendarTerms,
        readings: HolidayReadings = HolidayReadings(),
        closing_rule: str = "outside",
    ) -> None:
        self.terms = terms
        self.readings = readings
        self.closing_rule = closing_rule
        self.name = terms.name
        self.is_always_open = terms.always_open and not terms.special_days
        self.zone: Zone = zone(terms.time_zone)
        self._tz = self.zone.tz
        self._table = _EMPTY

    @cached_property
    def working_day_s(self) -> int:
        """The length of an average working day of the week, in seconds (reading WD, hours)."""
        lengths = [sum(c - o for o, c in self._week[day]) for day in range(7)]
        days = sum(1 for length in lengths if length) or 1
        return sum(lengths) * 60 // days

    # -- the two searches ----------------------------------------------------------------------

    def deadline(self, start_s: int, budget_s: int) -> int:
        """First instant at which `budget_s` opening seconds have passed since `start_s`.

        A budget of 0 ends at once, or at the next opening.
        Raises: NoOpeningTimeError: the calendar cannot carry the budget.
        Source: docs/design.md 4.4 to 4.6.
        """
        if self.is_always_open:
            return self._within_datetime(start_s + budget_s)
        while True:
            first, _, opens, closes, before, through, _, breaks = self._table
            if start_s >= first:
                i = bisect_right(closes, start_s)
                if i < len(opens):
                    need = before[i] + budget_s
                    if start_s > opens[i]:
                        need += start_s - opens[i]
                    j = bisect_left(through, need, i)
                    if j < len(opens):
                        if breaks and self._is_broken(start_s, i, j):
                            raise self._no_opening(_AFTER, utc(start_s).isoformat())
                        return closes[j] - through[j] + need
            self._grow(start_s)

    def elapsed(self, start_s: int, end_s: int) -> int:
        """Opening seconds between two instants; 0 where the end is not after the start."""
        if end_s <= start_s:
            return 0
        if self.is_always_open:
            return end_s - start_s
        self._cover(start_s)
        table = self._cover(end_s)
        return _position(table, end_s) - _position(table, start_s)

    def deadline_and_elapsed(self, start_s: int, budget_s: int, end_s: int) -> tuple[int, int]:
        """`deadline(start_s, budget_s)` and `elapsed(start_s, end_s)`, in one search of the start.

        Raises: NoOpeningTimeError, as `deadline` does.
        """
        if self.is_always_open:
            due = self._within_datetime(start_s + budget_s)
            return due, end_s - start_s if end_s > start_s else 0
        first, last, opens, closes, before, through, _, breaks = self._table
        if start_s >= first and end_s < last and not breaks:
            i = bisect_right(closes, start_s)
            if i < len(opens):
                position = before[i]
                if start_s > opens[i]:
                    position += start_s - opens[i]
                need = position + budget_s
                j = bisect_left(through, need, i)
                if j < len(opens):
                    due = closes[j] - through[j] + need
                    if end_s <= start_s or end_s <= opens[i]:
                        return due, 0
                    k = bisect_right(opens, end_s) - 1
                    if end_s < closes[k]:
                        return due, before[k] + end_s - opens[k] - position
                    return due, through[k] - position
        return self.deadline(start_s, budget_s), self.elapsed(start_s, end_s)

    def next_opening(self, instant_s: int) -> int:
        """The instant itself where the calendar is open then, else the next opening."""
        if self.is_open(instant_s):
            return instant_s
        return self.deadline(instant_s, 0)

    def is_open(self, instant_s: int) -> bool:
        """Whether the calendar is open at an instant; its closing moment by the closing rule."""
        if self.is_always_open:
            return True
        table = self._cover(instant_s)
        i = bisect_right(table.opens, instant_s) - 1
        if i < 0:
            return False
        if self.closing_rule == "inside":
            return instant_s <= table.closes[i]
        return instant_s < table.closes[i]

    def is_closing(self, instant_s: int) -> bool:
        """Whether an opening interval ends at that instant."""
        if self.is_always_open:
            return False
        closes = self._cover(instant_s).closes
        i = bisect_left(closes, instant_s)
        return i < len(closes) and closes[i] == instant_s

    # -- days ----------------------------------------------------------------------------------

    def local_day(self, instant_s: int) -> date:
        """The local date of an instant."""
        return self.zone.local(instant_s).date()

    def day_minutes(self, day: date) -> list[Minutes]:
        """Return the opening intervals that begin on a local date, sorted and merged.

        An opening that runs past midnight belongs to the day on which it began (docs/design.md
        4.10), so the minutes of Friday's night shift are 1320 to 1800, and Saturday has none of it.
        """
        if self.is_always_open:
            return [(0, MIDNIGHT)]
        special = self._special.get(day, ())
        intervals = [_span(s) for s in special if s.is_open] or self._usual_minutes(day)
        intervals = self._with_morning_after(day, intervals)
        for closure in special:
            if not closure.is_open:
                intervals = _subtract(intervals, _span(closure) if closure.has_times else _WHOLE)
        if intervals and intervals[-1][1] > MIDNIGHT:
            for closure in self._special.get(day + _DAY, ()):
                if not closure.is_open and closure.has_times:
                    opens, closes = _span(closure)
                    intervals = _subtract(intervals, (opens + MIDNIGHT, closes + MIDNIGHT))
        return merged_minutes(intervals) if special else intervals

    def service_day(self, instant_s: int) -> date:
        """Return the day whose opening holds an instant; in closed time its local date.

        At 02:00 on Saturday, Friday's night shift is at work: that is Friday.
        """
        day = self.local_day(instant_s)
        if not self._has_nights:
            return day
        before = day - _DAY
        minutes = self.day_minutes(before)
        if minutes and minutes[-1][1] > MIDNIGHT:
            closes = self.zone.instant_of_minute(before, minutes[-1][1])
            if instant_s < closes or (instant_s == closes and self.closing_rule == "inside"):
                return before
        return day

    def is_working_day(self, day: date) -> bool:
        """A local date with opening time."""
        return bool(self.day_minutes(day))

    def is_holiday(self, day: date) -> bool:
        """A date that the holiday rule or the dates of its year close."""
        dates = self._dates_by_year.get(day.year)
        if dates is not None:
            return day in dates
        if not self._closes_by_rule:
            return False
        try:
            readings = self.readings
            return day in official_holidays(day.year, readings.good_friday, readings.liberation_day)
        except HolidayYearError as error:
            raise self._no_opening(_NO_HOLIDAYS, day.year) from error

    def working_day(self, day: date, count: int) -> date:
        """The `count`-th working day after a date, or before it where the count is negative.

        Count 0 is the date itself.
        Raises: NoOpeningTimeError: none within the horizon.
        """
        if self.is_always_open or count == 0:
            return day + count * _DAY
        ordinal = day.toordinal()
        midnight = self.zone.instant(day, _MIDNIGHT)
        while True:
            table = self._cover(midnight)
            days = table.days
            if count > 0:
                i = bisect_right(days, ordinal) + count - 1
            else:
                i = bisect_left(days, ordinal) + count
            if 0 <= i < len(days):
                if table.breaks and _is_apart(days, ordinal, i):
                    raise self._no_opening(_WITHIN, HORIZON_YEARS, day.isoformat())
                return date.fromordinal(days[i])
            if count > 0:
                self._grow(midnight)
            else:
                self._grow_back(midnight)

    def closing(self, day: date) -> int:
        """The instant at which a local date closes. Raises: NoOpeningTimeError: it never opens."""
        minutes = self.day_minutes(day)
        if not minutes:
            raise self._no_opening(_ON, day.isoformat())
        return self.zone.instant_of_minute(day, minutes[-1][1])

    def opening(self, day: date) -> int:
        """The instant at which a local date first opens. Raises: NoOpeningTimeError."""
        minutes = self.day_minutes(day)
        if not minutes:
            raise self._no_opening(_ON, day.isoformat())
        return self.zone.instant_of_minute(day, minutes[0][0])

    def intervals(self, start_s: int, end_s: int) -> Iterator[tuple[int, int]]:
        """The opening intervals between two instants, clipped to them."""
        if self.is_always_open:
            if start_s < end_s:
                yield start_s, end_s
            return
        self._cover(start_s)
        table = self._cover(end_s)
        i = bisect_right(table.closes, start_s)
        while i < len(table.opens) and table.opens[i] < end_s:
            yield max(table.opens[i], start_s), min(table.closes[i], end_s)
            i += 1

    # -- the same with datetimes ---------------------------------------------------------------

    def deadline_at(self, start: datetime, budget: timedelta) -> datetime:
        """`deadline` on aware datetimes; the result is in the calendar's zone."""
        due_s = self.deadline(seconds_of(start), budget.days * DAY_S + budget.seconds)
        return datetime.fromtimestamp(due_s, self._tz)

    def elapsed_at(self, start: datetime, end: datetime) -> timedelta:
        """`elapsed` on aware datetimes."""
        return timedelta(seconds=self.elapsed(seconds_of(start), seconds_of(end)))

    # -- compiling -----------------------------------------------------------------------------

    @cached_property
    def _rows(self) -> list[list[Minutes]]:
        """The hours of each weekday as they are written, merged."""
        if self.terms.always_open:
            return [[(0, MIDNIGHT)]] * 7
        return [
            merged_minutes([(h.opens, h.closes) for h in self.terms.hours if h.day == name])
            for name in WEEKDAYS
        ]

    @cached_property
    def _mornings(self) -> list[int]:
        """The minute until which each weekday's morning ends the night of the day before, or 0.

        A night may be written as two rows, Friday 22:00 to 24:00 and Saturday 00:00 to 06:00. It is
        one shift all the same. A day that is open from 00:00 to 24:00 is no night.
        """
        return [
            morning[0][1] if morning and evening and _is_night(evening[-1], morning[0]) else 0
            for evening, morning in zip((self._rows[-1], *self._rows[:-1]), self._rows, strict=True)
        ]

    @cached_property
    def _has_nights(self) -> bool:
        """True if an opening runs past midnight."""
        closes = [row.closes for row in self.terms.hours]
        closes += [day.closes or 0 for day in self.terms.special_days]
        return any(self._mornings) or max(closes, default=0) > MIDNIGHT

    @cached_property
    def _week(self) -> list[list[Minutes]]:
        """The hours that begin on each weekday, without the mornings of nights before."""
        return [_subtract(self._rows[day], (0, self._mornings[day])) for day in range(7)]

    @cached_property
    def _holiday_week(self) -> list[list[Minutes]]:
        """The hours of a holiday by weekday: the `Holiday` rows, else those open on holidays."""
        if self.terms.always_open:
            return self._rows
        instead = [(h.opens, h.closes) for h in self.terms.hours if h.day == HOLIDAY]
        if instead:
            return [merged_minutes(instead)] * 7
        return [
            _subtract(
                merged_minutes(
                    [(h.opens, h.closes) for h in self.terms.hours if h.day == d and h.on_holidays]
                ),
                (0, self._mornings[weekday]),
            )
            for weekday, d in enumerate(WEEKDAYS)
        ]

    def _with_morning_after(self, day: date, intervals: list[Minutes]) -> list[Minutes]:
        """Return the intervals of a date, the last one lengthened to the end of its night."""
        morning = self._mornings[(day.weekday() + 1) % 7]
        if morning and intervals and intervals[-1][1] == MIDNIGHT:
            return [*intervals[:-1], (intervals[-1][0], MIDNIGHT + morning)]
        return intervals

    @cached_property
    def _special(self) -> dict[date, list[SpecialDay]]:
        special: dict[date, list[SpecialDay]] = {}
        for day in self.terms.special_days:
            special.setdefault(day.day, []).append(day)
        return special

    @cached_property
    def _dates_by_year(self) -> dict[int, frozenset[date]]:
        return dict(self.terms.closed_dates)

    @cached_property
    def _closes_by_rule(self) -> bool:
        """True if the holiday rule closes days of this calendar."""
        return self.terms.holiday_rule == "NL" and not self._is_without_holidays

    @cached_property
    def _is_without_holidays(self) -> bool:
        return self.readings.holidays == "none" and not self.terms.are_holidays_named

    def _usual_minutes(self, day: date) -> list[Minutes]:
        weekday = day.weekday()
        hours, on_holidays = self._week[weekday], self._holiday_week[weekday]
        if hours == on_holidays or not self.is_holiday(day):
            return hours
        return on_holidays

    def _is_broken(self, start_s: int, i: int, j: int) -> bool:
        """Whether a search from `start_s` had to pass a gap longer than the horizon."""
        table = self._table
        return table.opens[i] - start_s > _HORIZON_S or any(i < b <= j for b in table.breaks)

    def _cover(self, instant_s: int) -> _Table:
        """The compiled table, grown until it holds an instant."""
        table = self._table
        while not table[0] <= instant_s < table[1]:
            table = self._extend(instant_s)
        return table

    def _grow(self, start_s: int) -> None:
        """Make room for a search that ran off the table; give up where nothing opens for long."""
        table = self._table
        if not table.first <= start_s < table.last:
            self._cover(start_s)
            return
        last_open = table.closes[-1] if table.closes else table.first
        if table.last - max(last_open, start_s) > _HORIZON_S:
            raise self._no_opening(_AFTER, utc(start_s).isoformat())
        self._extend(table.last)

    def _grow_back(self, start_s: int) -> None:
        """The same for a search towards the past."""
        table = self._table
        first_open = table.opens[0] if table.opens else table.last
        if min(first_open, start_s) - table.first > _HORIZON_S:
            raise self._no_opening(_BEFORE, utc(start_s).isoformat())
        self._extend(table.first - 1)

    def _extend(self, instant_s: int) -> _Table:
        """Compile some more years, on the side of the table where `instant_s` is.

        The new table takes the place of the old one at once, so that another thread never sees
        half of it.
        """
        old, year = self._table, utc(instant_s).year
        is_before = instant_s < old.first
        if old is _EMPTY:
            first, last = year - 1, year + _GROW_YEARS
        elif is_before:
            first, last = year - 1, self.zone.local(old.first).year - 1
        else:
            first = self.zone.local(old.last).year
            span = first - self.zone.local(old.first).year
            last = max(year, first) + max(_GROW_YEARS, min(span, _LAST_YEAR - first))
        if self._closes_by_rule and max(year, first) <= LAST_HOLIDAY_YEAR:
            last = min(last, LAST_HOLIDAY_YEAR)
        if first < _FIRST_YEAR or last > _LAST_YEAR:
            raise self._no_opening(_BETWEEN, _FIRST_YEAR, _LAST_YEAR)
        opens, closes, days = self._compile(first, last)
        start = self.zone.instant(date(first, 1, 1), _MIDNIGHT)
        end = self.zone.instant(date(last + 1, 1, 1), _MIDNIGHT)
        if old is _EMPTY:
            new = _table(start, end, opens, closes, days)
        elif is_before:
            joined = _joined(opens, closes, old.opens, old.closes)
            new = _table(start, old.last, *joined, days + old.days)
        else:
            joined = _joined(old.opens, old.closes, opens, closes)
            new = _table(old.first, end, *joined, old.days + days)
        self._table = new
        return new

    def _compile(self, first: int, last: int) -> tuple[list[int], list[int], list[int]]:
        """Openings and closings of whole local years as instants, and the days that have any.

        Intervals that touch become one; empty ones are left out.
        """
        opens: list[int] = []
        closes: list[int] = []
        days: list[int] = []
        day, last_day = date(first, 1, 1), date(last, 12, 31)
        instant = self.zone.instant_of_minute
        if self._has_nights and (night := self.day_minutes(day - _DAY)) and night[-1][1] > MIDNIGHT:
            opens.append(instant(day, 0))
            closes.append(instant(day - _DAY, night[-1][1]))
        while day <= last_day:
            minutes = self.day_minutes(day)
            if minutes:
                days.append(day.toordinal())
            spans = sorted((instant(day, opening), instant(day, end)) for opening, end in minutes)
            for start_s, end_s in spans:
                if closes and start_s <= closes[-1]:
                    closes[-1] = max(closes[-1], end_s)
                elif start_s < end_s:
                    opens.append(start_s)
                    closes.append(end_s)
            day += _DAY
        return opens, closes, days

    def _within_datetime(self, instant_s: int) -> int:
        if instant_s > _LAST_INSTANT_S:
            raise self._no_opening(_AFTER, "9998")
        return instant_s

    def _no_opening(self, why: Text, *values: object) -> NoOpeningTimeError:
        return NoOpeningTimeError(Text(why.template, (repr(self.name), *map(str, values))))


def _position(table: _Table, instant_s: int) -> int:
    """Opening seconds before an instant, counted from the start of a table that holds it."""
    i = bisect_right(table[2], instant_s) - 1
    if i < 0:
        return 0
    if instant_s >= table[3][i]:
        return table[5][i]
    return table[4][i] + instant_s - table[2][i]


def _is_apart(days: list[int], ordinal: int, i: int) -> bool:
    """Whether more than the horizon lies between two days on the way from one to the `i`-th."""
    low, high = sorted((ordinal, days[i]))
    passed = [low, *(day for day in days if low < day < high), high]
    return any(after - before > _HORIZON_DAYS for before, after in pairwise(passed))


def _table(first: int, last: int, opens: list[int], closes: list[int], days: list[int]) -> _Table:
    through = list(accumulate(c - o for o, c in zip(opens, closes, strict=True)))
    ends = [first, *closes[:-1]]
    gaps = zip(opens, ends, strict=False)
    breaks = [i for i, (start, end) in enumerate(gaps) if start - end > _HORIZON_S]
    return _Table(first, last, opens, closes, [0, *through[:-1]], through, days, breaks)


def _joined(
    opens: list[int], closes: list[int], more_opens: list[int], more_closes: list[int]
) -> tuple[list[int], list[int]]:
    """Two runs of intervals in one; where the second begins as the first ends, they become one."""
    if closes and more_opens and closes[-1] >= more_opens[0]:
        joint = max(closes[-1], more_closes[0])
        return opens + more_opens[1:], [*closes[:-1], joint, *more_closes[1:]]
    return opens + more_opens, closes + more_closes


def _span(special: SpecialDay) -> Minutes:
    opens, closes = special.opens, special.closes
    return (0 if opens is None else opens, MIDNIGHT if closes is None else closes)


def _is_night(evening: Minutes, morning: Minutes) -> bool:
    """True if an evening until 24:00 and the next morning from 00:00 are one shift."""
    return evening[0] > 0 and evening[1] == MIDNIGHT and morning[0] == 0 and morning[1] < MIDNIGHT


def merged_minutes(intervals: Iterable[Minutes]) -> list[Minutes]:
    """Sorted intervals; those that touch or overlap become one, empty ones go."""
    merged: list[Minutes] = []
    for opens, closes in sorted(i for i in intervals if i[0] < i[1]):
        if merged and opens <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], closes))
        else:
            merged.append((opens, closes))
    return merged


def _subtract(intervals: list[Minutes], hole: Minutes) -> list[Minutes]:
    left = [(opens, min(closes, hole[0])) for opens, closes in intervals]
    right = [(max(opens, hole[1]), closes) for opens, closes in intervals]
    return [(opens, closes) for opens, closes in left + right if opens < closes]
