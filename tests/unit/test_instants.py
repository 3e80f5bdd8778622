"""Conversions between texts, local times and instants."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from factories import table

from sla_nl.engine.calendars.instants import (
    FIRST_S,
    LAST_S,
    InstantError,
    ZoneError,
    parse_instant,
    seconds_of,
    zone,
)

AMSTERDAM = zone("Europe/Amsterdam")
# 2026-06-08T08:00:00Z is 20,612 days (56 years of 365, 14 leap days, 158 days) and 8 hours on
MONDAY_8_UTC = (56 * 365 + 14 + 158) * 86_400 + 8 * 3600

TEXTS = [
    ("zulu", "2026-06-08T08:00:00Z", MONDAY_8_UTC),
    ("offset", "2026-06-08T10:00:00+02:00", MONDAY_8_UTC),
    ("half-hour-offset", "2026-06-08T13:30:00+05:30", MONDAY_8_UTC),
    ("space", "2026-06-08 10:00:00+02:00", MONDAY_8_UTC),
    ("no-seconds", "2026-06-08T10:00+02:00", MONDAY_8_UTC),
    ("fraction-dropped", "2026-06-08T10:00:00.999999+02:00", MONDAY_8_UTC),
    ("fraction-dropped-before-1970", "1969-12-31T23:59:58.5Z", -2),
    ("epoch", "1970-01-01T00:00:00Z", 0),
]


@pytest.mark.parametrize(("text", "expected"), table(TEXTS))
def test_text_with_an_offset_is_an_instant(text, expected):
    """An offset or Z fixes the moment; fractions of a second are dropped (docs/design.md 3)."""
    assert parse_instant(text) == expected


NAIVE = [
    # id, naive text, the same moment with its offset
    ("summer", "2026-06-08T10:00:00", "2026-06-08T08:00:00Z"),
    ("winter", "2026-01-08 10:00:00", "2026-01-08T09:00:00Z"),
    ("gap-moves-on", "2026-03-29T02:30:00", "2026-03-29T03:30:00+02:00"),
    ("twice-is-the-first", "2026-10-25T02:30:00", "2026-10-25T02:30:00+02:00"),
    ("fraction", "2026-06-08 10:00:00.123456", "2026-06-08T08:00:00Z"),
]


@pytest.mark.parametrize(("naive", "aware"), table(NAIVE))
def test_naive_text_is_read_in_the_zone_given(naive, aware):
    """A time that exists twice is its first pass; a skipped one moves on by the gap (4.1)."""
    assert parse_instant(naive, AMSTERDAM) == parse_instant(aware)


BAD = ["", "gisteren", "2026-13-01T00:00:00Z", "2026-02-29T00:00:00Z", None, 5, True, "08-06-2026"]


@pytest.mark.parametrize("text", BAD, ids=map(repr, BAD))
def test_value_that_is_no_moment_is_refused(text):
    """A value that is no ISO 8601 text is an error, also if a zone for naive texts is given."""
    with pytest.raises(InstantError):
        parse_instant(text, AMSTERDAM)


@pytest.mark.parametrize("text", ["2026-06-08", "20260608", "2026-W24-1"])
def test_a_date_alone_is_no_moment(text):
    """It names no moment of the day, so it is refused and not read as midnight."""
    with pytest.raises(InstantError, match=f"'{text}' is a date without a time of day"):
        parse_instant(text, AMSTERDAM)


def test_a_moment_past_the_year_9998_is_refused():
    """Zones east of Greenwich cannot show the last moments of the year 9999."""
    assert parse_instant("9998-12-31T23:59:59Z") == LAST_S
    with pytest.raises(InstantError, match="lies past the year 9998"):
        parse_instant("9999-01-01T00:00:00Z")


@pytest.mark.parametrize("name", ["Pacific/Kiritimati", "Etc/GMT+12", "America/New_York"])
def test_every_zone_shows_the_first_and_the_last_instant(name):
    """It shows them as text and as local time."""
    assert zone(name).iso(FIRST_S)[:4] in ("0001", "0002")
    assert zone(name).iso(LAST_S)[:4] in ("9998", "9999")


@pytest.mark.parametrize("instant_s", [10**17, -(10**17), 10**12, 253_402_300_800, -62_135_596_801])
def test_an_instant_outside_the_calendar_is_an_overflow_on_every_system(instant_s):
    """It is never an OSError, which would be reported as a fault of a file."""
    with pytest.raises(OverflowError):
        zone("UTC").local(instant_s)


def test_naive_text_without_a_zone_is_refused():
    """The zone is never guessed (docs/design.md 3)."""
    with pytest.raises(InstantError, match="offset"):
        parse_instant("2026-06-08T10:00:00")


def test_naive_datetime_is_refused():
    """Only an aware datetime is an instant (docs/design.md 4.1)."""
    with pytest.raises(InstantError):
        seconds_of(datetime(2026, 6, 8, 10))  # noqa: DTZ001


def test_aware_datetime_loses_its_fraction():
    """An instant has whole seconds."""
    assert seconds_of(datetime(2026, 6, 8, 8, 0, 0, 999_999, tzinfo=UTC)) == MONDAY_8_UTC


CIVIL = [
    # id, zone, local, expected text of the instant
    ("ordinary", "Europe/Amsterdam", "2026-06-08 10:00", "2026-06-08T10:00:00+02:00"),
    ("gap", "Europe/Amsterdam", "2026-03-29 02:00", "2026-03-29T03:00:00+02:00"),
    ("end-of-gap", "Europe/Amsterdam", "2026-03-29 02:59", "2026-03-29T03:59:00+02:00"),
    ("overlap", "Europe/Amsterdam", "2026-10-25 02:00", "2026-10-25T02:00:00+02:00"),
    ("after-overlap", "Europe/Amsterdam", "2026-10-25 03:00", "2026-10-25T03:00:00+01:00"),
    ("half-hour", "Asia/Kolkata", "2026-06-08 10:00", "2026-06-08T10:00:00+05:30"),
    ("southern-gap", "Australia/Sydney", "2026-10-04 02:30", "2026-10-04T03:30:00+11:00"),
    ("half-hour-gap", "Australia/Lord_Howe", "2026-10-04 02:10", "2026-10-04T02:40:00+11:00"),
]


@pytest.mark.parametrize(("name", "local", "expected"), table(CIVIL))
def test_civil_time_is_one_instant(name, local, expected):
    """Both ends of an opening become instants by one rule (docs/design.md 4.2)."""
    moment = datetime.fromisoformat(local)
    instant_s = zone(name).instant(moment.date(), moment.time())
    assert instant_s == int(datetime.fromisoformat(expected).timestamp())
    assert zone(name).iso(instant_s) == expected


MINUTES = [
    ("midnight", date(2026, 6, 8), 0, "2026-06-08T00:00:00+02:00"),
    ("24:00", date(2026, 6, 8), 1440, "2026-06-09T00:00:00+02:00"),
    ("24:00-on-new-years-eve", date(2026, 12, 31), 1440, "2027-01-01T00:00:00+01:00"),
    ("24:00-on-leap-day", date(2028, 2, 29), 1440, "2028-03-01T00:00:00+01:00"),
    ("24:00-in-spring", date(2026, 3, 29), 1440, "2026-03-30T00:00:00+02:00"),
]


@pytest.mark.parametrize(("day", "minute", "expected"), table(MINUTES))
def test_minute_of_a_day_is_one_instant(day, minute, expected):
    """24:00 is midnight of the next date."""
    assert AMSTERDAM.iso(AMSTERDAM.instant_of_minute(day, minute)) == expected


def test_local_text_tells_the_passes_of_the_double_hour_apart():
    """One hour lies between the two passes of 02:30 on 25 October 2026."""
    first = AMSTERDAM.instant(date(2026, 10, 25), time(2, 30))
    assert AMSTERDAM.iso(first) == "2026-10-25T02:30:00+02:00"
    assert AMSTERDAM.iso(first + 3600) == "2026-10-25T02:30:00+01:00"


@pytest.mark.parametrize("name", ["Europe/Utrecht", "", "../etc", "CET+1"])
def test_name_of_no_zone_is_refused(name):
    with pytest.raises(ZoneError):
        zone(name)
