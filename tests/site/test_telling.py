"""What receivers get: one mail, the bell, the desk, the assignment; and answers to the mail."""

from __future__ import annotations

import email
from email import policy
from functools import partial

import frappe
import pytest
from harness.escalating import (
    AGENT,
    DUTCH,
    MANAGER_OF_SERVICE,
    SECOND,
    SUPPORT,
    answer,
    header,
    hold,
    log_of,
    mails,
    outgoing,
    own_contract,
    sweep_now,
    told,
)
from harness.teams import make_team

from sla_nl.api import escalations as api
from sla_nl.escalation import mailing
from sla_nl.helpdesk.escalating import assigning, bell
from sla_nl.helpdesk.saving import recording
from sla_nl.site.time import now_s

FIRST, NEXT = "2026-06-08 10:00:30", "2026-06-08 10:30:30"
ADDRESS = "duty@acme.example"

pytestmark = pytest.mark.usefixtures("nothing_due")


@pytest.fixture
def own(make_customer, unique):
    """Make a contract of Vcare for a new customer; a Dutch agent holds its first function."""
    customer = make_customer(unique("Bel BV"))
    contract, matrix = own_contract(customer)
    hold(matrix, {SUPPORT: DUTCH, MANAGER_OF_SERVICE: (SECOND, f"mail:{ADDRESS}")})
    return frappe._dict(customer=customer, contract=contract, matrix=matrix)


@pytest.fixture
def make(make_incident, own):
    """Return a function that makes incidents of that customer; P1 if not said otherwise."""
    return partial(make_incident, customer=own.customer)


@pytest.fixture
def team(unique):
    """Make a team of one agent."""
    name = make_team(unique("Tweede lijn"), SECOND)
    frappe.db.commit()
    yield name
    frappe.db.rollback()
    frappe.db.set_value("HD Ticket", {"agent_group": name}, "agent_group", None)
    frappe.delete_doc("HD Team", name, force=True)
    frappe.db.commit()


def text_of(queued):
    """Return the plain text of a queued mail, in one line."""
    message = email.message_from_string(queued.message, policy=policy.default)
    return " ".join(message.get_body(("plain",)).get_content().split())


# -- mail -----------------------------------------------------------------------------------------


def test_the_mail_says_in_the_language_of_the_receiver_what_why_and_what_to_do(
    own, make, swept, account
):
    ticket = make()
    swept(FIRST)
    [queued] = mails(DUTCH)
    text = text_of(queued)
    assert header(queued, "Subject") == f"Escalatie: ticket {ticket}, Printer on fire (naar Laag)"
    for part in (
        f"{ticket}: Printer on fire",
        own.customer,
        "Het ticket kreeg deze soort en prioriteit maandag 8 juni 2026 10:00.",
        "Reactie, uiterlijk maandag 8 juni 2026 10:30",
        f"Niveau Laag: jij bent {SUPPORT}.",
        "Bevestigen",
        "/sla-escalation?name=",
    ):
        assert part in text, part
    assert "nsubscribe" not in text
    # Frappe 17 leaves "Reply-To" out unless the account names other addresses
    assert "sla@acme.example" in (header(queued, "Reply-To") or header(queued, "From"))
    assert queued.reference_doctype == "SLA Escalation"


def test_several_tickets_are_one_mail_to_each_receiver(make, swept, account):
    tickets = [make() for _ in range(3)]
    swept(FIRST)
    [queued] = mails(DUTCH)
    assert header(queued, "Subject") == "3 tickets hebben jou nodig"
    assert all(f"{ticket}: Printer" in text_of(queued) for ticket in tickets)
    swept(NEXT)
    assert len(mails(DUTCH)) == 1
    assert len(mails(SECOND)) == len(mails(ADDRESS)) == 1


def test_why_somebody_else_was_passed_over_is_in_the_mail(own, make, swept, account):
    days = {"first_day": "2026-06-08", "last_day": "2026-06-12"}
    absence = frappe.get_doc({"doctype": "SLA Absence", "user": DUTCH, **days}).insert()
    frappe.db.commit()
    make()
    swept(FIRST)
    absence.delete()
    frappe.db.commit()
    assert "agent.nl is away up to and including" in text_of(mails(SECOND)[0])


