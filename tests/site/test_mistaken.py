"""A ticket that was reopened by mistake, and mails that a machine has sent."""

from __future__ import annotations

import frappe
import pytest
from frappe.email.receive import InboundMail
from harness.past import clocks, forget, rebuilt, replied, saved, stamps

from sla_nl.api import tickets
from sla_nl.helpdesk.page.panel import panel_of
from sla_nl.helpdesk.upkeep.verify import verify
from sla_nl.records import timeline

OFFICE = "vcare-connect-office"
REOPENED = "reopened"
MADE, ANSWERED, SOLVED, AGAIN, LATER = (
    f"2026-06-08 {time}:00" for time in ("10:00", "10:30", "11:00", "13:00", "14:00")
)
IN_MAIL = f"{AGAIN}.123456"
MAIL = """From: klant@example.com
To: support@example.com
Subject: Re: Printer on fire (#{ticket})
Message-ID: <{id}@example.com>
In-Reply-To: <{parent}>
Date: Mon, 08 Jun 2026 10:59:00 +0000
{headers}
I am away until Friday.
"""


@pytest.fixture
def ticket(make_ticket, frozen):
    """Make a ticket that was answered at 10:30."""
    with frozen(MADE):
        made = make_ticket(sla_nl_contract=OFFICE, priority="Medium", ticket_type="Incident")
    with frozen(ANSWERED):
        replied(made)
    return frappe.get_doc("HD Ticket", made.name)


@pytest.fixture
def mailed(frozen, unique):
    """Return a function that receives a mail with these headers for a ticket, at 13:00."""
    account = frappe.new_doc("Email Account")
    account.update({"name": unique("Support"), "email_id": "support@example.com"})
    account.update({"append_to": "HD Ticket", "email_account_name": account.name})
    account.db_insert()

    def receive(ticket, headers="", at=IN_MAIL):
        name = "" if ticket is None else ticket.name
        sent = frappe.get_all(
            "Communication", {"reference_name": name, "sent_or_received": "Sent"}, pluck="name"
        )
        parent = sent[0] if sent else "none@elsewhere.example"
        headers = "".join(f"{header}\n" for header in headers.splitlines())
        text = MAIL.format(
            ticket=name, id=unique("mail").replace(" ", "-"), parent=parent, headers=headers
        )
        with frozen(at):
            message = InboundMail(text, account, uid=1).process()
        return message.reference_name

    return receive


def status_of(ticket):
    return frappe.db.get_value("HD Ticket", ticket.name, ["status", "status_category"])


def solved_at(ticket):
    return str(stamps(ticket.name).resolution_date)


def reopenings(ticket):
    """Return the reopenings that the panel shows, the last first."""
    shown = panel_of(frappe.get_doc("HD Ticket", ticket.name))["recorded"]
    return [one for one in shown if one["event"] == REOPENED]


def take_back(ticket):
    """Press the button beside the last reopening."""
    (one,) = (one for one in reopenings(ticket) if one["can_take_back"])
    tickets.take_back(ticket.name, REOPENED, one["at"])


def is_right(ticket, frozen):
    with frozen(LATER):
        return not any(one.findings for one in verify() if one.ticket == ticket.name)


# -- reopened by mistake ------------------------------------------------------------------------


@pytest.mark.parametrize("status", ["Resolved", "Closed"])
def test_a_mistaken_reopening_gives_the_ticket_its_solution_back(ticket, frozen, mailed, status):
    """A late "thank you" has reopened it; its status is what it was too."""
    with frozen(SOLVED):
        before = saved(ticket, status=status)
    kept = clocks(ticket.name), stamps(ticket.name), status_of(ticket)
    assert reopenings(before) == []
    mailed(ticket)
    assert status_of(ticket)[1] == "Open"
    assert stamps(ticket.name).resolution_date is None
    with frozen(LATER):
        take_back(ticket)
        (shown,) = reopenings(ticket)
    assert (shown["title"], shown["can_take_back"]) == ("Reopened", False)
    assert "13:00" in shown["told"]
    assert "14:00" in shown["taken_back"]
    assert (clocks(ticket.name), stamps(ticket.name), status_of(ticket)) == kept
    assert is_right(ticket, frozen)


def test_a_second_closing_gives_way_to_the_first(ticket, frozen, mailed):
    with frozen(SOLVED):
        saved(ticket, status="Resolved")
    kept = clocks(ticket.name), stamps(ticket.name)
    mailed(ticket)
    with frozen("2026-06-08 13:30:00"):
        saved(ticket, status="Closed")
    assert solved_at(ticket) == "2026-06-08 13:30:00"
    with frozen(LATER):
        take_back(ticket)
    assert (clocks(ticket.name), stamps(ticket.name)) == kept
    assert status_of(ticket)[0] == "Closed"
    assert is_right(ticket, frozen)


def test_a_later_reopening_counts(ticket, frozen, mailed):
    with frozen(SOLVED):
        saved(ticket, status="Resolved")
    mailed(ticket)
    with frozen("2026-06-08 13:10:00"):
        take_back(ticket)
    mailed(ticket, at="2026-06-08 13:20:00.123456")
    assert stamps(ticket.name).resolution_date is None
    with frozen(LATER):
        saved(ticket, status="Resolved")
    assert solved_at(ticket) == LATER


