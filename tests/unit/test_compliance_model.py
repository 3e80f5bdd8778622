"""Random tickets beside a model of compliance that counts by hand, ticket by ticket.

The dates come from the engine, which has a model of its own (`test_naive_model.py`). What the model
does itself: read from the events what was met and when, place it in a month of the contract's zone,
count, divide, and add up the open minutes between two events one by one.
"""

from __future__ import annotations

import random
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from factories import at, make_calendar_terms, make_contract, make_target

from sla_nl.engine.compliance.results import Counter, Mean, figures_of
from sla_nl.engine.evaluate import evaluate
from sla_nl.engine.terms.events import EventRule
from sla_nl.engine.terms.targets import Average
from sla_nl.engine.ticket import Event, Ticket

NOW = at("2026-06-20 12:00")
FIRST = at("2026-05-04 00:00")
LAST = at("2026-07-20 00:00")
TICKETS, ROUNDS = 40, 25
"""The tickets of a round, and the rounds in each zone: 3,000 tickets in all."""

ZONES = ["Europe/Amsterdam", "America/New_York", "Pacific/Auckland"]
PERIODS = {
    "": None, "2026-05": ["2026-05"], "2026-06": ["2026-06"],
    "2026-Q2": ["2026-04", "2026-05", "2026-06"], "2026-H2": ["2026-07"],
}  # fmt: skip
STAGES = {
    "response": ("responded", "recovered", "resolved"),
    "recovery": ("recovered", "resolved"),
    "resolution": ("resolved",),
}
STEPS = [0, 1, 30, 119, 120, 121, 600, 1440, 5000]
MEAN_S = 3 * 3600


def make_promises(zone):
    """Make a contract in a zone: four shares, a mean in office hours, and pauses that stop it."""
    mean = Average("incident", "recovery", Decimal(3), "working_hours", "month",
                   starts_at="responded")  # fmt: skip
    return make_contract(
        make_target("response", "2", share=Decimal(90), starts_at="reported"),
        make_target("recovery", "4", share=Decimal("66.6"), starts_at="responded"),
        make_target("resolution", "2", "calendar_days", share=Decimal("33.3")),
        make_target("resolution", "6", "calendar_days"),
        averages=(mean,),
        event_rules=(EventRule("paused", "stops", "customer", clocks=("recovery",)),),
        calendars={"office": make_calendar_terms(time_zone=zone)},
    )


def make_tickets(chance, zone):
    """Make random tickets, all moments in whole minutes, with some events left out.

    Some are reported at the very midnight at which June begins in the zone.
    """
    june = at("2026-06-01 00:00", ZoneInfo(zone))
    for number in range(chance.randint(0, TICKETS * 2)):
        is_at_midnight = chance.random() < 0.05
        moment = june if is_at_midnight else FIRST + 60 * chance.randint(0, 48 * 1440)
        reported, events = moment, []
        for name in ("responded", "paused", "resumed", "recovered", "resolved"):
            moment += 60 * chance.choice(STEPS)
            if chance.random() < 0.8:
                events.append(Event(moment, name, "customer" if name == "paused" else ""))
        yield Ticket(f"T{number}", "made", "incident", "P1", reported, events=tuple(events))


def first(ticket, names):
    """Return when the first of some events happened up to now, or None."""
    return next((e.at for e in ticket.events if e.event in names and e.at <= NOW), None)


def outcome(ticket, clock, due):
    """Return what became of a promise, and when."""
    met = first(ticket, STAGES[clock])
    if met is not None and (due is None or met <= due):
        return "met", met
    return ("missed", due) if due is not None and due < NOW else ("undecided", None)


@cache
def open_minutes(zone):
    """Return the instants of all minutes in which the office of a zone is open."""
    found = set()
    for minute in range(FIRST - 86_400, LAST + 86_400, 60):
        local = datetime.fromtimestamp(minute, ZoneInfo(zone))
        if local.weekday() < 5 and 8 <= local.hour < 17:
            found.add(minute)
    return found


def used(ticket, zone):
    """Return the open seconds from the response to the recovery, and when that was, or None."""
    start, end = first(ticket, STAGES["response"]), first(ticket, STAGES["recovery"])
    if start is None or end is None:
        return None
    minutes = open_minutes(zone).intersection(range(start, end, 60))
    return 60 * len(minutes - paused_minutes(ticket, end)), end


def paused_minutes(ticket, end):
    """Return the minutes up to an end in which the ticket waited for the customer."""
    moments = {e.event: e.at for e in ticket.events if e.event in ("paused", "resumed")}
    if "paused" not in moments:
        return set()
    return set(range(moments["paused"], moments.get("resumed", end), 60))


