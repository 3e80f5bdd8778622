"""The channel of a ticket, if it is found out later or stays unknown."""

from __future__ import annotations

import frappe
import pytest
from frappe.email.receive import InboundMail
from harness.past import forget, rebuilt, replied, saved, uncommitted

from sla_nl.api.contracts import use_contract
from sla_nl.contracts import cache_token
from sla_nl.helpdesk.upkeep import recompute, verify
from sla_nl.records import timeline
from sla_nl.runs import runs

SMART = "smart-fms-basic"
AGENT = "agent@example.com"
MADE, LATER, LAST = (f"2026-06-08 {hour}:00:00.123456" for hour in (10, 11, 12))
MAIL = """From: {sender}
To: support@example.com
Subject: {subject}
Message-ID: <{sender}.{subject}@example.com>
Date: Mon, 08 Jun 2026 08:00:00 +0000
Content-Type: text/plain

On the third floor.
"""


@pytest.fixture
def smart(make_customer, unique):
    """Make a customer whose contract promises a response on its portal only (smartfms)."""
    customer = make_customer(unique("Lift BV"))
    use_contract(SMART, [customer])
    cache_token.forget()
    return customer


@pytest.fixture
def account(unique):
    """Make an e-mail account whose mails become tickets."""
    account = frappe.new_doc("Email Account")
    account.update({"name": unique("Support"), "email_id": "support@example.com"})
    account.update({"append_to": "HD Ticket", "email_account_name": account.name})
    account.db_insert()
    return account


@pytest.fixture
def mailed(account, frozen, unique):
    """Return a function that receives a mail as the scheduler does, and returns its ticket."""

    def receive(sender="new@nowhere.example", subject=None, at=MADE):
        text = MAIL.format(sender=sender, subject=subject or unique("The lift stands still"))
        with frozen(at):
            message = InboundMail(text, account, uid=1).process()
        return frappe.get_doc("HD Ticket", message.reference_name)

    return receive


@pytest.fixture
def filed(as_user, frozen, make_agent):
    """Return a function that files a ticket on Helpdesk's page, as an agent or another user."""
    from helpdesk.helpdesk.doctype.hd_ticket.api import new

    def file(user, **fields):
        content = {"subject": "Lift", "description": "It stands still.", "priority": "Urgent"}
        with frozen(MADE), as_user(user):
            return frappe.get_doc("HD Ticket", new({**content, **fields}).name)

    return file


def channel(ticket):
    """Return the channels in a timeline, one for each row that has one."""
    rows = timeline.read(ticket.name)
    return [row.facts["sla_nl_channel"] for row in rows if "sla_nl_channel" in row.facts]


def response(ticket):
    return frappe.db.get_value("SLA Clock", {"ticket": ticket.name, "clock": "response"}, "state")


def findings(ticket):
    return [one.findings for one in verify.verify() if one.ticket == ticket.name]


def test_a_mail_whose_customer_is_found_later_came_by_mail(mailed, smart, frozen):
    ticket = mailed()
    assert timeline.read(ticket.name) == []
    with frozen(LATER):
        ticket = saved(ticket, customer=smart)
        assert findings(ticket) == [[]]
    assert (ticket.sla_nl_channel, channel(ticket)) == ("email", ["email"])
    assert response(ticket) == "not applicable"


def test_a_mail_came_by_mail_after_a_backfill_too(mailed, smart, frozen):
    ticket = mailed()
    frappe.db.set_value("HD Ticket", ticket.name, "customer", smart)
    with frozen(LATER):
        rebuilt()
        assert findings(ticket) == [[]]
    assert channel(ticket) == ["email"]
    assert response(ticket) == "not applicable"
    with frozen(LAST):
        replied(ticket)
        saved(ticket, priority="High")
        assert findings(ticket) == [[]]
    assert channel(ticket) == ["email"]


def test_a_mail_came_by_mail_where_the_app_was_off(mailed, smart, frozen):
    frappe.db.set_single_value("SLA Settings", "enabled", 0)
    cache_token.forget()
    ticket = mailed()
    frappe.db.set_value("HD Ticket", ticket.name, "customer", smart)
    frappe.db.set_single_value("SLA Settings", "enabled", 1)
    cache_token.forget()
    with frozen(LATER), uncommitted():
        recompute.work(runs.start(runs.RECOMPUTE, document=frappe.get_doc("SLA Settings")))
        assert findings(ticket) == [[]]
    assert channel(ticket) == ["email"]
    assert response(ticket) == "not applicable"


