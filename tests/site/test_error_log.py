"""A fault is written into the Error Log once: nobody fills it by doing the same again and again."""

from __future__ import annotations

import frappe
import pytest
from harness.rest_client import RestError

from sla_nl.api.contracts import use_contract

CUSTOMER = "klant@example.com"
OFFICE = "vcare-connect-office"
UNKNOWN = ("Low", "High")


@pytest.fixture
def ticket(make_ticket, make_customer, unique):
    """A ticket of a customer, under a contract that knows none of two of Helpdesk's priorities."""
    name = use_contract(OFFICE, [make_customer(unique("Careless BV"))])
    contract = frappe.get_doc("SLA Contract", name)
    contract.priority_map = [
        row for row in contract.priority_map if row.helpdesk_priority not in UNKNOWN
    ]
    contract.save()
    doc = make_ticket(raised_by=CUSTOMER, sla_nl_contract=name, priority="Medium")
    assert doc.sla_nl_judged_by == name
    frappe.db.delete("Error Log")
    frappe.db.commit()
    return doc.name


def written(ticket):
    return frappe.get_all("Error Log", {"reference_name": ticket}, pluck="error")


@pytest.fixture
def save(rest, ticket):
    """Return a function that has the customer give their ticket a priority."""
    path = f"resource/HD Ticket/{ticket}"
    return lambda priority: rest(CUSTOMER).put(path, {"priority": priority})


def test_an_unknown_priority_is_written_once_and_shortly(ticket, save):
    for priority in (UNKNOWN[0], "Medium", UNKNOWN[0], "Medium", UNKNOWN[0]):
        save(priority)
    (error,) = written(ticket)
    assert UNKNOWN[0] in error
    assert len(error) < 500
    assert frappe.db.count("Error Log") == 1


def test_a_save_that_helpdesk_refuses_is_written_once_too(ticket, save):
    """Frappe keeps what it wrote into the log of errors when it undoes the rest."""
    if not frappe.db.exists("HD Ticket Priority", "Someday"):
        fields = {"doctype": "HD Ticket Priority", "name": "Someday", "integer_value": 1000}
        frappe.get_doc(fields).insert()
    for _time in range(3):
        with pytest.raises(RestError):
            save("Someday")
    assert len(written(ticket)) == 1


def test_many_saves_in_one_request_are_written_once(ticket, rest):
    """Also before any of it is committed."""
    docs = [
        {"doctype": "HD Ticket", "docname": ticket, "priority": priority}
        for priority in (UNKNOWN[0], "Medium") * 10
    ]
    rest(CUSTOMER).call("frappe.client.bulk_update", docs=frappe.as_json(docs))
    assert len(written(ticket)) == 1


def test_faults_that_are_never_the_same_are_written_ten_times_a_day(ticket):
    """A choice that a field does not have is refused after the ticket was judged by it."""
    for number in range(15):
        doc = frappe.get_doc("HD Ticket", ticket)
        doc.sla_nl_priority = f"P{100 + number}"
        with pytest.raises(frappe.ValidationError):
            doc.save()
    assert len(written(ticket)) == 10
