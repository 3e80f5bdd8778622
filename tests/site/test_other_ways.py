"""Other ways to change a ticket than its page: mail, bulk edits, jobs, merges."""

from __future__ import annotations

import frappe
import pytest
from harness.past import saved, uncommitted
from test_ways import MONDAY, OFFICE, clock, moment, p3, timeline

__all__ = ["p3"]

CUSTOMER = "klant@example.com"
STAMPED = ("response_by", "resolution_by", "agreement_status", "resolution_date", "on_hold_since")


def stamps(ticket):
    return frappe.db.get_value("HD Ticket", ticket.name, STAMPED)


@pytest.fixture
def mail(site, frozen):
    """Return a function that lets the site receive a mail, and returns its ticket.

    The e-mail account makes a ticket for each new subject; no mail server is contacted.
    """
    from frappe.email.receive import InboundMail

    account = frappe.get_doc(
        {
            "doctype": "Email Account",
            "name": "Support",
            "email_account_name": "Support",
            "email_id": "support@example.com",
            "enable_incoming": 1,
            "append_to": "HD Ticket",
        }
    )
    account.db_insert()

    def received(at, subject, *headers):
        head = [f"From: {CUSTOMER}", "To: support@example.com", f"Subject: {subject}"]
        body = ["Content-Type: text/plain", "", "It is on fire."]
        with frozen(f"{at}.500000"):  # Helpdesk compares dates as texts when it saves
            raw = "\r\n".join((*head, *headers, *body)).encode()
            message = InboundMail(raw, account, 1).process()
        return frappe.get_doc("HD Ticket", message.reference_name)

    return received


@pytest.fixture
def default_contract(site):
    """Make a contract the default for tickets without a contract."""
    frappe.get_doc("SLA Settings").update({"default_contract": OFFICE}).save()


def test_a_ticket_made_by_mail_is_stamped(mail, default_contract, unique):
    """Its first message is not a reply, and Helpdesk's second save adds no event."""
    ticket = mail(MONDAY, unique("Printer"), "Message-ID: <first@example.com>")
    assert ticket.sla_nl_judged_by == OFFICE
    assert ticket.response_by == moment("2026-06-08 12:00:00")
    assert timeline(ticket) == []
    assert clock(ticket, "response@100").state == "running"


def test_a_reply_by_mail_resumes_the_clock(mail, default_contract, frozen, unique):
    """vcare-2.5-info-at-once: waiting from 11:00 until 15:00 moves the resolution by 4 hours."""
    subject = unique("Printer")
    ticket = mail(MONDAY, subject, "Message-ID: <first@example.com>")
    with frozen("2026-06-08 11:00:00"):
        assert saved(ticket, status="Replied").agreement_status == "Paused"
    again = mail("2026-06-08 15:00:00", f"Re: {subject}", "In-Reply-To: <first@example.com>")
    assert again.name == ticket.name
    assert (again.status_category, again.agreement_status) == ("Open", "Resolution Due")
    assert again.total_hold_time == 4 * 3600
    assert again.resolution_by == moment("2026-06-16 09:00:00")
    facts = [facts for _at, _event, facts in timeline(ticket)]
    assert [fact["status"] for fact in facts if "status" in fact] == ["Replied", "Open"]
    assert not any("last_agent_response" in fact for fact in facts)


def test_a_bulk_edit_raises_each_ticket(p3, make_ticket, frozen):
    from frappe.desk.doctype.bulk_update.bulk_update import submit_cancel_or_update_docs

    with frozen(MONDAY):
        other = make_ticket(sla_nl_contract=OFFICE, priority="Low", ticket_type="Incident")
    names = [p3.name, other.name]
    with frozen("2026-06-08 10:15:00"), uncommitted():
        submit_cancel_or_update_docs("HD Ticket", names, "update", {"priority": "Urgent"})
    for ticket in (p3, other):
        assert stamps(ticket)[0] == moment("2026-06-08 10:30:00")
        (row,) = timeline(ticket)
        assert (row[0], row[2]) == (moment("2026-06-08 10:15:00"), {"priority": "Urgent"})


def test_feedback_changes_nothing(p3, frozen):
    """Feedback is a save after the ticket was solved."""
    with frozen("2026-06-08 11:00:00"):
        saved(p3, status="Resolved")
    before, rows = stamps(p3), timeline(p3)
    with frozen("2026-06-09 11:00:00"):
        ticket = saved(p3, feedback_rating=0.8, feedback_extra="Thanks")
    assert (ticket.feedback_extra, stamps(p3), timeline(p3)) == ("Thanks", before, rows)


def test_a_holiday_list_of_helpdesk_moves_no_date(p3, frozen):
    """It saves every open ticket of Helpdesk's SLA, but the contract has its own calendar."""
    before, rows = stamps(p3), timeline(p3)
    with frozen("2026-06-08 10:30:00"):
        holidays = frappe.get_doc("HD Service Holiday List", "Default")
        row = {"holiday_date": "2026-06-09", "description": "Move"}
        holidays.append("holidays", row)
        holidays.save()
    assert frappe.db.get_value("HD Ticket", p3.name, "modified") == moment("2026-06-08 10:30:00")
    assert (stamps(p3), timeline(p3)) == (before, rows)


def test_the_job_that_closes_tickets_stops_their_clocks(p3, frozen):
    """Helpdesk closes tickets without messages for three days, by the time of the database."""
    from helpdesk.helpdesk.doctype.hd_ticket.hd_ticket import close_tickets_after_n_days

    settings = {"auto_close_tickets": 1, "auto_close_status": "Replied", "auto_close_after_days": 3}
    frappe.db.set_single_value("HD Settings", settings)
    with frozen("2026-06-08 11:00:00"):
        saved(p3, status="Replied")
    long_ago = {"communication_date": "2020-01-01 10:00:00"}
    frappe.db.set_value("Communication", {"reference_name": p3.name}, long_ago)
    with frozen("2026-06-12 11:00:00"), uncommitted():
        close_tickets_after_n_days()
    ticket = frappe.get_doc("HD Ticket", p3.name)
    assert ticket.status == "Closed"
    assert ticket.resolution_date == moment("2026-06-12 11:00:00")
    assert ticket.on_hold_since is None
    resolution = clock(p3, "resolution@100")
    assert (resolution.state, resolution.met_at) == ("met", moment("2026-06-12 11:00:00"))
    assert timeline(p3)[-1][2]["status"] == "Closed"


def test_a_merged_ticket_stops_its_clocks_and_the_other_goes_on(p3, make_ticket, frozen):
    from helpdesk.helpdesk.doctype.hd_ticket.api import merge_ticket

    with frozen("2026-06-08 10:10:00"):
        source = make_ticket(sla_nl_contract=OFFICE, priority="Medium", ticket_type="Incident")
    with frozen("2026-06-08 10:20:00"):
        frappe.get_doc("HD Ticket", source.name).reply_via_agent(message="Hello.")
    with frozen("2026-06-08 11:30:00"):
        merge_ticket(source.name, p3.name)
    merged = frappe.get_doc("HD Ticket", source.name)
    assert (merged.status, merged.is_merged) == ("Closed", 1)
    assert merged.resolution_date == moment("2026-06-08 11:30:00")
    states = frappe.get_all(
        "SLA Clock", {"ticket": source.name}, ["due_key", "state", "look_again_at"]
    )
    assert {row.state for row in states} == {"met"}, states
    assert not any(row.look_again_at for row in states)
    assert clock(source, "response@100").met_at == moment("2026-06-08 10:20:00")
    assert (clock(p3, "response@100").state, timeline(p3)) == ("running", [])
