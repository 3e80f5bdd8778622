"""Messages to the customer that the panel drafts: a status update, a solution, a closing."""

from __future__ import annotations

import frappe
import pytest
from harness.escalating import answer, mails
from harness.rest_client import at_once

from sla_nl.api.messages import draft, send
from sla_nl.api.panel import panel
from sla_nl.api.tickets import record
from sla_nl.helpdesk.page.templates import shipped_for

OFFICE = "vcare-connect-office"
AGENT, KLANT = "agent@example.com", "klant@example.com"
MONDAY, RESPONSE, LATER = "2026-06-08 10:00:00", "2026-06-08 10:10:00", "2026-06-08 10:30:00"
SOON = "2026-06-08 10:35:00"
TEMPLATE = "Email Template"
NEXT = "30 minutes"


@pytest.fixture
def dutch_customer():
    before = frappe.db.get_value("User", KLANT, "language")
    frappe.db.set_value("User", KLANT, "language", "nl")
    yield KLANT
    frappe.db.set_value("User", KLANT, "language", before)


@pytest.fixture
def p1(make_ticket, frozen, as_user):
    """Make an incident of priority 1 of Monday 10:00 to which an agent responded at 10:10."""
    with frozen(MONDAY):
        ticket = make_ticket(
            sla_nl_contract=OFFICE, sla_nl_priority="P1", raised_by=KLANT, subject="Uitval & meer",
        ).name  # fmt: skip
    with frozen(RESPONSE), as_user(AGENT):
        frappe.get_doc("HD Ticket", ticket).reply_via_agent("Wij kijken.", to=KLANT)
    return ticket


def filled(text):
    """Return a draft with something in each gap."""
    for gap in [part.split("]")[0] for part in text.split("[")[1:]]:
        text = text.replace(f"[{gap}]", "kabel vervangen")
    return text


def last_message(ticket):
    filters = {
        "reference_doctype": "HD Ticket",
        "reference_name": ticket,
        "sent_or_received": "Sent",
    }
    rows = frappe.get_all(
        "Communication", filters, ["content", "recipients", "sender"], order_by="creation desc",
        limit=1,
    )  # fmt: skip
    return rows[0]


def due(ticket, key="update@100"):
    return str(frappe.db.get_value("SLA Clock", {"ticket": ticket, "due_key": key}, "due"))


def state(ticket, key="resolution@100"):
    return frappe.db.get_value("SLA Clock", {"ticket": ticket, "due_key": key}, "state")


def test_the_panel_says_what_the_contract_wants_told(p1, frozen, as_user):
    with frozen(SOON), as_user(AGENT):
        told = panel(p1)["telling"]
    (rule,) = told["rules"]
    assert rule["title"] == "Storing"
    assert ["How often", f"every {NEXT}"] in rule["lines"]
    assert [one["purpose"] for one in told["messages"]] == ["update", "closing"]


def test_a_draft_is_in_the_customers_language_with_what_the_contract_asks(
    p1, frozen, as_user, dutch_customer
):
    """Vcare 4.8: the number, what was done since the last one, what follows, an expected time."""
    with frozen(LATER):
        record(p1, "recovered")
    with frozen(SOON), as_user(AGENT):
        found = draft(p1, "update")
    assert (found["to"], found["code"]) == (KLANT, "nl")
    text = found["text"]
    assert f"uw ticket {p1}: Uitval & meer." in text
    assert "Sinds ma 8 juni 10:10 hebben wij dit gedaan:" in text
    assert "- ma 8 juni 10:30: Hersteld" in text
    assert "[wat er nu volgt]" in text
    assert "Wij verwachten de oplossing uiterlijk" in text


def test_a_status_update_is_sent_through_helpdesk_and_meets_the_clock(p1, frozen, as_user):
    assert due(p1) == "2026-06-08 10:40:00"
    with frozen(SOON), as_user(AGENT):
        found = draft(p1, "update")
        send(p1, "update", filled(found["text"]), found["times_told"])
    assert due(p1) == "2026-06-08 11:05:00"
    message = last_message(p1)
    assert (message.recipients, message.sender) == (KLANT, AGENT)
    assert "&amp; meer" in message.content
    assert "kabel vervangen" in message.content


