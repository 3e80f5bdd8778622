"""Measure the figures of a month and of a year with 100,000 tickets (`make bench-site`).

The tickets are copies of a solved one with three clocks, spread over the days of a year, over ten
customers; every tenth promise is missed.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from datetime import datetime

import frappe
import pytest
from bench_sweep import copy, original
from harness.records import make_customer

from sla_nl.compliance.choices import Choice
from sla_nl.compliance.figures import figures
from sla_nl.report.sla_compliance.sla_compliance import execute

TICKETS, ROUNDS = 100_000, 5
REPORTED = datetime.fromisoformat("2026-06-08 09:00")
KEPT = ("response@100", "recovery@80", "resolution@100")
MONTH_S, YEAR_S = 0.5, 5.0


@pytest.fixture(scope="module")
def year(site: str) -> Iterator[None]:
    """Make the tickets of a year."""
    first = original(REPORTED)
    frappe.db.sql(
        "delete from `tabSLA Clock` where ticket = %s and due_key not in %s", (first, KEPT)
    )
    copy(first, TICKETS - 1, "year-")
    number = "cast(substring(ticket, 6) as unsigned)"
    frappe.db.sql(
        f"""update `tabSLA Clock` set state = if(mod({number}, 10), 'met', 'breached'),
        reported_at = date_add('2026-01-01 09:00:00', interval mod({number}, 365) day),
        met_at = date_add('2026-01-01 11:00:00', interval mod({number}, 365) day),
        decided_at = date_add('2026-01-01 11:00:00', interval mod({number}, 365) day),
        mean_s = if(clock = 'recovery', 7200, null) where ticket like 'year-%'"""
    )
    for place in range(10):
        customer = make_customer(f"Bench {place} BV")
        frappe.db.sql(
            "update `tabHD Ticket` set customer = %s where name like %s",
            (customer, f"year-%{place}"),
        )
    frappe.db.sql("analyze table `tabHD Ticket`, `tabSLA Clock`")
    frappe.db.commit()
    yield
    frappe.db.rollback()


@pytest.mark.parametrize(
    ("what", "choice", "most_s"),
    [
        ("a month", Choice("2026-06"), MONTH_S),
        ("a month by customer", Choice("2026-06", groups=("customer",)), MONTH_S),
        ("a month of one customer", Choice("2026-06", customer="Bench 3 BV"), MONTH_S),
        ("a month by report", Choice("2026-06", basis="reported"), MONTH_S),
        ("a year by month", Choice("2026", groups=("month",)), YEAR_S),
        ("a year by customer", Choice("2026", groups=("customer", "month")), YEAR_S),
    ],
)
def test_figures(year: None, what: str, choice: Choice, most_s: float) -> None:
    """The figures of a month in half a second, those of a year in five."""
    spent, tickets = [], 0
    for _round in range(ROUNDS):
        begun = time.perf_counter()
        found = figures(choice).found
        spent.append(time.perf_counter() - begun)
        tickets = sum(figure.tickets for figure in found)
    median = statistics.median(spent)
    print(f"\n{what}: median {1000 * median:.0f} ms, {tickets:,} promises and means")
    assert tickets
    assert median <= most_s


def test_the_missed_promises_of_a_month(year: None) -> None:
    """The list behind a number, with the reasons, at most 2,000 of them."""
    begun = time.perf_counter()
    rows = execute({"period": "2026-06", "show": "missed"})[1]
    print(f"\n{len(rows):,} missed promises with reasons: {time.perf_counter() - begun:.1f} s")
    assert rows
