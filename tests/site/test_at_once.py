"""Saves of one ticket at the same time: every change is recorded, and only once."""

from __future__ import annotations

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from itertools import product

import frappe
import pytest
from harness.rest_client import RestError, apart

from sla_nl.contracts.in_force import contract_named
from sla_nl.engine.evaluate import evaluate
from sla_nl.helpdesk.ticket.stamps import STAMPS, stamps_of
from sla_nl.helpdesk.ticket.translation import ticket_of
from sla_nl.records import timeline
from sla_nl.site.time import now_s

AGENT = "agent@example.com"
OFFICE = "vcare-connect-office"
PRIORITIES = ("Urgent", "High", "Medium", "Low")
ASSESSED = ("Yes", "No")


@pytest.fixture
def change(make_ticket):
    """Make a committed change request under a contract with rush fees, and return its name."""
    ticket = make_ticket(sla_nl_contract=OFFICE, sla_nl_kind="change", priority="Medium")
    frappe.db.commit()
    return ticket.name


def stored(ticket):
    """Return the ticket, its timeline and its verdict, as the database has them now."""
    frappe.db.rollback()
    doc = frappe.get_doc("HD Ticket", ticket)
    rows = timeline.read(ticket)
    contract = contract_named(doc.sla_nl_judged_by)
    return doc, rows, evaluate(contract, ticket_of(ticket, rows, contract), now_s())


def assert_agrees(ticket):
    """Assert that a ticket's fields, timeline, stamps, clocks and fees agree."""
    doc, rows, verdict = stored(ticket)
    known = {}
    for row in rows:
        known |= row.facts
    assert {name: known.get(name) for name in ("priority", "sla_nl_is_disruption", "status")} == {
        name: doc.get(name) or None for name in ("priority", "sla_nl_is_disruption", "status")
    }
    stamps = stamps_of(verdict)
    assert {name: doc.get(name) for name in STAMPS[:3]} == {n: stamps[n] for n in STAMPS[:3]}
    clocks = frappe.get_all("SLA Clock", {"ticket": ticket}, ["due_key", "state"])
    assert {clock.due_key: clock.state for clock in clocks} == {
        clock.key: clock.state for clock in verdict.clocks
    }
    owed = {f"{ticket}:{verdict.contract.name}:{fee.cause}" for fee in verdict.fees}
    assert Counter(owed) == Counter(cause.rpartition(":")[0] for cause in unreversed_causes(ticket))


def unreversed_causes(ticket):
    """Return the causes of a ticket's fee entries that are not reversed."""
    entries = frappe.get_all("SLA Fee Entry", {"ticket": ticket}, ["name", "cause", "reverses"])
    gone = {entry.reverses for entry in entries}
    return [e.cause for e in entries if not e.reverses and e.name not in gone]


def test_twenty_saves_at_once(change):
    """All saves succeed, and no event, clock or fee is lost or written twice."""
    bodies = [
        {"priority": priority, "sla_nl_is_disruption": assessed}
        for priority, assessed in product(PRIORITIES, ASSESSED)
    ] * 2 + [{"status": status} for status in ("Replied", "Open", "Replied", "Open")]

    def save(body):
        try:
            apart(AGENT).put(f"resource/HD Ticket/{change}", body)
        except RestError as error:
            return error.status, error.body
        return 200, ""

    with ThreadPoolExecutor(len(bodies)) as pool:
        answers = list(pool.map(save, bodies))
    assert {status for status, _ in answers} == {200}, [body for _, body in answers if body][:1]
    assert_agrees(change)
    live = frappe.get_all(
        "SLA Fee Entry", {"ticket": change}, ["name", "reverses"], ignore_permissions=True
    )
    reversed_ = Counter(row.reverses for row in live if row.reverses)
    assert not reversed_ or max(reversed_.values()) == 1
    assert not frappe.get_all("Error Log", {"reference_name": change})