def test_a_channel_that_an_agent_chose_later_is_kept(mailed, smart, frozen):
    ticket = mailed()
    with frozen(LATER):
        saved(ticket, sla_nl_channel="phone")
    with frozen(LAST):
        ticket = saved(ticket, customer=smart)
        assert findings(ticket) == [[]]
    assert (ticket.sla_nl_channel, channel(ticket)[-1]) == ("phone", "phone")


def test_a_mail_to_an_existing_ticket_sets_no_channel(make_ticket, mailed, smart, frozen):
    """The ticket's first message is not a mail, or came long after the ticket."""
    with frozen(MADE):
        described, empty = make_ticket(), make_ticket(description="")
    for number, ticket in enumerate((described, empty)):
        mailed(f"{number}@nowhere.example", f"Re: Printer on fire #{ticket.name}", LATER)
        with frozen(LAST):
            saved(ticket, customer=smart)
        assert channel(ticket) == []


def test_a_mail_that_a_merge_copied_sets_no_channel(make_ticket, mailed, smart, frozen):
    mail = mailed()
    with frozen("2026-06-08 10:05:00"):
        ticket = make_ticket(description="")
    merge = "helpdesk.helpdesk.doctype.hd_ticket.api.merge_ticket"
    with frozen(LATER):
        frappe.call(merge, source=mail.name, target=ticket.name)
        saved(ticket, customer=smart)
    assert channel(ticket) == []


def leave(user, is_deleted):
    """Take away the roles of an agent who leaves, and delete their user if asked."""
    frappe.db.delete("HD Agent", {"name": user})
    frappe.db.delete("Has Role", {"parent": user})
    if is_deleted:
        frappe.db.delete("User", {"name": user})
    frappe.clear_cache(user=user)


@pytest.fixture
def leaving(make_agent, unique):
    """Make an agent for one test, so that they can leave."""
    return make_agent(f"{unique('leaving').replace(' ', '-')}@example.com")


LEAVES = pytest.mark.parametrize("is_deleted", [False, True], ids=["no roles", "deleted"])


@LEAVES
def test_an_unknown_channel_stays_unknown_after_the_agent_left(
    is_deleted, leaving, filed, smart, frozen
):
    """Helpdesk's page marks an agent's ticket as "portal" too, which must not count later."""
    ticket = filed(leaving, customer=smart)
    assert channel(ticket) == []
    leave(leaving, is_deleted)
    with frozen(LATER):
        assert findings(ticket) == [[]]
        saved(ticket, priority="High")
    assert channel(ticket) == []


@LEAVES
def test_it_stays_unknown_when_the_ticket_returns_to_its_contract(
    is_deleted, leaving, filed, smart, frozen
):
    ticket = filed(leaving, customer=smart)
    leave(leaving, is_deleted)
    with frozen(LATER):
        saved(ticket, customer=None)
    with frozen(LAST):
        ticket = saved(ticket, customer=smart)
        assert findings(ticket) == [[]]
    assert channel(ticket) == []
    assert not ticket.sla_nl_channel


def test_the_channel_is_unknown_if_the_user_who_filed_is_gone(leaving, filed, smart, frozen):
    """The timeline is missing, and an agent may have filed the ticket."""
    ticket = filed(leaving, customer=smart)
    forget(ticket.name)
    leave(leaving, is_deleted=True)
    with frozen(LATER):
        rebuilt()
    assert channel(ticket) == []


@pytest.mark.parametrize("is_agent", [True, False])
def test_a_rebuilt_ticket_has_the_channel_portal_unless_an_agent_filed_it(
    is_agent, leaving, filed, smart, frozen, make_customer_user, unique
):
    """An agent who has lost their roles is still on Helpdesk's list of agents."""
    user = leaving if is_agent else make_customer_user("klant@example.com", "Acme BV")
    ticket = filed(user, customer=smart if is_agent else None)
    frappe.db.set_value("HD Ticket", ticket.name, "customer", smart)
    frappe.db.delete("Has Role", {"parent": leaving})
    frappe.clear_cache(user=leaving)
    forget(ticket.name)
    with frozen(LATER):
        rebuilt()
    assert channel(ticket) == ([] if is_agent else ["portal"])
