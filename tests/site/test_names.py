"""A user who may not see a document gets the same answer whether it exists or not."""

from __future__ import annotations

import re

import frappe
import pytest
from frappe.permissions import add_user_permission
from harness.rest_client import RestError
from harness.teams import restricted_to_teams

from sla_nl.api.contracts import use_contract

CUSTOMER, STRANGER, AGENT = "klant@example.com", "klant@other.example", "agent2@example.com"
OFFICE = "vcare-connect-office"
MISSING = "no-such-name"

TICKETS = {
    "sla_nl.api.panel.panel": lambda name: {"ticket": name},
    "sla_nl.api.panel.explain": lambda name: {"ticket": name},
    "sla_nl.api.tickets.record": lambda name: {"ticket": name, "event": "recovered"},
    "sla_nl.api.tickets.record_fact": lambda name: {"ticket": name, "field": "sla_nl_kind"},
}
"""The methods that take the name of a ticket, and their arguments."""

CONTRACTS = {
    "sla_nl.api.panel.price_of": lambda name: {"sla_nl_contract": name, "priority": "High"},
    "sla_nl.api.contracts.use_contract": lambda name: {"name": name, "customers": []},
    "sla_nl.api.people.asked_of": lambda name: {"contract": name},
    "sla_nl.api.people.unheld": lambda name: {"contract": name},
    "sla_nl.api.contracts.tickets_held": lambda name: {"name": name},
    "sla_nl.api.maintenance.choices": lambda name: {"contract": name},
    "sla_nl.api.contracts.copy_calendar": lambda name: {
        "calendar": "vcare-office",
        "contracts": [name],
    },
    "sla_nl.api.contracts.new_version": lambda name: {
        "name": name,
        "first_day": "2027-01-01",
        "version": "2027",
    },
    "sla_nl.api.obligations.events_of": lambda name: {"contract": name},
    "sla_nl.api.obligations.record_event": lambda name: {
        "contract": name,
        "event": "backup_made",
        "at": "2026-06-08 10:00:00",
    },
    "sla_nl.api.obligations.version_dates": lambda name: {
        "contract": name,
        "first_day": "2027-01-01",
    },
    "sla_nl.api.previews.of_contract": lambda name: {
        "document": frappe.as_json({"doctype": "SLA Contract", "name": name})
    },
    "sla_nl.api.previews.of_ticket": lambda name: {
        "document": frappe.as_json({"doctype": "SLA Contract", "name": name}),
        "reported_at": "2026-06-08 10:00:00",
        "kind": "incident",
    },
}
"""The methods that take the name of a contract, and their arguments."""

GETS = (
    "panel.panel",
    "panel.explain",
    "panel.price_of",
    "tickets_held",
    "maintenance.choices",
    "obligations.events_of",
    "obligations.version_dates",
    "people.asked_of",
    "people.unheld",
)


@pytest.fixture
def answer(rest):
    """Return a function that calls a method and returns the status and text of its refusal."""

    def call(user, method, arguments):
        session = rest(user)
        asked = (
            (session.get, f"method/{method}") if method.endswith(GETS) else (session.call, method)
        )
        with pytest.raises(RestError) as refusal:
            asked[0](asked[1], **arguments)
        return refusal.value.status, refusal.value.body

    return call


@pytest.fixture
def ticket(make_ticket, site):
    name = make_ticket(raised_by=CUSTOMER, customer="Acme BV", sla_nl_contract=OFFICE).name
    frappe.db.commit()
    return name


def assert_refused_alike(answer, user, method, arguments, name):
    """Assert that an existing and a missing document are refused with the same text."""
    there, nowhere = (answer(user, method, arguments(one)) for one in (name, MISSING))
    assert there[0] == nowhere[0] == 403
    assert plain(there[1], name) == plain(nowhere[1], MISSING)


def plain(body, name):
    """Return the texts of an answer without the requested name."""
    content = frappe.parse_json(body)
    texts = {key: content.get(key) for key in ("exception", "exc_type", "_server_messages")}
    return re.sub(r"[0-9a-f]{56}", "ID", frappe.as_json(texts)).replace(name, "NAME")


@pytest.mark.parametrize("method", TICKETS)
def test_an_agent_of_another_team_cannot_tell_if_a_ticket_exists(method, ticket, answer):
    with restricted_to_teams():
        assert_refused_alike(answer, AGENT, method, TICKETS[method], ticket)


@pytest.mark.parametrize("user", [CUSTOMER, STRANGER])
@pytest.mark.parametrize("method", TICKETS)
def test_a_customer_cannot_tell_if_a_ticket_exists(user, method, ticket, answer):
    assert_refused_alike(answer, user, method, TICKETS[method], ticket)


@pytest.mark.parametrize("method", CONTRACTS)
def test_a_customer_cannot_tell_if_a_contract_exists(method, answer):
    assert_refused_alike(answer, CUSTOMER, method, CONTRACTS[method], OFFICE)


@pytest.fixture
def manager(make_agent, make_customer, unique):
    """Make a manager whom a User Permission of Frappe limits to one contract."""
    user = make_agent("contracts@example.com", "SLA Manager")
    own = use_contract(OFFICE, [make_customer(unique("Own BV"))])
    add_user_permission("SLA Contract", own, user)
    frappe.db.commit()
    yield user
    frappe.db.delete("User Permission", {"user": user})
    frappe.clear_cache(user=user)
    frappe.db.commit()


@pytest.mark.parametrize("method", CONTRACTS)
def test_a_manager_of_one_contract_cannot_tell_if_another_exists(method, manager, answer):
    assert_refused_alike(answer, manager, method, CONTRACTS[method], OFFICE)


def test_a_customer_cannot_tell_if_a_calendar_exists(answer):
    calendar = frappe.db.get_value("SLA Contract", OFFICE, "calendar")
    years = {"first_year": 2026, "last_year": 2026}
    changes = "sla_nl.api.contracts.closed_date_changes"
    assert_refused_alike(
        answer, CUSTOMER, changes, lambda name: {"calendar": name, **years}, calendar
    )


@pytest.mark.parametrize("method", ["confirm", "propose_again"])
def test_only_a_manager_can_tell_if_a_fee_entry_exists(method, make_ticket, answer):
    fields = {"sla_nl_kind": "change", "sla_nl_priority": "P1", "sla_nl_is_disruption": "No"}
    made = make_ticket(customer="Acme BV", sla_nl_contract=OFFICE, **fields)
    entry = frappe.db.get_value("SLA Fee Entry", {"ticket": made.name})
    frappe.db.commit()
    for user in (CUSTOMER, AGENT):
        assert_refused_alike(
            answer, user, f"sla_nl.api.fees.{method}", lambda name: {"entry": name}, entry
        )