def test_each_of_two_mistaken_reopenings_is_taken_back(ticket, frozen):
    with frozen(SOLVED):
        saved(ticket, status="Resolved")
    for hour in (13, 15):
        with frozen(f"2026-06-08 {hour}:00:00"):
            saved(ticket, status="Open")
        with frozen(f"2026-06-08 {hour}:30:00"):
            saved(ticket, status="Resolved")
    for solved in ("2026-06-08 13:30:00", SOLVED):
        with frozen("2026-06-08 16:00:00"):
            take_back(ticket)
        assert solved_at(ticket) == solved


def test_the_report_of_a_p1_is_due_by_its_first_solution(make_ticket, frozen):
    with frozen(MADE):
        made = make_ticket(sla_nl_contract=OFFICE, priority="Urgent", ticket_type="Incident")
    with frozen(SOLVED):
        saved(made, status="Resolved")
    kept = clocks(made.name)
    assert "report" in str(kept)
    with frozen(AGAIN):
        saved(made, status="Open")
    with frozen(LATER):
        saved(made, status="Resolved")
        take_back(made)
    assert clocks(made.name) == kept


def test_a_ticket_that_was_never_reopened_has_nothing_to_take_back(ticket, frozen):
    at = timeline.read(ticket.name)[-1].at
    for event in (REOPENED, "resolved", "changed"):
        with frozen(SOLVED), pytest.raises(frappe.ValidationError, match="not recorded on the"):
            tickets.take_back(ticket.name, event, at)


# -- mails of a machine -------------------------------------------------------------------------

AUTOMATIC = [
    # id, headers
    ("out-of-office", "Auto-Submitted: auto-replied"),
    ("out-of-office-of-an-old-server", "X-Autoreply: yes"),
    ("out-of-office-by-precedence", "Precedence: auto_reply"),
    ("exchange", "X-Auto-Response-Suppress: All\nAuto-Submitted: auto-generated (rule)"),
    ("bounce", "Auto-Submitted: auto-replied\nReturn-Path: <>"),
    ("bounce-by-its-sender-only", "Return-Path: <>"),
    (
        "delivery-report",
        'Content-Type: multipart/report; report-type=delivery-status; boundary="x"',
    ),
]


@pytest.mark.parametrize(
    "headers", [row[1] for row in AUTOMATIC], ids=[row[0] for row in AUTOMATIC]
)
@pytest.mark.parametrize("status", ["Resolved", "Replied"])
def test_a_mail_of_a_machine_changes_no_status_and_no_clock(
    ticket, frozen, mailed, headers, status
):
    """The mail itself is on the ticket, and the customer's next mail counts."""
    with frozen(SOLVED):
        saved(ticket, status=status)
    kept = clocks(ticket.name), stamps(ticket.name), status_of(ticket)
    assert mailed(ticket, headers) == ticket.name
    assert (clocks(ticket.name), stamps(ticket.name), status_of(ticket)) == kept
    assert frappe.db.exists(
        "Communication", {"reference_name": ticket.name, "sent_or_received": "Received"}
    )
    mailed(ticket, at="2026-06-08 13:05:00.123456")
    assert status_of(ticket)[1] == "Open"
    assert is_right(ticket, frozen)


ORDINARY = ["", "Auto-Submitted: no", "Precedence: list", "Return-Path: <klant@example.com>"]


@pytest.mark.parametrize("headers", ORDINARY)
def test_a_mail_of_a_person_reopens_the_ticket(ticket, frozen, mailed, headers):
    with frozen(SOLVED):
        saved(ticket, status="Resolved")
    mailed(ticket, headers)
    assert status_of(ticket)[1] == "Open"
    assert stamps(ticket.name).resolution_date is None


def test_a_ticket_without_a_contract_is_reopened_as_helpdesk_does(make_ticket, frozen, mailed):
    with frozen(MADE):
        made = make_ticket()
    with frozen(SOLVED):
        saved(made, status="Resolved")
    mailed(made, "Auto-Submitted: auto-replied")
    assert status_of(made)[1] == "Open"


def test_a_mail_of_a_machine_can_make_a_ticket(mailed):
    """A monitor tells of a fault so."""
    name = mailed(None, "Auto-Submitted: auto-generated")
    assert frappe.db.get_value("HD Ticket", name, "status_category") == "Open"


def test_a_mail_of_the_customer_is_no_response(make_ticket, frozen, mailed):
    with frozen(MADE):
        made = make_ticket(sla_nl_contract=OFFICE, priority="Medium", ticket_type="Incident")
    mailed(made)
    assert frappe.db.get_value("HD Ticket", made.name, "first_responded_on") is None
    assert "responded" not in [row.event for row in timeline.read(made.name)]
    with frozen(AGAIN):
        forget(made.name)
        rebuilt()
    assert stamps(made.name).first_response_time is None


def test_an_answer_from_an_agents_own_mail_program_can_be_recorded(make_ticket, frozen, mailed):
    """It arrives like a mail of the customer. The agent records the response on the ticket."""
    with frozen(MADE):
        made = make_ticket(sla_nl_contract=OFFICE, priority="Medium", ticket_type="Incident")
    mailed(made, at="2026-06-08 10:20:00.123456")
    with frozen("2026-06-08 10:21:00"):
        tickets.record(made.name, "responded")
    assert stamps(made.name).first_response_time == 1260