def test_a_message_with_gaps_or_without_text_is_refused(p1, frozen, as_user):
    with frozen(SOON), as_user(AGENT):
        found = draft(p1, "update")
        with pytest.raises(frappe.ValidationError, match="in square brackets"):
            send(p1, "update", found["text"], found["times_told"])
        with pytest.raises(frappe.ValidationError, match="Write a message first"):
            send(p1, "update", " \n", found["times_told"])
        with pytest.raises(frappe.ValidationError, match="nonsense is none of update"):
            draft(p1, "nonsense")


def test_of_two_agents_the_second_is_told_of_the_first_ones_message(p1, frozen, as_user):
    with frozen(SOON), as_user(AGENT):
        found = draft(p1, "update")
        send(p1, "update", "Kabel vervangen.", found["times_told"])
        with pytest.raises(frappe.ValidationError, match="Somebody else has told the customer"):
            send(p1, "update", "Kabel gevonden.", found["times_told"])


def test_of_two_messages_in_the_second_of_the_report_the_second_is_refused(
    make_ticket, frozen, as_user
):
    with frozen(MONDAY):
        ticket = make_ticket(sla_nl_contract=OFFICE, sla_nl_priority="P1", raised_by=KLANT).name
    with frozen(MONDAY), as_user(AGENT):
        found = draft(ticket, "update")
        send(ticket, "update", "Kabel vervangen.", found["times_told"])
        with pytest.raises(frappe.ValidationError, match="Somebody else has told the customer"):
            send(ticket, "update", "Kabel gevonden.", found["times_told"])


def test_of_four_agents_at_once_one_tells_the_customer(make_ticket, frozen):
    """The others waited for the lock on the ticket, and are told so."""
    with frozen(MONDAY):
        ticket = make_ticket(sla_nl_contract=OFFICE, sla_nl_priority="P1", raised_by=KLANT).name
    frappe.db.commit()
    content = {"ticket": ticket, "purpose": "update", "text": "Cable replaced."}
    content["times_told"] = draft(ticket, "update")["times_told"]
    answers = at_once(AGENT, 4, "method/sla_nl.api.messages.send", content)
    frappe.db.rollback()
    filters = {"reference_name": ticket, "sent_or_received": "Sent"}
    assert frappe.db.count("Communication", filters) == answers.count(None) == 1, answers
    assert sum("Somebody else has told" in str(answer) for answer in answers) == 3, answers


def test_a_closing_message_solves_the_ticket_and_is_the_word_that_4_9_asks(p1, frozen, as_user):
    """Helpdesk's own setting would give the ticket the status "Replied" with each reply."""
    frappe.db.delete("HD Ticket Status", "Afgehandeld")  # the contract's own, if the site has it
    before = [frappe.db.get_single_value("HD Settings", name) for name in AUTOMATIC]
    for name, value in zip(AUTOMATIC, (1, "Replied"), strict=True):
        frappe.db.set_single_value("HD Settings", name, value)
    try:
        with frozen(SOON), as_user(AGENT):
            found = draft(p1, "closing")
            assert found["status"] == "Resolved"
            send(p1, "closing", filled(found["text"]), found["times_told"])
            ticket = frappe.get_doc("HD Ticket", p1)
            assert ticket.status == "Resolved"
            assert str(ticket.resolution_date) == SOON
            left = [task["what"] for task in panel(p1)["to_do"]]
            assert left == ["Evaluatie van elke prioriteit 1"]
        with frozen("2026-06-08 11:00:00"), as_user(AGENT):
            again = draft(p1, "closing")
            send(p1, "closing", "Een aanvulling.", again["times_told"])
            assert frappe.db.get_value("HD Ticket", p1, "status") == "Resolved"
    finally:
        for name, value in zip(AUTOMATIC, before, strict=True):
            frappe.db.set_single_value("HD Settings", name, value)


AUTOMATIC = ("auto_update_status", "update_status_to")