def test_without_a_mail_account_it_is_marked_and_can_be_sent_again(make, swept, no_account):
    """The bell and the log have it all the same; later a click sends the mail."""
    ticket = make()
    swept(FIRST)
    [(name, state)] = log_of(ticket, "name", "state")
    assert state == "failed"
    [row] = frappe.get_all("SLA Escalation Receiver", {"parent": name}, ["mail", "fault"])
    assert row.mail == "failed"
    assert row.fault
    assert frappe.db.exists("HD Notification", {"user_to": DUTCH, "reference_ticket": ticket})
    swept("2026-06-08 10:02:00")
    assert mails(DUTCH) == []
    with outgoing():
        assert api.send_again(name) == 1
        assert api.send_again(name) == 0
        assert len(mails(DUTCH)) == 1
    assert log_of(ticket, "state") == ["sent"]


def test_a_mail_that_the_server_refuses_is_marked(make, swept, account):
    ticket = make()
    swept(FIRST)
    [queued] = mails(DUTCH)
    frappe.db.set_value(
        "Email Queue", queued.name, {"status": "Error", "error": "Trace\nSMTP says no"}
    )
    mailing.look_after()
    assert log_of(ticket, "state") == ["failed"]
    [row] = frappe.get_all("SLA Escalation Receiver", {"queue": queued.name}, ["mail", "fault"])
    assert (row.mail, row.fault) == ("failed", "SMTP says no")


def test_a_mail_that_a_dead_worker_left_half_sent_is_marked(make, swept, account):
    ticket = make()
    swept(FIRST)
    [queued] = mails(DUTCH)
    values = {"status": "Sending", "modified": "2020-01-01 00:00:00"}
    frappe.db.set_value("Email Queue", queued.name, values, update_modified=False)
    mailing.look_after()
    assert log_of(ticket, "state") == ["failed"]


def test_an_answer_becomes_no_message_of_the_customer(make, swept, account):
    """It comes in at the address of the tickets, as many sites have only one."""
    make()
    swept(FIRST)
    [queued] = mails(DUTCH)
    before = (
        frappe.db.count("Communication", {"reference_doctype": "HD Ticket"}),
        frappe.db.count("HD Ticket"),
    )
    communication = answer(queued, DUTCH, "Ik heb het.")
    assert communication.reference_doctype == "SLA Escalation"
    assert before == (
        frappe.db.count("Communication", {"reference_doctype": "HD Ticket"}),
        frappe.db.count("HD Ticket"),
    )


# -- the bell, the desk and the history -----------------------------------------------------------


def test_agents_see_it_in_the_bell_and_in_the_desk_in_their_language(make, swept, account):
    ticket = make()
    swept(FIRST)
    [line] = frappe.get_all(
        "HD Notification", {"reference_ticket": ticket}, ["user_to", "notification_type", "message"]
    )
    assert (line.user_to, line.notification_type) == (DUTCH, "Reaction")
    assert line.message.startswith("Escalatie naar Laag. Het ticket kreeg")
    [desk] = frappe.get_all(
        "Notification Log", {"document_type": "SLA Escalation"}, ["for_user", "subject", "link"]
    )
    assert desk.for_user == DUTCH
    assert desk.subject.startswith("Escalatie naar Laag.")
    assert "/sla-escalation?name=" in desk.link


def test_open_pages_hear_of_it_after_the_commit_only(make, frozen, monkeypatch, account):
    heard = []
    monkeypatch.setattr(
        "frappe.realtime.emit_via_redis", lambda event, message, room: heard.append(event)
    )
    make()
    with frozen(FIRST):
        sweep_now()
    assert {"sla_nl_escalation", "helpdesk:comment-reaction-update", "notification"} <= set(heard)


def test_many_tickets_at_once_are_one_message_on_open_pages(make, frozen, monkeypatch, account):
    told = []

    def emit(event, message, room):
        if event == "sla_nl_escalation":
            told.append(message)

    monkeypatch.setattr("frappe.realtime.emit_via_redis", emit)
    for _ in range(4):
        make()
    with frozen(FIRST):
        sweep_now()
    assert told == [{"ticket": "", "text": "4 tickets hebben jou nodig"}]


