"""Measure the engine and the command, beside the package `workclock`: `make bench`.

The benchmark prints medians and ratios of one run on one machine. No time makes it fail.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from datetime import time as at
from pathlib import Path
from zoneinfo import ZoneInfo

import workclock

from sla_nl.engine.calendars.calendar import Calendar
from sla_nl.engine.calendars.holidays_nl import official_holidays
from sla_nl.engine.evaluate import evaluate
from sla_nl.engine.ticket import read_ticket
from sla_nl.vendors import shipped_contracts

from . import service

CASES = Path(__file__).parent.parent / "cases" / "tickets.jsonl"
ROUNDS = 41
NOW = "2026-06-10T12:00:00+02:00"
ZONE = "Europe/Amsterdam"


def main() -> None:
    """Run all measurements and print them."""
    deadlines()
    evaluation()
    service.availability()
    stamping(int(os.environ.get("BENCH_LINES", "200000")))
    memory((10_000, int(os.environ.get("BENCH_MEMORY_LINES", "1000000"))))


def deadlines() -> None:
    """Measure one deadline on Smart FMS's calendar for three spans, beside `workclock`."""
    calendar = shipped_contracts()["smart-fms-basic"].calendar
    schedule = workclock_schedule(calendar)
    start = datetime(2026, 6, 8, 9, 20, tzinfo=ZoneInfo(ZONE))
    start_s = int(start.timestamp())
    print("One deadline on Smart FMS's calendar, medians in microseconds")
    print(
        f"{'hours':>6} {'workclock':>10} {'datetimes':>10} {'ratio':>6} {'seconds':>8} {'ratio':>6}"
    )
    for hours in (4, 40, 4000):
        budget, budget_s = timedelta(hours=hours), hours * 3600
        assert schedule.add(start, budget) == calendar.deadline_at(start, budget)
        theirs, dates, seconds = medians(
            lambda b=budget: schedule.add(start, b),
            lambda b=budget: calendar.deadline_at(start, b),
            lambda b=budget_s: calendar.deadline(start_s, b),
        )
        print(
            f"{hours:>6} {theirs:>10.2f} {dates:>10.2f} {dates / theirs:>6.2f}"
            f" {seconds:>8.2f} {seconds / theirs:>6.2f}"
        )


def workclock_schedule(calendar: Calendar) -> workclock.Schedule:
    """Return the same calendar for `workclock`, holidays included."""
    days = [day for year in range(2020, 2050) for day in official_holidays(year)]
    mornings = workclock.WorkDay(at(9), at(12, 30), [0, 1, 2, 3], time_zone=ZONE)
    afternoons = workclock.WorkDay(at(13), at(17), [0, 1, 2, 3], time_zone=ZONE)
    friday = workclock.WorkDay(at(9), at(12), [4], time_zone=ZONE)
    return workclock.Schedule(
        [mornings, afternoons, friday, workclock.Holidays(days, time_zone=ZONE)]
    )


def medians(*calls: Callable[[], object], repeats: int = 500) -> list[float]:
    """Return the median microseconds of each call; the calls are made in turns."""
    found: list[list[float]] = [[] for _ in calls]
    for _ in range(ROUNDS):
        for call, times in zip(calls, found, strict=True):
            began = time.perf_counter()
            for _ in range(repeats):
                call()
            times.append((time.perf_counter() - began) / repeats * 1e6)
    return [statistics.median(times) for times in found]


def evaluation() -> None:
    """Measure `evaluate` on each golden case."""
    contracts = shipped_contracts()
    tickets = [read_ticket(json.loads(line)) for line in CASES.read_text("utf-8").splitlines()]
    now = int(datetime.fromisoformat(NOW).timestamp())
    (every,) = medians(
        lambda: [evaluate(contracts[t.contract], t, now) for t in tickets],
        repeats=3,
    )
    print(
        f"\nevaluate: {every / len(tickets):.1f} us a ticket over the {len(tickets)} golden cases"
    )


def stamping(lines: int) -> None:
    """Measure `stamp --format jsonl` as a separate process, start-up included."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "tickets.jsonl"
        write_tickets(path, lines)
        rates = [lines / run_stamp(path)[0] for _ in range(3)]
    print(
        f"\nstamp --format jsonl, {lines:,} lines: {statistics.median(rates):,.0f} tickets a second"
    )
    print(f"  (three runs: {', '.join(f'{rate:,.0f}' for rate in rates)})")


def memory(sizes: tuple[int, ...]) -> None:
    """Measure peak memory by the size of the file."""
    print()
    for lines in sizes:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "tickets.jsonl"
            write_tickets(path, lines)
            print(f"peak memory for {lines:>9,} lines: {run_stamp(path)[1] / 1024:.0f} MiB")


def run_stamp(path: Path) -> tuple[float, int]:
    """Return the seconds and the peak KiB of one run."""
    began = time.perf_counter()
    child = os.fork()
    if child == 0:
        with open(os.devnull, "wb") as sink:
            os.dup2(sink.fileno(), 1)
        arguments = ["-m", "sla_nl", "stamp", str(path), "--format", "jsonl", "--now", NOW]
        os.execv(sys.executable, [sys.executable, *arguments])
    _, status, usage = os.wait4(child, 0)
    if status:
        raise SystemExit(f"stamp ended with status {status}")
    return time.perf_counter() - began, usage.ru_maxrss


def write_tickets(path: Path, lines: int) -> None:
    """Write tickets made from the golden cases, each moved by whole weeks and some seconds."""
    chance = random.Random(20260608)
    cases = [json.loads(line) for line in CASES.read_text("utf-8").splitlines()]
    for case in cases:
        for name in ("expect", "why", "clauses", "readings", "alternatives"):
            case.pop(name, None)
    with path.open("w", encoding="utf-8") as out:
        for number in range(lines):
            case = chance.choice(cases)
            by = timedelta(weeks=chance.randint(-20, 20), seconds=chance.randint(-30_000, 30_000))
            ticket = moved(case, by) | {"id": f"T{number:07d}"}
            ticket["events"] = [moved(event, by) for event in case["events"]]
            out.write(json.dumps(ticket) + "\n")


def moved(fields: dict[str, object], by: timedelta) -> dict[str, object]:
    """Return the same fields with their moments moved."""
    moments = ("reported_at", "known_since", "at", "until")
    return {
        name: (datetime.fromisoformat(str(value)) + by).isoformat() if name in moments else value
        for name, value in fields.items()
    }


if __name__ == "__main__":
    print(f"Python {sys.version.split()[0]}, {datetime.now(UTC):%Y-%m-%d}\n")
    main()
