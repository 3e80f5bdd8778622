"""Measure the time that the app adds to saving a ticket in Helpdesk (`make bench-site`).

Each round saves with the app's hooks on, with them off, and with them off again: the difference
between the last two is the noise. The order of the three changes with every round. A save runs in a
transaction that is rolled back, with the caches of a new request. With the hooks off the custom
fields remain, so "off" is a little slower than a site without the app.
"""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import permutations
from typing import Any

import frappe
import pytest
from frappe.model.document import Document
from helpdesk.helpdesk.doctype.hd_service_level_agreement.hd_service_level_agreement import (
    HDServiceLevelAgreement,
)

from sla_nl.api.contracts import use_contract

ROUNDS = {"no contract": 612}
"""Rounds of a case that needs more than `USUAL_ROUNDS`, because its difference is small."""

USUAL_ROUNDS = 204
ALONE_ROUNDS = 3000
PROMISE = "vcare-connect-24x7"
SLA = "HD Service Level Agreement"
APP = "sla_nl."

Save = Callable[[], Any]


@pytest.mark.parametrize("name", ["unchanged", "status", "insert", "no contract"])
def test_saves(name: str, tickets: dict[str, str]) -> None:
    ticket = tickets["none" if name == "no contract" else "contract"]
    measures: dict[str, list[float]] = {"on": [], "off": [], "off too": []}
    statements = {label: count(name, ticket, label == "on") for label in measures}
    orders = list(permutations(measures))
    for number in range(ROUNDS.get(name, USUAL_ROUNDS)):
        for label in orders[number % len(orders)]:
            measures[label].append(measure(name, ticket, label == "on"))
    report(name, measures, statements)


def test_what_is_added_without_a_contract(
    tickets: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only the steps of the app and Frappe's calls of them, which are short beside a whole save."""
    doc = frappe.get_doc("HD Ticket", tickets["none"])
    doc.load_doc_before_save()
    monkeypatch.setattr(HDServiceLevelAgreement, "apply", lambda self, doc: None)
    measures: dict[str, list[float]] = {"on": [], "off": [], "off too": []}
    orders = list(permutations(measures))
    for number in range(ALONE_ROUNDS):
        for label in orders[number % len(orders)]:
            measures[label].append(measure_alone(doc, label == "on"))
    print(f"\nwithout the rest of the save: {differences(measures)}", flush=True)


def unchanged(ticket: str) -> Save:
    return frappe.get_doc("HD Ticket", ticket).save


def status(ticket: str) -> Save:
    doc = frappe.get_doc("HD Ticket", ticket)
    doc.status = "Replied"
    return doc.save


def insert(ticket: str) -> Save:
    customer = frappe.db.get_value("HD Ticket", ticket, "customer")
    content = {"subject": "The printer is on fire", "description": "It burns."}
    turn = {"customer": customer, "priority": "Medium", "ticket_type": "Incident"}
    return frappe.get_doc({"doctype": "HD Ticket", **content, **turn}).insert


WORKS: dict[str, Callable[[str], Save]] = {
    "unchanged": unchanged,
    "status": status,
    "insert": insert,
    "no contract": unchanged,
}


def measure(name: str, ticket: str, are_on: bool) -> float:
    """Return the milliseconds of one save."""
    with hooks(are_on):
        save = prepared(name, ticket)
        gc.disable()
        begun = time.perf_counter()
        save()
        spent = time.perf_counter() - begun
        gc.enable()
    frappe.db.rollback()
    return spent * 1000


def measure_alone(doc: Document, are_on: bool) -> float:
    """Return the milliseconds of those steps of a save that call the app."""
    with hooks(are_on):
        sla = frappe.new_doc(SLA)
        forget_request()
        gc.disable()
        begun = time.perf_counter()
        for step in (BEFORE_VALIDATE, sla.apply, BEFORE_SAVE, ON_UPDATE):
            step(doc)
        spent = time.perf_counter() - begun
        gc.enable()
    return spent * 1000


def hooked(event: str) -> Callable[[Document], Any]:
    """Return a function that runs only the hooks of an event, not the controller's method."""

    def nothing(doc: Document) -> None:
        pass

    nothing.__name__ = event
    return Document.hook(nothing)


BEFORE_VALIDATE, BEFORE_SAVE, ON_UPDATE = map(
    hooked, ("before_validate", "before_save", "on_update")
)


def count(name: str, ticket: str, are_on: bool) -> int:
    """Return the number of SQL statements of one save, in a process that has saved before."""
    measure(name, ticket, are_on)
    run: list[str] = []
    plain = frappe.db.sql

    def sql(query: Any, *args: Any, **kwargs: Any) -> Any:
        run.append(str(query))
        return plain(query, *args, **kwargs)

    with hooks(are_on):
        save = prepared(name, ticket)
        frappe.db.sql = sql
        try:
            save()
        finally:
            frappe.db.sql = plain
    frappe.db.rollback()
    return len(run)


def prepared(name: str, ticket: str) -> Save:
    """Return the save to measure; the caches of earlier requests are emptied."""
    save = WORKS[name](ticket)
    gc.collect()
    forget_request()
    return save


def forget_request() -> None:
    """Reset the values that Frappe and the app keep during a request."""
    frappe.local.cache = {}
    frappe.local.sla_nl_terms_version = None
    frappe.local.message_log = []


@contextmanager
def hooks(are_on: bool) -> Iterator[None]:
    """Run a block with the app's hooks, or as if the app had none."""
    if are_on:
        yield
        return
    events, controllers = frappe.get_doc_hooks(), frappe.controllers[frappe.local.site]
    ours = controllers.get(SLA)
    frappe.local.doc_events_hooks = {
        doctype: {
            event: [handler for handler in handlers if not handler.startswith(APP)]
            for event, handlers in own.items()
        }
        for doctype, own in events.items()
    }
    controllers[SLA] = HDServiceLevelAgreement
    try:
        yield
    finally:
        frappe.local.doc_events_hooks = events
        controllers[SLA] = ours


def report(name: str, measures: dict[str, list[float]], statements: dict[str, int]) -> None:
    """Print the medians; assert that the app adds no SQL statement."""
    on, off, again = (statistics.median(measures[label]) for label in measures)
    print(
        f"\n{name:<12} on {on:6.2f} ms {statements['on']:>3} statements,"
        f" off {off:6.2f} ms {statements['off']:>3}: ratio {on / off:.3f},"
        f" off beside off {again / off:.3f}; {differences(measures)}",
        flush=True,
    )
    assert statements["on"] <= statements["off"]


def differences(measures: dict[str, list[float]]) -> str:
    """Return the medians of the paired differences, on against off and off against off, as text."""
    on, again = (
        statistics.median(a - b for a, b in zip(measures[label], measures["off"], strict=True))
        for label in ("on", "off too")
    )
    return f"paired differences {on:+.3f} ms on, {again:+.3f} ms off, of {len(measures['on'])}"


def make_tickets(
    make_ticket: Callable[..., Any], make_customer: Callable[..., str], unique: Callable[[str], str]
) -> dict[str, str]:
    """Make a ticket under a contract and a ticket without, and commit them; return their names."""
    customers = {label: make_customer(unique("Bench BV")) for label in ("contract", "none")}
    use_contract(PROMISE, [customers["contract"]])
    made = {
        label: make_ticket(customer=customer, priority="Medium", ticket_type="Incident").name
        for label, customer in customers.items()
    }
    frappe.db.commit()
    return made


tickets = pytest.fixture(make_tickets, name="tickets")
