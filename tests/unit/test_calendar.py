"""Service calendars: deadlines, elapsed opening time, days, special days and holidays."""

from __future__ import annotations

import signal
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from factories import (
    AMSTERDAM,
    CALENDARS,
    at,
    make_calendar,
    make_calendar_terms,
    make_hours,
    shown,
    table,
)

from sla_nl.engine.calendars.calendar import Calendar
from sla_nl.engine.calendars.terms import HOLIDAY, WEEKDAYS, SpecialDay
from sla_nl.engine.errors import NoOpeningTimeError
from sla_nl.vendors import shipped_contracts

H, M = 3600, 60
OFFICE = make_hours()
LUNCH = make_hours("09:00-12:30 13:00-17:00")
NIGHT = make_hours("00:00-06:00", WEEKDAYS)
LATE = make_hours("02:00-03:00", WEEKDAYS)
GAP = make_hours("02:30-04:00", WEEKDAYS)
TWICE = make_hours("01:30-02:30", WEEKDAYS)
ROUND = make_hours("00:00-24:00", WEEKDAYS)
OVERLAP = make_hours("08:00-12:00 10:00-14:00")
TOUCH = make_hours("08:00-12:00 12:00-17:00")
MIDNIGHT = make_hours("22:00-24:00 00:00-02:00", WEEKDAYS)

DEADLINES = [
    # id, hours, start, budget, expected, clause
    ("used-up-at-closing", OFFICE, "2026-06-12 13:00", 4 * H, "2026-06-12 17:00", "4.4"),
    ("one-second-more", OFFICE, "2026-06-12 13:00", 4 * H + 1, "2026-06-15 08:00:01", "4.4"),
    ("zero-inside", OFFICE, "2026-06-08 10:00", 0, "2026-06-08 10:00", "4.4"),
    ("zero-at-opening", OFFICE, "2026-06-08 08:00", 0, "2026-06-08 08:00", "4.4"),
    ("zero-at-closing", OFFICE, "2026-06-12 17:00", 0, "2026-06-15 08:00", "4.2"),
    ("zero-outside", OFFICE, "2026-06-13 11:00", 0, "2026-06-15 08:00", "4.4"),
    ("report-at-closing", OFFICE, "2026-06-08 17:00", H, "2026-06-09 09:00", "4.2"),
    ("one-second-before-closing", OFFICE, "2026-06-08 16:59:59", H, "2026-06-09 08:59:59", "4.2"),
    ("before-opening", OFFICE, "2026-06-08 06:30", H, "2026-06-08 09:00", "4.3"),
    ("whole-week", OFFICE, "2026-06-08 08:00", 45 * H, "2026-06-12 17:00", "4.4"),
    ("over-lunch", LUNCH, "2026-06-08 11:30", 2 * H, "2026-06-08 14:00", "4.3"),
    ("up-to-lunch", LUNCH, "2026-06-08 11:30", H, "2026-06-08 12:30", "4.4"),
    ("in-lunch", LUNCH, "2026-06-08 12:45", 0, "2026-06-08 13:00", "4.2"),
    ("at-the-start-of-lunch", LUNCH, "2026-06-08 12:30", M, "2026-06-08 13:01", "4.2"),
    ("leap-day", OFFICE, "2028-02-28 13:00", 9 * H, "2028-02-29 13:00", "4.3"),
    ("over-leap-day", OFFICE, "2028-02-28 13:00", 14 * H, "2028-03-01 09:00", "4.3"),
    ("24:00", ROUND, "2026-06-08 23:00", 2 * H, "2026-06-09 01:00", "4.2"),
    ("touching-at-midnight", MIDNIGHT, "2026-06-08 23:00", 2 * H, "2026-06-09 01:00", "4.2"),
    ("overlapping-once", OVERLAP, "2026-06-08 09:00", 5 * H, "2026-06-08 14:00", "4.2"),
    ("overlapping-no-more", OVERLAP, "2026-06-08 09:00", 6 * H, "2026-06-09 09:00", "4.2"),
    ("touching", TOUCH, "2026-06-08 11:00", 2 * H, "2026-06-08 13:00", "4.2"),
    # 29 March has no 02:00-03:00: the night is 5 hours long, the sixth is on Monday
    ("spring-night", NIGHT, "2026-03-29 00:00", 6 * H, "2026-03-30 01:00", "4.3"),
    ("spring-round", ROUND, "2026-03-28 12:00", 24 * H, "2026-03-29 13:00", "4.3"),
    ("spring-hour-is-not", LATE, "2026-03-29 00:00", 0, "2026-03-30 02:00", "4.2"),
    # 25 October has 02:00-03:00 twice: the night is 7 hours long
    ("autumn-night", NIGHT, "2026-10-25 00:00", 6 * H, "2026-10-25 05:00", "4.3"),
    ("autumn-night-whole", NIGHT, "2026-10-25 00:00", 7 * H, "2026-10-25 06:00", "4.3"),
    ("autumn-round", ROUND, "2026-10-24 12:00", 24 * H, "2026-10-25 11:00", "4.3"),
    ("autumn-hour-is-two", LATE, "2026-10-25 00:00", 2 * H, "2026-10-25 03:00", "4.2"),
    ("autumn-second-pass", LATE, "2026-10-25 00:00", 90 * M, "2026-10-25 02:30+01:00", "4.2"),
    # an opening at 02:30 that does not exist is 03:30, half an hour before 04:00
    ("opens-in-the-gap", GAP, "2026-03-29 00:00", 30 * M, "2026-03-29 04:00", "4.2"),
    # a closing at 02:30 that exists twice is the first: one hour after 01:30
    ("closes-in-double-hour", TWICE, "2026-10-25 00:00", H + M, "2026-10-26 01:31", "4.2"),
]


