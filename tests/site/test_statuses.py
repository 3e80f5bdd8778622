"""The ticket statuses that a contract's rules name: offered to managers, and made at once."""

from __future__ import annotations

import frappe
import pytest

from sla_nl.api.statuses import make, missing

OFFICE, AGENT, MANAGER = "vcare-connect-office", "agent@example.com", "manager@example.com"
VCARE = {
    "Nieuw": "Open", "Gepland Intern": "Open", "Gepland Extern": "Open", "Wacht op Klant": "Paused",
    "Reactie ontvangen": "Open", "Wacht op leverancier": "Paused", "Afgehandeld": "Resolved",
}  # fmt: skip
STATUS = "HD Ticket Status"


@pytest.fixture(autouse=True)
def none_yet():
    """Take away statuses of Vcare, before each test and after it."""
    for name in VCARE:
        frappe.db.delete(STATUS, name)
    yield
    for name in VCARE:
        frappe.db.delete(STATUS, name)


def test_a_manager_makes_the_statuses_that_are_missing(make_agent, as_user):
    """Each has the category by which Helpdesk treats it as the contract does."""
    with as_user(make_agent(MANAGER, "SLA Manager")):
        assert missing(OFFICE) == VCARE
        assert make(OFFICE) == list(VCARE)
        assert missing(OFFICE) == {}
        assert make(OFFICE) == []
    rows = frappe.get_all(STATUS, {"name": ("in", list(VCARE))}, ["name", "category", "enabled"])
    assert {row.name: row.category for row in rows} == VCARE
    assert all(row.enabled for row in rows)


def test_a_status_that_is_there_stays_whatever_its_case(make_agent, as_user):
    row = {"label_agent": "wacht op klant", "category": "Open", "enabled": 1}
    frappe.get_doc({"doctype": STATUS, **row}).insert()
    with as_user(make_agent(MANAGER, "SLA Manager")):
        assert "Wacht op Klant" not in missing(OFFICE)
        make(OFFICE)
    assert frappe.db.get_value(STATUS, "wacht op klant", "category") == "Open"
    frappe.db.delete(STATUS, "wacht op klant")


def test_an_agent_makes_none(as_user):
    with as_user(AGENT):
        for call in (missing, make):
            with pytest.raises(frappe.PermissionError):
                call(OFFICE)