def test_a_save_that_waited_for_another_sees_what_that_wrote(change):
    """The waiting save began its transaction, and so its snapshot, before the other one wrote."""
    timeline.read(change)
    apart(AGENT).put(f"resource/HD Ticket/{change}", {"priority": "Urgent"})
    doc = frappe.get_doc("HD Ticket", change, for_update=True)
    doc.status = "Replied"
    doc.save()
    frappe.db.commit()
    assert_agrees(change)


@pytest.mark.parametrize(
    ("before", "meanwhile", "then"),
    [(None, "No", "Yes"), ("No", "Yes", "No"), (None, "No", None)],
    ids=["a-fee-that-goes", "a-fee-that-comes-back", "a-fee-of-another-contract"],
)
def test_a_save_that_waited_corrects_the_fees_of_the_other(change, before, meanwhile, then):
    """The waiting save sees an older ledger than the ticket that it changes."""
    apart(AGENT).put(
        f"resource/HD Ticket/{change}", {"priority": "Urgent", "sla_nl_is_disruption": before}
    )
    frappe.db.rollback()
    unreversed_causes(change)  # the transaction begins here
    apart(AGENT).put(f"resource/HD Ticket/{change}", {"sla_nl_is_disruption": meanwhile})
    doc = frappe.get_doc("HD Ticket", change, for_update=True)
    doc.update({"sla_nl_is_disruption": then} if then else {"sla_nl_contract": None})
    doc.save()
    frappe.db.commit()
    if then:
        assert_agrees(change)
    assert len(unreversed_causes(change)) == (then == "No")


def test_a_save_that_waited_takes_away_the_clocks_of_the_other(change):
    """Meanwhile the kind changed to incident, which has clocks that a change request has not."""
    unreversed_causes(change)  # the transaction begins here
    apart(AGENT).put(f"resource/HD Ticket/{change}", {"sla_nl_kind": "incident"})
    doc = frappe.get_doc("HD Ticket", change, for_update=True)
    doc.sla_nl_kind = "change"
    doc.save()
    frappe.db.commit()
    assert_agrees(change)


def test_fees_of_two_tickets_are_booked_at_once(make_ticket):
    """Booking a fee does not lock the ledger for another ticket."""
    tickets = [
        make_ticket(sla_nl_contract=OFFICE, sla_nl_kind="change", priority="Urgent").name
        for _ in range(2)
    ]
    frappe.db.commit()
    doc = frappe.get_doc("HD Ticket", tickets[0])
    doc.sla_nl_is_disruption = "No"
    doc.save()  # not committed yet
    other = threading.Thread(
        target=apart(AGENT).put,
        args=(f"resource/HD Ticket/{tickets[1]}", {"sla_nl_is_disruption": "No"}),
    )
    other.start()
    other.join(5)
    is_waiting = other.is_alive()
    frappe.db.commit()
    other.join()
    assert not is_waiting
    for ticket in tickets:
        assert_agrees(ticket)


def test_the_same_request_twice_is_one_event(change):
    """A client may repeat a request whose answer was lost."""
    for _ in range(2):
        apart(AGENT).put(f"resource/HD Ticket/{change}", {"priority": "Urgent"})
    frappe.db.rollback()
    changed = [row for row in timeline.read(change) if "priority" in row.facts]
    assert len(changed) == 2  # the creation, and the change


def test_an_interrupted_save_leaves_nothing(change, monkeypatch):
    """If the process ends between writing timeline and clocks, the transaction is rolled back."""
    from sla_nl.records import clocks

    before = stored(change)[1]

    def end(*args, **kwargs):
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(clocks, "write", end)
        doc = frappe.get_doc("HD Ticket", change)
        doc.priority = "Urgent"
        with pytest.raises(SystemExit):
            doc.save()
    doc, rows, _ = stored(change)
    assert (doc.priority, rows) == ("Medium", before)
    assert_agrees(change)
