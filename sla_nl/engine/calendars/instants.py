"""Conversion between instants and local time; the engine does it nowhere else.

Inside the engine an instant is a whole number of seconds since 1970-01-01T00:00:00Z.
Its callers use aware datetimes or ISO 8601 texts with an offset (docs/design.md 4.1).
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ..texts import shown

HOW_TO_WRITE = "write it as 2026-06-08T10:00:00+02:00"
"""The end of a message about a moment that cannot be read."""
DAY_S = 86_400
FIRST_S, LAST_S = -62_104_060_800, 253_370_764_799
"""The first and the last second of the years 2 to 9998 in UTC, which every zone can show."""
_EPOCH = date(1970, 1, 1).toordinal()
_LAST_YEAR = 9998
_LONGEST_DATE = len("2026-12-31")
_MOST_DAYS = 65_536
_HOUR_MINUTE = tuple(f"{minute // 60:02d}:{minute % 60:02d}" for minute in range(1440))
_SECOND = tuple(f":{second:02d}" for second in range(60))


class InstantError(ValueError):
    """A text or datetime that does not name an instant.

    Args:
        reason: what is wrong with the value, such as `has no offset`.
    """

    def __init__(self, value: object, reason: str) -> None:
        super().__init__(f"{shown(value)} {reason}")
        self.reason = reason


class ZoneError(ValueError):
    """A name that is not an IANA time zone."""


class Zone:
    """A time zone, with the conversions that the engine needs.

    Args:
        name: IANA name, such as `Europe/Amsterdam`.
    Raises: ZoneError: the name is not an IANA time zone.
    """

    __slots__ = ("_date_texts", "_offsets", "name", "tz")

    def __init__(self, name: str) -> None:
        try:
            self.tz: tzinfo = ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ZoneError(f"{name!r} is no IANA time zone") from error
        self.name = name
        self._offsets: dict[int, tuple[int, str]] = {}
        self._date_texts: dict[int, str] = {}

    def local(self, instant_s: int) -> datetime:
        """Return the aware local datetime of an instant.

        Raises: OverflowError: its local time lies outside the years 1 to 9999.
        """
        try:
            return datetime.fromtimestamp(instant_s, self.tz)
        except (OSError, ValueError) as error:
            raise OverflowError(f"{instant_s} seconds are no local time") from error

    def instant(self, day: date, at: time) -> int:
        """Return the instant of a local date and time.

        A time that exists twice means the first of the two; a time that is skipped moves on by the
        length of the gap.
        Source: docs/design.md 4.2.
        """
        return seconds_of(datetime.combine(day, at, self.tz))

    def instant_of_minute(self, day: date, minute: int) -> int:
        """Return the instant of a local minute of a day; past 1440 it is on the next day."""
        if minute >= 1440:
            day, minute = date.fromordinal(day.toordinal() + 1), minute - 1440
        return self.instant(day, time(minute // 60, minute % 60))

    def iso(self, instant_s: int) -> str:
        """Return an instant as local ISO 8601 text with its offset: `2026-06-08T10:00:00+02:00`.

        For speed the zone keeps the offset of each day and the text of each date.
        """
        utc_day = instant_s // DAY_S
        offset, suffix = self._offsets.get(utc_day) or self._offset(utc_day)
        if not suffix:
            return self.local(instant_s).isoformat()
        day, second = divmod(instant_s + offset, DAY_S)
        text = self._date_texts.get(day) or self._date_text(day)
        return text + _HOUR_MINUTE[second // 60] + _SECOND[second % 60] + suffix

    def _offset(self, day: int) -> tuple[int, str]:
        """Return the offset of a UTC day in seconds and as text, such as `+02:00`.

        The text is empty if the offset changes on that day.
        """
        first, last = self.local(day * DAY_S), self.local(day * DAY_S + DAY_S - 1)
        offset = first.utcoffset() or timedelta()
        suffix = first.isoformat()[19:] if offset == last.utcoffset() else ""
        if len(self._offsets) >= _MOST_DAYS:
            self._offsets = {}
        kept = self._offsets[day] = (offset.days * DAY_S + offset.seconds, suffix)
        return kept

    def _date_text(self, day: int) -> str:
        """Return the ISO 8601 text of a day, up to and including the `T`."""
        if len(self._date_texts) >= _MOST_DAYS:
            self._date_texts = {}
        text = self._date_texts[day] = f"{date.fromordinal(_EPOCH + day).isoformat()}T"
        return text


@lru_cache(maxsize=64)
def zone(name: str) -> Zone:
    """Return the shared `Zone` of an IANA name. Raises: ZoneError."""
    return Zone(name)


def seconds_of(moment: datetime) -> int:
    """Return the whole seconds since the epoch; fractions are dropped (docs/design.md 3).

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
        text: with an offset or `Z`; a space instead of the `T` is accepted too. A date alone is
            refused, because it does not name a moment, and so is a year past 9998.
        naive_zone: the zone of a text without an offset; if None, such a text is an error.
        earliest: the moment that the result must not precede. When clocks are put back, a text
            without an offset exists twice; it is read in the second pass if the first would be
            before `earliest`.
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
        return _first_or_second_pass(moment, seconds_of(moment), earliest)
    return seconds_of(moment)


def _first_or_second_pass(moment: datetime, first: int, earliest: int | None) -> int:
    """Return the first pass of a local time, or the second if only that is after `earliest`."""
    if earliest is not None and first < earliest:
        second = seconds_of(moment.replace(fold=1))
        return second if second >= earliest else first
    return first


def utc(instant_s: int) -> datetime:
    """Return the aware UTC datetime of an instant."""
    return datetime.fromtimestamp(instant_s, UTC)
