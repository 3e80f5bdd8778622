"""Fees on real tickets: the rules of the shipped contracts, and rates and rows in copies."""

from __future__ import annotations

from decimal import Decimal

import frappe
import pytest

from sla_nl.api.contracts import use_contract
from sla_nl.api.fees import confirm
from sla_nl.api.panel import panel
from sla_nl.api.tickets import record
from sla_nl.fees.ledger import ENTRY, Total, totals
from sla_nl.helpdesk import TICKET
from sla_nl.patches.v0_1 import name_rows_in_fee_causes

ALWAYS, OFFICE = "vcare-connect-24x7", "vcare-connect-office"
MONDAY, SATURDAY_NIGHT = "2026-06-08 10:00:00", "2026-06-13 03:00:00"


@pytest.fixture
def own(make_customer, unique):
    """Return a function that copies a contract for a new customer and edits the copy's rows."""

    def copy(contract, edit=lambda document: None):
        customer = make_customer(unique("Charged BV"))
        document = frappe.get_doc("SLA Contract", use_contract(contract, [customer]))
        edit(document)
        document.save()
        return customer

    return copy


@pytest.fixture
def report(make_ticket, frozen):
    """Return a function that reports a ticket at a moment."""

    def make(moment, **fields):
        with frozen(moment):
            return make_ticket(**{f"sla_nl_{key}": value for key, value in fields.items()
                                  if key != "customer"},
                               customer=fields.get("customer", "Acme BV"))  # fmt: skip

    return make


@pytest.fixture
def later(frozen, as_user):
    """Return a function that changes a ticket at a moment, as Administrator or as `user`."""

    def change(ticket, moment, user="Administrator", **fields):
        with frozen(moment), as_user(user):
            doc = frappe.get_doc("HD Ticket", ticket.name)
            doc.update(fields)
            doc.save(ignore_permissions=True)

    return change


def booked(ticket):
    """Return the entries of a ticket as (clause, certainty, amount or None, minutes, state)."""
    rows = frappe.get_all(
        ENTRY, {"ticket": ticket.name},
        ["clause", "certainty", "amount", "has_amount", "minutes", "state"], order_by="cause",
    )  # fmt: skip
    return [
        (
            r.clause.split(",")[0],
            r.certainty,
            r.amount if r.has_amount else None,
            r.minutes,
            r.state,
        )
        for r in rows
    ]


def rate(document, clause, amount, **fields):
    """Give the fee rows of a clause a rate."""
    for row in document.fees:
        if clause in (row.clause or ""):
            row.update({"rate": amount, **fields})


# Vcare 5.1


CHANGES = [
    # priority, assessment, clause and certainty of the fee
    ("P2", {"sla_nl_is_disruption": "No"}, ("vcare-5.1-rush-fee-always", "always")),
    ("P2", {"sla_nl_is_disruption": "Yes"}, None),
    ("P3", {"sla_nl_outside_sla": "Yes"}, ("vcare-5.1-fee-possible", "possible")),
    ("P5", {"sla_nl_outside_sla": "Yes"}, ("vcare-5.1-fee-possible", "possible")),
    ("P4", {"sla_nl_outside_sla": "No"}, None),
]


@pytest.mark.parametrize("ticket_type", ["Unspecified", "Question"])
def test_a_rush_has_a_fee_whatever_the_type_of_the_ticket(report, later, frozen, ticket_type):
    """vcare-5.1-rush-fee-always: a type without a row is an incident; the panel asks about it."""
    ticket = report(MONDAY, contract=OFFICE, priority="P1")
    later(ticket, "2026-06-08 10:30:00", ticket_type=ticket_type)
    with frozen("2026-06-08 10:40:00"):
        assert "sla_nl_is_disruption" in {f["field"] for f in panel(ticket.name)["fields"]}
    later(ticket, "2026-06-08 11:00:00", sla_nl_is_disruption="No")
    assert booked(ticket) == [("vcare-5.1-rush-fee-always", "always", None, 0, "Proposed")]


