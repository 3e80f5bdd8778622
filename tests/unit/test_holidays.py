"""Dutch holidays by date, under each reading."""

from __future__ import annotations

from datetime import date

import pytest
from factories import at, make_calendar_terms, shown, table

from sla_nl.engine.calendars.calendar import Calendar
from sla_nl.engine.calendars.holidays_nl import HolidayYearError, holiday_names, official_holidays
from sla_nl.engine.calendars.terms import HolidayReadings
from sla_nl.engine.errors import NoOpeningTimeError

DEFAULT = {
    2005: "01-01 03-27 03-28 04-30 05-05 05-15 05-16 12-25 12-26",
    2016: "01-01 03-27 03-28 04-27 05-05 05-15 05-16 12-25 12-26",
    2025: "01-01 04-20 04-21 04-26 05-05 05-29 06-08 06-09 12-25 12-26",
    2026: "01-01 04-05 04-06 04-27 05-14 05-24 05-25 12-25 12-26",
    2030: "01-01 04-21 04-22 04-27 05-05 05-30 06-09 06-10 12-25 12-26",
}


def days_of(year, texts):
    return {date.fromisoformat(f"{year}-{text}") for text in texts.split()}


@pytest.mark.parametrize(("year", "texts"), DEFAULT.items(), ids=map(str, DEFAULT))
def test_official_holidays_of_a_year_by_default(year, texts):
    """Good Friday is no holiday and 5 May is one in lustrum years only (HOL-GF, HOL-5MAY)."""
    assert official_holidays(year) == days_of(year, texts)


GOOD_FRIDAYS = [(2005, "03-25"), (2016, "03-25"), (2025, "04-18"), (2026, "04-03"), (2030, "04-19")]


@pytest.mark.parametrize(("year", "friday"), GOOD_FRIDAYS)
def test_good_friday_closed_adds_that_one_day(year, friday):
    """The reading `good_friday=closed` closes Good Friday and nothing else (HOL-GF)."""
    assert official_holidays(year, "closed") == days_of(year, f"{DEFAULT[year]} {friday}")


LIBERATION = [
    # year, reading, is 5 May closed
    (2005, "lustrum", True),
    (2005, "every_year", True),
    (2005, "never", True),  # Ascension Day stays
    (2016, "lustrum", True),  # no lustrum, but Ascension Day
    (2016, "every_year", True),
    (2016, "never", True),
    (2025, "lustrum", True),
    (2025, "every_year", True),
    (2025, "never", False),
    (2026, "lustrum", False),
    (2026, "every_year", True),
    (2026, "never", False),
    (2030, "lustrum", True),
    (2030, "every_year", True),
    (2030, "never", False),
]


@pytest.mark.parametrize(("year", "reading", "is_closed"), LIBERATION)
def test_fifth_of_may_by_reading(year, reading, is_closed):
    """5 May follows its reading, except where it is Ascension Day too (HOL-5MAY)."""
    expected = days_of(year, DEFAULT[year]) - {date(year, 5, 5)}
    if is_closed:
        expected.add(date(year, 5, 5))
    assert official_holidays(year, liberation_day=reading) == expected


KINGS_DAYS = [
    ("queens-day-2013", 2013, "04-30", "04-27"),
    ("sunday-2014-moves-to-saturday", 2014, "04-26", "04-27"),
    ("monday-2026", 2026, "04-27", "04-26"),
]


@pytest.mark.parametrize(("year", "closed", "opened"), table(KINGS_DAYS))
def test_kings_day_is_on_its_own_date(year, closed, opened):
    """King's Day is 27 April, the day before where that is a Sunday, and was 30 April."""
    found = official_holidays(year)
    assert date.fromisoformat(f"{year}-{closed}") in found
    assert date.fromisoformat(f"{year}-{opened}") not in found


def test_year_without_holidays_is_an_error_that_names_the_year():
    """A year that the package does not know is an error, not a year without holidays."""
    with pytest.raises(HolidayYearError, match="1500"):
        official_holidays(1500)


def test_error_for_unknown_holidays_names_the_calendar():
    """A ticket of such a year gets an error that names the calendar (docs/design.md 4.6)."""
    calendar = Calendar(make_calendar_terms("raad", holiday_rule="NL"))
    with pytest.raises(NoOpeningTimeError, match="raad"):
        calendar.deadline(at("1500-06-08T10:00:00+00:00"), 3600)


@pytest.mark.parametrize(
    ("language", "name"), [("nl", "Hemelvaartsdag"), ("en", "Ascension Day")], ids=["nl", "en"]
)
def test_holiday_names_are_for_texts(language, name):
    assert holiday_names(2026, language)[date(2026, 5, 14)] == name


READ = [
    # id, are_holidays_named, readings, expected deadline of one hour from 27 April 08:00
    ("named-official", True, HolidayReadings(), "2026-04-28 09:00"),
    ("named-none-does-nothing", True, HolidayReadings(holidays="none"), "2026-04-28 09:00"),
    ("unnamed-official", False, HolidayReadings(), "2026-04-28 09:00"),
    ("unnamed-none-opens", False, HolidayReadings(holidays="none"), "2026-04-27 09:00"),
]


@pytest.mark.parametrize(("named", "readings", "expected"), table(READ))
def test_reading_none_opens_holidays_that_no_sla_names(named, readings, expected):
    """`holidays=none` acts only where the SLA names no holidays (HOL-UNNAMED)."""
    terms = make_calendar_terms(holiday_rule="NL", are_holidays_named=named)
    assert shown(Calendar(terms, readings).deadline(at("2026-04-27 08:00"), 3600)) == expected


def test_dates_of_a_year_take_the_place_of_the_rule_for_that_year_only():
    """A site keeps the closed dates of each year as rows (docs/design.md 4.12)."""
    closed = ((2026, frozenset({date(2026, 6, 9)})),)
    calendar = Calendar(make_calendar_terms(holiday_rule="NL", closed_dates=closed))
    assert calendar.is_working_day(date(2026, 4, 27))
    assert not calendar.is_working_day(date(2026, 6, 9))
    assert not calendar.is_working_day(date(2027, 4, 27))
