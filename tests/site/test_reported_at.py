"""When a ticket was reported: agents say it, and its clocks start there; customers cannot."""

from __future__ import annotations

from contextlib import suppress

import frappe
import pytest
from harness.rest_client import RestError

from sla_nl.patches.v0_2 import add_report_and_pause_fields
from sla_nl.records import timeline
from sla_nl.setup import custom_fields
from sla_nl.site.time import instant_of

AGENT, CUSTOMER = "agent@example.com", "klant@example.com"
ALL_DAY, OFFICE = "vcare-connect-24x7", "vcare-connect-office"
REPORTED = "sla_nl_reported_at"
CALL, TYPED = "2026-06-08 02:00:00", "2026-06-08 08:30:00"
TICKET = "HD Ticket"


@pytest.fixture
def typed(make_ticket, frozen):
    """Return a function that files a P1 at 08:30 as an agent does in Helpdesk."""

    def make(**fields):
        with frozen(TYPED):
            return make_ticket(**{"sla_nl_contract": ALL_DAY, "priority": "Urgent", **fields})

    return make


def due(ticket, key="response@100"):
    return str(frappe.db.get_value("SLA Clock", {"ticket": ticket.name, "due_key": key}, "due"))


def fees(ticket):
    return frappe.get_all("SLA Fee Entry", {"ticket": ticket.name}, pluck="charged_on")


def test_clocks_start_at_the_call_and_the_ticket_is_registered_when_it_is_made(typed):
    ticket = typed(sla_nl_reported_at=CALL, sla_nl_channel="phone")
    assert due(ticket) == str(ticket.response_by) == "2026-06-08 02:30:00"
    assert str(ticket.creation).startswith(TYPED)
    registered = frappe.db.get_value(
        "SLA Clock", {"ticket": ticket.name, "clock": "registration"}, "met_at"
    )
    assert str(registered) == TYPED


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (CALL, "2026-06-08 02:30:00"),
        ("2026-06-08 08:45:00", "2026-06-08 09:15:00"),  # a mail, and a call after it
        (None, "2026-06-08 09:00:00"),
    ],
)
def test_the_report_can_be_said_later_and_is_withdrawn(moment, expected, typed, frozen):
    ticket = typed()
    with frozen("2026-06-08 09:00:00"):
        ticket.update({REPORTED: "2026-06-08 03:00:00"})
        ticket.save()
        ticket.reload().update({REPORTED: moment})
        ticket.save()
    assert due(ticket) == expected
    assert REPORTED in timeline.read(ticket.name)[-1].facts


def test_a_report_at_night_books_the_fee_of_the_stand_by_service(typed):
    """Vcare charges an unjustified call outside office hours (vcare-3.2-unjustified-fee)."""
    assert fees(typed(sla_nl_channel="standby", priority="High")) == []
    called = typed(sla_nl_channel="standby", priority="High", sla_nl_reported_at=CALL)
    assert [str(day)[:10] for day in fees(called)] == ["2026-06-08"]


def test_the_contract_at_the_moment_of_the_report_holds(typed, unique, make_customer):
    from sla_nl.api.contracts import use_contract

    customer = make_customer(unique("Report"))
    contract = use_contract(ALL_DAY, [customer])
    frappe.db.set_value("SLA Contract", contract, "valid_from", "2026-06-08")
    frappe.get_doc("SLA Contract", contract).save()
    assert typed(sla_nl_contract=None, customer=customer).sla_nl_judged_by == contract
    before = typed(
        sla_nl_contract=None, customer=customer, sla_nl_reported_at="2026-06-07 23:00:00"
    )
    assert before.sla_nl_judged_by != contract