@pytest.mark.parametrize(("hours", "start", "budget_s", "expected", "clause"), table(DEADLINES))
def test_deadline(hours, start, budget_s, expected, clause):
    """The deadline is the earliest instant at which the budget is used up."""
    assert shown(make_calendar(hours).deadline(at(start), budget_s)) == expected, clause


ELAPSED = [
    ("over-a-weekend", OFFICE, "2026-06-12 13:00", "2026-06-15 09:00", 5 * H),
    ("closed-throughout", OFFICE, "2026-06-12 17:00", "2026-06-15 08:00", 0),
    ("same-instant", OFFICE, "2026-06-08 10:00", "2026-06-08 10:00", 0),
    ("backwards", OFFICE, "2026-06-08 12:00", "2026-06-08 10:00", 0),
    ("lunch", LUNCH, "2026-06-08 12:00", "2026-06-08 14:00", 90 * M),
    ("spring-night", NIGHT, "2026-03-29 00:00", "2026-03-29 06:00", 5 * H),
    ("autumn-night", NIGHT, "2026-10-25 00:00", "2026-10-25 06:00", 7 * H),
    ("overlapping", OVERLAP, "2026-06-08 00:00", "2026-06-09 00:00", 6 * H),
    ("leap-year", ROUND, "2028-01-01 00:00", "2029-01-01 00:00", 366 * 24 * H),
    ("common-year", ROUND, "2026-01-01 00:00", "2027-01-01 00:00", 365 * 24 * H),
]


@pytest.mark.parametrize(("hours", "start", "end", "seconds"), table(ELAPSED))
def test_elapsed(hours, start, end, seconds):
    """Opening seconds between two instants, in real time."""
    assert make_calendar(hours).elapsed(at(start), at(end)) == seconds


OTHER_ZONES = [
    # id, zone, start, budget of 00:00-06:00 nights, expected; 5 April and 4 October are DST days
    ("half-hour", "Asia/Kolkata", "2026-03-29 01:00", 6 * H, "2026-03-30 01:00"),
    ("southern-autumn", "Australia/Sydney", "2026-04-05 00:00", 7 * H, "2026-04-05 06:00"),
    ("southern-spring", "Australia/Sydney", "2026-10-04 00:00", 6 * H, "2026-10-05 01:00"),
    ("half-hour-autumn", "Australia/Lord_Howe", "2026-04-05 00:00", 390 * M, "2026-04-05 06:00"),
    ("half-hour-spring", "Australia/Lord_Howe", "2026-10-04 00:00", 6 * H, "2026-10-05 00:30"),
]


@pytest.mark.parametrize(("name", "start", "budget_s", "expected"), table(OTHER_ZONES))
def test_deadline_in_the_zone_of_the_calendar(name, start, budget_s, expected):
    """Opening intervals are local to the calendar's own zone (docs/design.md 4.2)."""
    tz = ZoneInfo(name)
    due = make_calendar(NIGHT, time_zone=name).deadline(at(start, tz), budget_s)
    assert shown(due, tz) == expected


def test_always_open_counts_every_second():
    """An always open calendar is not compiled, and the change of the clock does not matter."""
    calendar = make_calendar((), always_open=True)
    assert shown(calendar.deadline(at("2026-03-28 12:00"), 24 * H)) == "2026-03-29 13:00"
    assert calendar.is_open(at("2026-12-25 03:00"))


