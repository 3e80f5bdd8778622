"""Dutch holidays, from the package `holidays` and the readings of a contract.

Code recognises a holiday by its date, never by its name, so that a renamed holiday moves no
deadline (docs/design.md 4.12).
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

import holidays

_DAY = timedelta(days=1)

LAST_HOLIDAY_YEAR = holidays.country_holidays("NL").end_year
"""The last year for which the package knows holidays."""


class HolidayYearError(ValueError):
    """A year for which the package `holidays` has no Dutch holidays."""


@lru_cache(maxsize=1024)
def official_holidays(
    year: int, good_friday: str = "open", liberation_day: str = "lustrum"
) -> frozenset[date]:
    """Return the official Dutch holidays of a year.

    Args:
        good_friday: `open` leaves Good Friday a working day, `closed` makes it a holiday.
        liberation_day: 5 May in `lustrum` years (2025, 2030), `every_year` or `never`.
    Raises: HolidayYearError: the package has no holidays for that year.
    Source: readings HOL-GF and HOL-5MAY; vcare-1.2-holidays.
    """
    days = {day for day in holidays.country_holidays("NL", years=year) if day.year == year}
    easter = _easter_sunday(year, days)
    friday, ascension, liberation = easter - 2 * _DAY, easter + 39 * _DAY, date(year, 5, 5)
    if good_friday == "closed":
        days.add(friday)
    else:
        days.discard(friday)
    if liberation_day == "every_year":
        days.add(liberation)
    elif liberation_day == "never" and liberation != ascension:
        days.discard(liberation)
    return frozenset(days)


@lru_cache(maxsize=256)
def holiday_names(year: int, language: str) -> dict[date, str]:
    """Return the name of each holiday of a year, for texts only; `language` is `nl` or `en`."""
    code = {"nl": "nl", "en": "en_US"}[language]
    return dict(holidays.country_holidays("NL", years=year, language=code))


def _easter_sunday(year: int, days: set[date]) -> date:
    """Return Easter Sunday: the only Sunday before May with a holiday on the Monday after it.

    Raises: HolidayYearError: there is none, so the package has no holidays for that year.
    """
    for day in sorted(days):
        if day.weekday() == 6 and day.month in (3, 4) and day + _DAY in days:
            return day
    raise HolidayYearError(f"the package holidays knows no Dutch holidays for {year}")