@pytest.mark.parametrize(
    "wrong", ["2026-06-08 08:30:01", "3026-01-01", "tomorrow", "0001-01-01 00:00:00"]
)
def test_a_save_ignores_a_report_in_the_future_and_says_so(wrong, typed, frozen):
    ticket = typed(sla_nl_reported_at=wrong)
    assert ticket.get(REPORTED) is None
    assert due(ticket) == "2026-06-08 09:00:00"
    with frozen(TYPED):
        ticket.update({REPORTED: CALL})
        ticket.save()
        frappe.clear_messages()
        ticket.reload().update({REPORTED: wrong, "subject": "Saved"})
        ticket.save()
    assert "write it as" in str(frappe.get_message_log()).lower()
    assert (str(ticket.reload().get(REPORTED)), ticket.subject) == (CALL, "Saved")


@pytest.fixture
def own(make_ticket, frozen):
    """Make a ticket of the customer; commit."""
    with frozen(TYPED):
        doc = make_ticket(customer="Acme BV", raised_by=CUSTOMER, sla_nl_contract=OFFICE)
    frappe.db.commit()
    return doc.name


FORBIDDEN = {REPORTED: CALL, "sla_nl_channel": "standby", "sla_nl_pause_reason": "supplier"}
"""What a customer may try to write: each would move a date, or cost or save a fee."""

NEW = {"doctype": TICKET, "subject": "X", "description": "Y", **FORBIDDEN}
ANSWER = {"method": "create_communication_via_contact", "args": {"message": "Thanks."}}
MAKES = {
    "the portal": ("method/helpdesk.helpdesk.doctype.hd_ticket.api.new", {"doc": NEW}),
    "post": (f"resource/{TICKET}", NEW),
    "insert": ("method/frappe.client.insert", {"doc": NEW}),
    "insert many": ("method/frappe.client.insert_many", {"docs": [NEW]}),
    "save": ("method/frappe.client.save", {"doc": {**NEW, "__islocal": 1}}),
    "the desk": (
        "method/frappe.desk.form.save.savedocs",
        {"doc": frappe.as_json({**NEW, "__islocal": 1, "name": "new"}), "action": "Save"},
    ),
    "an answer": (
        "method/run_doc_method",
        {
            "docs": frappe.as_json({**NEW, "__islocal": 1, "name": "new", "owner": CUSTOMER}),
            **ANSWER,
        },
    ),
}
"""The requests with which a customer makes a ticket: path and body."""


TICKETS = "method/sla_nl.api.tickets"
CHANGES = {
    "put": lambda name: (f"resource/{TICKET}/{name}", FORBIDDEN),
    "set_value": lambda name: (
        "method/frappe.client.set_value",
        {"doctype": TICKET, "name": name, "fieldname": FORBIDDEN},
    ),
    "save": lambda name: ("method/frappe.client.save", {"doc": sent(name)}),
    "the desk": lambda name: (
        "method/frappe.desk.form.save.savedocs",
        {"doc": sent(name), "action": "Save"},
    ),
    "many": lambda name: (
        "method/frappe.client.bulk_update",
        {"docs": frappe.as_json([{"doctype": TICKET, "docname": name, **FORBIDDEN}])},
    ),
    "an answer": lambda name: ("method/run_doc_method", {"docs": sent(name), **ANSWER}),
    "an event": lambda name: (f"{TICKETS}.record", {"ticket": name, "event": "responded"}),
    "a reopening": lambda name: (
        f"{TICKETS}.take_back",
        {"ticket": name, "event": "reopened", "at": instant_of(TYPED)},
    ),
    "the report": lambda name: (
        f"{TICKETS}.record_fact",
        {"ticket": name, "field": REPORTED, "value": CALL, "shown": TYPED},
    ),
    "the channel": lambda name: (
        f"{TICKETS}.record_fact",
        {"ticket": name, "field": "sla_nl_channel", "value": "standby"},
    ),
}
"""The requests with which a customer changes a ticket: path and body."""


def sent(name):
    """Return a ticket as a page sends it, with what a customer may not write."""
    document = frappe.parse_json(frappe.get_doc(TICKET, name).as_json())
    return frappe.as_json(document | FORBIDDEN)


