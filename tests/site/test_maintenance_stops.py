"""Maintenance that stops the clocks of tickets, where the contract is read so, and nowhere else."""

from __future__ import annotations

import re
from html import unescape

import frappe
import pytest
from harness.maintaining import WINDOW, clear, inserted, sweep_now, window_of

from sla_nl.api.contracts import use_contract
from sla_nl.api.panel import explain
from sla_nl.contracts import cache_token
from sla_nl.helpdesk.upkeep import recompute
from sla_nl.maintenance import stopping

OFFICE, KEY = "vcare-connect-office", "response@100"
MONDAY, LATER = "2026-06-15 10:00:00", "2026-06-15 10:10:00"
EMERGENCY = {
    "maintenance_type": "Spoedonderhoud", "planned_start": "2026-06-15 11:00:00",
    "planned_end": "2026-06-15 12:30:00",
}  # fmt: skip


@pytest.fixture(autouse=True)
def cleared(site):
    """Leave no window and no run behind."""
    clear()
    stopping.forget()
    yield
    clear()
    stopping.forget()
    frappe.db.delete("SLA Run")
    frappe.db.commit()


@pytest.fixture
def contract(make_customer, unique):
    """Return a function that makes a contract of Vcare with a reading."""

    def make(rule):
        name = use_contract(OFFICE, [make_customer(unique("Klok BV"))])
        frappe.db.set_value("SLA Contract", name, "maintenance_rule", rule)
        cache_token.forget()
        frappe.db.commit()
        return name

    return make


@pytest.fixture
def file(make_ticket, frozen):
    """Return a function that makes a P3 under a contract, whose response is due at 12:00."""

    def make(name):
        with frozen(MONDAY):
            ticket = make_ticket(sla_nl_contract=name, sla_nl_priority="P3", sla_nl_kind="incident")
        assert str(ticket.response_by) == "2026-06-15 12:00:00"
        frappe.db.commit()
        return ticket.name

    return make


def runs():
    return frappe.get_all("SLA Run", {"kind": "Recompute", "state": ("!=", "Done")}, pluck="name")


def due(ticket):
    return str(frappe.db.get_value("HD Ticket", ticket, "response_by"))


def work():
    """Do the runs that are queued, as a worker does; return how many there were."""
    names = runs()
    for name in names:
        recompute.work(name)
    return len(names)


def announced(contract, frozen, **changes):
    told = {"announced_at": LATER, "announced_through": "phone"}
    with frozen(LATER):
        return inserted(window_of(contract, **(EMERGENCY | told | changes)))


def test_announced_work_moves_the_date_and_the_ticket_says_why(contract, file, frozen):
    name = contract("stops")
    ticket = file(name)
    before = len(runs())
    window = announced(name, frozen)
    with frozen(LATER):
        assert work() == before + 1
        assert due(ticket) == "2026-06-15 13:30:00"
        text = " ".join(unescape(re.sub(r"<[^>]*>", " ", str(explain(ticket)))).split())
    assert "maintenance" in text
    with frozen("2026-06-15 10:20:00"):
        frappe.get_doc(WINDOW, window.name).update({"interrupts": 0}).save()
        work()
    assert due(ticket) == "2026-06-15 12:00:00"


def test_a_ticket_made_during_maintenance_waits_for_its_end(contract, make_ticket, frozen):
    name = contract("stops")
    announced(name, frozen)
    with frozen("2026-06-15 12:00:00"):
        ticket = make_ticket(sla_nl_contract=name, sla_nl_priority="P3", sla_nl_kind="incident")
    assert str(ticket.response_by) == "2026-06-15 14:30:00"


def test_a_contract_that_is_read_otherwise_costs_and_changes_nothing(contract, file, frozen):
    name = contract("none")
    ticket = file(name)
    before = len(runs())
    announced(name, frozen)
    assert len(runs()) == before
    assert due(ticket) == "2026-06-15 12:00:00"


def test_work_that_nobody_announced_in_time_stops_nothing(contract, file, frozen):
    """Nor does a plan that was not announced, or a draft."""
    name = contract("stops")
    ticket = file(name)
    late = {"maintenance_type": "Preventief onderhoud", "announced_at": None,
            "overrule_reason": "It cannot wait."}  # fmt: skip
    announced(name, frozen, **late)
    with frozen("2026-06-15 11:00:10"):
        sweep_now()
        assert frappe.db.get_value(WINDOW, {"contract": name}, "status") == "In progress"
        work()
    assert due(ticket) == "2026-06-15 12:00:00"


def test_work_that_ends_early_stops_the_clock_no_longer(contract, file, frozen):
    from sla_nl.api import maintenance as api

    name = contract("stops")
    ticket = file(name)
    window = announced(name, frozen)
    with frozen("2026-06-15 11:00:00"):
        api.start(window.name, 0)
    with frozen("2026-06-15 11:30:00"):
        api.finish(window.name, 0)
        work()
    assert due(ticket) == "2026-06-15 12:30:00"


def test_a_deleted_window_stops_nothing(contract, file, frozen):
    name = contract("stops")
    ticket = file(name)
    window = announced(name, frozen)
    with frozen(LATER):
        work()
        assert due(ticket) == "2026-06-15 13:30:00"
        window.delete()
        work()
    assert due(ticket) == "2026-06-15 12:00:00"
