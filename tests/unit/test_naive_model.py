"""Compare the engine with a model that walks minute by minute, on random calendars and tickets.

The model has no intervals and no searches: for each minute it looks whether the calendar is open,
as a person with a wall calendar would. Golden cases show rules one by one; this test shows rules
together: a night, a holiday, a change of clocks, a pause that ends in closed time.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from factories import make_contract, make_target

from sla_nl.engine.calendars.holidays_nl import official_holidays
from sla_nl.engine.calendars.terms import WEEKDAYS, CalendarTerms, Hours, SpecialDay
from sla_nl.engine.evaluate import evaluate
from sla_nl.engine.terms.events import EventRule
from sla_nl.engine.ticket import Event, Ticket

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
DAY = timedelta(days=1)
CALENDARS, TICKETS = 40, 8
"""The number of calendars for each seed, and of tickets for each calendar."""

MOST_DAYS = 30
"""The days that the model walks; later dates are not compared."""

NASTY_DAYS = [
    "2026-03-28", "2026-03-29", "2026-04-03", "2026-04-06", "2026-04-27", "2026-05-14",
    "2026-10-24", "2026-10-25", "2026-12-24", "2026-12-31", "2027-01-01", "2028-02-29",
]  # fmt: skip
MINUTES = [0, 1, 119, 120, 150, 179, 180, 359, 360, 480, 720, 750, 1019, 1020, 1320, 1439]
SPANS = [
    [(480, 1020)], [(480, 720), (750, 1020)], [(1320, 1800)], [(0, 1440)], [(420, 1440)],
    [(0, 360), (1320, 1440)], [(480, 1020), (1380, 1500)],
]  # fmt: skip


class Model:
    """A calendar that is read minute by minute."""

    def __init__(self, terms: CalendarTerms) -> None:
        self.terms = terms
        self.kept: dict[date, set[int]] = {}

    def own_minutes(self, day: date) -> set[int]:
        """Return the open minutes of a day's openings; past 1440 they are on the day after."""
        special = [s for s in self.terms.special_days if s.day == day]
        opened = [(s.opens or 0, s.closes or 1440) for s in special if s.is_open]
        spans = opened or self.usual(day)
        minutes = {minute for opens, closes in spans for minute in range(opens, closes)}
        if 1439 in minutes:
            minutes |= {1440 + minute for minute in self.morning(day + DAY)}
        for closed in special:
            if not closed.is_open:
                whole = closed.opens is None and closed.closes is None
                hole = range(2880) if whole else range(closed.opens or 0, closed.closes or 1440)
                minutes -= set(hole)
        for closed in self.terms.special_days:
            if closed.day == day + DAY and not closed.is_open and closed.opens is not None:
                minutes -= {1440 + m for m in range(closed.opens, closed.closes or 1440)}
        return minutes

    def written(self, day: date) -> set[int]:
        """Return the minutes in the rows of a weekday."""
        name = WEEKDAYS[day.weekday()]
        return {m for h in self.terms.hours if h.day == name for m in range(h.opens, h.closes)}

    def morning(self, day: date) -> set[int]:
        """Return the minutes after midnight that belong to the night of the day before."""
        today, before = self.written(day), self.written(day - DAY)
        is_night = {m for m in before if m < 1440} < set(range(1440)) and 1439 in before
        is_night = is_night and 0 in today and not set(range(1440)) <= today
        if not is_night or not self.is_evening(before):
            return set()
        end = next(minute for minute in range(1441) if minute not in today)
        return set(range(end))

    @staticmethod
    def is_evening(minutes: set[int]) -> bool:
        """Return whether a day that is open until midnight was closed before on that day."""
        return any(minute not in minutes for minute in range(1440))

    def usual(self, day: date) -> list[tuple[int, int]]:
        """Return the hours of a day by its weekday, or as a holiday."""
        is_holiday = self.terms.holiday_rule == "NL" and day in official_holidays(day.year)
        name, morning = WEEKDAYS[day.weekday()], len(self.morning(day))
        rows = [h for h in self.terms.hours if h.day == name and (h.on_holidays or not is_holiday)]
        return [(max(h.opens, morning), h.closes) for h in rows if h.closes > morning]

    def minutes_of(self, day: date) -> set[int]:
        """Return `own_minutes` of a day; they are calculated once."""
        if day not in self.kept:
            self.kept[day] = self.own_minutes(day)
        return self.kept[day]

    def owner(self, at_s: int) -> date | None:
        """Return the day whose opening has the minute of an instant; None in closed time."""
        civil = datetime.fromtimestamp(at_s, AMSTERDAM)
        day, minute = civil.date(), civil.hour * 60 + civil.minute
        if minute + 1440 in self.minutes_of(day - DAY):
            return day - DAY
        return day if minute in self.minutes_of(day) else None

    def walk(self, start_s: int) -> Iterator[tuple[int, date | None]]:
        """Yield each minute from an instant on, with the day whose opening has it."""
        for at_s in range(start_s, start_s + MOST_DAYS * 86_400, 60):
            yield at_s, self.owner(at_s)


