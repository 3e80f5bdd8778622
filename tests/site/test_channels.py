"""The channel through which a ticket came: Smart FMS promises a response on its portal only."""

from __future__ import annotations

import frappe
import pytest
from frappe.email.receive import InboundMail

from sla_nl.contracts import cache_token
from sla_nl.helpdesk.ticket.facts import facts_of
from sla_nl.helpdesk.ticket.tickets import read
from sla_nl.records import timeline

SMART = "smart-fms-basic"
AGENT, CUSTOMER = "agent@example.com", "klant@example.com"
MAIL = """From: {sender}
To: support@example.com
Subject: The lift stands still
Message-ID: <{sender}.1@example.com>
Date: Mon, 08 Jun 2026 08:00:00 +0000
Content-Type: text/plain

On the third floor.
"""


@pytest.fixture(autouse=True)
def _smart_fms():
    """Make Smart FMS the contract of every customer that has no other."""
    frappe.db.set_single_value("SLA Settings", "default_contract", SMART)
    cache_token.forget()


@pytest.fixture
def filed(as_user, frozen):
    """Return a function that files a ticket on Helpdesk's page for new tickets."""
    from helpdesk.helpdesk.doctype.hd_ticket.api import new

    def file(user, **fields):
        content = {"subject": "Lift", "description": "It stands still.", "priority": "Urgent"}
        with frozen("2026-06-08 10:00:00"), as_user(user):
            return frappe.get_doc("HD Ticket", new({**content, **fields}).name)

    return file


@pytest.fixture
def mailed(frozen):
    """Return a function that receives a mail as the scheduler does, and returns its ticket."""

    def receive(sender):
        account = frappe.new_doc("Email Account")
        account.update({"email_id": "support@example.com", "append_to": "HD Ticket"})
        with frozen("2026-06-08 10:00:00.123456"):
            message = InboundMail(MAIL.format(sender=sender), account, uid=1).process()
        return frappe.get_doc("HD Ticket", message.reference_name)

    return receive


def response(ticket):
    return frappe.db.get_value("SLA Clock", {"ticket": ticket.name, "clock": "response"}, "state")


def channel(ticket):
    """Return the channel in the ticket's field, in its timeline, and in a rebuilt timeline."""
    first = timeline.read(ticket.name)[0].facts
    (row,) = read([ticket.name])
    return (
        ticket.sla_nl_channel,
        first.get("sla_nl_channel"),
        facts_of(row).get("sla_nl_channel"),
    )


def test_a_ticket_that_a_customer_files_has_the_channel_portal(filed):
    ticket = filed(CUSTOMER)
    assert ticket.sla_nl_judged_by == SMART
    assert channel(ticket) == ("portal",) * 3
    assert response(ticket) == "running"


@pytest.mark.parametrize("fields", [{}, {"raised_by": CUSTOMER}])
def test_an_agent_who_files_a_ticket_chooses_its_channel(filed, fields):
    """Helpdesk's page marks such a ticket as "portal" too, but the agent may have been called."""
    ticket = filed(AGENT, **fields)
    assert ticket.via_customer_portal
    assert channel(ticket) == (None,) * 3
    called = filed(AGENT, **fields, sla_nl_channel="phone")
    assert channel(called) == ("phone",) * 3
    assert response(called) == "not applicable"


@pytest.mark.parametrize("sender", ["new@nowhere.example", AGENT])
def test_a_ticket_from_a_mail_has_the_channel_email_whoever_sent_it(mailed, sender):
    ticket = mailed(sender)
    assert ticket.sla_nl_judged_by == SMART
    assert channel(ticket) == ("email",) * 3
    assert response(ticket) == "not applicable"


def test_the_channel_of_a_ticket_made_otherwise_is_unknown(make_ticket, frozen):
    with frozen("2026-06-08 10:00:00"):
        ticket = make_ticket(sla_nl_contract=SMART, priority="Urgent")
    assert channel(ticket) == (None,) * 3
    assert response(ticket) == "running"
