"""Measure how fast one worker tries a contract on past tickets (`make bench-site`).

The tickets were reported on the working days of two months, answered, and solved; a third of them
waited for the customer meanwhile, and all are urgent or high. Each has its timeline. They are
judged by office hours, and tried round the clock, so nearly all differ. Only the worker is
measured: reading, judging twice, telling what differs, writing, committing.
"""

from __future__ import annotations

import json
import resource
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import product

import frappe
import pytest
from bench_sweep import copy
from freezegun import freeze_time
from harness.counting import statements
from harness.past import replied, saved

from sla_nl.api import what_if
from sla_nl.contracts.documents import CONTRACT
from sla_nl.helpdesk.what_if import working
from sla_nl.runs import parts, runs

TICKETS = 100_000
TO_REACH_S = 60
PERIOD = {"first_day": "2026-06-01", "last_day": "2026-07-31"}
DAYS = ("2026-06-08", "2026-06-19", "2026-07-02", "2026-07-13")
STORIES = ((), ("Replied",), ())
TRIED, HELD = "vcare-connect-24x7", "vcare-connect-office"


@pytest.fixture(scope="module")
def crowd(site: str) -> Iterator[None]:
    """Make the tickets, and commit them."""
    originals = [
        original(datetime.fromisoformat(f"{day} 15:00"), priority, story)
        for day, priority, story in product(DAYS, ("Urgent", "High"), STORIES)
    ]
    each = TICKETS // len(originals)
    for number, ticket in enumerate(originals):
        more = TICKETS - each * len(originals) if number == 0 else 0
        copy(ticket, each - 1 + more, f"past{number}-")
    frappe.db.sql("analyze table `tabHD Ticket`, `tabSLA Ticket Event`")
    frappe.db.commit()
    yield
    frappe.db.rollback()


def test_what_if(crowd: None) -> None:
    """All tickets, by one worker; then the same run with the process already warm."""
    for number in (1, 2):
        before = peak_mb()
        run, begun = start()
        with statements() as ran:
            begun_cpu, began = time.process_time(), time.perf_counter()
            working.work(run)
            spent, cpu_s = time.perf_counter() - began, time.process_time() - begun_cpu
        done = frappe.get_doc(runs.RUN, run)
        assert (done.state, done.looked, done.faults) == ("Done", TICKETS, 0)
        print(
            f"\nwhat if, round {number} (to reach: {TO_REACH_S} s): {TICKETS:,} tickets in "
            f"{spent:.1f} s, {cpu_s:.1f} s of processor, {done.differing:,} differ, "
            f"{len(ran) * parts.SIZE / TICKETS:.0f} statements a part of {parts.SIZE}, "
            f"{peak_mb() - before:+.0f} MB; started in {begun:.2f} s"
        )
        assert spent <= TO_REACH_S
        show(run)
        frappe.delete_doc(runs.RUN, run)
        frappe.db.commit()


def start() -> tuple[str, float]:
    """Start a run as the form does. Returns: its name, and the seconds that this took."""
    document = json.dumps(frappe.get_doc(CONTRACT, TRIED).as_dict(), default=str)
    began = time.perf_counter()
    run = what_if.start(document, **PERIOD)
    spent = time.perf_counter() - began
    frappe.db.commit()
    return run, spent


def show(run: str) -> None:
    """Measure what a reader waits for: the form, the page and the file."""
    for name, call in (("form", what_if.result), ("page", what_if.pdf), ("file", what_if.tickets)):
        began = time.perf_counter()
        call(run)
        print(f"its {name}: {time.perf_counter() - began:.2f} s")


def original(reported: datetime, priority: str, story: tuple[str, ...]) -> str:
    """Make a ticket that was answered, perhaps waited, and was solved the next morning."""
    with freeze_time(reported - timedelta(hours=2)):
        ticket = frappe.get_doc({
            "doctype": "HD Ticket", "subject": "Printer on fire", "description": "It burns.",
            "sla_nl_contract": HELD, "priority": priority, "ticket_type": "Incident",
        })  # fmt: skip
        ticket.insert()
    with freeze_time(reported - timedelta(minutes=80)):
        replied(ticket)
    for hours, status in enumerate(story):
        with freeze_time(reported + timedelta(hours=hours)):
            saved(ticket, status=status)
    with freeze_time(reported + timedelta(hours=16)):
        saved(ticket, status="Resolved")
    return str(ticket.name)


def peak_mb() -> float:
    """Return the largest amount of memory that this process has used, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