@pytest.mark.parametrize(("priority", "assessment", "expected"), CHANGES)
def test_the_fee_of_a_change_follows_its_assessment(report, later, priority, assessment, expected):
    ticket = report(MONDAY, contract=ALWAYS, kind="change", priority=priority)
    assert booked(ticket) == []
    later(ticket, "2026-06-08 11:00:00", **assessment)
    assert booked(ticket) == ([(*expected, None, 0, "Proposed")] if expected else [])


def test_the_rate_of_the_customers_contract_is_the_amount(own, report, later):
    customer = own("vcare-connect-office", lambda doc: rate(doc, "5.1-rush", "125.50"))
    ticket = report(MONDAY, customer=customer, kind="change", priority="P1")
    later(ticket, "2026-06-08 11:00:00", sla_nl_is_disruption="No")
    assert totals(ticket.name) == [Total("EUR", Decimal("125.50"), 0)]


def test_a_fee_by_the_hour_keeps_its_rate_until_somebody_gives_the_hours(own, report, later):
    """1.5 hours at the 120 of the day on which it was booked; a later 130 changes nothing."""
    hourly = {"basis": "per_hour", "rounding_minutes": 15}
    customer = own("vcare-connect-office", lambda doc: rate(doc, "5.1-rush", "120,00", **hourly))
    ticket = report(MONDAY, customer=customer, kind="change", priority="P1")
    later(ticket, "2026-06-08 11:00:00", sla_nl_is_disruption="No")
    entry = frappe.get_doc(ENTRY, {"ticket": ticket.name})
    assert (entry.has_amount, entry.rate, entry.rounding_minutes) == (0, 120, 15)
    contract = frappe.get_doc("SLA Contract", entry.contract)
    rate(contract, "5.1-rush", "130")
    contract.save()
    confirm(entry.name, hours="1,5")
    assert totals(ticket.name) == [Total("EUR", Decimal("180.00"), 0)]


def test_a_fee_is_reversed_after_a_time_without_a_valid_priority(own, report, later):
    """While the contract does not know the priority, the fee stays; as a P3 it is reversed."""
    ticket = report(MONDAY, customer=own(OFFICE), kind="change", priority="P1")
    later(ticket, "2026-06-08 11:00:00", sla_nl_is_disruption="No")
    later(ticket, "2026-06-08 12:00:00", sla_nl_priority="TOP")
    assert len(totals(ticket.name)) == 1
    later(ticket, "2026-06-08 13:00:00", sla_nl_priority="P3")
    assert totals(ticket.name) == []


# The rule of an entry


OTHER = {
    "title": "Beoordeling", "event": "assessed", "certainty": "always", "basis": "fixed",
    "rate": "10", "is_disruption": "No",
}  # fmt: skip


@pytest.fixture
def rushed(own, report, later):
    """Make a change request with a rush fee, under a contract of its customer."""
    ticket = report(MONDAY, customer=own(OFFICE), kind="change", priority="P1")
    later(ticket, "2026-06-08 11:00:00", sla_nl_is_disruption="No")
    return ticket


def contract_of(ticket):
    name = frappe.db.get_value(TICKET, ticket.name, "sla_nl_judged_by")
    return frappe.get_doc("SLA Contract", name)


def save(document, rows):
    """Save a contract with these fee rules, in this order."""
    document.set("fees", rows)
    for number, row in enumerate(document.fees, 1):
        row.idx = number
    document.save()


def test_an_entry_is_found_again_after_a_row_was_inserted_above_its_rule(rushed, later):
    contract = contract_of(rushed)
    save(contract, [{**OTHER, "kind": "incident"}, *contract.fees])
    later(rushed, "2026-06-08 12:00:00", sla_nl_is_disruption="Yes")
    assert totals(rushed.name) == []


def test_a_rule_in_the_place_of_another_has_entries_of_its_own(rushed, later):
    """The entry of the rush fee is not taken for an entry of the other rule."""
    contract = contract_of(rushed)
    rush = "vcare-5.1-rush-fee-always"
    save(contract, [OTHER if row.clause == rush and row.priority == "P1" else row
                    for row in contract.fees])  # fmt: skip
    later(rushed, "2026-06-08 12:00:00", sla_nl_is_disruption="Yes")
    later(rushed, "2026-06-08 13:00:00", sla_nl_is_disruption="No")
    assert totals(rushed.name) == [Total("EUR", Decimal("10.00"), 1)]


