"""Which promises were kept in a period, and the means."""

from __future__ import annotations

from decimal import Decimal

import pytest
from factories import edited, judge

from sla_nl.engine.compliance.averages import time_for_mean
from sla_nl.engine.compliance.results import (
    Counter,
    Mean,
    Promise,
    added,
    figures_of,
    promises_of,
)
from sla_nl.engine.terms.targets import Average
from sla_nl.vendors import shipped_contracts

VCARE, COVIDE = "vcare-connect-office", "covide-business"
MON, LATER = "2026-06-08", "2026-07-20 12:00"


def count(contract, *tickets, period="", basis="decided", groups=(), now=LATER):
    """Return the figures of some tickets, each `(priority, reported, *events)`."""
    counter = Counter(period, basis, groups)
    for ticket in tickets:
        counter.count(judge(contract, *ticket, now=now), "Acme", "")
    return figures_of(counter.tally, shipped_contracts(), period)


def of(figures, target):
    """Return the only figure of a promise."""
    (own,) = [figure for figure in figures if figure.promise.target == target]
    return own


IN_TIME = ("Urgent", f"{MON} 09:00", (f"{MON} 12:00", "resolved"))
TOO_LATE = ("Urgent", f"{MON} 09:00", (f"{MON} 14:00", "resolved"))
OPEN = ("Urgent", f"{MON} 09:00")


def test_a_promise_that_was_met_too_late_is_missed_at_its_date():
    """It was due on 30 June and met in July, so it counts in June and not in July."""
    late = "Urgent", "2026-06-30 09:00", ("2026-07-01 09:00", "resolved")
    june, july = (count(COVIDE, late, period=f"2026-{month}") for month in ("06", "07"))
    assert (of(june, "resolution@90").missed, of(june, "resolution@90").is_kept) == (1, False)
    assert (of(july, "resolution@90").tickets, of(july, "resolution@90").is_kept) == (0, None)


def test_an_undecided_promise_counts_by_its_report_or_without_a_period():
    """A promise that is not decided was not decided in any period."""
    asked = {"now": f"{MON} 10:00"}
    assert of(count(COVIDE, OPEN, **asked), "resolution@90").undecided == 1
    assert of(count(COVIDE, OPEN, period="2026-06", **asked), "resolution@90").tickets == 0
    reported = count(COVIDE, OPEN, period="2026-06", basis="reported", **asked)
    assert of(reported, "resolution@90").undecided == 1


def test_a_period_is_one_of_the_zone_of_the_contract():
    """Midnight in Amsterdam is 22:00 UTC in summer: that is the first second of July."""
    ticket = "Urgent", "2026-06-30 16:00", ("2026-07-01 00:00", "resolved")
    assert of(count(COVIDE, ticket, period="2026-07"), "resolution@90").met == 1
    assert of(count(COVIDE, ticket, period="2026-Q2"), "resolution@90").tickets == 0


def test_the_warning_level_stands_beside_the_promise():
    figures = count(VCARE, ("P1", f"{MON} 09:00", (f"{MON} 09:10", "recovered")))
    figure = of(figures, "recovery@80")
    assert (figure.promised, figure.warning, figure.is_kept) == (80, 60, True)
    assert of(figures, "response@100").warning is None


def test_a_late_recovery_counts_in_the_mean():
    """It ended in June: the mean takes all tickets that ended, not only those in time."""
    slow = "P1", f"{MON} 09:00", (f"{MON} 09:00", "responded"), (f"{MON} 16:00", "recovered")
    mean = of(count(VCARE, slow, period="2026-06"), "recovery@average")
    assert (mean.tickets, mean.average_s, mean.promised_s, mean.is_kept) == (1, 25_200, 7200, False)


def test_a_pause_is_no_time_of_the_mean():
    ticket = (
        "P1", f"{MON} 09:00", (f"{MON} 09:00", "responded"), (f"{MON} 10:00", "paused", "customer"),
        (f"{MON} 13:00", "resumed"), (f"{MON} 14:00", "recovered"),
    )  # fmt: skip
    mean = of(count(VCARE, ticket), "recovery@average")
    assert (mean.average_s, mean.promised_s, mean.is_kept) == (7200, 7200, True)


def test_work_outside_the_sla_counts_in_no_mean():
    """Its norm lapses; a ticket that happened to be quick must not make the mean better."""
    counter = Counter()
    events = (f"{MON} 09:00", "responded"), (f"{MON} 09:30", "recovered")
    counter.count(judge(VCARE, "P1", f"{MON} 09:00", *events, outside_sla=True, now=LATER))
    mean = of(figures_of(counter.tally, shipped_contracts()), "recovery@average")
    assert (mean.tickets, mean.average_s, mean.is_kept) == (0, None, None)


