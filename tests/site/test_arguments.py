"""Arguments of requests to the app's methods: which are accepted, and how others are refused."""

from __future__ import annotations

import json
import time
from decimal import Decimal

import frappe
import pytest
from harness.rest_client import RestError

from sla_nl.api import contracts, maintenance, panel, previews, tickets
from sla_nl.contracts import copies
from sla_nl.fees import states, unbilled
from sla_nl.fees.ledger import ENTRY
from sla_nl.fees.unbilled import Choice

OFFICE, TICKET = "vcare-connect-office", "HD Ticket"
AGENT, CUSTOMER = "agent@example.com", "klant@example.com"
SCRIPT = "<img src=x onerror=alert(1) "
"""A tag that is not closed: Frappe's own cleaning does not remove it."""


@pytest.fixture
def entry(make_ticket, site):
    """Make a fee whose title is a script."""
    fields = {"sla_nl_kind": "change", "sla_nl_priority": "P1", "sla_nl_is_disruption": "No"}
    ticket = make_ticket(customer="Acme BV", sla_nl_contract=OFFICE, **fields)
    name = frappe.db.get_value(ENTRY, {"ticket": ticket.name})
    frappe.db.set_value(ENTRY, name, {"fee_title": SCRIPT, "has_amount": 0, "amount": 0})
    return name


def message_of(call, *args, error=frappe.ValidationError):
    """Return the message of a refused call, as a page gets it."""
    with pytest.raises(error):
        call(*args)
    message = frappe.local.message_log[-1]
    return (json.loads(message) if isinstance(message, str) else message)["message"]


def test_the_title_of_a_fee_is_escaped_in_messages(entry):
    """The author of a fee rule cannot run a script in the browser of a manager."""
    messages = [message_of(states.confirm, entry)]
    states.confirm(entry, Decimal("87.50"))
    messages.append(message_of(states.confirm, entry, Decimal("1")))
    states.dispute(entry, "Too much.")
    states.waive(entry, "Goodwill.")
    messages.append(message_of(states.dispute, entry, "Again."))
    messages.append(message_of(states.confirm, entry, Decimal("1")))
    assert all("&lt;img" in text and "<img" not in text for text in messages), messages


@pytest.mark.parametrize(
    ("call", "args"),
    [
        (states.amount_of, (SCRIPT,)),
        (unbilled.first_day, (SCRIPT,)),
        (unbilled.sums, (Choice(state=SCRIPT),)),
        (tickets.record, ("TICKET", SCRIPT)),
        (contracts.new_version, ("OWN", SCRIPT, "2027")),
        (contracts.closed_date_changes, ("CALENDAR", 2026, 2026, SCRIPT)),
        (contracts.tickets_held, (SCRIPT,)),
        (previews.of_ticket, ("DOCUMENT", SCRIPT, "incident")),
    ],
)
def test_an_argument_is_escaped_in_the_refusal(call, args, make_ticket):
    names = {
        "TICKET": lambda: make_ticket(sla_nl_contract=OFFICE).name,
        "OWN": lambda: copies.copy_for(OFFICE, []),
        "CALENDAR": lambda: frappe.get_all("SLA Calendar", pluck="name")[0],
        "DOCUMENT": lambda: frappe.get_doc("SLA Contract", OFFICE).as_json(),
    }
    given = [names[arg]() if arg in names else arg for arg in args]
    error = frappe.PermissionError if call is contracts.tickets_held else frappe.ValidationError
    text = message_of(call, *given, error=error)
    assert "&lt;img" in text, text
    assert "<img" not in text


def calendar(**fields):
    document = frappe.get_doc("SLA Calendar", frappe.get_all("SLA Calendar", pluck="name")[0])
    return json.dumps(json.loads(document.as_json()) | fields)


@pytest.mark.parametrize(
    "document",
    [
        "",
        "[",
        "[]",
        "1",
        '"SLA Calendar"',
        "[" * 100_000,
        '{"doctype": "User"}',
        '{"doctype": "SLA Calendar", "days": ["x"]}',
        '{"doctype": "SLA Calendar", "days": "x"}',
        '{"doctype": "SLA Calendar", "days": [{"date": []}]}',
        '{"doctype": "SLA Calendar", "title": {"a": 1}}',
        "x" * 2_000_000,
    ],
    ids=lambda text: text[:40] or "empty",
)
def test_an_argument_that_is_not_a_document_is_refused(document, rest):
    with pytest.raises(RestError) as refusal:
        rest(AGENT).call("sla_nl.api.previews.of_calendar", document=document)
    assert refusal.value.status == 417, refusal.value.body[-300:]


def test_a_document_with_too_many_rows_is_refused_at_once(rest):
    """Otherwise 200,000 closed dates keep a worker busy for nine seconds."""
    table = frappe.get_meta("SLA Calendar").get_table_fields()[0].fieldname
    began = time.perf_counter()
    with pytest.raises(RestError) as refusal:
        rest(AGENT).call(
            "sla_nl.api.previews.of_calendar", document=calendar(**{table: [{}] * 200_000})
        )
    assert refusal.value.status == 417
    assert time.perf_counter() - began < 5
    shown = rest(AGENT).call("sla_nl.api.previews.of_calendar", document=calendar())
    assert "week" in shown


@pytest.mark.parametrize(
    "moment", ["soon", "2026-13-01 10:00", "99999-01-01", "2026-06-30 10:00 x"]
)
def test_a_text_that_is_not_a_moment_is_refused(moment, rest):
    document = frappe.get_doc("SLA Contract", OFFICE).as_json()
    body = {"document": document, "reported_at": moment, "kind": "incident", "priority": "P1"}
    with pytest.raises(RestError) as refusal:
        rest(AGENT).call("sla_nl.api.previews.of_ticket", **body)
    assert (refusal.value.status, "is no date and time" in refusal.value.body) == (417, True)


@pytest.mark.parametrize("customers", ['["Acme BV"', "1", [1], {"a": 1}, ["x"] * 1_001, [["x"]]])
def test_customers_are_a_list_of_names(customers, rest):
    with pytest.raises(RestError) as refusal:
        rest().call("sla_nl.api.contracts.use_contract", name=OFFICE, customers=customers)
    assert refusal.value.status == 417, refusal.value.body[-300:]


def test_missing_and_forbidden_documents_are_refused_alike(as_user, make_ticket):
    """The answer does not show which names exist."""
    ticket = make_ticket(customer="Other BV", sla_nl_contract=OFFICE).name
    calls = (
        (contracts.tickets_held, OFFICE),
        (maintenance.choices, OFFICE),
        (panel.panel, ticket),
        (panel.explain, ticket),
        (tickets.record, ticket, "updated"),
    )
    with as_user(CUSTOMER):
        for call, name, *args in calls:
            there, none = (
                message_of(call, one, *args, error=frappe.PermissionError)
                for one in (name, "99999")
            )
            assert there.replace(name, "99999") == none, call
