"""When a ticket was reported: agents say it, and its clocks start there; customers cannot."""

from __future__ import annotations

from contextlib import suppress

import frappe
import pytest
from harness.rest_client import RestError

from sla_nl.patches.v0_2 import add_report_and_pause_fields
from sla_nl.records import timeline
from sla_nl.setup import custom_fields

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


def attempts(name):
    """Return the requests with which a customer may try to set the moment."""
    document = frappe.parse_json(frappe.get_doc(TICKET, name).as_json()) | {REPORTED: CALL}
    new = {"doctype": TICKET, "subject": "X", "description": "Y", REPORTED: CALL}
    return {
        "new": ("helpdesk.helpdesk.doctype.hd_ticket.api.new", {"doc": new}),
        "insert": ("frappe.client.insert", {"doc": frappe.as_json(new)}),
        "set_value": (
            "frappe.client.set_value",
            {"doctype": TICKET, "name": name, "fieldname": REPORTED, "value": CALL},
        ),
        "save": ("frappe.client.save", {"doc": frappe.as_json(document)}),
        "record": (
            "sla_nl.api.tickets.record_fact",
            {"ticket": name, "field": REPORTED, "value": CALL},
        ),
    }


@pytest.mark.parametrize("way", ["new", "insert", "set_value", "save", "record"])
def test_a_customer_cannot_say_when_a_ticket_was_reported(way, own, rest, frozen):
    method, arguments = attempts(own)[way]
    with frozen("2026-06-08 08:40:00"), suppress(RestError):
        rest(CUSTOMER).call(method, **arguments)
    frappe.db.rollback()
    assert frappe.db.count(TICKET, {REPORTED: ("is", "set"), "raised_by": CUSTOMER}) == 0


def test_an_agent_says_it_on_helpdesks_page_for_new_tickets(rest, frozen):
    new = {
        "subject": "Called",
        "description": "At night",
        REPORTED: CALL,
        "sla_nl_channel": "phone",
    }
    with frozen(TYPED):
        made = rest(AGENT).call("helpdesk.helpdesk.doctype.hd_ticket.api.new", doc=new)
    frappe.db.rollback()
    stored = frappe.db.get_value(TICKET, made["name"], (REPORTED, "sla_nl_channel"))
    assert [str(one) for one in stored] == [CALL, "phone"]


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
    frappe.delete_doc("Custom Field", name, force=True)
    add_report_and_pause_fields.execute()
    found = frappe.get_doc("Custom Field", name)
    (field,) = (one for one in custom_fields.FIELDS if one["fieldname"] == fieldname)
    assert {key: found.get(key) for key in field} == field
    assert (found.permlevel, found.module) == (1, "SLA NL")
    add_report_and_pause_fields.execute()
