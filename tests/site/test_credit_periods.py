"""Credits that are owed once for a missed promise, under a contract of our own."""

from __future__ import annotations

import frappe
import pytest

from sla_nl.contracts import copies
from sla_nl.contracts.in_force import contract_named
from sla_nl.credits import periods
from sla_nl.fees.ledger import ENTRY
from sla_nl.site.time import now_s

COVIDE = "covide-premium"
JUNE = ("2026-06-10 09:00:00", "2026-06-11 09:00:00")
"""A day of downtime in a month of 720 hours: 96.67 percent, and 99.5 is promised."""

JULY, AUGUST = "2026-07-01 06:00:00", "2026-08-20 06:00:00"
AVAILABILITY = {
    "title": "Korting wegens uitval", "trigger": "availability_missed", "percentage": "10",
    "applies_to": "Maandfactuur van juni", "clause": "art. 12",
}  # fmt: skip
SHARE = {
    "title": "Korting wegens te late oplossingen", "trigger": "share_missed", "percentage": "2.5",
    "applies_to": "Maandfactuur", "clause": "art. 13",
}  # fmt: skip


@pytest.fixture
def customer(make_customer, unique):
    """Make a customer of this test alone."""
    return make_customer(unique("Uptime BV"))


@pytest.fixture
def contract(customer):
    """Return a function that makes a contract with these rows of credits in place of its ladder."""

    def make(*rows):
        name = copies.copy_for(COVIDE, [customer])
        document = frappe.get_doc("SLA Contract", name)
        document.set("credits", list(rows))
        document.save()
        return name

    return make


@pytest.fixture
def outage(frozen):
    """Return a function that enters an outage of the first service of a contract in June."""

    def enter(contract, start=JUNE[0], end=JUNE[1]):
        service = frappe.get_doc("SLA Contract", contract).availability[0].subject
        with frozen(JULY):
            return frappe.get_doc(
                doctype="SLA Outage", contract=contract, service=service, starts_at=start,
                ends_at=end,
            ).insert()  # fmt: skip

    return enter


@pytest.fixture
def late(customer, make_ticket, frozen):
    """Return a function that makes an urgent ticket that is solved too late, and one in time."""

    def report():
        for reported, solved in (
            ("2026-06-08 09:00:00", "2026-06-08 18:00:00"),
            ("2026-06-09 09:00:00", "2026-06-09 10:00:00"),
        ):
            with frozen(reported):
                ticket = make_ticket(customer=customer, priority="Urgent")
            with frozen(solved):
                ticket.status = "Resolved"
                ticket.save()

    return report


def settle(contract, moment, frozen):
    with frozen(moment):
        return periods.settle_contract(contract, now_s())


def entries(customer):
    fields = ["fee_title", "percentage", "promise", "period", "state", "charged_on", "has_amount"]
    found = frappe.get_all(ENTRY, {"customer": customer}, fields, order_by="creation, promise")
    return [tuple(str(value) for value in row.values()) for row in found]


def test_an_availability_that_was_missed_is_a_credit_once(contract, customer, outage, frozen):
    """10 percent of the month's fee, from the end of the month on, however often one looks."""
    name = contract(AVAILABILITY)
    service = outage(name).service
    for moment in (JULY, "2026-07-02 06:00:00"):
        settle(name, moment, frozen)
    credit = ("Korting wegens uitval", "10.0", service, "2026-06", "Proposed", "2026-07-01", "0")
    assert entries(customer) == [credit]


def test_a_month_without_an_outage_is_no_credit(contract, customer, frozen):
    """The promise was kept."""
    settle(contract(AVAILABILITY), JULY, frozen)
    assert entries(customer) == []


def test_an_outage_that_goes_takes_its_credit_away(contract, customer, outage, frozen):
    """For five weeks it is settled again; after that the books are closed."""
    name = contract(AVAILABILITY)
    entered = outage(name)
    settle(name, JULY, frozen)
    with frozen("2026-07-03 09:00:00"):
        frappe.delete_doc("SLA Outage", entered.name, force=True)
    settle(name, "2026-07-04 06:00:00", frozen)
    assert sorted(row[4] for row in entries(customer)) == ["Proposed", "Reversed"]
    before = entries(customer)
    settle(name, AUGUST, frozen)
    assert entries(customer) == before


def test_a_share_that_was_missed_is_a_credit(contract, customer, late, frozen):
    """One of two tickets in time is no 90 percent; both promises of the resolution were missed."""
    name = contract(SHARE)
    late()
    settle(name, JULY, frozen)
    missed = {row[2] for row in entries(customer)}
    assert {"incident/Urgent/resolution@90", "incident/Urgent/resolution@99.9"} <= missed
    assert {row[1] for row in entries(customer)} == {"2.5"}


def test_a_customer_who_is_renamed_gets_no_second_credit(
    contract, customer, outage, frozen, unique
):
    """The entries follow the customer's name."""
    name = contract(AVAILABILITY)
    outage(name)
    settle(name, JULY, frozen)
    renamed = frappe.rename_doc("HD Customer", customer, unique("Renamed BV"), force=True)
    settle(name, "2026-07-02 06:00:00", frozen)
    assert len(entries(renamed)) == 1


def test_a_share_that_was_kept_is_no_credit(contract, customer, make_ticket, frozen):
    """One ticket, in time."""
    name = contract(SHARE)
    with frozen("2026-06-09 09:00:00"):
        ticket = make_ticket(customer=customer, priority="Urgent")
    with frozen("2026-06-09 10:00:00"):
        ticket.status = "Resolved"
        ticket.save()
    settle(name, JULY, frozen)
    assert entries(customer) == []


def test_a_contract_with_a_fault_does_not_hold_up_the_others(site, frozen, monkeypatch):
    """It is logged, and the next contract is settled."""
    settled = []

    def settle(contract, now):
        settled.append(contract)
        contract_named(contract)

    monkeypatch.setattr(periods, "_contracts", lambda: ["broken", COVIDE])
    monkeypatch.setattr(periods, "settle_contract", settle)
    for name in ("commit", "rollback"):
        monkeypatch.setattr(frappe.db, name, lambda: None)
    with frozen(JULY):
        periods.run()
    assert settled == ["broken", COVIDE]