def test_the_history_of_the_ticket_has_a_line(make, swept, account):
    ticket = make()
    swept(FIRST)
    [line] = frappe.get_all(
        "HD Ticket Activity", {"ticket": ticket, "owner": bell.AUTHOR}, ["action"]
    )
    assert line.action.startswith("escalated to Laag and told agent.nl.")


# -- functional: handed over ----------------------------------------------------------------------


@pytest.fixture
def functional(own, frozen, make):
    """Return a function that escalates a ticket to a functional level with this holder."""
    contract = frappe.get_doc("SLA Contract", own.contract)
    matrix = frappe.get_doc("SLA Escalation Matrix", contract.escalation_matrix)
    matrix.append("levels", {"level": "2e lijn", "contact": "Tweede lijn", "form": "functional"})
    matrix.append("levels", {"level": "3e lijn", "contact": "Derde lijn", "form": "functional"})
    matrix.save()
    frappe.db.commit()

    def escalated(*holders):
        hold(matrix.name, {"Derde lijn": holders})
        ticket = make(priority="Medium")
        with frozen(FIRST):
            doc = frappe.get_doc("HD Ticket", ticket)
            recording.record(doc, "escalated", now_s(), {"reason": "line_insufficient"})
            sweep_now()
        return ticket

    return escalated


def test_a_functional_escalation_assigns_the_ticket_to_the_agent(functional, account):
    ticket = functional(SECOND)
    assert log_of(ticket, "level", "form", "state") == [("3e lijn", "functional", "sent")]
    assert frappe.parse_json(frappe.db.get_value("HD Ticket", ticket, "_assign")) == [SECOND]
    todo = frappe.get_last_doc("ToDo", {"reference_name": ticket, "allocated_to": SECOND})
    assert todo.assigned_by == "Administrator"
    assert len(mails(SECOND)) == 1


def test_a_functional_escalation_hands_the_ticket_to_the_team(functional, account, team):
    ticket = functional(f"team:{team}")
    assert frappe.db.get_value("HD Ticket", ticket, "agent_group") == team
    assert told(ticket) == [SECOND]


def test_a_ticket_that_cannot_be_handed_over_is_told_all_the_same(functional, account, monkeypatch):
    def refused(*args):
        raise frappe.ValidationError("no rule")

    monkeypatch.setattr(assigning, "_hand_over", refused)
    ticket = functional(SECOND)
    assert told(ticket) == [SECOND]


def test_a_hierarchical_escalation_assigns_nobody(make, swept, account):
    ticket = make()
    swept(FIRST)
    assert not frappe.parse_json(frappe.db.get_value("HD Ticket", ticket, "_assign") or "[]")


# -- the warning before the breach ----------------------------------------------------------------


@pytest.fixture
def warning(own):
    """Switch on the warning at 75% of the time of a clock."""
    matrix = frappe.get_doc("SLA Escalation Matrix", own.matrix)
    next(row for row in matrix.triggers if row.percent == "75").is_off = 0
    matrix.save()
    frappe.db.commit()


def assign(ticket, user):
    frappe.get_doc("HD Ticket", ticket).assign_agent(user)
    frappe.db.commit()


def test_a_warning_goes_to_whoever_has_the_ticket(warning, make, swept, account):
    """A P3 is answered within two hours, so the warning comes after an hour and a half."""
    ticket = make(priority="Medium")
    assign(ticket, AGENT)
    swept("2026-06-08 11:30:00")
    assert told(ticket) == [AGENT]
    [(level, trigger, state)] = log_of(ticket, "level", "trigger", "state")
    assert (level or "", trigger, state) == ("", "share_used", "sent")
    text = text_of(mails(AGENT)[0])
    assert "Response: 75% of the time was used up" in text
    assert "Response, is due Monday 8 June 2026 12:00" in text
    assert "You have this ticket" in text


def test_a_warning_goes_to_the_team_if_nobody_has_the_ticket(warning, make, swept, account, team):
    ticket = make(priority="Medium", agent_group=team)
    frappe.db.set_value("HD Ticket", ticket, "_assign", "[]")
    frappe.db.commit()
    swept("2026-06-08 11:30:00")
    assert told(ticket) == [SECOND]


def test_a_warning_that_comes_too_late_is_not_needed(warning, make, swept, account):
    ticket = make(priority="Medium")
    assign(ticket, AGENT)
    swept("2026-06-08 12:30:00")
    assert log_of(ticket, "state") == ["not needed"]
