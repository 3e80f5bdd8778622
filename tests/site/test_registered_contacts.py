"""Registered contacts of a customer: what tickets of others get, and what the admin is told."""

from __future__ import annotations

import frappe
import pytest
from harness.counting import statements
from harness.rest_client import RestError

from sla_nl.api import contacts
from sla_nl.api.panel import panel
from sla_nl.api.tickets import record
from sla_nl.contracts import copies
from sla_nl.helpdesk.desk import registered
from sla_nl.helpdesk.ticket.reporter import CONTACT, reporter_facts
from sla_nl.helpdesk.upkeep.verify import verify

RAET, COVIDE, FMS, INLENERS = "visma-raet", "covide-premium", "smart-fms-basic", "inlenersbeloning"
MONDAY, LATER = "2026-06-08 10:00:00", "2026-06-08 11:00:00"
AGENT, KLANT, OTHER = "agent@example.com", "klant@example.com", "other@registered.example"


@pytest.fixture
def customer(make_customer, unique):
    """Make a customer of this test alone."""
    return make_customer(unique("Registered BV"))


@pytest.fixture
def people(customer, unique):
    """Make two contacts of the customer, and return their names by their address."""
    return {
        email: add_contact(customer, email)
        for email in (f"{frappe.scrub(unique('an'))}@r.example", OTHER)
    }


def add_contact(customer, email):
    doc = frappe.get_doc(doctype="Contact", first_name=email.partition("@")[0])
    doc.append("email_ids", {"email_id": email, "is_primary": 1})
    if not frappe.db.exists("DocType", "HD Customer Member"):
        doc.append("links", {"link_doctype": "HD Customer", "link_name": customer})
    doc.insert()
    if frappe.db.exists("DocType", "HD Customer Member"):
        owner = frappe.get_doc("HD Customer", customer)
        owner.append("contacts", {"contact_name": doc.name})
        owner.save()
    return doc.name


def report(make_ticket, frozen, customer, email, contract):
    with frozen(MONDAY):
        return make_ticket(
            customer=customer, raised_by=email, sla_nl_contract=contract, priority="Urgent"
        )


def states(ticket):
    return set(frappe.get_all("SLA Clock", {"ticket": ticket}, pluck="state"))


def notes(ticket, frozen):
    with frozen(LATER):
        return [note for note in panel(ticket)["notes"] if "registered contact" in note]


def test_a_report_of_somebody_else_has_no_promise_at_raet(make_ticket, frozen, customer, people):
    """Only registered contacts may use its service center; the panel says so."""
    first, second = people
    contacts.register(customer, people[first])
    own, other = (
        report(make_ticket, frozen, customer, email, RAET).name for email in (first, second)
    )
    assert states(own) == {"running"} | (states(own) - {"not applicable"})
    assert states(other) == {"not applicable"}
    assert notes(own, frozen) == []
    (note,) = notes(other, frozen)
    assert "so nothing is promised" in note


def test_at_covide_it_is_noted_only(make_ticket, frozen, customer, people):
    """The dates stay."""
    first, second = people
    contacts.register(customer, people[first])
    ticket = report(make_ticket, frozen, customer, second, COVIDE)
    assert ticket.response_by
    assert len(notes(ticket.name, frozen)) == 1


def test_where_nobody_is_registered_nobody_loses_a_promise(make_ticket, frozen, customer, people):
    """A contract that was just taken into use goes on to promise."""
    ticket = report(make_ticket, frozen, customer, OTHER, RAET)
    assert "running" in states(ticket.name)


def test_the_ticket_keeps_how_it_was_when_it_was_reported(make_ticket, frozen, customer, people):
    """Registering the reporter later changes nothing by itself; an agent can vouch for it."""
    first, second = people
    contacts.register(customer, people[first])
    ticket = report(make_ticket, frozen, customer, second, RAET)
    contacts.register(customer, people[second])
    with frozen(LATER):
        ticket.reload().save()
        assert states(ticket.name) == {"not applicable"}
        assert "contact_confirmed" in [event["event"] for event in panel(ticket.name)["events"]]
        record(ticket.name, "contact_confirmed")
    assert "running" in states(ticket.name)
    assert notes(ticket.name, frozen) == []


