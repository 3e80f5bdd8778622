"""Availability: what is agreed, down and left out, the figures, and why."""

from __future__ import annotations

import dataclasses
from decimal import Decimal

import pytest
from factories import at, edited, make_calendar_terms, make_hours, measure, table

from sla_nl.engine.calendars.instants import zone
from sla_nl.engine.calendars.periods import PeriodError, period_of, read_period
from sla_nl.engine.errors import LineError
from sla_nl.engine.service.availability import percentage, uptimes
from sla_nl.engine.service.availability_steps import uptime_steps
from sla_nl.engine.service.credits import credits_after
from sla_nl.engine.service.outages import read_outage
from sla_nl.engine.steps import MOST_STEPS
from sla_nl.engine.terms.money import CreditRule
from sla_nl.engine.terms.service import Availability
from sla_nl.engine.words.service import ServiceWords
from sla_nl.vendors import shipped_contracts

COVIDE, FMS, VCARE, RAET = "covide-basic", "smart-fms-basic", "vcare-connect-office", "visma-raet"
TUE, AMSTERDAM = "2026-06-09", zone("Europe/Amsterdam")
FORCE = {"cause": "Overmacht"}
WINDOW = ("Regulier onderhoud", f"{TUE} 18:00", f"{TUE} 20:00", "2026-06-01 09:00")


def hour(start, end, *facts):
    return f"{TUE} {start:02d}:00", f"{TUE} {end:02d}:00", *facts


COVERED = [
    # id, outages, windows, seconds down, seconds excluded
    ("nothing", [], [WINDOW], 0, 0),
    ("window", [hour(18, 20)], [WINDOW], 7200, 7200),
    ("before-and-after", [hour(17, 21)], [WINDOW], 14_400, 7200),
    ("cause", [hour(10, 12, FORCE)], [], 7200, 7200),
    ("cause-and-other", [hour(10, 12, FORCE), hour(11, 13)], [], 10_800, 3600),
    ("same-span", [hour(10, 12, FORCE), hour(10, 12)], [], 7200, 0),
    ("two-causes", [hour(10, 12, FORCE), hour(11, 13, {"cause": "DDoS"})], [], 10_800, 10_800),
    ("window-over-other", [hour(18, 20, FORCE), hour(18, 20)], [WINDOW], 7200, 7200),
    ("inside", [hour(10, 14), hour(11, 12, FORCE)], [], 14_400, 0),
    ("around", [hour(10, 14, FORCE), hour(11, 12)], [], 14_400, 10_800),
    ("touching", [hour(10, 12), hour(12, 14)], [], 14_400, 0),
    ("empty", [hour(10, 10)], [], 0, 0),
]  # fmt: skip


@pytest.mark.parametrize(("outages", "windows", "down", "excluded"), table(COVERED))
def test_what_is_left_out(outages, windows, down, excluded):
    """A window leaves out every outage in it, a cause only where no other outage lasts."""
    (uptime,) = measure(FMS, "2026-06", *outages, windows=windows)
    assert (uptime.down_s, uptime.excluded_s) == (down, excluded)


def test_a_window_of_one_service_covers_no_other():
    """Core network and data centre are both down; only the first is maintained."""
    window = ("Spoedonderhoud", f"{TUE} 10:00", f"{TUE} 12:00", None, {"service": "VMN Datacenter"})
    found = {u.row.subject: u for u in measure(VCARE, "2026", hour(10, 12), windows=[window])}
    assert [found[f"VMN {name}"].excluded_s for name in ("Datacenter", "Core Netwerk")] == [7200, 0]


def test_an_outage_without_an_end_lasts_until_now():
    """It ends with the period if that is earlier, and before it has begun it counts nothing."""
    moments = [("2026-06-30 23:00", 3600), ("2026-07-09 12:00", 7200), ("2026-06-30 21:00", 0)]
    for now, down in moments:
        contract = shipped_contracts()[COVIDE]
        outage = read_outage({"start": "2026-06-30T22:00:00+02:00", "end": None}, contract)
        assert outage.end is None
        (uptime,) = measure_outages(contract, [outage], now)
        assert uptime.down_s == down, now


def measure_outages(contract, outages, now):
    return list(uptimes(contract, read_period("2026-06", contract.zone), outages, [], at(now)))


def promised(minimum, period="month", calendar="24x7"):
    return edited(COVIDE, availability=(
        Availability("Service", period, minimum, calendar=calendar, clauses=("made-up",)),
    ))  # fmt: skip


