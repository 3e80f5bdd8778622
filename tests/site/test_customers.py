"""Customers are found by the people who manage contracts and fees, agents or not.

`test_hostile` shows that the method refuses customers and guests.
"""

from __future__ import annotations

import frappe
import pytest
from frappe.permissions import add_user_permission
from harness import records

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
