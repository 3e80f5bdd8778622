"""Instants and local time: the one place where the engine converts between the two.

Inside the engine an instant is a whole number of seconds since 1970-01-01T00:00:00Z.
At its edges an instant is an aware `datetime` or an ISO 8601 text with an offset (DESIGN 4.1).
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

DAY_S = 86_400
_EPOCH = date(1970, 1, 1).toordinal()
_QUARTER_S = 900
_MOST_QUARTERS = 65_536
_MINUTE_SECOND = tuple(f"{second // 60:02d}:{second % 60:02d}" for second in range(3600))


class InstantError(ValueError):
    """A text or datetime that is no instant."""


class ZoneError(ValueError):
    """A name that is no IANA time zone."""


class Zone:
    """A time zone, with the conversions the engine needs.

    Args:
        name: IANA name, such as `Europe/Amsterdam`.
    Raises: ZoneError: there is no such zone.
    """

    __slots__ = ("_quarters", "name", "tz")

    def __init__(self, name: str) -> None:
        try:
            self.tz: tzinfo = ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ZoneError(f"{name!r} is no IANA time zone") from error
        self.name = name
        self._quarters: dict[int, tuple[str, int, str]] = {}

    def local(self, instant_s: int) -> datetime:
        """The aware local datetime of an instant."""
        return datetime.fromtimestamp(instant_s, self.tz)

    def instant(self, day: date, at: time) -> int:
        """The instant of a local civil time.

        A time that exists twice is its first pass; one that does not exist moves on by the gap.
        Source: DESIGN 4.2.
        """
        return seconds_of(datetime.combine(day, at, self.tz))

    def instant_of_minute(self, day: date, minute: int) -> int:
        """The instant `minute` local minutes into `day`, 0 to 1440 (24:00)."""
        if minute == 1440:
            return self.instant(date.fromordinal(day.toordinal() + 1), time())
        return self.instant(day, time(minute // 60, minute % 60))

    def iso(self, instant_s: int) -> str:
        """The instant as local ISO 8601 text with its offset: `2026-06-08T10:00:00+02:00`.

        The text around the minutes and seconds is kept per quarter of an hour, in which no zone
        changes its offset; the few historic ones that do not keep to quarters are told apart.
        """
        quarter, second = divmod(instant_s, _QUARTER_S)
        kept = self._quarters.get(quarter)
        if kept is None:
            kept = self._quarter(quarter)
        before, start, after = kept
        if start < 0:
            return self.local(instant_s).isoformat()
        return before + _MINUTE_SECOND[start + second] + after

    def _quarter(self, quarter: int) -> tuple[str, int, str]:
        """The text before and after minutes and seconds, and the seconds into the hour."""
        local = self.local(quarter * _QUARTER_S)
        text = local.isoformat()
        last = self.local(quarter * _QUARTER_S + _QUARTER_S - 1)
        is_regular = local.utcoffset() == last.utcoffset() and not (
            local.second or local.minute % 15
        )
        start = local.minute * 60 if is_regular else -1
        if len(self._quarters) >= _MOST_QUARTERS:
            self._quarters = {}
        kept = self._quarters[quarter] = (text[:14], start, text[19:])
        return kept


@lru_cache(maxsize=64)
def zone(name: str) -> Zone:
    """The shared `Zone` of an IANA name. Raises: ZoneError."""
    return Zone(name)


def seconds_of(moment: datetime) -> int:
    """Whole seconds since the epoch; fractions are dropped (DESIGN 3).

    Raises: InstantError: the datetime is naive.
    """
    offset = moment.utcoffset()
    if offset is None:
        raise InstantError(f"{moment.isoformat()} has no time zone")
    days = moment.toordinal() - _EPOCH - offset.days
    seconds = moment.hour * 3600 + moment.minute * 60 + moment.second - offset.seconds
    return days * DAY_S + seconds


def parse_instant(text: str, naive_zone: Zone | None = None) -> int:
    """Seconds since the epoch of an ISO 8601 text.

    Args:
        text: with an offset or `Z`; `2026-06-08 10:00:00` is accepted too.
        naive_zone: the zone of a text without offset; without it such a text is an error.
    Raises: InstantError.
    """
    try:
        moment = datetime.fromisoformat(text)
    except (ValueError, TypeError) as error:
        raise InstantError(f"{text!r} is no date and time") from error
    if moment.tzinfo is None:
        if naive_zone is None:
            raise InstantError(f"{text!r} has no offset")
        moment = moment.replace(tzinfo=naive_zone.tz)
    return seconds_of(moment)


def utc(instant_s: int) -> datetime:
    """The aware UTC datetime of an instant."""
    return datetime.fromtimestamp(instant_s, UTC)
