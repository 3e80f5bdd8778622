"""A site filled for a look, and emptied of exactly that."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

import frappe
import pytest

from sla_nl.helpdesk import demo
from sla_nl.services.fees import totals

TABLES = (
    "HD Ticket", "HD Customer", "HD Ticket Type", "HD Ticket Status", "Communication",
    "HD Ticket Activity", "Version", "SLA Contract", "SLA Calendar", "SLA Escalation Matrix",
    "SLA Ticket Event", "SLA Clock", "SLA Fee Entry",
)  # fmt: skip


@pytest.fixture
def filled(site, frozen):
    """A site as it is filled three weeks after the file was written."""
    with frozen("2026-12-11 17:00:00"):
        return demo.fill()


def names(made, doctype):
    return [name for other, name in made if other == doctype]


def test_it_has_a_customer_for_every_contract_and_some_sixty_tickets(filled):
    counts = Counter(doctype for doctype, _ in filled)
    assert (counts["HD Customer"], counts["SLA Contract"], counts["HD Ticket"]) == (8, 8, 64)


def test_tickets_are_judged_by_the_contracts_of_their_customers(filled):
    """The solved ones too, and no two alike."""
    tickets = frappe.get_all(
        "HD Ticket",
        {"name": ("in", names(filled, "HD Ticket"))},
        ["customer", "sla_nl_judged_by", "agreement_status"],
    )
    contracts = set(names(filled, "SLA Contract"))
    assert {ticket.sla_nl_judged_by for ticket in tickets} == contracts
    assert len({ticket.agreement_status for ticket in tickets}) >= 4
    states = set(frappe.get_all("SLA Clock", pluck="state"))
    assert {"met", "breached", "running", "paused"} <= states


def test_open_tickets_are_moved_by_whole_weeks(filled):
    """On the 11th of December, three weeks after the file: a Friday stays one."""
    last = frappe.get_doc("HD Ticket", {"subject": "Verloning november kan niet worden gestart"})
    assert last.creation == datetime.fromisoformat("2026-12-11 16:50")
    christmas = frappe.get_doc("HD Ticket", {"subject": ("like", "%eerste kerstdag")})
    assert christmas.creation == datetime.fromisoformat("2025-12-25 03:12:40")


def test_a_rush_fee_is_in_the_ledger(filled):
    """vcare-5.1-rush-fee-always."""
    change = frappe.db.get_value("HD Ticket", {"subject": ("like", "Koppeling met facturatie%")})
    assert totals(change)


def test_a_ticket_of_the_demo_goes_on_as_any_other(filled, frozen):
    name = frappe.db.get_value("HD Ticket", {"subject": ("like", "Verloning november%")})
    with frozen("2026-12-11 17:10:00"):
        ticket = frappe.get_doc("HD Ticket", name)
        assert ticket.agreement_status == "Resolution Due"
        ticket.status = "Resolved"
        ticket.save()
    clock = frappe.get_doc("SLA Clock", {"ticket": name, "clock": "resolution"})
    assert (clock.state, clock.met_at) == ("met", datetime.fromisoformat("2026-12-11 17:10"))


def test_it_is_taken_away_without_a_trace(site, frozen):
    before = {table: frappe.db.count(table) for table in TABLES}
    with frozen("2026-12-11 17:00:00"):
        demo.fill()
        assert demo.clear() == 64
    assert {table: frappe.db.count(table) for table in TABLES} == before
    with pytest.raises(demo.DemoError, match="nothing of the demo"):
        demo.clear()


def test_it_is_made_once(filled):
    with pytest.raises(demo.DemoError, match="already"):
        demo.fill()


def test_a_customer_of_the_site_is_left_alone(make_customer):
    make_customer("Gemeente Oosterveld")
    with pytest.raises(demo.DemoError, match="Gemeente Oosterveld"):
        demo.fill()
    assert not frappe.db.exists("HD Customer", "Zorggroep Lindehof")


def test_the_command(run_bench):
    try:
        assert "64 HD Ticket" in run_bench("sla-nl", "demo")
    finally:
        assert "64 tickets taken away" in run_bench("sla-nl", "demo", "--clear")
