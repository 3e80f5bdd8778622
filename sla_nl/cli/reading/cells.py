"""The values in the cells of an export: moments in the site's format, durations, yes and no."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from sla_nl.engine.calendars.instants import InstantError, Zone, parse_instant

DAY_FIRST, MONTH_FIRST = "day first", "month first"
ORDERS = {
    "dd-mm-yyyy": DAY_FIRST,
    "dd/mm/yyyy": DAY_FIRST,
    "dd.mm.yyyy": DAY_FIRST,
    "mm/dd/yyyy": MONTH_FIRST,
    "mm-dd-yyyy": MONTH_FIRST,
}
"""The date formats of Frappe's System Settings, all but the ISO one, which needs no order."""

_SITE_DATE = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?=$|[ T])")
_ISO_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?=$|[ T])")
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?")
_DURATION = re.compile(r"(?:(\d+)d)? ?(?:(\d+)h)? ?(?:(\d+)m)? ?(?:(\d+)s)?")
_HOW_TO_WRITE = "write it as 2026-06-08 10:00:00"
_LONGEST_S = 100 * 366 * 86_400
_UNITS_S = (86_400, 3600, 60, 1)
_YES = frozenset("1 yes true ja waar".split())
_NO = frozenset("0 no false nee onwaar".split())


class CellError(ValueError):
    """A cell whose text is not what its column holds."""


class Moments:
    """The moments of one file, all written in one format.

    ISO texts and `dd.mm.yyyy` need nothing more. Whether `-` and `/` stand between day and month or
    between month and day is learned from the file's own cells. Where nothing tells, `-` is day
    first (the Dutch format, and Frappe's default for the Netherlands) and `/` is refused: both of
    its formats are in common use.

    Args:
        zone: the zone of the site, for the file's naive times.
        order: `DAY_FIRST` or `MONTH_FIRST` where it is known beforehand.
    """

    def __init__(self, zone: Zone, order: str = "") -> None:
        self.zone = zone
        self.order = order

    def learn(self, cells: Iterable[str], same_day: Mapping[str, str]) -> bool:
        """Learn the order from the dates of a row.

        Args:
            cells: texts of dates and moments.
            same_day: texts of one day in the site's format, with that day as an ISO text.
        Returns: whether the row can be read with what is known now.
        """
        if self.order:
            return True
        is_clear = True
        for text in cells:
            if text[4:5] == "-":
                continue
            found = _SITE_DATE.match(text)
            if found is None or found[2] == "." or found[1] == found[3]:
                continue
            self.order = _order(found) or self._order_of_day(found, same_day.get(found[0], ""))
            if self.order:
                return True
            is_clear = False
        return is_clear

    def instant(self, text: str, earliest: int | None = None) -> int:
        """Return the instant of a date and time.

        Args: earliest: see `parse_instant`.
        Raises: CellError.
        """
        if text[4:5] == "-" and text[13:14] == ":":
            iso = text
        else:
            day, time = self._split(text)
            if not time:
                raise CellError(f"{text!r} is a date without a time of day; {_HOW_TO_WRITE}")
            iso = f"{day}T{time}"
        try:
            return parse_instant(iso, self.zone, earliest)
        except InstantError as error:
            raise CellError(f"{text!r} {error.reason}; {_HOW_TO_WRITE}") from error

    def instant_of(self, date: str, time: str) -> int:
        """Return the instant of a date cell and a time cell. Raises: CellError."""
        clock = _TIME.fullmatch(time)
        if clock is None:
            raise CellError(f"{time!r} is no time of day; write it as 10:00:00")
        return self.instant(f"{date.partition(' ')[0]} {time}")

    def _split(self, text: str) -> tuple[str, str]:
        """Return the ISO date of a text, and its ISO time; an offset stays."""
        found = _ISO_DATE.match(text)
        if found is not None:
            year, month, day = found[1], found[2], found[3]
        else:
            found = _SITE_DATE.match(text)
            if found is None:
                raise CellError(f"{text!r} is no date and time; {_HOW_TO_WRITE}")
            day, month = self._day_and_month(found)
            year = found[4]
        rest = text[found.end() + 1 :].strip()
        clock = _TIME.match(rest)
        if clock is not None:
            hour, minute, second = clock.groups("00")
            rest = f"{hour:0>2}:{minute}:{second}{rest[clock.end() :]}"
        return f"{year}-{month:0>2}-{day:0>2}", rest

    def _day_and_month(self, found: re.Match[str]) -> tuple[str, str]:
        first, separator, second = found[1], found[2], found[3]
        if separator == "." or first == second:
            return first, second
        if not self.order and separator == "/":
            raise CellError(
                f"{found[0]!r} can be day or month first, and no other cell tells; export it "
                "again with the column Created On, or from the report view (yyyy-mm-dd)"
            )
        return (second, first) if self.order == MONTH_FIRST else (first, second)

    @staticmethod
    def _order_of_day(found: re.Match[str], iso_day: str) -> str:
        if iso_day == f"{found[4]}-{found[3]:0>2}-{found[1]:0>2}":
            return DAY_FIRST
        if iso_day == f"{found[4]}-{found[1]:0>2}-{found[3]:0>2}":
            return MONTH_FIRST
        return ""


def seconds(text: str) -> int:
    """Return the seconds of `2d 19h 34m 56s`, or of a number of seconds. Raises: CellError."""
    parts = _DURATION.fullmatch(text)
    try:
        if parts is not None:
            found = sum(int(n) * unit for n, unit in zip(parts.groups("0"), _UNITS_S, strict=True))
        else:
            found = int(float(text))
    except (ValueError, OverflowError) as error:
        raise CellError(f"{text!r} is no duration such as 6h 29m 50s") from error
    if found > _LONGEST_S:
        raise CellError(f"{text!r} is longer than 100 years")
    return found


def yes_no(text: str) -> bool | None:
    """Return the value of a yes-or-no cell; None if it is empty. Raises: CellError."""
    word = text.casefold()
    if word in _YES:
        return True
    if word in _NO:
        return False
    if word:
        raise CellError(f"{text!r} is neither yes nor no; write it as 1 or 0")
    return None


def one_of(text: str, options: tuple[str, ...]) -> str:
    """Return the option in a cell, in any case; empty for an empty cell. Raises: CellError."""
    word = text.casefold()
    if word and word not in options:
        raise CellError(f"{text!r} is none of {', '.join(options)}")
    return word


def _order(found: re.Match[str]) -> str:
    first, second = int(found[1]), int(found[3])
    if first > 12 >= second:
        return DAY_FIRST
    if second > 12 >= first:
        return MONTH_FIRST
    return ""
