"""Measure a year of a service with many outages and maintenance windows."""

from __future__ import annotations

import random
import statistics
import time

from sla_nl.engine.calendars.periods import read_period
from sla_nl.engine.service.availability import Uptime, uptimes
from sla_nl.engine.service.maintenance import judge_window
from sla_nl.engine.service.outages import Outage
from sla_nl.engine.service.planned import Planned
from sla_nl.engine.service.windows import Window
from sla_nl.vendors import shipped_contracts

CONTRACT, YEAR = "smart-fms-basic", "2026"
TYPES = ("Regulier onderhoud", "Groot onderhoud", "Klein onderhoud", "Overig onderhoud")


def year(outage_count: int, window_count: int) -> tuple[list[Outage], list[Window], int]:
    """Return random outages and windows of a year, and the end of that year."""
    chance = random.Random(20260608)
    period = read_period(YEAR, shipped_contracts()[CONTRACT].zone)

    def moment() -> int:
        return chance.randint(period.start, period.end)

    outages = [
        Outage(
            str(n), at := moment(), at + chance.randint(1, 7200), "", chance.choice(["", "DDoS"])
        )
        for n in range(outage_count)
    ]
    windows = [
        Window(str(n), CONTRACT, chance.choice(TYPES), at := moment(), at + 7200, place=n)
        for n in range(window_count)
    ]
    return outages, windows, period.end


def measure(outages: list[Outage], windows: list[Window], now: int) -> list[Uptime]:
    """Judge the windows and return the availability of the year."""
    contract = shipped_contracts()[CONTRACT]
    planned = Planned(contract, windows)
    verdicts = [judge_window(planned, window, now) for window in windows]
    period = read_period(YEAR, contract.zone)
    return list(uptimes(contract, period, outages, verdicts, now))


def median_ms(outage_count: int, window_count: int, rounds: int = 11) -> float:
    """Return the median milliseconds of a year, the judging of its windows included."""
    given = year(outage_count, window_count)
    measure(*given)
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        measure(*given)
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)


def availability() -> None:
    """Print the time of a year for three numbers of outages and windows."""
    print("\nThe availability of a year, medians in milliseconds")
    for outages, windows in ((1_000, 100), (10_000, 1_000), (100_000, 10_000)):
        print(f"  {outages:>7,} outages, {windows:>6,} windows: {median_ms(outages, windows):8.1f}")
