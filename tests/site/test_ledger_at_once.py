"""Two people change one fee at the same moment: each step is done or refused."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor, wait
from decimal import Decimal

import frappe
import pytest
from harness import cast
from harness.rest_client import Rest

from sla_nl.fees import ledger, states
from sla_nl.fees.ledger import ENTRY

OFFICE = "vcare-connect-office"
API = "sla_nl.api.fees."
ARGUMENTS = {"waive": {"reason": "x"}, "dispute": {"reason": "x"}, "mark_invoiced": {"number": "1"}}
REVERSE = "reverse"
"""The name of a save of the ticket after which the fee is no longer owed."""


@pytest.fixture
def entry(make_ticket, site):
    """Make a committed, confirmed fee, and return the name of its entry."""
    fields = {"sla_nl_kind": "change", "sla_nl_priority": "P1", "sla_nl_is_disruption": "No"}
    ticket = make_ticket(customer="Acme BV", sla_nl_contract=OFFICE, **fields)
    name = frappe.db.get_value(ENTRY, {"ticket": ticket.name})
    states.confirm(name, Decimal("100"))
    frappe.db.commit()
    return name


def session(user="Administrator", password=cast.ADMIN_PASSWORD):
    return Rest(os.environ["SLA_NL_SERVER"], user, password, lambda: None, lambda: None)


def act(entry, ticket, what):
    """Return a function that takes a step with an entry, or saves its ticket, over REST."""
    if what == REVERSE:
        agent = session("agent@example.com", cast.PASSWORD)
        return lambda: agent.put(f"resource/HD Ticket/{ticket}", {"sla_nl_is_disruption": "Yes"})
    manager = session()
    return lambda: manager.call(API + what, entry=entry, **ARGUMENTS[what])


PAIRS = [
    ("mark_invoiced", "mark_invoiced"),
    ("mark_invoiced", "waive"),
    ("mark_invoiced", "dispute"),
    ("waive", "waive"),
    ("dispute", "waive"),
    (REVERSE, "mark_invoiced"),
    (REVERSE, "waive"),
    (REVERSE, "dispute"),
]


@pytest.mark.parametrize("pair", PAIRS, ids="-".join)
def test_the_second_of_two_steps_sees_the_result_of_the_first(pair, entry):
    """The test locks the entry, so both wait for it and then go on at the same moment."""
    ticket = frappe.db.get_value(ENTRY, entry, "ticket")
    before = frappe.db.count("Version", {"docname": entry})
    actions = [act(entry, ticket, what) for what in pair]
    frappe.db.commit()
    ledger.lock([entry])
    with ThreadPoolExecutor(2) as pool:
        done = [pool.submit(action) for action in actions]
        wait(done, timeout=2)
        assert not any(one.done() for one in done)
        frappe.db.commit()
    faults = [one.exception() for one in done]
    assert all(fault is None or fault.status == 417 for fault in faults), faults
    frappe.db.rollback()
    moved = frappe.db.count("Version", {"docname": entry}) - before
    manager_did = [
        fault is None for what, fault in zip(pair, faults, strict=True) if what != REVERSE
    ]
    assert moved == sum(manager_did) >= (REVERSE not in pair)
    assert_bill_is_right(ticket, entry, is_reversed=REVERSE in pair)


def assert_bill_is_right(ticket, entry, is_reversed):
    """Assert that a reversed entry has one reversal (a credit if invoiced), and check the total."""
    state = frappe.db.get_value(ENTRY, entry, "state")
    reversals = frappe.get_all(ENTRY, {"reverses": entry}, ["state", "amount"])
    assert len(reversals) == is_reversed
    if reversals:
        credit = "Proposed" if state == "Invoiced" else "Reversed"
        assert (reversals[0].state, reversals[0].amount) == (credit, -100)
    owed = 0 if is_reversed or state == "Waived" else 100
    assert sum(total.amount for total in ledger.totals(ticket)) == owed