@pytest.mark.parametrize(
    ("period", "is_kept"), [("", True), ("2026-06", True), ("2026-Q2", None), ("2026", None)]
)
def test_a_mean_is_judged_for_the_period_of_its_promise(period, is_kept):
    """It is promised for a month: a good quarter may hide a bad month."""
    quick = "P1", f"{MON} 09:00", (f"{MON} 09:00", "responded"), (f"{MON} 10:00", "recovered")
    assert of(count(VCARE, quick, period=period), "recovery@average").is_kept is is_kept


def test_a_mean_is_rounded_half_to_even_and_judged_before_that():
    """Two tickets of 7200 and 7201 seconds are more than two hours on average."""
    tickets = [
        ("P1", f"{MON} 09:00", (f"{MON} 09:00", "responded"), (f"{MON} {end}", "recovered"))
        for end in ("11:00", "11:00:01")
    ]
    mean = of(count(VCARE, *tickets), "recovery@average")
    assert (mean.average_s, mean.is_kept) == (7200, False)


def test_a_row_for_a_priority_replaces_the_general_mean():
    averages = tuple(
        Average("incident", "recovery", Decimal(hours), "hours", "month", priority)
        for priority, hours in (("", "8"), ("P1", "1"))
    )
    contract = edited(VCARE, averages=averages)
    promised = {
        promise.priority: figure.promised_s
        for figure in figures_of(promises_of(contract), {VCARE: contract})
        if isinstance(figure, Mean) and (promise := figure.promise)
    }
    assert promised == {"P1": 3600, "P2": 28_800, "P3": 28_800, "P4": 28_800}


def test_a_raised_ticket_counts_under_its_new_priority():
    """The response was met before that, and stays a promise of the first priority."""
    raised = (
        "Medium", f"{MON} 09:00", (f"{MON} 09:30", "responded"),
        (f"{MON} 10:00", "reprioritised", "Urgent"), (f"{MON} 11:00", "resolved"),
    )  # fmt: skip
    found = {
        (figure.promise.target, figure.promise.priority): figure.met
        for figure in count(COVIDE, raised)
    }
    assert found == {
        ("resolution@90", "Urgent"): 1, ("resolution@99.9", "Urgent"): 1,
        ("response@100", "Medium"): 1,
    }  # fmt: skip


def test_figures_are_split_by_customer_team_and_month():
    """A ticket without a team has an empty one; undecided promises have no month."""
    figures = count(COVIDE, IN_TIME, OPEN, groups=("customer", "team", "month"), now=f"{MON} 12:30")
    own = {
        (f.promise.customer, f.promise.team, f.promise.month): (f.met, f.undecided)
        for f in figures
        if f.promise.target == "resolution@99.9"
    }
    assert own == {("Acme", "", "2026-06"): (1, 0), ("Acme", "", ""): (0, 1)}


def test_a_tally_of_parts_is_that_of_the_whole():
    """So that processes can share a file."""
    parts = [Counter("2026-06"), Counter("2026-06")]
    whole = Counter("2026-06")
    for number, ticket in enumerate([IN_TIME, TOO_LATE, OPEN, IN_TIME]):
        verdict = judge(COVIDE, *ticket, now=LATER)
        parts[number % 2].count(verdict)
        whole.count(verdict)
    assert added(parts[0].tally, parts[1].tally) == whole.tally


def test_all_promises_of_a_contract_are_there_without_tickets():
    """Each has no share and no judgement."""
    contract = shipped_contracts()[VCARE]
    figures = figures_of(promises_of(contract), shipped_contracts())
    assert {figure.is_kept for figure in figures} == {None}
    named = {(f.promise.kind, f.promise.priority, f.promise.target) for f in figures}
    assert ("incident", "P2", "recovery@average") in named
    assert ("change", "P5", "response@100") in named


def test_a_promise_that_a_contract_no_longer_makes_is_judged_by_its_share():
    """A closed ticket keeps the promises by which it was judged, whatever its contract says now."""
    tally = {
        Promise(COVIDE, "incident", "Urgent", "recovery@99.5"): [199, 1, 0],
        Promise(COVIDE, "incident", "Gone", "resolution@90"): [8, 2, 0],
    }
    figures = figures_of(tally, shipped_contracts())
    kept, missed = of(figures, "recovery@99.5"), of(figures, "resolution@90")
    assert (kept.promised, kept.is_kept) == (Decimal("99.5"), True)
    assert (missed.promised, missed.is_kept) == (90, False)


def test_the_time_for_a_mean_is_that_of_its_own_row():
    """It counts from the response, and only for clocks with a mean."""
    slow = "P1", f"{MON} 09:00", (f"{MON} 09:10", "responded"), (f"{MON} 16:10", "recovered")
    verdict = judge(VCARE, *slow, now=LATER)
    assert time_for_mean(verdict, "recovery") == 25_200
    assert time_for_mean(verdict, "response") is None
    assert time_for_mean(judge(COVIDE, *IN_TIME, now=LATER), "resolution") is None
