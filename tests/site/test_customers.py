"""Customers are found by the people who manage contracts and fees, agents or not.

`test_hostile` shows that the method refuses customers and guests.
"""

from __future__ import annotations

import frappe
import pytest
from frappe.permissions import add_user_permission
from harness import records

from sla_nl.api.contracts import use_contract

AGENT, MANAGER, ADMIN = "agent@example.com", "manager@example.com", "beheer@example.com"


@pytest.fixture
def customer(site, make_customer, unique):
    """Make a committed customer, and a manager and an admin who are no agents."""
    records.make_manager(MANAGER)
    records.make_admin(ADMIN)
    name = make_customer(unique("Gezocht BV"))
    frappe.db.commit()
    return name


def found(rest, user, text):
    """Return the names that a field of the desk offers."""
    asked = {"doctype": "HD Customer", "txt": text, "query": "sla_nl.api.customers.search"}
    rows = rest(user).call("frappe.desk.search.search_link", **asked)
    return [row["value"] for row in rows]


def test_the_report_offers_customers_with_unbilled_fees(customer, make_ticket, rest):
    use_contract("vcare-connect-office", [customer])
    ticket = make_ticket(customer=customer, priority="Urgent")
    ticket.update({"sla_nl_kind": "change", "sla_nl_is_disruption": "No"}).save()
    frappe.db.commit()
    for text, names in ((customer[3:], [customer]), ("Nobody of that name", [])):
        offered = rest(MANAGER).call("sla_nl.api.fees.unbilled_customers", txt=text)
        assert offered == names
    assert names_in_report(rest, customer) == {customer}


def names_in_report(rest, customer):
    """Return the customers of the report's rows, asked as the page asks for them."""
    field = {"fieldname": "customer", "fieldtype": "Autocomplete"}
    asked = {"filters": {"customer": customer}, "js_filters": [field]}
    report = rest(MANAGER).call(
        "frappe.desk.query_report.run", report_name="SLA Unbilled Fees", **asked
    )
    return {row["customer"] for row in report["result"] if isinstance(row, dict)}


@pytest.mark.parametrize("user", [AGENT, MANAGER, ADMIN])
def test_whoever_manages_contracts_finds_any_customer(user, customer, rest):
    """Helpdesk's newest versions show customers to agents and to their members only."""
    assert found(rest, user, customer[3:]) == [customer]
    assert found(rest, user, "Nobody of that name") == []


def test_a_manager_limited_to_a_customer_finds_no_other(customer, make_customer, unique, rest):
    other = make_customer(unique("Gezocht BV"))
    add_user_permission("HD Customer", other, MANAGER)
    frappe.db.commit()
    try:
        assert found(rest, MANAGER, "Gezocht BV") == [other]
    finally:
        frappe.db.delete("User Permission", {"user": MANAGER})
        frappe.clear_cache(user=MANAGER)
        frappe.db.commit()
