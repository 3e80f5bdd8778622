"""Service calendars: deadlines and durations counted in opening time."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from ..texts import Text
from .days import DAY, MIDNIGHT, Days
from .instants import DAY_S, Zone, seconds_of, utc, zone
from .openings import HORIZON_S, HORIZON_YEARS, NEVER_AFTER, Openings, no_opening
from .terms import CalendarTerms, HolidayReadings

_USUAL = HolidayReadings()
_MIDNIGHT = time()
_LAST_INSTANT_S = int(datetime(9999, 1, 1, tzinfo=UTC).timestamp())
_ON = Text("calendar {0} has no opening time on {1}")
_WITHIN = Text("calendar {0} has no opening time within {1} years of {2}")


class Calendar:
    """A compiled calendar. Instants are whole seconds of UTC; `*_at` methods take datetimes.

    Args:
        closing_rule: `inside` if the closing moment itself is still open, else `outside`.
    """

    def __init__(
        self,
        terms: CalendarTerms,
        readings: HolidayReadings = _USUAL,
        closing_rule: str = "outside",
    ) -> None:
        self.terms = terms
        self.closing_rule = closing_rule
        self.name = terms.name
        self.is_always_open = terms.always_open and not terms.special_days
        self.zone: Zone = zone(terms.time_zone)
        self.days = Days(terms, readings)
        self._openings = Openings(terms.name, self.days, self.zone)

    def deadline(self, start_s: int, budget_s: int) -> int:
        """Return the first instant at which `budget_s` opening seconds have passed.

        They count from `start_s`. A budget of 0 ends at `start_s`, or at the next opening.
        Raises: NoOpeningTimeError: the calendar cannot carry the budget.
        Source: docs/design.md 4.4 to 4.6.
        """
        if self.is_always_open:
            return self._within_datetime(start_s + budget_s)
        while True:
            table = self._openings.table
            first, _, opens, closes, before, through, _, breaks = table
            if start_s >= first:
                i = bisect_right(closes, start_s)
                if i < len(opens):
                    need = before[i] + budget_s
                    if start_s > opens[i]:
                        need += start_s - opens[i]
                    j = bisect_left(through, need, i)
                    if j < len(opens):
                        if breaks and table.crosses_break(start_s, i, j):
                            raise no_opening(NEVER_AFTER, self.name, utc(start_s).isoformat())
                        return closes[j] - through[j] + need
            self._openings.grow(start_s)

    def elapsed(self, start_s: int, end_s: int) -> int:
        """Return the opening seconds between two instants; 0 if the end is not after the start."""
        if end_s <= start_s:
            return 0
        if self.is_always_open:
            return end_s - start_s
        self._openings.cover(start_s)
        table = self._openings.cover(end_s)
        return table.position(end_s) - table.position(start_s)

    def deadline_and_elapsed(self, start_s: int, budget_s: int, end_s: int) -> tuple[int, int]:
        """Return `deadline(start_s, budget_s)` and `elapsed(start_s, end_s)`.

        Both need the place of the start in the table: searching it once is faster.
        Raises: NoOpeningTimeError: as `deadline`.
        """
        if self.is_always_open:
            due = self._within_datetime(start_s + budget_s)
            return due, end_s - start_s if end_s > start_s else 0
        first, last, opens, closes, before, through, _, breaks = self._openings.table
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
            table = self._openings.cover(instant_s)
            closes = table.closes[bisect_right(table.opens, instant_s) - 1]
            if closes < table.last:
                return closes
            if closes - instant_s > HORIZON_S:
                return None
            self._openings.cover(table.last)

    def is_open(self, instant_s: int) -> bool:
        """Return whether the calendar is open; at a closing moment the closing rule decides."""
        if self.is_always_open:
            return True
        table = self._openings.cover(instant_s)
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
        closes = self._openings.cover(instant_s).closes
        i = bisect_left(closes, instant_s)
        return i < len(closes) and closes[i] == instant_s

    def local_day(self, instant_s: int) -> date:
        """Return the local date of an instant."""
        return self.zone.local(instant_s).date()

    def service_day(self, instant_s: int) -> date:
        """Return the day whose opening holds an instant; in closed time its local date.

        At 02:00 on Saturday, Friday's night shift is at work: that is Friday.
        """
        day = self.local_day(instant_s)
        if not self.days.have_nights:
            return day
        before = day - DAY
        minutes = self.days.minutes(before)
        if minutes and minutes[-1][1] > MIDNIGHT:
            closes = self.zone.instant_of_minute(before, minutes[-1][1])
            if instant_s < closes or (instant_s == closes and self.closing_rule == "inside"):
                return before
        return day

    def is_working_day(self, day: date) -> bool:
        """Return whether a local date has opening time."""
        return bool(self.days.minutes(day))

    def working_day(self, day: date, count: int) -> date:
        """Return the `count`-th working day after a date, or before it if `count` is negative.

        If `count` is 0, it is the date itself.
        Raises: NoOpeningTimeError: the next working day lies beyond the horizon.
        """
        if self.is_always_open or count == 0:
            return day + count * DAY
        ordinal = day.toordinal()
        midnight = self.zone.instant(day, _MIDNIGHT)
        while True:
            table = self._openings.cover(midnight)
            days = table.days
            if count > 0:
                i = bisect_right(days, ordinal) + count - 1
            else:
                i = bisect_left(days, ordinal) + count
            if 0 <= i < len(days):
                if table.breaks and table.has_long_gap(ordinal, i):
                    raise no_opening(_WITHIN, self.name, HORIZON_YEARS, day.isoformat())
                return date.fromordinal(days[i])
            if count > 0:
                self._openings.grow(midnight)
            else:
                self._openings.grow_back(midnight)

    def closing(self, day: date) -> int:
        """Return the instant at which a local date closes.

        Raises: NoOpeningTimeError: the date has no opening time.
        """
        minutes = self.days.minutes(day)
        if not minutes:
            raise no_opening(_ON, self.name, day.isoformat())
        return self.zone.instant_of_minute(day, minutes[-1][1])

    def opening(self, day: date) -> int:
        """Return the instant at which a local date first opens.

        Raises: NoOpeningTimeError: the date has no opening time.
        """
        minutes = self.days.minutes(day)
        if not minutes:
            raise no_opening(_ON, self.name, day.isoformat())
        return self.zone.instant_of_minute(day, minutes[0][0])

    def intervals(self, start_s: int, end_s: int) -> Iterator[tuple[int, int]]:
        """Yield the opening intervals between two instants, clipped to them."""
        if self.is_always_open:
            if start_s < end_s:
                yield start_s, end_s
            return
        self._openings.cover(start_s)
        table = self._openings.cover(end_s)
        i = bisect_right(table.closes, start_s)
        while i < len(table.opens) and table.opens[i] < end_s:
            yield max(table.opens[i], start_s), min(table.closes[i], end_s)
            i += 1

    def deadline_at(self, start: datetime, budget: timedelta) -> datetime:
        """Return the deadline for aware datetimes, in the calendar's zone; see `deadline`."""
        due_s = self.deadline(seconds_of(start), budget.days * DAY_S + budget.seconds)
        return datetime.fromtimestamp(due_s, self.zone.tz)

    def elapsed_at(self, start: datetime, end: datetime) -> timedelta:
        """Return the opening time between two aware datetimes; see `elapsed`."""
        return timedelta(seconds=self.elapsed(seconds_of(start), seconds_of(end)))

    def _within_datetime(self, instant_s: int) -> int:
        if instant_s > _LAST_INSTANT_S:
            raise no_opening(NEVER_AFTER, self.name, "9998")
        return instant_s