def special(text):
    """Read special days from a text such as `open 2026-06-14 10:00-16:00, closed 2026-06-15`."""
    found = []
    for part in filter(None, text.split(", ")):
        status, day, *span = part.split()
        opens, closes = span[0].split("-") if span else ("", "")
        ends = [int(t[:2]) * 60 + int(t[3:]) if t else None for t in (opens, closes)]
        found.append(SpecialDay(date.fromisoformat(day), status == "open", *ends))
    return tuple(found)


SPECIAL = [
    # id, special days, start, budget, expected; weekdays 08:00-17:00, Dutch holidays
    ("closed", "closed 2026-06-09", "2026-06-08 16:00", 2 * H, "2026-06-10 09:00"),
    ("afternoon", "closed 2026-06-09 12:00-", "2026-06-08 16:00", 6 * H, "2026-06-10 09:00"),
    ("morning", "closed 2026-06-09 -12:00", "2026-06-08 16:00", 2 * H, "2026-06-09 13:00"),
    ("an-hour", "closed 2026-06-09 12:00-13:00", "2026-06-09 11:00", 2 * H, "2026-06-09 14:00"),
    ("changed", "open 2026-06-09 10:00-14:00", "2026-06-08 16:00", 2 * H, "2026-06-09 11:00"),
    ("shorter", "open 2026-06-09 10:00-14:00", "2026-06-08 16:00", 6 * H, "2026-06-10 09:00"),
    ("open-sunday", "open 2026-06-14 10:00-14:00", "2026-06-13 12:00", H, "2026-06-14 11:00"),
    ("open-all-day", "open 2026-06-14", "2026-06-13 12:00", 24 * H, "2026-06-15 00:00"),
    (
        "open-but-for-lunch",
        "open 2026-06-14 10:00-16:00, closed 2026-06-14 12:00-13:00",
        *("2026-06-14 11:00", 2 * H, "2026-06-14 14:00"),
    ),
    (
        "open-twice",
        "open 2026-06-14 14:00-16:00, open 2026-06-14 09:00-11:00",
        *("2026-06-14 10:00", 2 * H, "2026-06-14 15:00"),
    ),
    ("on-kings-day", "open 2026-04-27 09:00-12:00", "2026-04-24 16:00", 2 * H, "2026-04-27 10:00"),
    ("part-of-it", "closed 2026-04-27 12:00-13:00", "2026-04-24 16:00", 2 * H, "2026-04-28 09:00"),
    ("holiday", "", "2026-04-24 16:00", 2 * H, "2026-04-28 09:00"),
]


@pytest.mark.parametrize(("days", "start", "budget_s", "expected"), table(SPECIAL))
def test_deadline_over_special_days(days, start, budget_s, expected):
    """Special days, whole or in part, replace the hours of the week (docs/design.md 3)."""
    calendar = make_calendar(special_days=special(days), holiday_rule="NL")
    assert shown(calendar.deadline(at(start), budget_s)) == expected


SATURDAY = make_hours("10:00-16:00", ["Saturday"])
KEPT = make_hours("10:00-16:00", ["Saturday"], on_holidays=True)
HOLIDAY_ROW = make_hours("10:00-14:00", [HOLIDAY])
HOLIDAY_NOON = make_hours("12:00-13:00", [HOLIDAY])

HOLIDAY_HOURS = [
    # id, hours, start, budget, expected; 27 April 2026 is a Monday, 26 December a Saturday
    ("own-rows", OFFICE + HOLIDAY_ROW, "2026-04-27 08:00", 5 * H, "2026-04-28 09:00"),
    ("kept", KEPT + OFFICE, "2026-12-26 08:00", H, "2026-12-26 11:00"),
    ("not-kept", SATURDAY + OFFICE, "2026-12-26 08:00", H, "2026-12-28 09:00"),
    ("own-rows-replace-kept", KEPT + HOLIDAY_NOON, "2026-12-26 08:00", H, "2026-12-26 13:00"),
    ("no-holiday", OFFICE + HOLIDAY_ROW, "2026-06-08 16:00", 2 * H, "2026-06-09 09:00"),
]


@pytest.mark.parametrize(("hours", "start", "budget_s", "expected"), table(HOLIDAY_HOURS))
def test_hours_on_holidays(hours, start, budget_s, expected):
    """A holiday has the hours of the `Holiday` rows, else the hours marked `on_holidays`."""
    calendar = make_calendar(hours, holiday_rule="NL")
    assert shown(calendar.deadline(at(start), budget_s)) == expected


