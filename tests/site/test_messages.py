"""Messages of agents that were written before they are stored, or copied by a merge."""

from __future__ import annotations

from datetime import datetime

import frappe
import pytest
from harness.past import clocks, forget, rebuilt, replied

from sla_nl.helpdesk.upkeep import verify
from sla_nl.records import timeline

MONDAY = "2026-06-08 10:00:00"
AGENT = "agent@example.com"
FIELDS = {
    "sla_nl_contract": "vcare-connect-office",
    "priority": "Medium",
    "ticket_type": "Incident",
}
MERGE = "helpdesk.helpdesk.doctype.hd_ticket.api.merge_ticket"


def moment(text):
    return datetime.fromisoformat(f"2026-06-08 {text}")


@pytest.fixture
def p3(make_ticket, frozen):
    """Make a P3 incident of the office contract, reported on Monday 8 June 2026 at 10:00."""
    with frozen(MONDAY):
        return make_ticket(**FIELDS).name


def response(ticket):
    return frappe.db.get_value("SLA Clock", {"ticket": ticket, "clock": "response"}, "met_at")


def store_message(ticket, at, **fields):
    """Store an agent's message as an integration does, with the date at which it was written."""
    message = {
        "doctype": "Communication", "communication_type": "Communication",
        "communication_medium": "Email", "sent_or_received": "Sent", "sender": AGENT,
        "subject": "Re: Printer on fire", "content": "On my way.", "communication_date": at,
        "reference_doctype": "HD Ticket", "reference_name": ticket,
    }  # fmt: skip
    frappe.get_doc({**message, **fields}).insert()


def findings(ticket):
    return [one.findings for one in verify.verify() if one.ticket == ticket]


EARLIER = [
    # written, stored, counted as the response
    ("10:30:00", "10:32:00", "10:30:00"),
    ("10:30:00", "11:45:00", "10:30:00"),
    ("10:32:00", "10:32:00", "10:32:00"),
    ("11:45:00", "10:32:00", "10:32:00"),
]


@pytest.mark.parametrize(("at", "stored", "expected"), EARLIER)
def test_a_message_is_a_response_at_its_date(at, stored, expected, p3, frozen):
    """A message written at 10:30 and stored at 10:32 is a response at 10:30."""
    with frozen(f"2026-06-08 {stored}"):
        store_message(p3, f"2026-06-08 {at}")
        assert findings(p3) == [[]]
    assert response(p3) == moment(expected)
    assert frappe.db.get_value("HD Ticket", p3, "first_responded_on") == moment(expected)


def test_a_rebuilt_timeline_has_the_same_response_for_an_earlier_message(p3, frozen):
    with frozen("2026-06-08 10:05:00"):
        frappe.get_doc("HD Ticket", p3).update({"priority": "High"}).save()
    with frozen("2026-06-08 10:32:00"):
        store_message(p3, "2026-06-08 10:03:00")
        live = clocks(p3)
        forget(p3)
        rebuilt()
        assert clocks(p3) == live
    assert response(p3) == moment("10:03:00")


def test_only_the_first_message_is_the_first_response(p3, frozen):
    with frozen("2026-06-08 10:20:00"):
        replied(frappe.get_doc("HD Ticket", p3))
    with frozen("2026-06-08 10:40:00"):
        store_message(p3, "2026-06-08 10:30:00")
    assert frappe.db.get_value("HD Ticket", p3, "first_responded_on") == moment("10:20:00")
    assert [row.at for row in timeline.read(p3)][1:] == [1780906800, 1780907400]


def test_a_message_without_a_date_is_a_response_when_it_is_stored(p3, frozen):
    with frozen("2026-06-08 10:32:00"):
        store_message(p3, None)
    assert response(p3) == moment("10:32:00")


@pytest.mark.parametrize("is_page", [True, False], ids=["the page", "another program"])
def test_a_merge_within_a_minute_of_a_reply_copies_no_response(
    is_page, p3, make_ticket, frozen, rest
):
    """The reply counts only for the ticket in which it was written."""
    with frozen("2026-06-08 10:10:00"):
        source = make_ticket(**FIELDS)
    with frozen("2026-06-08 11:30:00"):
        replied(source)
    frappe.db.commit()
    with frozen("2026-06-08 11:30:20"):
        arguments = {"source": source.name, "target": p3}
        rest(AGENT).call(MERGE, **arguments) if is_page else frappe.call(MERGE, **arguments)
        frappe.db.rollback() if is_page else None
        copies = {"reference_name": p3, "sent_or_received": "Sent"}
        assert frappe.db.exists("Communication", copies)
        assert response(p3) is None
        assert findings(p3) == [[]]
    target = frappe.get_doc("HD Ticket", p3)
    assert (target.first_responded_on, target.last_agent_response) == (None, None)
    assert response(source.name) == moment("11:30:00")


def test_a_reply_after_a_merge_is_a_response(p3, make_ticket, frozen):
    """A reply in the same process as the merge is not taken for a copy."""
    with frozen("2026-06-08 10:10:00"):
        source = make_ticket(**FIELDS)
        replied(source)
    with frozen("2026-06-08 10:20:00"):
        frappe.call(MERGE, source=source.name, target=p3)
        replied(frappe.get_doc("HD Ticket", p3))
    assert response(p3) == moment("10:20:00")
