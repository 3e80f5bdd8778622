"""A ticket on which nobody answers closes by itself, where its contract says so."""

from __future__ import annotations

import frappe
import pytest
from frappe.desk.form import assign_to

from sla_nl.api.contracts import use_contract
from sla_nl.api.tickets import record
from sla_nl.helpdesk.closing import silence
from sla_nl.records import follow_ups
from sla_nl.site.time import now_s, site_time

OFFICE, AGENT = "vcare-connect-office", "agent@example.com"
TASK, WAITING = "SLA Follow-up Task", "Wacht op Klant"
MONDAY, TUESDAY = "2026-06-08 10:00:00", "2026-06-09 14:00:00"
FIRST, SECOND, LATE = "2026-06-11 10:30:00", "2026-06-16 09:00:00", "2026-06-19 09:01:00"


@pytest.fixture
def silent(make_customer, make_ticket, unique, frozen):
    """Make a ticket whose customer was asked twice and did not answer; its contract closes it."""
    if not frappe.db.exists("HD Ticket Status", WAITING):
        row = {"label_agent": WAITING, "category": "Paused", "enabled": 1}
        frappe.get_doc({"doctype": "HD Ticket Status", **row}).insert()
    customer = make_customer(unique("Silent BV"))
    with frozen(MONDAY):
        contract = frappe.get_doc("SLA Contract", use_contract(OFFICE, [customer]))
        for rule in contract.status_rules:
            rule.closes_itself = int(bool(rule.closes_after))
        contract.save()
        ticket = make_ticket(customer=customer, priority="Medium", raised_by="klant@example.com")
    with frozen(TUESDAY):
        ticket.reload().update({"status": WAITING})
        ticket.save()
    for moment in (FIRST, SECOND):
        with frozen(moment):
            record(ticket.name, "contacted", whom="customer")
    return ticket.name


def state(ticket):
    closing = {"ticket": ticket, "is_closing": 1}
    return frappe.db.get_value(TASK, closing, ["state", "closes_itself"])


def bells(ticket):
    return frappe.get_all("HD Notification", {"reference_ticket": ticket}, pluck="message")


def test_it_closes_with_a_message_once_the_date_has_passed(silent, frozen):
    """The message asks for a new ticket, and comes from the agent who has this one."""
    assert state(silent) == ("open", 1)
    with frozen(SECOND):
        assign_to.add({"doctype": "HD Ticket", "name": silent, "assign_to": [AGENT]})
    with frozen(LATE):
        assert silence.close([silent]) == 1
    assert frappe.db.get_value("HD Ticket", silent, "status") == "Closed"
    assert state(silent)[0] == "done"
    message = {
        "reference_doctype": "HD Ticket",
        "reference_name": silent,
        "sent_or_received": "Sent",
    }
    (content, sender) = frappe.db.get_value("Communication", message, ["content", "sender"])
    assert silent in content
    assert sender == AGENT
    assert frappe.session.user == "Administrator"


def test_it_does_not_close_before_its_date_or_after_an_answer(silent, frozen):
    with frozen("2026-06-18 10:00:00"):
        assert silence.close([silent]) == 0
        frappe.get_doc("HD Ticket", silent).update({"status": "Open"}).save()
    with frozen(LATE):
        assert silence.close([silent]) == 0
    assert frappe.db.get_value("HD Ticket", silent, "status") == "Open"


def test_the_sweep_leaves_it_to_be_closed_and_rings_no_bell(silent, frozen):
    with frozen(LATE):
        frappe.db.set_value(TASK, {"ticket": silent, "is_closing": 1}, "state", "missed")
        now = site_time(now_s())
        assert follow_ups.take_missed([silent], now) == []
        assert silent in follow_ups.to_close(now, 1000)


def test_one_that_cannot_be_closed_asks_an_agent_to_close_it(silent, frozen):
    with frozen(SECOND):
        assign_to.add({"doctype": "HD Ticket", "name": silent, "assign_to": [AGENT]})
    frappe.db.set_value(TASK, {"ticket": silent, "is_closing": 1}, "state", "missed")
    with frozen(LATE):
        silence.give_up(silent, "No account.")
        assert follow_ups.to_close(site_time(now_s()), 1000) == []
    assert any("Close the ticket: nobody answers" in text for text in bells(silent))


def test_a_rule_that_closes_by_itself_says_after_how_many_contacts(make_customer, unique):
    contract = frappe.get_doc("SLA Contract", use_contract(OFFICE, [make_customer(unique("Rule"))]))
    contract.status_rules[0].closes_itself = 1
    with pytest.raises(frappe.ValidationError, match="silent follow-ups"):
        contract.save()
