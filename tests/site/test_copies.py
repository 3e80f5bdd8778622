"""A ticket that was copied in the desk (Duplicate) is judged as a new ticket."""

from __future__ import annotations

from datetime import datetime

import frappe
import pytest
from harness.past import replied, saved

from sla_nl.helpdesk.upkeep import verify
from sla_nl.records import timeline

MONDAY = "2026-06-08 10:00:00"
FIELDS = {
    "sla_nl_contract": "vcare-connect-office",
    "priority": "Medium",
    "ticket_type": "Incident",
}
MERGE = "helpdesk.helpdesk.doctype.hd_ticket.api.merge_ticket"


def moment(text):
    return datetime.fromisoformat(f"2026-06-08 {text}")


@pytest.fixture
def copied(frozen, rest):
    """Return a function that copies a ticket at 11:30, with the fields that Duplicate keeps."""

    def copy(ticket, **fields):
        source = frappe.get_doc("HD Ticket", ticket)
        kept = {
            field.fieldname: source.get(field.fieldname)
            for field in source.meta.fields
            if not field.no_copy and source.get(field.fieldname) is not None
        }
        frappe.db.commit()
        with frozen("2026-06-08 11:30:00"):
            body = frappe.parse_json(frappe.as_json(kept | fields))
            name = rest().post("resource/HD Ticket", body)["name"]
        frappe.db.rollback()
        return frappe.get_doc("HD Ticket", name)

    return copy


@pytest.fixture
def merged(make_ticket, frozen):
    """Make a ticket that was answered, and then merged into another ticket."""
    with frozen(MONDAY):
        source, target = make_ticket(**FIELDS), make_ticket(**FIELDS)
    with frozen("2026-06-08 10:10:00"):
        replied(source)
    with frozen("2026-06-08 10:20:00"):
        frappe.call(MERGE, source=source.name, target=target.name)
    return source.name


def clocks(ticket):
    rows = frappe.get_all("SLA Clock", {"ticket": ticket.name}, ["clock", "state", "met_at"])
    return {row.clock: (row.state, row.met_at) for row in rows}


def test_a_copy_of_a_merged_ticket_is_open_and_unanswered(merged, copied):
    copy = copied(merged)
    assert (copy.is_merged, copy.merged_with, copy.status_category) == (0, None, "Open")
    assert (copy.first_responded_on, copy.last_agent_response) == (None, None)
    assert copy.response_by == moment("13:30:00")
    assert clocks(copy)["response"] == ("running", None)
    assert timeline.read(copy.name)[0].facts["status_category"] == "Open"


def test_a_copy_of_a_merged_ticket_is_answered_and_solved_on_its_own(merged, copied, frozen):
    copy = copied(merged)
    with frozen("2026-06-08 12:00:00"):
        replied(copy)
    with frozen("2026-06-08 12:30:00"):
        solved = saved(copy, status="Closed")
        assert [one.findings for one in verify.verify() if one.ticket == copy.name] == [[]]
    assert clocks(copy)["response"] == ("met", moment("12:00:00"))
    assert clocks(copy)["resolution"] == ("met", moment("12:30:00"))
    assert solved.resolution_date == moment("12:30:00")


@pytest.mark.parametrize("description", ["It burns.", ""])
def test_a_copy_of_a_closed_ticket_was_never_solved(make_ticket, copied, frozen, description):
    """Its category is copied too, but must not make the copy look like a reopened ticket."""
    with frozen(MONDAY):
        ticket = make_ticket(**FIELDS)
    with frozen("2026-06-08 10:20:00"):
        saved(ticket, status="Closed")
    copy = copied(ticket.name, description=description)
    assert (copy.status, copy.status_category) == ("Open", "Open")
    assert [row.facts.get("status_category") for row in timeline.read(copy.name)] == ["Open"]


def test_an_import_keeps_merged_tickets_merged(merged):
    """Data Import keeps the fields of old tickets as they were."""
    source = frappe.get_doc("HD Ticket", merged)
    copy = frappe.copy_doc(source)
    frappe.flags.in_import = True
    copy.insert()
    assert (copy.is_merged, copy.merged_with) == (1, source.merged_with)