STAND_BY = [
    ("weekday-morning", "2026-06-08 07:00", True),
    ("weekday-office", "2026-06-08 12:00", False),
    ("second-christmas-day-saturday", "2026-12-26 12:00", True),
    ("christmas-friday", "2026-12-25 07:00", False),
    ("easter-sunday", "2026-04-05 12:00", True),
    ("easter-monday", "2026-04-06 19:00", False),
]


@pytest.mark.parametrize(("moment", "is_open"), table(STAND_BY))
def test_stand_by_of_raet_on_holidays(moment, is_open):
    """On a weekday holiday nobody is reachable; a holiday at the weekend has weekend hours.

    Source: R-HOLSTBY.
    """
    assert Calendar(CALENDARS["raet-stand-by"]).is_open(at(moment)) is is_open


WORKING_DAYS = [
    # id, from, count, expected
    ("none", "2026-06-13", 0, "2026-06-13"),
    ("next", "2026-06-08", 1, "2026-06-09"),
    ("over-kings-day", "2026-04-24", 1, "2026-04-28"),
    ("back-over-kings-day", "2026-04-28", -1, "2026-04-24"),
    ("back-two", "2026-04-28", -2, "2026-04-23"),
    ("back-from-a-sunday", "2026-06-14", -1, "2026-06-12"),
    ("over-christmas", "2026-12-23", 5, "2026-12-31"),
    ("over-new-year", "2026-12-31", 1, "2027-01-04"),
    ("over-leap-day", "2028-02-28", 2, "2028-03-01"),
    ("back-over-leap-day", "2028-03-01", -2, "2028-02-28"),
    ("over-easter", "2026-04-02", 2, "2026-04-07"),
    ("over-ascension", "2026-05-13", 1, "2026-05-15"),
]


@pytest.mark.parametrize(("day", "count", "expected"), table(WORKING_DAYS))
def test_nth_working_day(day, count, expected):
    """Weekends and holidays do not count, forwards or backwards."""
    calendar = make_calendar(holiday_rule="NL")
    assert calendar.working_day(date.fromisoformat(day), count) == date.fromisoformat(expected)


OPEN = [
    # id, hours, moment, open when the closing is outside, and when it is inside
    ("opening", LUNCH, "2026-06-08 09:00", True, True),
    ("second-before", LUNCH, "2026-06-08 08:59:59", False, False),
    ("lunch-closing", LUNCH, "2026-06-08 12:30", False, True),
    ("lunch", LUNCH, "2026-06-08 12:30:01", False, False),
    ("closing", LUNCH, "2026-06-08 17:00", False, True),
    ("second-after", LUNCH, "2026-06-08 17:00:01", False, False),
    ("touching", TOUCH, "2026-06-08 12:00", True, True),
    ("double-hour", LATE, "2026-10-25 02:59:59+01:00", True, True),
    ("sunday", LUNCH, "2026-06-14 10:00", False, False),
]


@pytest.mark.parametrize(("hours", "moment", "outside", "inside"), table(OPEN))
def test_closing_moment_by_its_rule(hours, moment, outside, inside):
    """Intervals are `[open, close)`; `closing_rule=inside` makes a closing still open (CLOSE)."""
    assert make_calendar(hours).is_open(at(moment)) is outside
    calendar = Calendar(make_calendar_terms(hours=hours), closing_rule="inside")
    assert calendar.is_open(at(moment)) is inside
    assert (calendar.next_opening(at(moment)) == at(moment)) is inside


EMPTY = [
    ("no-hours", {"hours": ()}),
    ("only-closures", {"hours": (), "special_days": special("closed 2026-06-09")}),
    ("empty-interval", {"hours": make_hours("08:00-08:00")}),
    ("only-in-the-past", {"hours": (), "special_days": special("open 2020-06-08 08:00-17:00")}),
    ("gap-of-36-years", {"hours": (), "special_days": special("open 2062-06-08 08:00-17:00")}),
]


@pytest.mark.parametrize("terms", [r[1] for r in EMPTY], ids=[r[0] for r in EMPTY])
def test_calendar_without_openings_is_an_error_that_names_it(terms):
    """Hours and days both raise the error, if it never opens or is closed for 25 years (4.6)."""
    calendar = make_calendar(**terms)
    for ask in (
        lambda: calendar.deadline(at("2026-06-08 18:00"), H),
        lambda: calendar.next_opening(at("2026-06-08 18:00")),
        lambda: calendar.working_day(date(2026, 6, 8), 1),
    ):
        with pytest.raises(NoOpeningTimeError, match="office"):
            ask()
    assert calendar.elapsed(at("2026-06-08 18:00"), at("2027-06-08 18:00")) == 0


