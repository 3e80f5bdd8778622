"""Golden cases on real tickets: make the ticket, repeat its events, compare the stamps."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import frappe
import pytest

CASES = Path(__file__).parent.parent / "cases" / "tickets.jsonl"
ROWS = [json.loads(line) for line in CASES.read_text("utf-8").splitlines()]
TYPES = {"incident": "Incident", "question": "Question", "change": "Change", "problem": "Problem"}


@pytest.mark.parametrize("row", ROWS, ids=[row["id"] for row in ROWS])
def test_golden_case_on_a_real_ticket(row, make_ticket, frozen, no_errors, ticket_types):
    with frozen(row["reported_at"]):
        ticket = make_ticket(
            ticket_type=TYPES[row["kind"]],
            sla_nl_contract=row["contract"],
            sla_nl_kind=row["kind"],
            sla_nl_priority=row["priority"],
            sla_nl_channel=row.get("channel"),
            sla_nl_known_since=naive(row.get("known_since")),
            sla_nl_cannot_wait=int(row.get("cannot_wait", False)),
        )
    for event in row["events"]:
        with frozen(event["at"]):
            ticket = play(ticket.name, event)
    clocks = {
        clock.due_key: clock.due
        for clock in frappe.get_all(
            "SLA Clock", {"ticket": ticket.name}, ["due_key", "due"], ignore_permissions=True
        )
    }
    assert_nothing_logged()
    expected = {key: naive(due) for key, due in row["expect"]["due"].items()}
    assert {key: clocks[key] for key in expected} == expected
    assert_stamped(ticket, expected)


def assert_nothing_logged():
    logged = frappe.get_all("Error Log", {"method": ("like", "SLA NL%")}, ["error"])
    assert not logged, logged[0].error


def assert_stamped(ticket, expected):
    """Assert that Helpdesk's fields show the dates of the clocks that stamp them."""
    contract = frappe.get_doc("SLA Contract", ticket.sla_nl_contract)
    for target in contract.targets:
        key = f"{target.clock}@{target.share}"
        is_own = target.kind == ticket.sla_nl_kind and target.priority in (
            "", None, ticket.sla_nl_priority,
        )  # fmt: skip
        if target.stamps and is_own and expected.get(key):
            assert ticket.get(target.stamps) == expected[key], key


def play(name, event):
    """Do what an agent or a customer does for an event of the case, and return the ticket."""
    ticket = frappe.get_doc("HD Ticket", name)
    kind = event["event"]
    if kind == "responded":
        ticket.reply_via_agent(message="We are on it.", to="klant@example.com")
    elif kind == "paused":
        ticket.status = waiting_status(event["reason"])
        ticket.save()
    elif kind in ("resumed", "resolved"):
        ticket.status = "Open" if kind == "resumed" else "Resolved"
        ticket.save()
    elif kind == "planned":
        ticket.sla_nl_planned_for = naive(event["until"])
        ticket.save()
    else:
        frappe.call("sla_nl.api.tickets.record", ticket=name, event=kind)
    return frappe.get_doc("HD Ticket", name)


def waiting_status(reason):
    """Return a status for the reason of a pause: a supplier's own, else that for the customer."""
    if reason != "supplier":
        return "Replied"
    name = "Wacht op leverancier"
    if not frappe.db.exists("HD Ticket Status", name):
        status = {"label_agent": name, "category": "Paused", "enabled": 1}
        frappe.get_doc({"doctype": "HD Ticket Status", **status}).insert()
    return name


def naive(moment):
    """Return a moment as the site stores it."""
    if moment is None:
        return None
    from conftest import ZONE

    return datetime.fromisoformat(moment).astimezone(ZONE).replace(tzinfo=None)


@pytest.fixture
def no_errors(site):
    """Empty the error log."""
    frappe.db.delete("Error Log")


@pytest.fixture
def ticket_types(site):
    for name in TYPES.values():
        if not frappe.db.exists("HD Ticket Type", name):
            frappe.get_doc({"doctype": "HD Ticket Type", "name": name}).insert()
