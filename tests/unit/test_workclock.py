"""The calendar arithmetic compared with `workclock`, an independent implementation in Rust.

Both get thousands of random calendars, starts and budgets. They differ on purpose in two ways, each
with its own test:

- A budget of 0: workclock returns the start; here it ends at the next opening (docs/design.md 4.4).
- The reach of a search: workclock stops after 366 days plus a week per holiday. A holiday takes
  away at most a week, so it always finds weekly hours. Here a calendar that is closed for 25 years
  is an error (docs/design.md 4.6).

They agree on three odd cases, which are tested too: an interval's end in the spring gap moves on by
the gap, an end in the double hour is its first pass, and intervals that overlap after such a move
all count.
"""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, time, timedelta

import pytest
from factories import make_calendar, make_hours, table

from sla_nl.engine.calendars.calendar import Calendar
from sla_nl.engine.calendars.terms import WEEKDAYS, CalendarTerms, Hours
from sla_nl.engine.errors import NoOpeningTimeError

workclock = pytest.importorskip("workclock")

ZONES = (
    "Europe/Amsterdam",
    "Asia/Kolkata",
    "Australia/Sydney",
    "Australia/Lord_Howe",
    "America/New_York",
)
SEEDS = range(50)
CALENDARS_PER_SEED = 6
CASES_PER_CALENDAR = 20
FIRST, LAST = datetime(2025, 1, 1, tzinfo=UTC), datetime(2028, 12, 31, tzinfo=UTC)
DST_DAYS = (date(2026, 3, 29), date(2026, 10, 25), date(2026, 4, 5), date(2026, 10, 4))


def schedule_of(hours, dates, zone):
    """Return the same calendar for workclock; a closing at 24:00 is a shift that ends at 00:00."""
    rules = [
        workclock.WorkDay(_time(h.opens), _time(h.closes), [WEEKDAYS.index(h.day)], time_zone=zone)
        for h in hours
    ]
    return workclock.Schedule([*rules, workclock.Holidays(dates, time_zone=zone)], time_zone=zone)


def random_pair(rng):
    """Return a random calendar, for the engine and for workclock."""
    zone = rng.choice(ZONES)
    hours = tuple(
        Hours(day, opens, closes)
        for day in WEEKDAYS
        for opens, closes in _intervals(rng)
        if day in WEEKDAYS[:5] or rng.random() < 0.5
    ) or (Hours("Monday", 0, 1440),)
    dates = [date(2025, 1, 1) + timedelta(rng.randrange(1460)) for _ in range(rng.randrange(20))]
    closed = {year: frozenset(d for d in dates if d.year == year) for year in range(2025, 2029)}
    terms = CalendarTerms("random", zone, hours=hours, closed_dates=tuple(closed.items()))
    return Calendar(terms), schedule_of(hours, dates, zone)


def _intervals(rng):
    """Draw up to three intervals a day, some of them around the hour of the change of the clock."""
    kind = rng.random()
    if kind < 0.1:
        return []
    if kind < 0.2:
        return [(0, 1440)]
    if kind < 0.35:
        opens = rng.randrange(0, 240)
        return [(opens, rng.randrange(opens + 1, 241))]
    first, last = rng.choice(((0, 300), (300, 1440), (0, 1440)))
    ends = sorted(rng.sample(range(first, last + 1), 2 * rng.randint(1, 3)))
    return list(zip(ends[::2], ends[1::2], strict=True))


def _start(rng):
    if rng.random() < 0.2:
        day = datetime.combine(rng.choice(DST_DAYS), time(), UTC)
        return int(day.timestamp()) + rng.randrange(-86_400, 86_400)
    return rng.randrange(int(FIRST.timestamp()), int(LAST.timestamp()))


def _moment(instant_s):
    return datetime.fromtimestamp(instant_s, UTC)


