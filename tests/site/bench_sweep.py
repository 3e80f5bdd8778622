"""Measure a sweep on a site with 100,000 open tickets (`make bench-site`).

The tickets are copies of real tickets that were reported a minute apart, so at each minute of a
morning another thousand are due. A measured sweep includes all work of a worker: compiling the
contracts, evaluation, writing rows, commits, realtime messages.
"""

from __future__ import annotations

import resource
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

import frappe
import pytest
from harness.counting import statements
from harness.escalating import AGENT, SUPPORT, hold, mails, outgoing, own_contract
from harness.records import make_customer

from sla_nl.contracts import cache_token, in_force
from sla_nl.helpdesk.bulk import marking, sweep
from sla_nl.helpdesk.escalating import batch
from sla_nl.site.time import instant_of

OPEN_TICKETS = 100_000
ROUNDS = 9
REPORTED = datetime.fromisoformat("2026-06-08 09:00")
DUE = datetime.fromisoformat("2026-06-09 09:00")
"""Eight office hours after the response, which is an hour after the report."""
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
SIZES = [1_000] * ROUNDS + [5_000]
TABLES = ("HD Ticket", "SLA Clock", "SLA Ticket Event", "SLA Next Escalation")
NAMED_AS_TICKET = ("HD Ticket", "SLA Next Escalation")
ESCALATING, LONGEST_S = 1_000, 20
ESCALATED = datetime.fromisoformat("2026-07-06 09:00")
"""A Monday on which no other ticket of the bench is due."""


class Spent(NamedTuple):
    """The seconds of a sweep: in total, and of processor time in this process."""

    total: float
    worked: float


@pytest.fixture(scope="module")
def crowd(site: str) -> Iterator[None]:
    """Make groups of tickets, each due a minute after the last; the rest is due a week later."""
    frappe.db.commit()
    rest = OPEN_TICKETS - sum(SIZES)
    for number, size in enumerate([*SIZES, rest]):
        later = timedelta(days=7) if size == rest else timedelta()
        copy(original(REPORTED + number * MINUTE + later), size - 1, f"bench{number}-")
    frappe.db.sql(f"analyze table {', '.join(f'`tab{table}`' for table in TABLES)}")
    frappe.db.commit()
    yield
    frappe.db.rollback()


