"""Calendar periods: months, quarters, half years and years."""

from __future__ import annotations

import re
from datetime import date, time
from functools import lru_cache
from typing import NamedTuple

from ..texts import TextError, _
from .instants import Zone

MONTHS = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}
"""The months in each period."""

_FIRST_YEAR, _LAST_YEAR = 1900, 2299
_KINDS = {"Q": "quarter", "H": "half_year"}
_FORMS = re.compile(r"(\d{4})(?:-(Q[1-4]|H[12]|0[1-9]|1[0-2]))?", re.ASCII)


class PeriodError(TextError):
    """A text that names no period."""


class Period(NamedTuple):
    """A period from the instant `start` up to `end`, in whole seconds of UTC.

    Args:
        kind: `month`, `quarter`, `half_year` or `year`.
        name: `2026-06`, `2026-Q2`, `2026-H1` or `2026`.
    """

    kind: str
    name: str
    start: int
    end: int


def read_period(name: str, zone: Zone) -> Period:
    """Return the period of a name: `2026-06`, `2026-Q2`, `2026-H1` or `2026`.

    Raises: PeriodError: the text names no period of the years 1900 to 2299.
    """
    found = _FORMS.fullmatch(name)
    if found is None or not _FIRST_YEAR <= int(found[1]) <= _LAST_YEAR:
        raise PeriodError(
            _("{0} is no period; write 2026-06, 2026-Q2, 2026-H1 or 2026", repr(name))
        )
    year, part = int(found[1]), found[2]
    if not part:
        return _period("year", year, 0, zone)
    if kind := _KINDS.get(part[0]):
        return _period(kind, year, int(part[1]) - 1, zone)
    return _period("month", year, int(part) - 1, zone)


def period_of(instant_s: int, kind: str, zone: Zone) -> Period:
    """Return the period of a kind that holds an instant, in the local time of a zone."""
    day = zone.local(instant_s).date()
    return _period(kind, day.year, (day.month - 1) // MONTHS[kind], zone)


@lru_cache(maxsize=1024)
def _period(kind: str, year: int, number: int, zone: Zone) -> Period:
    """Return the period of a year with a number, 0 for the first."""
    first = number * MONTHS[kind]
    last_year, last = divmod(first + MONTHS[kind], 12)
    start = zone.instant(date(year, first + 1, 1), time())
    end = zone.instant(date(year + last_year, last + 1, 1), time())
    return Period(kind, _name(kind, year, number), start, end)


def _name(kind: str, year: int, number: int) -> str:
    names = {"month": f"-{number + 1:02d}", "quarter": f"-Q{number + 1}"}
    names |= {"half_year": f"-H{number + 1}"}
    return f"{year:04d}{names.get(kind, '')}"
