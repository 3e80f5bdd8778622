"""Random outages and windows beside a model that walks each second and knows no spans."""

from __future__ import annotations

import random
from datetime import datetime
from decimal import Decimal

import pytest
from factories import AMSTERDAM, edited, make_calendar_terms, make_hours
from test_naive_model import Model

from sla_nl.engine.calendars.instants import zone
from sla_nl.engine.calendars.periods import Period
from sla_nl.engine.calendars.spans import merged, within, without
from sla_nl.engine.service.availability import uptimes
from sla_nl.engine.service.maintenance import judge_window
from sla_nl.engine.service.outages import Outage
from sla_nl.engine.service.planned import Planned
from sla_nl.engine.service.windows import Window
from sla_nl.engine.terms.service import Availability, Exclusion, MaintenanceRule

SERVICES = ("", "Web", "Mail")
ROUNDS = 15
DAYS = {
    # the start of each period and its end, in seconds of UTC
    "ordinary": (1780869600, 1780869600 + 3 * 86_400),
    "spring": (1774652400, 1774652400 + 3 * 86_400 - 3600),
    "autumn": (1792792800, 1792792800 + 3 * 86_400 + 3600),
}
RULES = (
    MaintenanceRule("Night", calendar="night"),
    MaintenanceRule("Evening", not_before=960, maximum=2, maximum_period="month"),
    MaintenanceRule("Soft", calendar="night", is_soft=True),
    MaintenanceRule("Counts", counts_as_downtime=True),
    MaintenanceRule("Extra", counts_towards="Evening"),
)
CALENDARS = {
    "night": make_calendar_terms("night", make_hours("22:00-30:00 12:00-12:45")),
    "day": make_calendar_terms("day", make_hours("08:00-12:00 12:30-17:00")),
}


def make_contract():
    return edited(
        "covide-basic", calendars=CALENDARS, maintenance=RULES, exclusions=(Exclusion("Flood"),),
        availability=(
            Availability("Web", "month", Decimal("99.5"), calendar="24x7"),
            Availability("Mail", "month", Decimal(90), calendar="day"),
        ),
    )  # fmt: skip


def moment(chance, start, end):
    """Return a random second near a period, most of them on a whole quarter of an hour."""
    at = chance.randint(start - 40_000, end + 40_000)
    return at if chance.random() < 0.3 else at // 900 * 900


def make_outages(chance, start, end):
    for number in range(chance.randint(0, 8)):
        since = moment(chance, start, end)
        until = None if chance.random() < 0.1 else since + chance.choice([0, 1, 900, 7200, 40_000])
        yield Outage(
            str(number), since, until, chance.choice(SERVICES), chance.choice(["", "Flood"])
        )


def make_windows(chance, start, end):
    for place in range(chance.randint(0, 6)):
        since = moment(chance, start, end)
        rule = chance.choice(RULES)
        until = since + chance.choice([1, 900, 5400, 30_000])
        window = Window(str(place), "made", rule.maintenance_type, since, until, place=place)
        yield window._replace(service=chance.choice(SERVICES))


def is_open(models, name, at):
    return name == "24x7" or models[name].owner(at) is not None


def too_many(window, windows):
    """Return whether more than two windows of the month use up the maximum before this one."""
    if window.type not in ("Evening", "Extra"):
        return False

    def month(at):
        return datetime.fromtimestamp(at, AMSTERDAM).strftime("%Y-%m")

    before = [
        other
        for other in windows
        if other.type in ("Evening", "Extra")
        and month(other.start) == month(window.start)
        and (other.start, other.place) < (window.start, window.place)
    ]
    return len(before) >= 2


def covered(models, window, windows):
    """Return the seconds that a window covers, walked one by one."""
    seconds = range(window.start, window.end)
    rule = next(rule for rule in RULES if rule.maintenance_type == window.type)
    if rule.counts_as_downtime or too_many(window, windows):
        return set()
    if rule.is_soft:
        return set(seconds)

    def may_begin(at):
        local = datetime.fromtimestamp(at, AMSTERDAM)
        late = rule.not_before is None or local.hour * 60 + local.minute >= rule.not_before
        return late and (not rule.calendar or is_open(models, rule.calendar, at))

    begun = next((at for at in seconds if may_begin(at)), window.end)
    rest = range(begun, window.end)
    if rule.calendar and not all(is_open(models, rule.calendar, at) for at in rest):
        return set()
    return set(rest)


def figures(models, service, calendar, outages, windows, period, now):
    """Return the seconds agreed, down and excluded, counted one by one."""
    end = min(now, period.end)
    cover = set()
    for window in windows:
        if window.service in ("", service):
            cover |= covered(models, window, windows)
    all_down, plain = set(), set()
    for outage in outages:
        if outage.service in ("", service):
            lasts = set(range(outage.start, end if outage.end is None else outage.end))
            all_down |= lasts
            plain |= lasts if not outage.cause else set()
    open_at = [at for at in range(period.start, period.end) if is_open(models, calendar, at)]
    down = [at for at in open_at if at in all_down]
    return len(open_at), len(down), sum(at not in plain or at in cover for at in down)


@pytest.mark.parametrize("name", DAYS)
def test_figures_are_those_of_a_walk_through_each_second(name):
    """Three days with and without a change of the clock; seconds of service time are compared."""
    chance, contract = random.Random(name), make_contract()
    start, end = DAYS[name]
    models = {key: Fast(terms) for key, terms in CALENDARS.items()}
    for _ in range(ROUNDS):
        outages, windows = [*make_outages(chance, start, end)], [*make_windows(chance, start, end)]
        period, now = Period("month", name, start, end), moment(chance, start, end)
        planned = Planned(contract, windows)
        verdicts = [judge_window(planned, window, now) for window in windows]
        found = uptimes(contract, period, outages, verdicts, now)
        for uptime, calendar in zip(found, ("24x7", "day"), strict=True):
            expected = figures(models, uptime.row.subject, calendar, outages, windows, period, now)
            assert (uptime.agreed_s, uptime.down_s, uptime.excluded_s) == expected


class Fast(Model):
    """The model of a calendar, which remembers the minutes that it has looked at."""

    def __init__(self, terms):
        super().__init__(terms)
        self.seen = {}

    def owner(self, at_s):
        minute = at_s // 60
        if minute not in self.seen:
            self.seen[minute] = super().owner(minute * 60)
        return self.seen[minute]


def test_spans_are_sets_of_seconds():
    """Joining and taking apart random spans gives the seconds that sets give."""
    chance = random.Random(4)
    for _ in range(500):
        spans, holes = (
            [
                (at, at + chance.randint(0, 9))
                for at in chance.choices(range(60), k=chance.randint(0, 8))
            ]
            for _side in "ab"
        )
        left = without(merged(spans), merged(holes))
        assert seconds(left) == seconds(spans) - seconds(holes)
        assert merged(left) == left
        start, end = sorted(chance.choices(range(70), k=2))
        assert seconds(within(left, start, end)) == seconds(left) & set(range(start, end))


def seconds(spans):
    return {at for start, end in spans for at in range(start, end)}


def test_the_days_are_whole_local_days():
    """Each period begins and ends at a local midnight."""
    for start, end in DAYS.values():
        assert {zone("Europe/Amsterdam").local(at).strftime("%H:%M") for at in (start, end)} == {
            "00:00"
        }