def month_of(instant, zone):
    return datetime.fromtimestamp(instant, ZoneInfo(zone)).strftime("%Y-%m")


class Round:
    """Some random tickets in a zone, their verdicts, and the open time that each used."""

    def __init__(self, zone, seed, basis):
        self.zone, self.basis, self.contract = zone, basis, make_promises(zone)
        self.tickets = list(make_tickets(random.Random(f"{zone} {seed}"), zone))
        self.verdicts = [evaluate(self.contract, ticket, NOW) for ticket in self.tickets]
        self.used = [(ticket, used(ticket, zone)) for ticket in self.tickets]

    def figures(self, period, groups=()):
        """Return the figures of the engine."""
        counter = Counter(period, self.basis, groups)
        for verdict in self.verdicts:
            counter.count(verdict)
        return figures_of(counter.tally, {"made": self.contract}, period)

    def month(self, ticket, decided):
        """Return the month in which something counts; empty if it is in none."""
        when = ticket.reported_at if self.basis == "reported" else decided
        return "" if when is None else month_of(when, self.zone)

    def outcomes(self):
        """Yield each promise of each ticket: its key, the month in which it counts, how it went."""
        for ticket, verdict in zip(self.tickets, self.verdicts, strict=True):
            for clock in verdict.clocks:
                name, when = outcome(ticket, clock.clock, clock.due)
                yield clock.key, self.month(ticket, when), name

    def times(self, months):
        """Return the seconds of the tickets that ended in some months; in any if None."""
        ended = [(time[0], self.month(ticket, time[1])) for ticket, time in self.used if time]
        return [seconds for seconds, month in ended if months is None or month in months]


ROWS = [
    (zone, seed, basis)
    for zone in ZONES
    for seed in range(ROUNDS)
    for basis in ("decided", "reported")
]


@pytest.mark.parametrize(("zone", "seed", "basis"), ROWS)
def test_figures_are_those_of_a_count_by_hand(zone, seed, basis):
    """For all of time, for months, a quarter and half a year: counts, shares, means, judgements."""
    made = Round(zone, seed, basis)
    for period, months in PERIODS.items():
        inside = [(k, name) for k, m, name in made.outcomes() if months is None or m in months]
        for figure in made.figures(period):
            if isinstance(figure, Mean):
                check_mean(figure, made.times(months), period in ("", "2026-05", "2026-06"))
            else:
                check_share(figure, [name for k, name in inside if k == figure.promise.target])


@pytest.mark.parametrize(("zone", "seed", "basis"), ROWS[::5])
def test_figures_by_month_are_those_of_a_count_by_hand(zone, seed, basis):
    """No ticket is in two months or in none; what is not decided has no month of decision."""
    made = Round(zone, seed, basis)
    figures = made.figures("", ("month",))
    for figure in figures:
        target, month = figure.promise.target, figure.promise.month
        if isinstance(figure, Mean):
            if month:
                check_mean(figure, made.times([month]), True)
        else:
            check_share(figure, [n for k, m, n in made.outcomes() if (k, m) == (target, month)])
    shares = [figure for figure in figures if not isinstance(figure, Mean)]
    assert sum(figure.tickets for figure in shares) == 4 * len(made.tickets)


def check_share(figure, names):
    """Compare a share with the outcomes of its tickets."""
    counts = [names.count(name) for name in ("met", "missed", "undecided")]
    assert [figure.met, figure.missed, figure.undecided] == counts
    met, missed, _undecided = counts
    if not met + missed:
        assert (figure.share, figure.is_kept) == (None, None)
        return
    exact = Fraction(100 * met, met + missed)
    assert abs(Fraction(figure.share) - exact) <= Fraction(1, 2_000_000)
    assert figure.is_kept == (exact >= Fraction(figure.promised))


def check_mean(figure, times, is_judged):
    """Compare a mean with the seconds that its tickets used."""
    assert figure.tickets == len(times)
    if not times:
        assert (figure.average_s, figure.is_kept) == (None, None)
        return
    assert figure.average_s == round(Fraction(sum(times), len(times)))
    is_kept = sum(times) <= MEAN_S * len(times)
    assert figure.is_kept is (is_kept if is_judged else None)


def test_the_tickets_show_every_outcome():
    """So that the comparison means something: each promise is met, missed and undecided often."""
    names = [
        (key, name)
        for zone in ZONES
        for seed in range(ROUNDS)
        for key, _month, name in Round(zone, seed, "decided").outcomes()
    ]
    assert len(names) > 4 * 2500
    for clock in ("response@90", "recovery@66.6", "resolution@33.3", "resolution@100"):
        for name in ("met", "missed", "undecided"):
            assert names.count((clock, name)) > 20, (clock, name)
