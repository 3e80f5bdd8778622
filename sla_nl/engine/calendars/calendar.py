"""Service calendars: opening hours, and deadlines and durations counted in opening time.

A calendar is compiled once into sorted opening intervals with running totals of opening time. A
deadline is then two binary searches: one finds the total at the start, the other finds the interval
in which the total has grown by the budget. Their cost does not depend on the length of the span.
The compiled range of years grows when a search goes beyond it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from itertools import accumulate, pairwise
from typing import NamedTuple

from ..errors import NoOpeningTimeError
from ..texts import Text
from .holidays_nl import LAST_HOLIDAY_YEAR, HolidayYearError, official_holidays
from .instants import DAY_S, Zone, seconds_of, utc, zone

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


class _Table(NamedTuple):
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


_EMPTY = _Table(0, 0, [], [], [], [], [], [])


class Calendar:
    """A compiled calendar. Instants are whole seconds of UTC; `*_at` methods take datetimes.

    Args:
        closing_rule: `inside` if the closing moment itself is still open, else `outside`.
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

    # -- counting opening time -----------------------------------------------------------------

    def deadline(self, start_s: int, budget_s: int) -> int:
        """Return the first instant at which `budget_s` opening seconds have passed.

        They count from `start_s`. A budget of 0 ends at `start_s`, or at the next opening.
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
                        if breaks and self._crosses_break(start_s, i, j):
                            raise self._no_opening(_AFTER, utc(start_s).isoformat())
                        return closes[j] - through[j] + need
            self._grow(start_s)

    def elapsed(self, start_s: int, end_s: int) -> int:
        """Return the opening seconds between two instants; 0 if the end is not after the start."""
        if end_s <= start_s:
            return 0
        if self.is_always_open:
            return end_s - start_s
        self._cover(start_s)
        table = self._cover(end_s)
        return _position(table, end_s) - _position(table, start_s)

    def deadline_and_elapsed(self, start_s: int, budget_s: int, end_s: int) -> tuple[int, int]:
        """Return `deadline(start_s, budget_s)` and `elapsed(start_s, end_s)`.

        Both need the place of the start in the table: searching it once is faster.
        Raises: NoOpeningTimeError: as `deadline`.
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
        """Return the instant itself if the calendar is open then, else the next opening."""
        if self.is_open(instant_s):
            return instant_s
        return self.deadline(instant_s, 0)

    def next_closing(self, instant_s: int) -> int | None:
        """Return the end of the opening that holds an instant; the instant itself if it is closed.

        Openings that touch are one: a night that is open until 24:00 and from 00:00 does not close.
        Returns: None if the calendar does not close within its horizon.
        """
        if self.is_always_open:
            return None
        if not self.is_open(instant_s):
            return instant_s
        while True:
            table = self._cover(instant_s)
            closes = table.closes[bisect_right(table.opens, instant_s) - 1]
            if closes < table.last:
                return closes
            if closes - instant_s > _HORIZON_S:
                return None
            self._extend(table.last)

    def is_open(self, instant_s: int) -> bool:
        """Return whether the calendar is open; at a closing moment the closing rule decides."""
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
        """Return whether an opening interval ends at that instant."""
        if self.is_always_open:
            return False
        closes = self._cover(instant_s).closes
        i = bisect_left(closes, instant_s)
        return i < len(closes) and closes[i] == instant_s

    # -- days ----------------------------------------------------------------------------------

    def local_day(self, instant_s: int) -> date:
        """Return the local date of an instant."""
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
        """Return whether a local date has opening time."""
        return bool(self.day_minutes(day))

    def is_holiday(self, day: date) -> bool:
        """Return whether the closed dates of its year, or else the holiday rule, close a date."""
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
        """Return the `count`-th working day after a date, or before it if `count` is negative.

        If `count` is 0, it is the date itself.
        Raises: NoOpeningTimeError: the next working day lies beyond the horizon.
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
                if table.breaks and _has_long_gap(days, ordinal, i):
                    raise self._no_opening(_WITHIN, HORIZON_YEARS, day.isoformat())
                return date.fromordinal(days[i])
            if count > 0:
                self._grow(midnight)
            else:
                self._grow_back(midnight)

    def closing(self, day: date) -> int:
        """Return the instant at which a local date closes.

        Raises: NoOpeningTimeError: the date has no opening time.
        """
        minutes = self.day_minutes(day)
        if not minutes:
            raise self._no_opening(_ON, day.isoformat())
        return self.zone.instant_of_minute(day, minutes[-1][1])

    def opening(self, day: date) -> int:
        """Return the instant at which a local date first opens.

        Raises: NoOpeningTimeError: the date has no opening time.
        """
        minutes = self.day_minutes(day)
        if not minutes:
            raise self._no_opening(_ON, day.isoformat())
        return self.zone.instant_of_minute(day, minutes[0][0])

    def intervals(self, start_s: int, end_s: int) -> Iterator[tuple[int, int]]:
        """Yield the opening intervals between two instants, clipped to them."""
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

    # -- with datetimes ------------------------------------------------------------------------

    def deadline_at(self, start: datetime, budget: timedelta) -> datetime:
        """Return the deadline for aware datetimes, in the calendar's zone; see `deadline`."""
        due_s = self.deadline(seconds_of(start), budget.days * DAY_S + budget.seconds)
        return datetime.fromtimestamp(due_s, self._tz)

    def elapsed_at(self, start: datetime, end: datetime) -> timedelta:
        """Return the opening time between two aware datetimes; see `elapsed`."""
        return timedelta(seconds=self.elapsed(seconds_of(start), seconds_of(end)))

    # -- compiling -----------------------------------------------------------------------------

    @cached_property
    def _rows(self) -> list[list[Minutes]]:
        """The hours of each weekday as the rows have them, merged."""
        if self.terms.always_open:
            return [[(0, MIDNIGHT)]] * 7
        return [
            merged_minutes([(h.opens, h.closes) for h in self.terms.hours if h.day == name])
            for name in WEEKDAYS
        ]

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
        """The hours of a holiday by weekday: the `Holiday` rows, else hours `on_holidays`."""
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

    def _crosses_break(self, start_s: int, i: int, j: int) -> bool:
        """Return whether a gap longer than the horizon lies between an instant and interval `j`.

        Interval `i` is the first that ends after the instant.
        """
        table = self._table
        return table.opens[i] - start_s > _HORIZON_S or any(i < b <= j for b in table.breaks)

    def _cover(self, instant_s: int) -> _Table:
        """Return the compiled table, extended until it holds an instant."""
        table = self._table
        while not table[0] <= instant_s < table[1]:
            table = self._extend(instant_s)
        return table

    def _grow(self, start_s: int) -> None:
        """Extend the table for a search from `start_s` that ran past its end.

        Raises: NoOpeningTimeError: the calendar does not open within the horizon.
        """
        table = self._table
        if not table.first <= start_s < table.last:
            self._cover(start_s)
            return
        last_open = table.closes[-1] if table.closes else table.first
        if table.last - max(last_open, start_s) > _HORIZON_S:
            raise self._no_opening(_AFTER, utc(start_s).isoformat())
        self._extend(table.last)

    def _grow_back(self, start_s: int) -> None:
        """Extend the table for a search from `start_s` that ran past its beginning.

        Raises: NoOpeningTimeError: the calendar did not open within the horizon.
        """
        table = self._table
        first_open = table.opens[0] if table.opens else table.last
        if min(first_open, start_s) - table.first > _HORIZON_S:
            raise self._no_opening(_BEFORE, utc(start_s).isoformat())
        self._extend(table.first - 1)

    def _extend(self, instant_s: int) -> _Table:
        """Compile more years on the side of the table where `instant_s` lies; return the table.

        One assignment replaces the old table by the new one, so that another thread never sees
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
            new = _make_table(start, end, opens, closes, days)
        elif is_before:
            joined = _joined(opens, closes, old.opens, old.closes)
            new = _make_table(start, old.last, *joined, days + old.days)
        else:
            joined = _joined(old.opens, old.closes, opens, closes)
            new = _make_table(old.first, end, *joined, old.days + days)
        self._table = new
        return new

    def _compile(self, first: int, last: int) -> tuple[list[int], list[int], list[int]]:
        """Return the openings and closings of whole local years, and the days with opening time.

        Openings and closings are instants, days are ordinals. Intervals that touch are joined;
        empty ones are left out.
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
    """Return the opening seconds between the start of a table and an instant in it."""
    i = bisect_right(table[2], instant_s) - 1
    if i < 0:
        return 0
    if instant_s >= table[3][i]:
        return table[5][i]
    return table[4][i] + instant_s - table[2][i]