KEPT = [
    # id, minimum, outage, budget, left, kept; June has 2,592,000 seconds
    ("nothing-lost", "100", [], 0, 0, True),
    ("a-second", "100", [(f"{TUE} 10:00:00", f"{TUE} 10:00:01")], 0, -1, False),
    ("nothing-promised", "0", [("2026-06-01 00:00", "2026-07-01 00:00")], 2_592_000, 0, True),
    ("rounded-down", "99.9999", [(f"{TUE} 10:00:00", f"{TUE} 10:00:02")], 2, 0, True),
    ("not-enough", "99.9999", [(f"{TUE} 10:00:00", f"{TUE} 10:00:03")], 2, -1, False),
]  # fmt: skip


@pytest.mark.parametrize(("minimum", "outages", "budget", "left", "kept"), table(KEPT))
def test_the_promise_is_compared_exactly(minimum, outages, budget, left, kept):
    """The allowed downtime is exact; what is shown of it is rounded down to whole seconds."""
    (uptime,) = measure(promised(Decimal(minimum)), "2026-06", *outages)
    assert (uptime.budget_s, uptime.left_s, uptime.is_kept) == (budget, left, kept)


@pytest.mark.parametrize("period", ["2026-06", "2026-Q2", "2026-H1", "2026"])
def test_a_promise_is_judged_in_its_own_period_only(period):
    kinds = {"2026-06": "month", "2026-Q2": "quarter", "2026-H1": "half_year", "2026": "year"}
    for kind in ("", *kinds.values()):
        (uptime,) = measure(promised(Decimal(99), kind), period)
        assert uptime.is_kept == (True if kind == kinds[period] else None)


def test_without_service_time_there_is_no_figure_and_no_judgement():
    """A service that is closed all month, and one of which all time is excluded."""
    never = edited(
        COVIDE, calendars={"never": make_calendar_terms("never", make_hours("08:00-09:00", []))},
        availability=(Availability("S", "month", Decimal(99), calendar="never"),),
    )  # fmt: skip
    reading = shipped_contracts()[COVIDE].with_readings({"exclusion_rule": "service_time"})
    for contract in (never, reading):
        (uptime,) = measure(contract, "2026-06", ("2026-06-01 00:00", "2026-07-01 00:00", FORCE))
        assert (uptime.base_s, uptime.availability, uptime.is_kept) == (0, None, None)


READINGS = [("downtime", 2_592_000, "99.537037"), ("service_time", 2_505_600, "99.521073")]


@pytest.mark.parametrize(("rule", "base", "figure"), READINGS)
def test_the_reading_of_excluded_time(rule, base, figure):
    """An excluded day and 12,000 seconds of downtime (docs/design.md 4.14)."""
    contract = shipped_contracts()[COVIDE].with_readings({"exclusion_rule": rule})
    day = ("2026-06-20 00:00", "2026-06-21 00:00", FORCE)
    (uptime,) = measure(contract, "2026-06", day, (f"{TUE} 10:00", f"{TUE} 13:20"))
    assert (uptime.base_s, str(uptime.availability)) == (base, figure)


HALVES = [(1, 80_000_000, "0.000001"), (3, 200_000_000, "0.000002"), (1, 200_000_000, "0.000000")]


@pytest.mark.parametrize(("part", "whole", "text"), HALVES)
def test_percentages_are_rounded_half_to_even(part, whole, text):
    """1.25, 1.5 and 0.5 millionths become 1, 2 and 0."""
    assert f"{percentage(part, whole):f}" == text


PERIODS = [
    # id, name, kind, days
    ("february", "2026-02", "month", 28),
    ("leap", "2028-02", "month", 29),
    ("quarter", "2026-Q4", "quarter", 92),
    ("half", "2028-H1", "half_year", 182),
    ("year", "2026", "year", 365),
]


@pytest.mark.parametrize(("name", "kind", "days"), table(PERIODS))
def test_a_period_is_named_as_it_is_written(name, kind, days):
    """Each period is whole local days; a change of the clock adds or takes an hour."""
    period = read_period(name, AMSTERDAM)
    assert (period.kind, period.name) == (kind, name)
    assert round((period.end - period.start) / 86_400) == days
    assert period_of(period.end - 1, kind, AMSTERDAM) == period
    assert period_of(period.end, kind, AMSTERDAM) != period


NO_PERIODS = [
    "", "2026-13", "2026-6", "2026-Q5", "2026-H3", "26", "1899", "2300", "2026-06-01", "２０２６",
    "2026-q1", "month",
]  # fmt: skip


@pytest.mark.parametrize("name", NO_PERIODS)
def test_what_is_no_period_is_refused(name):
    with pytest.raises(PeriodError, match="write 2026-06, 2026-Q2, 2026-H1 or 2026"):
        read_period(name, AMSTERDAM)