def test_the_address_counts_in_any_case(make_ticket, frozen, customer, people):
    """People write their address as they like."""
    first = next(iter(people))
    contacts.register(customer, people[first])
    ticket = report(make_ticket, frozen, customer, first.upper(), RAET)
    assert "running" in states(ticket.name)


def test_a_contract_without_a_rule_costs_no_statement(customer):
    """One statement where there is a rule, none otherwise."""
    doc = frappe.get_doc(doctype="HD Ticket", customer=customer, raised_by=OTHER)
    for contract, count in ((FMS, 0), (INLENERS, 0), (RAET, 1)):
        reporter_facts(doc, contract)
        with statements() as found:
            reporter_facts(doc, contract)
        assert len([query for query in found if CONTACT in query]) == count


LINES = [
    # id, contract, how many are registered, what is said, whether it is wrong
    ("covide-two", COVIDE, 2, "Contactpersonen van de klant: 2 of at most 3 registered", False),
    ("fms-nobody", FMS, 0, "Contactpersonen van de klant: nobody registered, at least 1", True),
    ("fms-one", FMS, 1, "Contactpersonen van de klant: 1 registered, at least 1", False),
    ("raet-nobody", RAET, 0, "Beheerder van de klant: nobody registered, at least 1", True),
]


@pytest.mark.parametrize(
    ("contract", "number", "text", "is_wrong"), [r[1:] for r in LINES], ids=[r[0] for r in LINES]
)
def test_the_admin_is_told_how_many_are_registered(
    customer, people, contract, number, text, is_wrong
):
    """On the form of the customer; on that of the contract only what is wrong."""
    made = copies.copy_for(contract, [customer])
    for contact in list(people.values())[:number]:
        contacts.register(customer, contact)
    lines = contacts.of_customer(customer)["lines"]
    assert (text, is_wrong) in [(line["text"], line["is_wrong"]) for line in lines]
    told = [row["text"] for row in contacts.of_contract(made)]
    assert (text in told) == is_wrong


def test_a_contact_of_somebody_else_cannot_be_registered(customer, people, make_customer, unique):
    """The refusal names the contact and the customer."""
    other = make_customer(unique("Elsewhere BV"))
    contact = next(iter(people.values()))
    with pytest.raises(frappe.ValidationError, match="no contact of"):
        contacts.register(other, contact)
    contacts.register(customer, contact)
    with pytest.raises(frappe.ValidationError, match="already"):
        contacts.register(customer, contact)


def test_a_contact_that_is_deleted_is_forgotten(customer, people):
    """Registration does not keep anybody from deleting a contact."""
    contact = next(iter(people.values()))
    contacts.register(customer, contact)
    contacts.register(customer, contact, is_registered=False)
    assert not frappe.db.exists(CONTACT, {"contact": contact})
    contacts.register(customer, contact)
    registered.forget(frappe.get_doc("Contact", contact))
    assert not frappe.db.exists(CONTACT, {"contact": contact})


def test_verify_agrees_with_what_is_stored(make_ticket, frozen, customer, people):
    """The fact is in the timeline, so a later judgement finds the same."""
    first, second = people
    contacts.register(customer, people[first])
    ticket = report(make_ticket, frozen, customer, second, RAET)
    with frozen(LATER):
        (found,) = [one for one in verify() if one.ticket == ticket.name]
    assert found.findings == []


FORBIDDEN = [
    ("POST", "register", {"customer": "Acme BV", "contact": "x"}),
    ("GET", "of_customer", {"customer": "Acme BV"}),
    ("GET", "of_contract", {"contract": RAET}),
]


@pytest.mark.parametrize("user", [AGENT, KLANT])
@pytest.mark.parametrize(("verb", "method", "arguments"), FORBIDDEN)
def test_only_managers_register_contacts(rest, user, verb, method, arguments):
    """Neither agents nor customers, who could gain by it."""
    seat = rest(user)
    ask = seat.get if verb == "GET" else seat.call
    path = f"sla_nl.api.contacts.{method}"
    with pytest.raises(RestError) as refused:
        ask(f"method/{path}" if verb == "GET" else path, **arguments)
    assert refused.value.status == 403
