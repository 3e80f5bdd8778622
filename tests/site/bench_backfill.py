"""Measure how fast one worker backfills tickets, on sites of growing size (`make bench-site`).

Each ticket was answered, has a version and an activity that record it, and waits for the customer.
Only the worker is measured: reading, rebuilding, judging, writing, committing.
"""

from __future__ import annotations

import time

import frappe
import pytest
from harness.counting import statements
from harness.past import clear, copies, forget, replied, saved

from sla_nl.helpdesk.ticket.stamps import NO_CONTRACT
from sla_nl.helpdesk.upkeep import backfill
from sla_nl.runs import runs

SIZES = (1_000, 5_000, 10_000)
TO_REACH = 200
OWN = ("SLA Ticket Event", "SLA Clock")


@pytest.fixture
def one(make_ticket, frozen):
    """Make a ticket that was answered and waits, without any record of the app."""
    with frozen("2026-06-08 10:00:00"):
        ticket = make_ticket(sla_nl_contract="vcare-connect-office", priority="Medium")
    with frozen("2026-06-08 11:00:00"):
        replied(ticket)
        saved(ticket, status="Replied")
    forget(ticket.name)
    return ticket.name


def test_backfill(one):
    names, costs = [], []
    print(f"\nbackfill, one worker (to reach: {TO_REACH} tickets a second)")
    for size in SIZES:
        names += copies(one, size - len(names), len(names))
        delete_records(names)
        seconds, cpu_s, ran = run_backfill()
        costs.append(cpu_s / size)
        print(
            f"{size:7,} tickets: {seconds:6.2f} s, {size / seconds:5.0f} a second,"
            f" {cpu_s / size * 1000:.2f} ms of processor each,"
            f" {ran * backfill.BATCH / size:.0f} statements a batch of {backfill.BATCH}"
        )
    print(f"a ticket of {SIZES[-1]:,} costs {costs[-1] / costs[0]:.2f} times one of {SIZES[0]:,}")
    clear([*names, one])


def run_backfill():
    """Run a backfill. Returns: seconds, seconds of processor, and its number of SQL statements."""
    run = runs.start(runs.BACKFILL)
    frappe.db.commit()
    with statements() as ran:
        begun, cpu_begun = time.perf_counter(), time.process_time()
        backfill.work(run)
        spent, cpu_s = time.perf_counter() - begun, time.process_time() - cpu_begun
    return spent, cpu_s, len(ran)


def delete_records(names):
    """Delete the app's records and stamps of the tickets, and commit."""
    for doctype in OWN:
        frappe.db.delete(doctype, {"ticket": ("in", names)})
    frappe.db.set_value("HD Ticket", {"name": ("in", names)}, NO_CONTRACT, update_modified=False)
    frappe.db.commit()
