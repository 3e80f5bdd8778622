"""Service calendars: when the clock of a contract runs, and the arithmetic on it.

A calendar is compiled once into sorted opening intervals with running totals. Every question is
then a binary search: *where am I on the scale of opening time*, and *what moment stands there*.
The cost does not depend on the span; the compiled range grows when a question goes beyond it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property

from .holidays_nl import HolidayYearError, official_holidays
from .instants import DAY_S, Zone, seconds_of, utc, zone

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
HOLIDAY = "Holiday"
HORIZON_YEARS = 25
MIDNIGHT = 1440

_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)
_GROW_YEARS = 2
_FIRST_YEAR, _LAST_YEAR = 2, 9998

Minutes = tuple[int, int]
"""Opening and closing in local minutes of the day, 0 to 1440, half-open."""


class NoOpeningTimeError(ValueError):
    """A calendar whose openings cannot carry what is asked of it; the message names it."""


@dataclass(frozen=True)
class Hours:
    """One weekly opening interval.

    `day` is a weekday or `Holiday`; hours `on_holidays` also hold on a holiday; rows for `Holiday`
    replace the hours of a holiday altogether.
    """

    day: str
    opens: int
    closes: int
    on_holidays: bool = False


@dataclass(frozen=True)
class SpecialDay:
    """A date that departs from the week.

    `open` replaces the hours of the date, also where it was closed; `closed` without times closes
    the whole date, with times that part of it.
    """

    day: date
    is_open: bool
    opens: int | None = None
    closes: int | None = None
    reason: str = ""


@dataclass(frozen=True)
class HolidayReadings:
    """How holidays are read: see DESIGN 4.11."""

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


@dataclass(frozen=True, eq=False)
class Calendar:
    """A compiled calendar. Instants are whole seconds of UTC; `*_at` methods take datetimes.

    Args:
        closing_rule: `outside` or `inside`: is the closing moment itself still open?
    """

    terms: CalendarTerms
    readings: HolidayReadings = HolidayReadings()
    closing_rule: str = "outside"
    _opens: list[int] = field(default_factory=list, init=False, repr=False)
    _closes: list[int] = field(default_factory=list, init=False, repr=False)
    _before: list[int] = field(default_factory=list, init=False, repr=False)
    _through: list[int] = field(default_factory=list, init=False, repr=False)
    _range: list[int] = field(default_factory=list, init=False, repr=False)

    # -- what it is ----------------------------------------------------------------------------

    @property
    def name(self) -> str:
        return self.terms.name

    @cached_property
    def zone(self) -> Zone:
        return zone(self.terms.time_zone)

    @cached_property
    def is_always_open(self) -> bool:
        return self.terms.always_open

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
        Source: DESIGN 4.4 to 4.6.
        """
        if self.is_always_open:
            return start_s + budget_s
        while True:
            if self._range and start_s >= self._range[0]:
                opens = self._opens
                i = bisect_right(self._closes, start_s)
                if i < len(opens):
                    since = start_s - opens[i]
                    need = self._before[i] + budget_s + (since if since > 0 else 0)
                    j = bisect_left(self._through, need, i)
                    if j < len(opens):
                        return self._closes[j] - self._through[j] + need
            self._grow(start_s)

    def elapsed(self, start_s: int, end_s: int) -> int:
        """Opening seconds between two instants; 0 where the end is not after the start."""
        if end_s <= start_s:
            return 0
        if self.is_always_open:
            return end_s - start_s
        return self._position(end_s) - self._position(start_s)

    def next_opening(self, instant_s: int) -> int:
        """The instant itself where the calendar is open then, else the next opening."""
        if self.is_open(instant_s):
            return instant_s
        return self.deadline(instant_s, 0)

    def is_open(self, instant_s: int) -> bool:
        """Whether the calendar is open at an instant; its closing moment by the closing rule."""
        if self.is_always_open:
            return True
        self._cover(instant_s)
        i = bisect_right(self._opens, instant_s) - 1
        if i < 0:
            return False
        if self.closing_rule == "inside":
            return instant_s <= self._closes[i]
        return instant_s < self._closes[i]

    def is_closing(self, instant_s: int) -> bool:
        """Whether an opening interval ends at that instant."""
        self._cover(instant_s)
        i = bisect_left(self._closes, instant_s)
        return i < len(self._closes) and self._closes[i] == instant_s

    # -- days ----------------------------------------------------------------------------------

    def local_day(self, instant_s: int) -> date:
        """The local date of an instant."""
        return self.zone.local(instant_s).date()

    def day_minutes(self, day: date) -> list[Minutes]:
        """The opening intervals of a local date, in local minutes, sorted and merged."""
        if self.is_always_open:
            return [(0, MIDNIGHT)]
        special = self._special.get(day)
        intervals = self._usual_minutes(day)
        if special:
            if extra := [s for s in special if s.is_open]:
                intervals = [_span(s) for s in extra]
            for closure in special:
                if not closure.is_open:
                    intervals = _subtract(intervals, _span(closure))
        return _merge(intervals)

    def is_working_day(self, day: date) -> bool:
        """A local date with opening time."""
        return bool(self.day_minutes(day))

    def is_holiday(self, day: date) -> bool:
        """A date that the holiday rule or the dates of its year close."""
        dates = self._dates_by_year.get(day.year)
        if dates is not None:
            return day in dates
        if self.terms.holiday_rule != "NL" or self._is_without_holidays:
            return False
        try:
            readings = self.readings
            return day in official_holidays(day.year, readings.good_friday, readings.liberation_day)
        except HolidayYearError as error:
            raise NoOpeningTimeError(f"calendar {self.name!r}: {error}") from error

    def working_day(self, day: date, count: int) -> date:
        """The `count`-th working day after a date, or before it where the count is negative.

        Count 0 is the date itself.
        Raises: NoOpeningTimeError: none within the horizon.
        """
        step = _DAY if count > 0 else -_DAY
        left, idle = abs(count), 0
        while left:
            day += step
            if self.is_working_day(day):
                left, idle = left - 1, 0
            elif (idle := idle + 1) > HORIZON_YEARS * 366:
                raise self._no_opening(f"after {day.isoformat()}")
        return day

    def closing(self, day: date) -> int:
        """The instant at which a local date closes. Raises: NoOpeningTimeError: it never opens."""
        minutes = self.day_minutes(day)
        if not minutes:
            raise self._no_opening(f"on {day.isoformat()}")
        return self.zone.instant_of_minute(day, minutes[-1][1])

    def opening(self, day: date) -> int:
        """The instant at which a local date first opens. Raises: NoOpeningTimeError."""
        minutes = self.day_minutes(day)
        if not minutes:
            raise self._no_opening(f"on {day.isoformat()}")
        return self.zone.instant_of_minute(day, minutes[0][0])

    def intervals(self, start_s: int, end_s: int) -> Iterator[tuple[int, int]]:
        """The opening intervals between two instants, clipped to them."""
        if self.is_always_open:
            if start_s < end_s:
                yield start_s, end_s
            return
        self._cover(start_s)
        self._cover(end_s)
        i = bisect_right(self._closes, start_s)
        while i < len(self._opens) and self._opens[i] < end_s:
            yield max(self._opens[i], start_s), min(self._closes[i], end_s)
            i += 1

    # -- the same with datetimes ---------------------------------------------------------------

    def deadline_at(self, start: datetime, budget: timedelta) -> datetime:
        """`deadline` on aware datetimes; the result is in the calendar's zone."""
        due_s = self.deadline(seconds_of(start), budget // _SECOND)
        return datetime.fromtimestamp(due_s, self.zone.tz)

    def elapsed_at(self, start: datetime, end: datetime) -> timedelta:
        """`elapsed` on aware datetimes."""
        return timedelta(seconds=self.elapsed(seconds_of(start), seconds_of(end)))

    # -- compiling -----------------------------------------------------------------------------

    @cached_property
    def _week(self) -> list[list[Minutes]]:
        return [
            _merge([(h.opens, h.closes) for h in self.terms.hours if h.day == name])
            for name in WEEKDAYS
        ]

    @cached_property
    def _holiday_week(self) -> list[list[Minutes]]:
        """The hours of a holiday by weekday: the `Holiday` rows, else those open on holidays."""
        instead = [(h.opens, h.closes) for h in self.terms.hours if h.day == HOLIDAY]
        if instead:
            return [_merge(instead)] * 7
        return [
            _merge([(h.opens, h.closes) for h in self.terms.hours if h.day == d and h.on_holidays])
            for d in WEEKDAYS
        ]

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
    def _is_without_holidays(self) -> bool:
        return self.readings.holidays == "none" and not self.terms.are_holidays_named

    def _usual_minutes(self, day: date) -> list[Minutes]:
        weekday = day.weekday()
        hours = self._week[weekday]
        if hours == self._holiday_week[weekday] or not self.is_holiday(day):
            return hours
        return self._holiday_week[weekday]

    def _position(self, instant_s: int) -> int:
        """Opening seconds before an instant, counted from the start of the compiled range."""
        self._cover(instant_s)
        i = bisect_right(self._opens, instant_s) - 1
        if i < 0:
            return 0
        since = instant_s - self._opens[i]
        length = self._closes[i] - self._opens[i]
        return self._before[i] + (since if since < length else length)

    def _cover(self, instant_s: int) -> None:
        """Grow the compiled range until it holds an instant."""
        while not self._range or not self._range[0] <= instant_s < self._range[1]:
            self._extend(instant_s)

    def _grow(self, start_s: int) -> None:
        """Make room for a search that ran off the range; give up where nothing opens for long."""
        if not self._range or start_s < self._range[0] or start_s >= self._range[1]:
            self._cover(start_s)
            return
        end = self._range[1]
        last = self._closes[-1] if self._closes else self._range[0]
        if end - max(last, start_s) > HORIZON_YEARS * 366 * DAY_S:
            raise self._no_opening(f"after {utc(start_s).isoformat()}")
        self._extend(end)

    def _extend(self, instant_s: int) -> None:
        """Compile some more years, on the side of the range where `instant_s` is."""
        year = utc(instant_s).year
        if not self._range:
            first, last = year - 1, year + _GROW_YEARS
        elif instant_s < self._range[0]:
            first, last = year - 1, self._year_at(self._range[0]) - 1
        else:
            first, last = self._year_at(self._range[1]), year + _GROW_YEARS
        if first < _FIRST_YEAR or last > _LAST_YEAR:
            raise self._no_opening(f"within the years {_FIRST_YEAR} to {_LAST_YEAR}")
        years = self._compile(first, last)
        start = self.zone.instant(date(first, 1, 1), time())
        end = self.zone.instant(date(last + 1, 1, 1), time())
        is_earlier = bool(self._range) and start < self._range[0]
        if is_earlier:
            opens, closes = zip(*years, strict=True) if years else ((), ())
            self._opens[:0], self._closes[:0] = opens, closes
        else:
            self._opens.extend(o for o, _ in years)
            self._closes.extend(c for _, c in years)
        low, high = (self._range[0], self._range[1]) if self._range else (start, end)
        self._range[:] = [min(low, start), max(high, end)]
        self._total(0 if is_earlier else len(self._before))

    def _year_at(self, instant_s: int) -> int:
        return self.zone.local(instant_s).year

    def _compile(self, first: int, last: int) -> list[tuple[int, int]]:
        """The opening intervals of whole local years, as instants; those that touch become one."""
        found: list[tuple[int, int]] = []
        day, end = date(first, 1, 1), date(last, 12, 31)
        instant = self.zone.instant_of_minute
        while day <= end:
            for opens, closes in self.day_minutes(day):
                start_s, end_s = instant(day, opens), instant(day, closes)
                if found and start_s <= found[-1][1]:
                    found[-1] = (found[-1][0], max(found[-1][1], end_s))
                elif start_s < end_s:
                    found.append((start_s, end_s))
            day += _DAY
        return found

    def _total(self, start: int) -> None:
        """Bring the running totals up to date from an index on."""
        del self._before[start:], self._through[start:]
        total = self._through[-1] if self._through else 0
        for i in range(start, len(self._opens)):
            self._before.append(total)
            total += self._closes[i] - self._opens[i]
            self._through.append(total)

    def _no_opening(self, where: str) -> NoOpeningTimeError:
        return NoOpeningTimeError(f"calendar {self.name!r} has no opening time {where}")


def _span(special: SpecialDay) -> Minutes:
    opens, closes = special.opens, special.closes
    return (0 if opens is None else opens, MIDNIGHT if closes is None else closes)


def _merge(intervals: list[Minutes]) -> list[Minutes]:
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