def test_closure_of_twenty_four_years_is_waited_for():
    """One of the two hours is left on 8 June 2026; it is used up on 8 June 2050."""
    days = special("open 2026-06-08 08:00-17:00, open 2050-06-08 08:00-17:00")
    calendar = make_calendar((), special_days=days)
    assert shown(calendar.deadline(at("2026-06-08 16:00"), 2 * H)) == "2050-06-08 09:00"
    assert calendar.working_day(date(2026, 6, 8), 1) == date(2050, 6, 8)


def test_budget_of_many_years_is_carried():
    """The calendar opens one hour a year; a budget of eleven hours takes eleven years."""
    days = special(", ".join(f"open {2026 + n}-06-08 10:00-11:00" for n in range(11)))
    calendar = make_calendar((), special_days=days)
    assert shown(calendar.deadline(at("2026-01-01 00:00"), 11 * H)) == "2036-06-08 11:00"
    with pytest.raises(NoOpeningTimeError):
        calendar.deadline(at("2026-01-01 00:00"), 11 * H + 1)


def test_opening_and_closing_of_a_day():
    """The lunch break is neither the opening nor the closing of the day."""
    calendar = make_calendar(LUNCH)
    assert shown(calendar.opening(date(2026, 6, 8))) == "2026-06-08 09:00"
    assert shown(calendar.closing(date(2026, 6, 8))) == "2026-06-08 17:00"
    assert [calendar.is_closing(at(f"2026-06-08 {t}")) for t in ("12:30", "13:00", "17:00")] == [
        True,
        False,
        True,
    ]
    with pytest.raises(NoOpeningTimeError, match="office"):
        calendar.closing(date(2026, 6, 13))


def test_intervals_are_clipped_to_the_two_instants():
    """From Monday afternoon to Tuesday morning."""
    found = make_calendar(LUNCH).intervals(at("2026-06-08 12:00"), at("2026-06-09 10:00"))
    assert [(shown(a), shown(b)) for a, b in found] == [
        ("2026-06-08 12:00", "2026-06-08 12:30"),
        ("2026-06-08 13:00", "2026-06-08 17:00"),
        ("2026-06-09 09:00", "2026-06-09 10:00"),
    ]


def test_datetimes_in_any_zone_go_in_and_come_out_in_the_calendars_zone():
    """09:00 UTC on Monday is 11:00 in Amsterdam; two hours later it is 13:00 there."""
    calendar = make_calendar()
    start = datetime(2026, 6, 8, 9, tzinfo=UTC)
    due = calendar.deadline_at(start, timedelta(hours=2))
    assert due.isoformat() == "2026-06-08T13:00:00+02:00"
    assert calendar.elapsed_at(start, due) == timedelta(hours=2)


def test_intervals_that_the_spring_gap_moves_past_each_other_all_count():
    """On 29 March 02:30-02:50 is 03:30-03:50, and 03:00-03:10 stays (docs/design.md 4.2)."""
    calendar = make_calendar(make_hours("02:30-02:50 03:00-03:10", ["Sunday"]))
    assert calendar.is_open(at("2026-03-29 03:05"))
    assert calendar.elapsed(at("2026-03-29 00:00"), at("2026-03-29 12:00")) == 30 * M


def test_calendars_of_the_contracts_are_in_amsterdam():
    """Each shipped contract shows its dates in Dutch local time."""
    assert {c.zone.name for c in shipped_contracts().values()} == {str(AMSTERDAM)}


def test_closure_of_36_years_is_an_error_also_after_other_calls():
    """The result does not depend on how far the calendar was compiled before."""
    calendar = make_calendar((), special_days=special("open 2062-06-08 08:00-17:00"))
    assert not calendar.is_open(at("2063-01-01 00:00"))
    with pytest.raises(NoOpeningTimeError, match="office"):
        calendar.deadline(at("2026-06-08 18:00"), H)


def _stop(*_):
    raise TimeoutError


def test_budget_that_no_calendar_can_carry_is_refused_soon():
    """Ten thousand years of opening time raise an error within 2 seconds of processor time."""
    before = signal.signal(signal.SIGVTALRM, _stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, 2)
    try:
        with pytest.raises(NoOpeningTimeError, match="office"):
            make_calendar().deadline(at("2026-06-08 10:00"), 10_000 * 2340 * H)
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
