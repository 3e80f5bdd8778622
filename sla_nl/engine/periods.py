"""The periods of a report: a month, quarter, half year or year, such as `2026-06` or `2026-Q2`."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from .instants import Zone

_PERIOD = re.compile(r"(\d{4})(?:-(?:(0[1-9]|1[0-2])|Q([1-4])|H([12])))?")
_MONTHS = {"year": 12, "half_year": 6, "quarter": 3, "month": 1}
_FIRST_YEAR, _LAST_YEAR = 1901, 2298


class PeriodError(ValueError):
    """A text that names no period."""


class Period(NamedTuple):
    """A period of the calendar.

    Args:
        name: as it is written: `2026-06`, `2026-Q2`, `2026-H1`, `2026`.
        length: `month`, `quarter`, `half_year` or `year`, as in the columns of a contract.
        first: its first day.
        end: the day after its last day.
    """

    name: str
    length: str
    first: date
    end: date

    def span(self, zone: Zone) -> tuple[int, int]:
        """Return the first instant of the period in a zone, and the first one after it."""
        return zone.instant_of_minute(self.first, 0), zone.instant_of_minute(self.end, 0)


def read_period(text: str) -> Period:
    """Return the period that a text names.

    Raises: PeriodError: it names none, or lies outside the years 1901 to 2298.
    """
    found = _PERIOD.fullmatch(text.strip())
    if found is None:
        raise PeriodError(f"{text!r} is no period such as 2026-06, 2026-Q2, 2026-H1 or 2026")
    year, month, quarter, half = (int(part or 0) for part in found.groups())
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise PeriodError(f"{text!r} lies outside the years {_FIRST_YEAR} to {_LAST_YEAR}")
    if month:
        return _period(found[0], "month", year, month)
    if quarter:
        return _period(found[0], "quarter", year, quarter * 3 - 2)
    if half:
        return _period(found[0], "half_year", year, half * 6 - 5)
    return _period(found[0], "year", year, 1)


def _period(name: str, length: str, year: int, month: int) -> Period:
    years, last = divmod(month - 1 + _MONTHS[length], 12)
    return Period(name, length, date(year, month, 1), date(year + years, last + 1, 1))