def due_of_hours(model: Model, start: int, budget_min: int, stops: list[tuple[int, int]]):
    """Return the end of the minute that uses up the budget; 0 ends at the next opening."""
    left = budget_min
    for at, owner in model.walk(start):
        if owner is not None and not any(since <= at < until for since, until in stops):
            if not left:
                return at
            left -= 1
            if not left:
                return at + 60
    return None


def due_of_days(model: Model, start: int, amount: int):
    """Return the same time some working days later, or that day's closing if it is closed then."""
    begin, shift = next((at, owner) for at, owner in model.walk(start) if owner is not None)
    civil = datetime.fromtimestamp(begin, AMSTERDAM).replace(tzinfo=None, fold=0)
    day, left = shift, amount
    while left:
        day += DAY
        left -= bool(model.minutes_of(day))
    due = instant(datetime.combine(day + (civil.date() - shift), civil.time()))
    if model.owner(due) is not None or model.owner(due - 60) is not None:
        return due
    closing = max(model.minutes_of(day)) + 1
    return instant(datetime.combine(day, time()) + timedelta(minutes=closing))


def instant(civil: datetime) -> int:
    """Return the instant of a local time; the first one if it exists twice."""
    return int(civil.replace(tzinfo=AMSTERDAM).timestamp())


def random_terms(chance: random.Random) -> CalendarTerms:
    spans = chance.choice(SPANS)
    days = chance.choice([WEEKDAYS[:5], WEEKDAYS, WEEKDAYS[1:6]])
    hours = tuple(
        Hours(day, opens, closes, chance.random() < 0.2) for day in days for opens, closes in spans
    )
    special = tuple(
        SpecialDay(date.fromisoformat(chance.choice(NASTY_DAYS)), is_open, *times)
        for is_open, times in chance.sample(
            [(False, (None, None)), (False, (600, 780)), (True, (540, 900)), (False, (0, 120))],
            chance.choice([0, 1, 2]),
        )
    )
    if len({s.day for s in special}) < len(special):
        special = special[:1]
    return CalendarTerms("office", hours=hours, holiday_rule="NL", special_days=special)


def random_moment(chance: random.Random) -> int:
    day = date.fromisoformat(chance.choice(NASTY_DAYS)) + chance.choice([-1, 0, 1]) * DAY
    civil = datetime.combine(day, datetime.min.time()) + timedelta(minutes=chance.choice(MINUTES))
    return instant(civil)


def random_stops(chance: random.Random, start: int) -> list[tuple[int, int]]:
    at, stops = start, []
    for _ in range(chance.choice([0, 0, 1, 2])):
        since = at + 60 * chance.choice([1, 30, 300, 1440])
        at = since + 60 * chance.choice([1, 60, 840, 2880])
        stops.append((since, at))
    return stops


PAUSES = EventRule("paused", "stops", reason="customer", clocks=("resolution",))


@pytest.mark.parametrize("seed", range(8))
def test_the_engine_agrees_with_the_model(seed):
    chance = random.Random(seed)
    for number in range(CALENDARS):
        terms = random_terms(chance)
        model = Model(terms)
        budget, days = chance.choice([0, 1, 30, 240, 480, 2400]), chance.choice([1, 2, 5])
        contract = make_contract(
            make_target(unit="minutes", amount="5"),
            make_target("recovery", str(Decimal(budget) / 60), "working_hours")
            if budget != 1
            else make_target("recovery", "0.5", "working_hours"),
            make_target("response", str(days), "working_days"),
            make_target("resolution", "8", "working_hours", share=Decimal(90)),
            calendars={"office": terms},
            event_rules=(PAUSES,),
        )
        budget = 30 if budget == 1 else budget
        for repeat in range(TICKETS):
            start = random_moment(chance)
            stops = random_stops(chance, start)
            events = tuple(
                event
                for since, until in stops
                for event in (Event(since, "paused", "customer"), Event(until, "resumed"))
            )
            ticket = Ticket("T", "made", "incident", "P1", start, events=events)
            verdict = evaluate(contract, ticket, start)
            place = f"seed {seed}, calendar {number}, ticket {repeat}: {terms}, {ticket}"
            for key, expected in (
                ("recovery@100", due_of_hours(model, start, budget, [])),
                ("resolution@90", due_of_hours(model, start, 480, stops)),
                ("response@100", due_of_days(model, start, days)),
            ):
                if expected is not None:
                    assert verdict.clock(key).due == expected, f"{key}, {place}"
