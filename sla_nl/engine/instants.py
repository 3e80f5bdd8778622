"""Instants and local time: the one place where the engine converts between the two.

Inside the engine an instant is a whole number of seconds since 1970-01-01T00:00:00Z.
At its edges an instant is an aware `datetime` or an ISO 8601 text with an offset (docs/design.md
4.1).
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

DAY_S = 86_400
FIRST_S, LAST_S = -62_104_060_800, 253_370_764_799
"""The years 2 to 9998 in UTC; every zone can show each instant of them."""
_EPOCH = date(1970, 1, 1).toordinal()
_LAST_YEAR = 9998
_LONGEST_DATE = len("2026-12-31")
_MOST_DAYS = 65_536
_HOUR_MINUTE = tuple(f"{minute // 60:02d}:{minute % 60:02d}" for minute in range(1440))
_SECOND = tuple(f":{second:02d}" for second in range(60))


class InstantError(ValueError):
    """A text or datetime that is no instant.

    Args: reason: what is wrong with the value, such as `has no offset`.
    """

    def __init__(self, value: object, reason: str) -> None:
        super().__init__(f"{value!r} {reason}")
        self.reason = reason


class ZoneError(ValueError):
    """A name that is no IANA time zone."""


class Zone:
    """A time zone, with the conversions the engine needs.

    Args:
        name: IANA name, such as `Europe/Amsterdam`.
    Raises: ZoneError: there is no such zone.
    """

    __slots__ = ("_dates", "_days", "name", "tz")

    def __init__(self, name: str) -> None:
        try:
            self.tz: tzinfo = ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ZoneError(f"{name!r} is no IANA time zone") from error
        self.name = name
        self._days: dict[int, tuple[int, str]] = {}
        self._dates: dict[int, str] = {}

    def local(self, instant_s: int) -> datetime:
        """Return the aware local datetime of an instant.

        Raises: OverflowError: it lies outside the years 1 to 9999 there.
        """
        try:
            return datetime.fromtimestamp(instant_s, self.tz)
        except (OSError, ValueError) as error:
            raise OverflowError(f"{instant_s} seconds are no local time") from error

    def instant(self, day: date, at: time) -> int:
        """The instant of a local civil time.

        A time that exists twice is its first pass; one that does not exist moves on by the gap.
        Source: docs/design.md 4.2.
        """
        return seconds_of(datetime.combine(day, at, self.tz))

    def instant_of_minute(self, day: date, minute: int) -> int:
        """Return the instant `minute` local minutes into `day`; past 1440 on the day after."""
        if minute >= 1440:
            day, minute = date.fromordinal(day.toordinal() + 1), minute - 1440
        return self.instant(day, time(minute // 60, minute % 60))

    def iso(self, instant_s: int) -> str:
        """The instant as local ISO 8601 text with its offset: `2026-06-08T10:00:00+02:00`.

        What a day has in common is kept, so that a text is put together from parts.
        """
        offset, suffix = self._days.get(instant_s // DAY_S) or self._day(instant_s // DAY_S)
        if not suffix:
            return self.local(instant_s).isoformat()
        day, second = divmod(instant_s + offset, DAY_S)
        text = self._dates.get(day) or self._date(day)
        return text + _HOUR_MINUTE[second // 60] + _SECOND[second % 60] + suffix

    def _day(self, day: int) -> tuple[int, str]:
        """The offset of a UTC day and its text, which is empty where the offset changes in it."""
        first, last = self.local(day * DAY_S), self.local(day * DAY_S + DAY_S - 1)
        offset = first.utcoffset() or timedelta()
        suffix = first.isoformat()[19:] if offset == last.utcoffset() else ""
        if len(self._days) >= _MOST_DAYS:
            self._days = {}
        kept = self._days[day] = (offset.days * DAY_S + offset.seconds, suffix)
        return kept

    def _date(self, day: int) -> str:
        if len(self._dates) >= _MOST_DAYS:
            self._dates = {}
        text = self._dates[day] = f"{date.fromordinal(_EPOCH + day).isoformat()}T"
        return text


@lru_cache(maxsize=64)
def zone(name: str) -> Zone:
    """The shared `Zone` of an IANA name. Raises: ZoneError."""
    return Zone(name)


def seconds_of(moment: datetime) -> int:
    """Whole seconds since the epoch; fractions are dropped (docs/design.md 3).

    Raises: InstantError: the datetime is naive.
    """
    offset = moment.utcoffset()
    if offset is None:
        raise InstantError(moment.isoformat(), "has no time zone")
    days = moment.toordinal() - _EPOCH - offset.days
    seconds = moment.hour * 3600 + moment.minute * 60 + moment.second - offset.seconds
    return days * DAY_S + seconds


def parse_instant(text: str, naive_zone: Zone | None = None, earliest: int | None = None) -> int:
    """Return the seconds since the epoch of an ISO 8601 text.

    Args:
        text: with an offset or `Z`; `2026-06-08 10:00:00` is accepted too. A date alone is not, as
            nobody knows which moment of that day is meant; nor is a year past 9998.
        naive_zone: the zone of a text without offset; without it such a text is an error.
        earliest: what it must not precede. A text without offset that exists twice, when clocks are
            put back, is its second pass if the first one would precede that.
    Raises: InstantError.
    """
    try:
        moment = datetime.fromisoformat(text)
    except (ValueError, TypeError) as error:
        raise InstantError(text, "is no date and time") from error
    if len(text) <= _LONGEST_DATE:
        raise InstantError(text, "is a date without a time of day")
    if moment.year > _LAST_YEAR:
        raise InstantError(text, f"lies past the year {_LAST_YEAR}")
    if moment.tzinfo is None:
        if naive_zone is None:
            raise InstantError(text, "has no offset")
        moment = moment.replace(tzinfo=naive_zone.tz)
        return _in_order(moment, seconds_of(moment), earliest)
    return seconds_of(moment)


def _in_order(moment: datetime, first: int, earliest: int | None) -> int:
    """Return the second pass of a local time where its first pass precedes `earliest`."""
    if earliest is not None and first < earliest:
        second = seconds_of(moment.replace(fold=1))
        return second if second >= earliest else first
    return first


def utc(instant_s: int) -> datetime:
    """The aware UTC datetime of an instant."""
    return datetime.fromtimestamp(instant_s, UTC)