def forbidden_facts(name):
    """Return what is on a ticket, or in its timeline, of what a customer may not write."""
    stored = frappe.db.get_value(TICKET, name, tuple(FORBIDDEN), as_dict=True)
    said = [stored, *(row.facts for row in timeline.read(name))]
    wrong = {(field, str(value)) for field, value in FORBIDDEN.items()}
    wrong.add((REPORTED, str(instant_of(CALL))))
    return wrong & {(field, str(value)) for facts in said for field, value in facts.items()}


@pytest.mark.parametrize("way", MAKES)
def test_a_customer_cannot_say_it_of_a_new_ticket(way, own, rest, frozen):
    before = frappe.get_all(TICKET, pluck="name")
    with frozen("2026-06-08 08:40:00"), suppress(RestError):
        rest(CUSTOMER).post(*MAKES[way])
    frappe.db.rollback()
    for name in set(frappe.get_all(TICKET, pluck="name")) - set(before):
        assert forbidden_facts(name) == set()


@pytest.mark.parametrize("way", CHANGES)
def test_a_customer_cannot_say_it_of_their_ticket(way, own, rest, frozen):
    with frozen("2026-06-08 08:40:00"), suppress(RestError):
        seat = rest(CUSTOMER)
        (seat.put if way == "put" else seat.post)(*CHANGES[way](own))
    frappe.db.rollback()
    assert forbidden_facts(own) == set()
    assert {row.event for row in timeline.read(own)} <= {"created", "changed"}


BY_AGENTS = ("put", "set_value", "save", "the desk", "many", "the report", "the channel")


@pytest.mark.parametrize("way", BY_AGENTS)
def test_an_agent_says_it_with_the_same_requests(way, own, rest, frozen):
    with frozen("2026-06-08 08:40:00"):
        seat = rest(AGENT)
        (seat.put if way == "put" else seat.post)(*CHANGES[way](own))
    frappe.db.rollback()
    assert forbidden_facts(own)


@pytest.mark.parametrize("way", ["the portal", "post", "insert", "save", "the desk"])
def test_an_agent_says_it_of_a_new_ticket(way, rest, frozen):
    """The first is what Helpdesk's page for new tickets sends, for agents too."""
    before = frappe.get_all(TICKET, pluck="name")
    with frozen(TYPED):
        rest(AGENT).post(*MAKES[way])
    frappe.db.rollback()
    (made,) = set(frappe.get_all(TICKET, pluck="name")) - set(before)
    stored = frappe.db.get_value(TICKET, made, (REPORTED, "sla_nl_channel"))
    assert [str(one) for one in stored] == [CALL, "standby"]


def test_a_copy_and_a_split_ticket_have_no_report_of_the_other_one(typed, frozen):
    ticket = typed(sla_nl_reported_at=CALL)
    assert frappe.copy_doc(ticket, ignore_no_copy=False).get(REPORTED) is None
    with frozen(TYPED):
        part = frappe.get_doc({**ticket.as_dict(), "name": None, "ticket_split_from": ticket.name})
        part.set("__islocal", 1)
        part.insert()
    assert part.reload().get(REPORTED) is None


@pytest.mark.parametrize("fieldname", [REPORTED, "sla_nl_pause_reason"])
def test_a_site_that_has_the_app_gets_the_field(fieldname, site):
    """The patch adds what an install adds, and leaves a field that is there alone."""
    name = f"{TICKET}-{fieldname}"
    frappe.db.delete("Custom Field", name)
    frappe.clear_cache(doctype=TICKET)
    add_report_and_pause_fields.execute()
    found = frappe.get_doc("Custom Field", name)
    (field,) = (one for one in custom_fields.FIELDS if one["fieldname"] == fieldname)
    assert {key: found.get(key) for key in field} == field
    assert (found.permlevel, found.module) == (1, "SLA NL")
    add_report_and_pause_fields.execute()