WRONG = [
    # id, fields, message
    ("cause", {"cause": "Storm"}, "cause: 'Storm' is none of Regulier onderhoud, Overmacht"),
    ("support", {"cause": "Maatwerk"}, "cause: 'Maatwerk' is none of"),
    ("service", {"service": "Tv"}, "service: 'Tv' is none of Webdienst"),
    ("end", {"end": "2026-06-08T10:00:00Z"}, "end: '2026-06-08T10:00:00Z' is before the start"),
    ("start", {"start": ""}, "start: a date and time is missing"),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "message"), table(WRONG))
def test_a_wrong_field_of_an_outage_is_named(fields, message):
    line = {"start": "2026-06-09T10:00:00Z", "end": "2026-06-09T11:00:00Z"}
    with pytest.raises(LineError) as error:
        read_outage(line | fields, shipped_contracts()[FMS])
    assert str(error.value).startswith(message)


# -- explanations ----------------------------------------------------------------------------------


def explained(uptime, language="en"):
    words = ServiceWords(language, uptime.contract.zone)
    return [words.step(step) for step in uptime_steps(uptime)]


def test_the_figure_is_explained_step_by_step():
    """What was left out, and by which clause, what counted, and what is left."""
    outages = [hour(17, 21), ("2026-06-12 10:00", "2026-06-12 11:00", {"cause": "DDoS"})]
    (uptime,) = measure(FMS, "2026-06", *outages, windows=[WINDOW])
    assert explained(uptime) == [
        "Webdienst, June 2026. Per kalendermaand, vanuit het dichtstbijzijnde meetpunt: via "
        "internet bereikbaar op de verstrekte toegang. "
        "(smartfms-avail-996, smartfms-avail-measure)",
        "service time (Dag en nacht, alle dagen): 720 hours",
        "Tuesday 9 June 2026 17:00 to Tuesday 9 June 2026 18:00: 1 hour down",
        "Tuesday 9 June 2026 18:00 to Tuesday 9 June 2026 20:00: 2 hours down in maintenance, "
        "left out: Regulier onderhoud (smartfms-excl-maintenance)",
        "Tuesday 9 June 2026 20:00 to Tuesday 9 June 2026 21:00: 1 hour down",
        "Friday 12 June 2026 10:00 to Friday 12 June 2026 11:00: 1 hour down, left out: DDoS "
        "(smartfms-excl-ddos)",
        "2 hours of 720 hours lost: 99.722222% available",
        "at least 99.6% allows 2 hours 52 minutes 48 seconds of downtime: 52 minutes 48 seconds "
        "left (smartfms-avail-996, smartfms-avail-measure)",
        "the promise is kept",
    ]
    assert explained(uptime, "nl")[-3:] == [
        "2 uur van 720 uur verloren: 99,722222% beschikbaar",
        "minstens 99,6% laat 2 uur 52 minuten 48 seconden uitval toe: nog 52 minuten 48 seconden "
        "over (smartfms-avail-996, smartfms-avail-measure)",
        "de belofte is gehaald",
    ]


def test_what_is_usual_or_not_promised_is_told():
    (raet,) = measure(RAET, "2026-06", ("2026-06-09 00:00", "2026-06-09 12:00"))
    assert "usually 99.5%, which is no promise" in explained(raet)
    assert explained(raet)[-2].startswith("at least 99% allows 7 hours 12 minutes of downtime: 4 ")
    lines = measure(VCARE, "2026")[3]
    assert explained(lines)[-1].startswith("no percentage is promised (vcare-8-avail-lines")


def test_very_many_outages_are_summed_up():
    """The first forty spans are told one by one, the others as one step."""
    outages = [(f"2026-06-{day:02d} {h}:00", f"2026-06-{day:02d} {h}:30")
               for day in range(1, 31) for h in (10, 12)]  # fmt: skip
    (uptime,) = measure(COVIDE, "2026-06", *outages)
    told = explained(uptime)
    assert len(told) == 2 + MOST_STEPS + 4
    assert told[2 + MOST_STEPS] == "20 later spans, 10 hours together"


def test_a_credit_for_a_missed_availability_is_found():
    """None is shipped: a contract of our own gives ten percent."""
    rule = CreditRule("Korting", "availability_missed", Decimal(10), applies_to="Maandfactuur")
    contract = edited(COVIDE, credits=(rule, dataclasses.replace(rule, trigger="share_missed")))
    assert credits_after(contract, "availability_missed") == (rule,)
    assert credits_after(shipped_contracts()[COVIDE], "availability_missed") == ()