def test_a_patch_replaces_the_rules_position_by_its_row_name_in_an_entry(rushed, later):
    (cause,) = frappe.get_all(ENTRY, {"ticket": rushed.name}, pluck="cause")
    rule = next(rule for rule in contract_of(rushed).fees if f":{rule.name}:" in cause)
    placed = cause.replace(f":{rule.name}:", f":{rule.idx}:")
    frappe.db.set_value(ENTRY, {"cause": cause}, "cause", placed)
    for _ in range(2):
        name_rows_in_fee_causes.execute()
        assert frappe.get_all(ENTRY, {"ticket": rushed.name}, pluck="cause") == [cause]


# Vcare 3.2


def test_an_unjustified_call_out_of_hours_is_billed_from_the_call(report):
    ticket = report(SATURDAY_NIGHT, contract=ALWAYS, kind="incident", priority="P3",
                    channel="standby")  # fmt: skip
    assert booked(ticket) == [("vcare-3.2-unjustified-fee", "possible", None, 0, "Proposed")]
    assert str(frappe.db.get_value(ENTRY, {"ticket": ticket.name}, "charged_on")) == "2026-06-13"


def test_a_disruption_called_in_at_night_is_billed_only_if_it_was_none(report, later):
    """vcare 3.2 bills the call, 5.1 the rush: two fees with causes of their own (V-RUSH)."""
    ticket = report(SATURDAY_NIGHT, contract=ALWAYS, kind="incident", priority="P1",
                    channel="standby")  # fmt: skip
    assert booked(ticket) == []
    later(ticket, "2026-06-13 04:00:00", sla_nl_is_disruption="No")
    clauses = sorted(row[0] for row in booked(ticket))
    assert clauses == ["vcare-3.2-unjustified-fee", "vcare-5.1-rush-fee-always"]


def test_a_call_in_office_hours_costs_nothing(report):
    fields = {"contract": ALWAYS, "kind": "incident", "priority": "P3", "channel": "standby"}
    assert booked(report(MONDAY, **fields)) == []


# Vcare 4.7


@pytest.fixture
def refusing(own):
    """Make a customer whose contract has a status for refused access, and a rate for its hours."""
    status = {"label_agent": "Geen toegang", "category": "Paused"}
    frappe.get_doc({"doctype": "HD Ticket Status", **status}).insert()

    def edit(document):
        rule = {"status": "Geen toegang", "effect": "pauses", "reason": "no_access"}
        document.append("status_rules", rule)
        rate(document, "4.7-no-access", "90", rounding_minutes=15)

    return own("vcare-connect-office", edit)


def test_refused_access_is_billed_by_the_hours_that_it_took(refusing, report, later):
    """100 minutes, rounded up to quarters of an hour, are 105: 157.50 at 90 an hour."""
    ticket = report(MONDAY, customer=refusing, kind="incident", priority="P2")
    later(ticket, "2026-06-08 12:00:00", status="Geen toegang")
    open_pause = ("vcare-4.7-no-access-cost", "possible", None, 0)
    assert booked(ticket) == [(*open_pause, "Proposed")]
    later(ticket, "2026-06-08 13:40:00", status="Open")
    assert booked(ticket) == [
        (*open_pause, "Proposed"),
        (*open_pause, "Reversed"),
        ("vcare-4.7-no-access-cost", "possible", 157.5, 105, "Proposed"),
    ]
    assert totals(ticket.name) == [Total("EUR", Decimal("157.50"), 0)]


def test_refused_access_can_be_recorded_without_a_status(own, report, frozen):
    """vcare-4.7-no-access: the clocks stop, and 50 minutes at 90 an hour are 75.00."""
    customer = own(OFFICE, lambda doc: rate(doc, "4.7-no-access", "90"))
    ticket = report(MONDAY, customer=customer, kind="incident", priority="P2")
    with frozen("2026-06-08 10:05:00"):
        record(ticket.name, "responded")
    with frozen("2026-06-08 10:10:00"):
        assert {"no_access"} == offered(ticket) & {"no_access", "access_given"}
        record(ticket.name, "no_access")
        assert {"access_given"} == offered(ticket) & {"no_access", "access_given"}
        assert frappe.db.get_value(TICKET, ticket.name, "agreement_status") == "Paused"
    with frozen("2026-06-08 11:00:00"):
        record(ticket.name, "access_given")
        assert frappe.db.get_value(TICKET, ticket.name, "agreement_status") == "Resolution Due"
    assert totals(ticket.name) == [Total("EUR", Decimal("75.00"), 0)]


