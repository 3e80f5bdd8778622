"""The demo fills a site with examples, and removes exactly those again."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from decimal import Decimal

import frappe
import pytest

from sla_nl.contracts.cache_token import forget
from sla_nl.fees.ledger import Total, totals
from sla_nl.helpdesk.desk import demo

TABLES = (
    "HD Ticket", "HD Customer", "HD Ticket Type", "HD Ticket Status", "Communication",
    "HD Ticket Activity", "Version", "SLA Contract", "SLA Calendar", "SLA Escalation Matrix",
    "SLA Ticket Event", "SLA Clock", "SLA Fee Entry",
)  # fmt: skip


@pytest.fixture(scope="module")
def counts(site):
    """Return how many documents of each doctype the site has before the demo."""
    return {table: frappe.db.count(table) for table in TABLES}


@pytest.fixture(scope="module")
def filled(counts):
    """Fill the site once for these tests; the test of `--clear` empties it.

    While it is filled, the site has a default contract, which holds for each new ticket.
    """
    frappe.db.set_single_value("SLA Settings", "default_contract", "vcare-connect-office")
    forget()
    made = demo.fill()
    frappe.db.set_single_value("SLA Settings", "default_contract", None)
    forget()
    frappe.db.commit()
    return made


def names(made, doctype):
    return [name for other, name in made if other == doctype]


def test_it_has_a_customer_for_every_contract_and_some_sixty_tickets(filled):
    made = Counter(doctype for doctype, _ in filled)
    assert (made["HD Customer"], made["SLA Contract"], made["HD Ticket"]) == (8, 8, 64)


def test_tickets_are_judged_by_the_contracts_of_their_customers(filled):
    """Solved tickets have a contract too, and the tickets have many different states."""
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


def test_the_default_contract_of_the_site_leaves_no_records_on_them(filled):
    tickets, contracts = names(filled, "HD Ticket"), set(names(filled, "SLA Contract"))
    for table in ("SLA Clock", "SLA Fee Entry"):
        assert (
            set(frappe.get_all(table, {"ticket": ("in", tickets)}, pluck="contract")) <= contracts
        )
    begun = {"ticket": ("in", tickets), "event": "created"}
    at = dict(frappe.get_all("SLA Ticket Event", begun, ["ticket", "at"], as_list=True))
    for name, creation in frappe.get_all("HD Ticket", ["name", "creation"], as_list=True):
        assert name not in at or at[name] == creation.replace(microsecond=0)
    assert len(at) == 64


def test_open_tickets_are_moved_by_whole_weeks():
    """On 11 December, three weeks after the file was made, a Friday is still a Friday."""
    rows = demo.read_rows(datetime.fromisoformat("2026-12-11 17:00"))
    created = {row.content["subject"]: str(row.past["creation"]) for row in rows}
    assert created["Verloning november kan niet worden gestart"] == "2026-12-11 16:50:00"
    christmas = created["Zorgdossier niet bereikbaar op eerste kerstdag"]
    assert christmas == "2025-12-25 03:12:40"


def test_rush_fees_are_in_the_ledger(filled):
    """vcare-5.1-rush-fee-always: for a customer with an agreed rate, and one without."""
    for subject, owed in (
        ("Koppeling met facturatie%", Total("EUR", Decimal("175.00"), 0)),
        ("Rapport voor de accountant%", Total("EUR", Decimal("0.00"), 1)),
    ):
        change = frappe.db.get_value("HD Ticket", {"subject": ("like", subject)})
        assert totals(change) == [owed]


def test_a_ticket_of_the_demo_goes_on_as_any_other(filled):
    name = frappe.db.get_value("HD Ticket", {"subject": ("like", "Verloning november%")})
    ticket = frappe.get_doc("HD Ticket", name)
    ticket.status = "Resolved"
    ticket.save()
    clock = frappe.get_doc("SLA Clock", {"ticket": name, "clock": "resolution"})
    assert clock.met_at == ticket.resolution_date


def test_the_demo_cannot_be_made_twice(filled):
    with pytest.raises(demo.DemoError, match="already"):
        demo.fill()


def test_the_command_removes_the_whole_demo(filled, counts, run_bench, make_ticket):
    """It keeps documents that a ticket of the user's own needs, until that is deleted."""
    own = make_ticket(customer="Zorggroep Lindehof", priority="Medium")
    output = run_bench("sla-nl", "demo", "--clear")
    assert "64 tickets taken away" in output
    assert f"SLA Contract {own.sla_nl_judged_by}" in output.partition("kept")[2]
    assert "HD Customer Zorggroep Lindehof" in output.partition("kept")[2]
    assert frappe.db.count("HD Customer") == counts["HD Customer"] + 1
    again = frappe.get_doc("HD Ticket", own.name)
    again.subject = "Another subject"
    assert again.save().sla_nl_judged_by == own.sla_nl_judged_by
    demo._delete("HD Ticket", own.name)
    assert "kept" not in run_bench("sla-nl", "demo", "--clear")
    assert {table: frappe.db.count(table) for table in TABLES} == counts
    with pytest.raises(demo.DemoError, match="nothing of the demo"):
        demo.clear()


def test_a_customer_of_the_site_is_left_alone(make_customer):
    make_customer("Gemeente Oosterveld")
    with pytest.raises(demo.DemoError, match="Gemeente Oosterveld"):
        demo.fill()
    assert not frappe.db.exists("HD Customer", "Zorggroep Lindehof")
