"""The time for a year of a service grows with its outages and windows, not with their square."""

from __future__ import annotations

from random import Random
from time import process_time

import pytest
from factories import judge_windows, table

from sla_nl.engine.calendars.periods import read_period
from sla_nl.engine.service.availability import uptimes
from sla_nl.engine.service.availability_steps import uptime_steps
from sla_nl.engine.service.maintenance import judge_window
from sla_nl.engine.service.outages import Outage
from sla_nl.engine.service.planned import Planned
from sla_nl.engine.service.windows import Window
from sla_nl.vendors import shipped_contracts

FMS = shipped_contracts()["smart-fms-basic"]
YEAR = read_period("2026", FMS.zone)
TYPES = ("Regulier onderhoud", "Groot onderhoud", "Klein onderhoud")


def a_year(count, longest_s):
    """Return many outages of a year, half of them with a cause, and a tenth as many windows."""
    chance = Random(count)
    moments = [chance.randint(YEAR.start, YEAR.end) for _ in range(count)]
    outages = [
        Outage(str(n), at, at + chance.randint(1, longest_s), "", ("", "DDoS")[n % 2])
        for n, at in enumerate(moments)
    ]
    windows = [
        Window(str(n), FMS.name, TYPES[n % 3], at, at + 7200, at - 86_400, place=n)
        for n, at in enumerate(moments[: count // 10])
    ]
    return outages, windows


def seconds_of(given, ask):
    """Return the least processor time of three measurements of a year."""
    times = []
    for _ in range(3):
        began = process_time()
        ask(*given)
        times.append(process_time() - began)
    return min(times)


def measure(outages, windows):
    planned = Planned(FMS, windows)
    verdicts = [judge_window(planned, window, YEAR.end) for window in windows]
    return list(uptimes(FMS, YEAR, outages, verdicts, YEAR.end))


def explain(outages, windows):
    return [uptime_steps(uptime) for uptime in measure(outages, windows)]


SHAPES = [
    # id, longest outage in seconds, what is asked
    ("short", 600, measure),
    ("overlapping", 86_400, measure),
    ("explained", 600, explain),
    ("explained-overlapping", 86_400, explain),
]


@pytest.mark.parametrize(("longest_s", "ask"), table(SHAPES))
def test_ten_times_as_many_take_about_ten_times_as_long(longest_s, ask):
    """A quadratic algorithm takes a hundred times as long."""
    small, large = (seconds_of(a_year(count, longest_s), ask) for count in (2_000, 20_000))
    assert large < 30 * small + 0.05


def test_a_year_of_ten_thousand_outages_takes_at_most_a_tenth_of_a_second():
    """With a thousand maintenance windows, all judged; docs/performance.md has the figure."""
    assert seconds_of(a_year(10_000, 7200), measure) < 0.1


def test_many_windows_in_one_month_are_counted_in_one_sort():
    windows = [("Regulier onderhoud", "2026-06-09 18:00", "2026-06-09 19:00")] * 3000
    began = process_time()
    verdicts = judge_windows(FMS, *windows)
    assert process_time() - began < 3
    assert [v.counts[0].number for v in verdicts[:2]] == [1, 2]
    assert verdicts[-1].counts[0].number == 3000