# Covide 8, Smart FMS


def offered(ticket):
    return {event["event"] for event in panel(ticket.name)["events"]}


def test_functional_management_at_covide_costs_what_is_agreed(report, frozen):
    """covide-5-functional-fee: the fee is booked when a quote is requested."""
    ticket = report(MONDAY, contract="covide-basic", kind="question", priority="Medium")
    assert booked(ticket) == []
    with frozen("2026-06-08 11:00:00"):
        assert "quote_requested" in offered(ticket)
        record(ticket.name, "quote_requested")
        assert "quote_requested" not in offered(ticket)
    assert booked(ticket) == [("covide-5-functional-fee", "possible", None, 0, "Proposed")]


@pytest.mark.parametrize("contract", ["covide-basic", "covide-business", "covide-premium"])
def test_a_change_at_covide_costs_by_actual_hours_or_by_quote(contract, report, frozen):
    """covide-8-cost: the fee by hours is reversed when a quote is requested (C-COST)."""
    ticket = report(MONDAY, contract=contract, kind="change", priority="Medium")
    hours = ("covide-8-cost", "possible", None, 0, "Proposed")
    assert booked(ticket) == [hours]
    with frozen("2026-06-08 11:00:00"):
        assert "quote_requested" in offered(ticket)
        record(ticket.name, "quote_requested")
    rows = frappe.get_all(ENTRY, {"ticket": ticket.name}, ["basis", "state"], as_list=True)
    assert sorted(rows) == [
        ("per_hour", "Proposed"), ("per_hour", "Reversed"), ("quote", "Proposed"),
    ]  # fmt: skip


def test_a_change_at_smart_fms_costs_by_quote(report, frozen):
    ticket = report(MONDAY, contract="smart-fms-basic", kind="change", priority="C")
    assert booked(ticket) == []
    with frozen("2026-06-08 11:00:00"):
        record(ticket.name, "quote_requested")
    assert booked(ticket) == [("smartfms-change-nonstandard", "possible", None, 0, "Proposed")]


# A raise of the priority


def switch_on(document):
    for row in document.fees:
        if row.event == "reprioritised":
            row.update({"is_off": 0, "rate": "25"})


def test_a_raise_costs_nothing_under_a_shipped_contract(report, later):
    ticket = report(MONDAY, contract="vcare-connect-office", kind="incident", priority="P3")
    later(ticket, "2026-06-08 11:00:00", sla_nl_priority="P1")
    assert booked(ticket) == []


@pytest.fixture
def raised(own, make_ticket, frozen):
    """Make a ticket with the lowest priority, under a contract with a fee for raising it."""
    customer = own(OFFICE, switch_on)
    with frozen(MONDAY):
        return make_ticket(customer=customer, priority="Low", raised_by="klant@example.com")


def test_each_raise_by_the_customer_has_a_fee_if_the_contract_says_so(raised, later):
    customer = "klant@example.com"
    later(raised, "2026-06-08 11:00:00", customer, priority="High")
    assert totals(raised.name) == [Total("EUR", Decimal("25.00"), 0)]
    later(raised, "2026-06-08 12:00:00", customer, priority="Medium")
    later(raised, "2026-06-08 13:00:00", customer, priority="Urgent")
    assert totals(raised.name) == [Total("EUR", Decimal("50.00"), 0)]


@pytest.mark.parametrize("user", ["agent@example.com", "Administrator"])
def test_a_raise_by_an_agent_costs_the_customer_nothing(raised, later, user):
    """A later save by the customer does not make it a raise by the customer."""
    later(raised, "2026-06-08 11:00:00", user, priority="Urgent")
    assert booked(raised) == []
    later(raised, "2026-06-08 12:00:00", "klant@example.com", status="Open", subject="And?")
    assert booked(raised) == []