def _time(minute):
    return time(minute // 60 % 24, minute % 60)


@pytest.mark.parametrize("seed", SEEDS)
def test_deadline_and_elapsed_are_those_of_workclock(seed):
    """Each of 6,000 cases has a budget and two instants."""
    rng = random.Random(seed)
    for _ in range(CALENDARS_PER_SEED):
        calendar, schedule = random_pair(rng)
        for _ in range(CASES_PER_CALENDAR):
            start_s = _start(rng)
            budget_s = rng.choice((1, rng.randrange(1, 7200), rng.randrange(1, 400_000)))
            due = schedule.add(_moment(start_s), timedelta(seconds=budget_s))
            assert calendar.deadline(start_s, budget_s) == int(due.timestamp()), calendar.terms
            end_s = start_s + rng.randrange(1, 5_000_000)
            between = schedule.between(_moment(start_s), _moment(end_s))
            assert calendar.elapsed(start_s, end_s) == between.total_seconds(), calendar.terms


@pytest.mark.parametrize("seed", range(20))
def test_opening_is_that_of_workclock(seed):
    """The next opening is the start of workclock's next period, and it is open then."""
    rng = random.Random(1000 + seed)
    calendar, schedule = random_pair(rng)
    for _ in range(10):
        start_s = _start(rng)
        opening = schedule.next_period(_moment(start_s))[0]
        assert calendar.next_opening(start_s) == int(opening.timestamp())
        assert calendar.is_open(start_s) is (opening == _moment(start_s))


SAME = [
    ("gap-opens", "02:30-04:00", date(2026, 3, 29), 30 * 60),
    ("gap-closes", "01:00-02:30", date(2026, 3, 29), 90 * 60),
    ("inside-the-gap", "02:10-02:40", date(2026, 3, 29), 30 * 60),
    ("the-gap", "02:00-03:00", date(2026, 3, 29), 0),
    ("turned-round-by-the-gap", "02:30-03:15", date(2026, 3, 29), 0),
    ("past-each-other", "02:30-02:50 03:00-03:10", date(2026, 3, 29), 30 * 60),
    ("double-hour", "02:00-03:00", date(2026, 10, 25), 7200),
    ("opens-in-the-double-hour", "02:30-04:00", date(2026, 10, 25), 9000),
    ("closes-in-the-double-hour", "01:00-02:30", date(2026, 10, 25), 5400),
]


@pytest.mark.parametrize(("span", "day", "seconds"), table(SAME))
def test_intervals_at_the_change_of_the_clock_are_alike(span, day, seconds):
    """In both, an end moves on by the gap, or is the first pass of the double hour."""
    zone = "Europe/Amsterdam"
    hours = make_hours(span, ["Sunday"])
    start = datetime.combine(day, time(), UTC) - timedelta(hours=3)
    end = start + timedelta(days=1)
    found = make_calendar(hours).elapsed(int(start.timestamp()), int(end.timestamp()))
    assert found == seconds
    assert schedule_of(hours, [], zone).between(start, end).total_seconds() == seconds


def test_difference_in_a_zero_budget():
    """On Saturday workclock returns the start; here the budget ends at the next opening."""
    saturday = datetime(2026, 6, 13, 9, tzinfo=UTC)
    monday = datetime(2026, 6, 15, 6, tzinfo=UTC)
    hours = make_hours()
    assert schedule_of(hours, [], "Europe/Amsterdam").add(saturday, timedelta()) == saturday
    assert make_calendar(hours).deadline(int(saturday.timestamp()), 0) == int(monday.timestamp())


def test_difference_in_the_reach_of_a_search():
    """A calendar opens on Mondays only, but not from 2026 up to 2052: here that is an error."""
    hours = make_hours("08:00-17:00", ["Monday"])
    days = (date(2026, 1, 1) + timedelta(n) for n in range(27 * 366))
    dates = [day for day in days if day.weekday() == 0 and day.year <= 2052]
    closed = {y: frozenset(d for d in dates if d.year == y) for y in range(2026, 2053)}
    start = datetime(2026, 6, 8, 8, tzinfo=UTC)
    due = schedule_of(hours, dates, "Europe/Amsterdam").add(start, timedelta(hours=1))
    assert due == datetime(2053, 1, 6, 8, tzinfo=UTC)  # Monday 09:00 in Amsterdam
    calendar = make_calendar(hours, closed_dates=tuple(closed.items()))
    with pytest.raises(NoOpeningTimeError, match="office"):
        calendar.deadline(int(start.timestamp()), 3600)


def test_search_over_two_closed_years_is_alike():
    """If every day of 2026 and 2027 is a holiday, both find Monday 3 January 2028."""
    hours, years = make_hours(), (2026, 2027)
    dates = [date(y, 1, 1) + timedelta(n) for y in years for n in range(365)]
    closed = tuple((y, frozenset(d for d in dates if d.year == y)) for y in years)
    start, due = datetime(2026, 6, 8, 8, tzinfo=UTC), datetime(2028, 1, 3, 8, tzinfo=UTC)
    assert schedule_of(hours, dates, "Europe/Amsterdam").add(start, timedelta(hours=1)) == due
    calendar = make_calendar(hours, closed_dates=closed)
    assert calendar.deadline(int(start.timestamp()), 3600) == int(due.timestamp())


def test_both_refuse_a_calendar_without_openings():
    """In workclock making it is an error, here using it is one."""
    with pytest.raises(workclock.NoWorkingTimeError):
        workclock.Schedule([]).add(FIRST, timedelta(hours=1))
    with pytest.raises(NoOpeningTimeError):
        make_calendar(()).deadline(int(FIRST.timestamp()), 3600)
