"""The site itself: Helpdesk works, through documents and REST, for agents and customers."""

from __future__ import annotations

import frappe
import pytest
from harness.rest_client import RestError

MONDAY_11H = "2026-03-02T11:00:00"
STAMPS = ("sla", "response_by", "resolution_by", "agreement_status")


def test_helpdesk_and_the_app_are_installed(site):
    """The runner made the site with Helpdesk and this app."""
    assert site.startswith("sla-nl-test-")
    assert {"helpdesk", "sla_nl"} <= set(frappe.get_installed_apps())


def test_ticket_of_an_agent_gets_native_stamps(make_agent, make_ticket, as_user, frozen):
    """Helpdesk's default SLA for Medium: response in 8 hours of 10:00-18:00, resolution in 24."""
    with frozen(MONDAY_11H), as_user(make_agent()):
        ticket = make_ticket(priority="Medium")
    assert ticket.owner == "agent@example.com"
    assert ticket.sla == "Default"
    assert str(ticket.response_by) == "2026-03-03 11:00:00"
    assert str(ticket.resolution_by) == "2026-03-05 11:00:00"
    assert ticket.agreement_status == "First Response Due"


def test_ticket_of_a_customer_belongs_to_the_customer(make_customer_user, make_ticket, as_user):
    """A portal user's ticket has the customer that their contact links to."""
    with as_user(make_customer_user("jan@new.example", "New BV")):
        ticket = make_ticket(via_customer_portal=1)
    assert ticket.raised_by == "jan@new.example"
    assert ticket.customer == "New BV"


def test_a_rolled_back_ticket_is_gone(make_ticket):
    """The earlier tests have left no user, customer or ticket."""
    assert not frappe.db.exists("User", "jan@new.example")
    assert not frappe.db.exists("HD Customer", "New BV")
    assert not frappe.db.exists("HD Ticket", {"raised_by": "jan@new.example"})


def test_rest_ticket_of_an_agent_is_stamped_at_the_frozen_moment(make_agent, rest, frozen):
    """The web server handles the request at the frozen moment, for session and stamps."""
    agent = rest(make_agent())
    with frozen(MONDAY_11H):
        made = agent.post("resource/HD Ticket", {"subject": "By REST", "description": "Hello"})
        stored = agent.get(f"resource/HD Ticket/{made['name']}")
    assert stored["opening_date"] == "2026-03-02"
    assert all(stored[field] for field in STAMPS)
    assert frappe.get_doc("HD Ticket", made["name"]).owner == "agent@example.com"


def test_rest_ticket_of_a_customer_through_the_portal(make_customer_user, rest):
    """A customer makes a ticket as the portal does, and sees only their own tickets."""
    acme = rest(make_customer_user("klant@example.com", "Acme BV"))
    other = rest(make_customer_user("klant@other.example", "Other BV"))
    made = acme.call(
        "helpdesk.helpdesk.doctype.hd_ticket.api.new",
        doc={"subject": "From the portal", "description": "Help"},
    )
    assert acme.get(f"resource/HD Ticket/{made['name']}")["customer"] == "Acme BV"
    with pytest.raises(RestError) as refusal:
        other.get(f"resource/HD Ticket/{made['name']}")
    assert refusal.value.status == 403


def test_rest_refuses_a_wrong_password(rest):
    """The REST client gets in only with a valid login."""
    with pytest.raises(RestError) as refusal:
        rest("Administrator", "wrong").get("resource/HD Ticket")
    assert refusal.value.status == 401