def test_sweep(crowd: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sweep with no ticket due, with 1,000 due and with 5,000 due, of 100,000 open tickets."""
    assert indexes() == {"look_again_at", "set_aside"}
    spent, statements = rounds(monkeypatch, lambda number: DUE - HOUR + number * MINUTE, 0)
    print(f"\nsweep, {OPEN_TICKETS:,} open, none due: {summary(spent)}, {statements} statements")
    spent, statements = rounds(monkeypatch, lambda number: DUE + number * MINUTE, 1_000)
    print(f"sweep, {OPEN_TICKETS:,} open, 1,000 due: {summary(spent)}, {statements} statements")
    before = peak_mb()
    spent, _ = rounds(monkeypatch, lambda number: DUE + ROUNDS * MINUTE, 5_000, 1)
    print(f"sweep, 5,000 due: {summary(spent)}; {peak_mb() - before:+.1f} MB more than 1,000")


def test_escalations(crowd: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sweep in which 1,000 tickets escalate: each is logged, and each receiver gets one mail."""
    from freezegun import freeze_time

    contract, matrix = own_contract(make_customer("Bench BV"))
    hold(matrix, {SUPPORT: AGENT})
    with freeze_time(ESCALATED - timedelta(hours=2)):
        ticket = frappe.get_doc({
            "doctype": "HD Ticket", "subject": "Printer on fire", "description": "It burns.",
            "sla_nl_contract": contract, "priority": "Urgent", "ticket_type": "Incident",
        })  # fmt: skip
        ticket.insert()
    copy(str(ticket.name), ESCALATING - 1, "escalating-")
    now = instant_of(ESCALATED + timedelta(seconds=30))
    for module in (sweep, marking, batch):
        monkeypatch.setattr(module, "now_s", lambda: now)
    with outgoing(), statements() as sent:
        as_new()
        begun, begun_cpu = time.perf_counter(), time.process_time()
        sweep.run()
        frappe.db.commit()
        spent = Spent(time.perf_counter() - begun, time.process_time() - begun_cpu)
        written = len(mails(AGENT))
    logged = frappe.db.count("SLA Escalation", {"state": "sent"})
    print(
        f"\n{ESCALATING:,} tickets escalate: {spent.total:.1f} s, {spent.worked:.1f} s in the "
        f"worker's own process, {len(sent)} statements, {written} mail"
    )
    assert (logged, written) == (ESCALATING, 1)
    assert spent.total <= LONGEST_S


def rounds(
    monkeypatch: pytest.MonkeyPatch,
    moment: Callable[[int], datetime],
    due: int,
    times: int = ROUNDS,
) -> tuple[list[Spent], int]:
    """Sweep a second after each moment.

    Returns: the time of each sweep, and the number of SQL statements of the last.
    """
    spent = []
    for number in range(times):
        now = instant_of(moment(number) + timedelta(seconds=1))
        for module in (sweep, marking):
            monkeypatch.setattr(module, "now_s", lambda now=now: now)
        as_new()
        with statements() as sent:
            begun, begun_cpu = time.perf_counter(), time.process_time()
            assert sweep.run() == due
            frappe.db.commit()
            worked = time.process_time() - begun_cpu
            spent.append(Spent(time.perf_counter() - begun, worked))
    return spent, len(sent)


def indexes() -> set[str]:
    """Return the indexes by which MariaDB finds the tickets that are due."""
    with statements() as sent:
        sweep.clocks.tickets_due(instant_of(DUE) or 0, cache_token.terms_version(), sweep.AT_MOST)
    values = (DUE, 1, DUE, 1, "none", 1)
    plan = frappe.db.sql(f"explain {sent[-1]}", values, as_dict=True)
    return {row["key"] for row in plan if row["key"]}


def summary(spent: list[Spent]) -> str:
    """Return the median and the least of the times, as text."""
    total, worked = zip(*spent, strict=True)
    median, least, own = (
        1000 * s for s in (statistics.median(total), min(total), statistics.median(worked))
    )
    return f"median {median:.1f} ms, least {least:.1f} ms, {own:.1f} ms in the worker's own process"


def as_new() -> None:
    """Reset this process to a worker's state at the start of a job: no contract is compiled."""
    cache_token.terms_version()
    in_force._kept.clear()
    cache_token.look_again()


def peak_mb() -> float:
    """Return the largest amount of memory that this process has used, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def original(reported: datetime) -> str:
    """Make a ticket with a timeline and clocks: a P3 incident that was answered after an hour."""
    from freezegun import freeze_time

    with freeze_time(reported - timedelta(hours=2)):
        ticket = frappe.get_doc({
            "doctype": "HD Ticket", "subject": "Printer on fire", "description": "It burns.",
            "sla_nl_contract": "vcare-connect-office", "priority": "Medium",
            "ticket_type": "Incident",
        })  # fmt: skip
        ticket.insert()
    with freeze_time(reported - timedelta(hours=1)):
        frappe.get_doc("HD Ticket", ticket.name).reply_via_agent(message="Working on it.")
    return str(ticket.name)


def copy(ticket: str, times: int, prefix: str) -> None:
    """Copy a ticket, its clocks and its timeline, all under new names, and commit."""
    own = {"name": "concat(%(p)s, n.seq, '-', t.name)", "ticket": "concat(%(p)s, n.seq)"}
    own["cause"] = own["name"].replace("t.name", "t.cause")
    for table in TABLES:
        columns = frappe.db.get_table_columns(table)
        values = [own.get(column, f"t.`{column}`") for column in columns]
        if table in NAMED_AS_TICKET:
            values[columns.index("name")] = own["ticket"]
        key = "name" if table == "HD Ticket" else "ticket"
        frappe.db.sql(
            f"insert into `tab{table}` ({', '.join(f'`{c}`' for c in columns)}) "
            f"select {', '.join(values)} from `tab{table}` t, seq_1_to_{times} n "
            f"where t.{key} = %(t)s",
            {"p": prefix, "t": ticket},
        )
    frappe.db.commit()
