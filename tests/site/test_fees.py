"""The fee ledger: one entry for each fee, and a reversal when the fee is no longer owed."""

from __future__ import annotations

from decimal import Decimal

import frappe
import pytest

from sla_nl.api.contracts import use_contract
from sla_nl.fees.ledger import Total, totals

MONDAY = "2026-06-08 10:00:00"
OFFICE = "vcare-connect-office"


def ledger(ticket):
    """Return the entries of a ticket as (title's first word, state, has amount, is reversal)."""
    rows = frappe.get_all(
        "SLA Fee Entry",
        {"ticket": ticket.name},
        ["fee_title", "state", "amount", "has_amount", "reverses"],
        order_by="creation, state",
    )
    return [
        (r.fee_title.split()[0].strip(":"), r.state, r.has_amount, bool(r.reverses)) for r in rows
    ]


def saved(ticket, **fields):
    doc = frappe.get_doc("HD Ticket", ticket.name)
    doc.update(fields)
    doc.save()
    return frappe.get_doc("HD Ticket", ticket.name)


@pytest.fixture
def change(make_ticket, frozen):
    """Make a change request with priority P1."""
    with frozen(MONDAY):
        return make_ticket(sla_nl_contract=OFFICE, sla_nl_kind="change", sla_nl_priority="P1")


def test_a_rush_fee_follows_the_assessment(change, frozen):
    """vcare-5.1-rush-fee-always: assessed as no disruption; the clause gives no amount."""
    assert ledger(change) == []
    with frozen("2026-06-08 11:00:00"):
        saved(change, sla_nl_is_disruption="No")
    assert ledger(change) == [("Spoedkosten", "Proposed", 0, False)]


def test_another_assessment_reverses_the_entry(change, frozen):
    with frozen("2026-06-08 11:00:00"):
        saved(change, sla_nl_is_disruption="No")
    with frozen("2026-06-08 12:00:00"):
        saved(change, sla_nl_is_disruption="Yes")
    assert ledger(change) == [
        ("Spoedkosten", "Proposed", 0, False),
        ("Spoedkosten", "Reversed", 0, True),
    ]


def test_an_assessment_that_changes_back_books_the_fee_again(change, frozen):
    for hour, answer in enumerate(("No", "Yes", "No"), start=11):
        with frozen(f"2026-06-08 {hour}:00:00"):
            saved(change, sla_nl_is_disruption=answer)
    assert [row[1:] for row in ledger(change)] == [
        ("Proposed", 0, False),
        ("Reversed", 0, True),
        ("Proposed", 0, False),
    ]


def test_an_unchanged_save_books_nothing(change, frozen):
    with frozen("2026-06-08 11:00:00"):
        saved(change, sla_nl_is_disruption="No")
    for minute in (5, 10):
        with frozen(f"2026-06-08 11:{minute:02d}:00"):
            saved(change, subject=f"Subject {minute}")
    assert len(ledger(change)) == 1


def test_a_lower_priority_reverses_the_rush_fee(change, frozen):
    with frozen("2026-06-08 11:00:00"):
        saved(change, sla_nl_is_disruption="No")
    with frozen("2026-06-08 12:00:00"):
        saved(change, sla_nl_priority="P4")
    assert [row[1] for row in ledger(change)] == ["Proposed", "Reversed"]


def test_no_amount_is_a_field_of_the_ticket():
    """Fees have permissions of their own, which are not those of a ticket."""
    numbers = {
        field.fieldname
        for field in frappe.get_meta("HD Ticket").fields
        if field.fieldname.startswith("sla_nl_") and field.fieldtype in ("Currency", "Float", "Int")
    }
    assert numbers == {"sla_nl_events"}


def test_an_entry_cannot_be_changed_or_deleted_by_hand(change, frozen):
    with frozen("2026-06-08 11:00:00"):
        saved(change, sla_nl_is_disruption="No")
    entry = frappe.get_doc("SLA Fee Entry", {"ticket": change.name})
    with pytest.raises(frappe.PermissionError):
        entry.save()
    with pytest.raises(frappe.PermissionError):
        entry.delete()


def test_the_fee_moves_to_another_customer_with_the_ticket(change, frozen, make_customer):
    make_customer("Acme BV")
    with frozen("2026-06-08 11:00:00"):
        saved(change, sla_nl_is_disruption="No")
    with frozen("2026-06-08 12:00:00"):
        saved(change, customer="Acme BV")
    rows = frappe.get_all(
        "SLA Fee Entry", {"ticket": change.name}, ["customer", "state"], order_by="creation, state"
    )
    assert [(row.customer, row.state) for row in rows] == [
        (change.customer, "Proposed"), ("Acme BV", "Proposed"), (change.customer, "Reversed"),
    ]  # fmt: skip


def test_a_ticket_that_leaves_its_contract_owes_nothing_until_it_is_back(change, frozen):
    with frozen("2026-06-08 11:00:00"):
        saved(change, sla_nl_is_disruption="No")
    with frozen("2026-06-08 12:00:00"):
        saved(change, sla_nl_contract=None)
    assert totals(change.name) == []
    with frozen("2026-06-08 13:00:00"):
        saved(change, sla_nl_contract=OFFICE)
    assert totals(change.name) == [Total("EUR", Decimal("0.00"), 1)]


def test_the_total_of_a_ticket_counts_entries_without_an_amount(change, frozen):
    assert totals(change.name) == []
    for hour, answer in enumerate(("No", "Yes", "No"), start=11):
        with frozen(f"2026-06-08 {hour}:00:00"):
            saved(change, sla_nl_is_disruption=answer)
    assert totals(change.name) == [Total("EUR", Decimal("0.00"), 1)]


def test_names_of_records_are_too_long_to_be_equal_by_chance(change, frozen):
    """A row with an existing name would be dropped as a repetition."""
    for hour, answer in enumerate(("No", "Yes"), start=11):
        with frozen(f"2026-06-08 {hour}:00:00"):
            saved(change, sla_nl_is_disruption=answer)
    for doctype in ("SLA Fee Entry", "SLA Ticket Event"):
        names = frappe.get_all(doctype, {"ticket": change.name}, pluck="name")
        assert {len(name) for name in names} == {20}


def test_a_save_that_fails_reverses_no_fee(make_ticket, make_customer, frozen, rest, unique):
    """Frappe's bulk update goes on, and commits, after a document that cannot be saved."""
    with frozen(MONDAY):
        own = make_customer(unique("Charged BV"))
        use_contract(OFFICE, [own])
        fields = {"sla_nl_kind": "change", "sla_nl_priority": "P1", "sla_nl_is_disruption": "No"}
        change = make_ticket(customer=own, **fields)
    frappe.db.commit()
    before = ledger(change)
    assert before
    sent = {"doctype": "HD Ticket", "docname": change.name, "customer": make_customer("Acme BV")}
    sent["sla_nl_kind"] = "no such kind"
    answer = rest().call("frappe.client.bulk_update", docs=frappe.as_json([sent]))
    assert answer["failed_docs"]
    assert ledger(change) == before
    assert frappe.db.get_value("HD Ticket", change.name, "customer") == own