def _has_long_gap(days: list[int], ordinal: int, i: int) -> bool:
    """Return whether a gap longer than the horizon lies between a day and working day `i`."""
    low, high = sorted((ordinal, days[i]))
    passed = [low, *(day for day in days if low < day < high), high]
    return any(after - before > _HORIZON_DAYS for before, after in pairwise(passed))


def _make_table(
    first: int, last: int, opens: list[int], closes: list[int], days: list[int]
) -> _Table:
    """Return a table of opening intervals, with their running totals and long gaps."""
    through = list(accumulate(c - o for o, c in zip(opens, closes, strict=True)))
    ends = [first, *closes[:-1]]
    gaps = zip(opens, ends, strict=False)
    breaks = [i for i, (start, end) in enumerate(gaps) if start - end > _HORIZON_S]
    return _Table(first, last, opens, closes, [0, *through[:-1]], through, days, breaks)


def _joined(
    opens: list[int], closes: list[int], more_opens: list[int], more_closes: list[int]
) -> tuple[list[int], list[int]]:
    """Return two runs of intervals as one; join the intervals where the two runs touch."""
    if closes and more_opens and closes[-1] >= more_opens[0]:
        joint = max(closes[-1], more_closes[0])
        return opens + more_opens[1:], [*closes[:-1], joint, *more_closes[1:]]
    return opens + more_opens, closes + more_closes


def _span(special: SpecialDay) -> Minutes:
    opens, closes = special.opens, special.closes
    return (0 if opens is None else opens, MIDNIGHT if closes is None else closes)


def _is_night(evening: Minutes, morning: Minutes) -> bool:
    """Return whether an evening until 24:00 and a morning from 00:00 are one shift."""
    return evening[0] > 0 and evening[1] == MIDNIGHT and morning[0] == 0 and morning[1] < MIDNIGHT


def merged_minutes(intervals: Iterable[Minutes]) -> list[Minutes]:
    """Return the intervals sorted; join those that touch or overlap, drop empty ones."""
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
