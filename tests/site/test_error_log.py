"""A fault is written into the Error Log once, so that repeated requests do not fill it."""

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
    """Make a customer's ticket under a contract that does not know the priorities `UNKNOWN`."""
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


def logged_errors(ticket):
    return frappe.get_all("Error Log", {"reference_name": ticket}, pluck="error")


@pytest.fixture
def save(rest, ticket):
    """Return a function that sets the priority of the ticket, as its customer."""
    path = f"resource/HD Ticket/{ticket}"
    return lambda priority: rest(CUSTOMER).put(path, {"priority": priority})


def test_an_unknown_priority_is_logged_once_in_a_short_text(ticket, save):
    for priority in (UNKNOWN[0], "Medium", UNKNOWN[0], "Medium", UNKNOWN[0]):
        save(priority)
    (error,) = logged_errors(ticket)
    assert UNKNOWN[0] in error
    assert len(error) < 500
    assert frappe.db.count("Error Log") == 1


def test_a_save_that_helpdesk_refuses_is_logged_once_too(ticket, save):
    """Frappe keeps rows of the Error Log when it rolls back a request."""
    if not frappe.db.exists("HD Ticket Priority", "Someday"):
        fields = {"doctype": "HD Ticket Priority", "name": "Someday", "integer_value": 1000}
        frappe.get_doc(fields).insert()
    for _time in range(3):
        with pytest.raises(RestError):
            save("Someday")
    assert len(logged_errors(ticket)) == 1


def test_many_saves_in_one_request_are_logged_once(ticket, rest):
    """The fault is found in the log before it is committed."""
    docs = [
        {"doctype": "HD Ticket", "docname": ticket, "priority": priority}
        for priority in (UNKNOWN[0], "Medium") * 10
    ]
    rest(CUSTOMER).call("frappe.client.bulk_update", docs=frappe.as_json(docs))
    assert len(logged_errors(ticket)) == 1


def test_different_faults_of_a_ticket_are_logged_ten_times_a_day(ticket):
    """The app judges a ticket before Frappe refuses a value that is not an option of its field."""
    for number in range(15):
        doc = frappe.get_doc("HD Ticket", ticket)
        doc.sla_nl_priority = f"P{100 + number}"
        with pytest.raises(frappe.ValidationError):
            doc.save()
    assert len(logged_errors(ticket)) == 10