def test_a_ticket_on_which_nobody_answers_is_closed_with_a_message(p1, frozen, as_user):
    with frozen(SOON), as_user(AGENT):
        found = draft(p1, "silence")
        send(p1, "silence", found["text"], found["times_told"])
    assert frappe.db.get_value("HD Ticket", p1, "status") == "Closed"
    assert "make a new ticket" in last_message(p1).content


def test_an_admin_edits_the_template_of_a_message(p1, frozen, as_user):
    name = shipped_for("update", "en").name
    values = {"use_html": 1, "response_html": "<p>About {{ number }}: [news]</p>"}
    frappe.get_doc(TEMPLATE, name).update(values).save()
    with frozen(SOON), as_user(AGENT):
        assert draft(p1, "update")["text"] == f"About {p1}: [news]"


def test_without_its_template_a_message_has_the_shipped_text(p1, frozen, as_user):
    frappe.delete_doc(TEMPLATE, shipped_for("update", "en").name)
    with frozen(SOON), as_user(AGENT):
        assert "This is a status update" in draft(p1, "update")["text"]


def test_a_template_that_is_broken_is_named(p1, frozen, as_user):
    name = shipped_for("update", "en").name
    values = {"use_html": 1, "response_html": "{{ number"}
    frappe.db.set_value(TEMPLATE, name, values)
    with frozen(SOON), as_user(AGENT), pytest.raises(frappe.ValidationError, match=f"{name[:10]}"):
        draft(p1, "update")


def test_customers_draft_and_send_nothing(p1, as_user):
    with as_user(KLANT):
        with pytest.raises(frappe.PermissionError):
            draft(p1, "update")
        with pytest.raises(frappe.PermissionError):
            send(p1, "update", "Klaar.", 0)


def test_a_ticket_without_a_contract_has_no_draft(make_ticket, as_user):
    ticket = make_ticket().name
    with as_user(AGENT), pytest.raises(frappe.ValidationError, match="No contract holds"):
        draft(ticket, "update")


def test_a_status_that_the_customer_is_to_hear_of_is_told_on_the_panel(p1, frozen, as_user):
    if not frappe.db.exists("HD Ticket Status", "Gepland Intern"):
        row = {"label_agent": "Gepland Intern", "category": "Open", "enabled": 1}
        frappe.get_doc({"doctype": "HD Ticket Status", **row}).insert()
    with frozen(LATER):
        frappe.get_doc("HD Ticket", p1).update({"status": "Gepland Intern"}).save()
    with frozen(SOON), as_user(AGENT):
        shown = panel(p1)
        assert "Gepland Intern" in shown["telling"]["untold"]["text"]
        assert any("postpones the ticket" in note for note in shown["notes"])
        found = draft(p1, "update")
        send(p1, "update", "Wij hebben het gepland.", found["times_told"])
        assert panel(p1)["telling"]["untold"] is None


def test_the_customers_answer_to_an_update_by_mail_is_their_message(account, p1, frozen, as_user):
    """It opens the ticket again, makes no second ticket, and meets no clock of ours."""
    for setting, value in (("skip_email_workflow", 0), ("enable_reply_email_via_agent", 1)):
        frappe.db.set_single_value("HD Settings", setting, value)
    with frozen(SOON), as_user(AGENT):
        found = draft(p1, "update")
        send(p1, "update", filled(found["text"]), found["times_told"])
        frappe.get_doc("HD Ticket", p1).update({"status": "Replied"}).save()
    assert state(p1) == "paused"
    before = frappe.db.count("HD Ticket")
    with frozen("2026-06-08 10:45:00.500000"):
        message = answer(mails(KLANT)[-1], KLANT, "Het werkt nog niet.")
    assert (message.reference_doctype, message.reference_name) == ("HD Ticket", p1)
    assert message.sent_or_received == "Received"
    assert frappe.db.count("HD Ticket") == before
    assert frappe.db.get_value("HD Ticket", p1, "status_category") == "Open"
    assert state(p1) == "running"
    assert frappe.db.get_value("HD Ticket", p1, "last_customer_response")
