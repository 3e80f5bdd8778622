"""The public holidays of a country, as the closed dates of a calendar."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import holidays

from sla_nl.engine.calendars.holidays_nl import LAST_HOLIDAY_YEAR

from ..closed_dates import dutch_holidays

YEARS = 10
"""For so many years a new calendar gets its closed dates: this year and those after it."""

_LANGUAGES = {"nl": ("nl",), "en": ("en_US", "en_GB", "en")}

Dates = dict[date, str]
"""Closed dates, each with its reason."""


@lru_cache(maxsize=1)
def countries() -> frozenset[str]:
    """Return the codes of the countries whose holidays are known, such as `BE`."""
    return frozenset(code for code in holidays.list_supported_countries() if len(code) == 2)


def holidays_of(country: str, first_year: int, language: str) -> Dates:
    """Return the holidays of a country for ten years, by date.

    For the Netherlands these are the holidays of the app's own rule.

    Args:
        country: one of `countries()`.
        language: `nl` or `en`; names are in the country's own language where they have no other.
    """
    years = range(first_year, min(first_year + YEARS, LAST_HOLIDAY_YEAR + 1))
    if country == "NL":
        return dutch_holidays(years)
    days = holidays.country_holidays(country, years=years, language=_language(country, language))
    return {day: name for day, name in sorted(days.items()) if day.year in years}


def _language(country: str, language: str) -> str | None:
    """Return the package's code for a language, or None for the country's own language."""
    known = holidays.country_holidays(country, years=2026).supported_languages
    return next((code for code in _LANGUAGES[language] if code in known), None)
