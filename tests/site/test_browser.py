"""What an admin, an agent and a customer see and do in a browser, in English and in Dutch.

Helpdesk's own page has no Dutch for most of its labels, so its buttons are found by their English
names.
"""

from __future__ import annotations

import re

import frappe
import pytest

from sla_nl.api.contracts import use_contract

OFFICE = "vcare-connect-office"
AGENT = "agent@example.com"
DRAWN_BY_US = ", ".join(f"[{key}*=sla{dash}nl]" for key in ("id", "class") for dash in "-_")
LANGUAGES = pytest.mark.parametrize("language", ["en", "nl"])


@pytest.fixture
def expect():
    """Playwright's assertions, which wait for what they state, on a busy machine too."""
    from playwright.sync_api import expect

    expect.set_options(timeout=30_000)
    return expect


@pytest.fixture
def customer_user(unique, make_customer, make_customer_user):
    """A portal user of a customer for whom the office contract of Vcare is in use."""
    customer = make_customer(unique("Brandt"))
    use_contract(OFFICE, [customer])
    return make_customer_user(f"jan@{slug(customer)}.example", customer)


def slug(name):
    """How the name of a copy ends: "Brandt 7" -> "brandt-7"."""
    return frappe.scrub(name).replace("_", "-")


@pytest.fixture
def tells(expect):
    """Returns a function: Helpdesk's ticket page says of a clock, "Resolution", "On Hold"."""

    def check(page, clock, state):
        told = re.compile(rf"{clock}\s*{state}")
        expect(page.locator("#app-header")).to_contain_text(told)

    return check


@LANGUAGES
def test_an_admin_takes_a_contract_into_use(browser, make_customer, unique, expect, language):
    """The button of a shipped contract asks for customers and leads to the copy."""
    customer = make_customer(unique("Brandt"))
    window = browser("Administrator", language)
    page = window.open(f"/app/sla-contract/{OFFICE}")
    window.picture("1-shipped")
    page.locator(".page-actions .custom-actions .btn-primary").click()
    dialog = page.locator(".modal-dialog:visible")
    dialog.locator(".multiselect-list .form-control").first.click()
    dialog.locator(".dropdown-input-wrapper input").fill(customer)
    dialog.locator(".selectable-item", has_text=customer).click()
    window.picture("2-customers")
    dialog.locator(".modal-footer .btn-primary").click()
    page.wait_for_url(f"**/app/sla-contract/{OFFICE}-{slug(customer)}")
    expect(dialog).to_have_count(0)
    expect(page.locator(".form-grid:visible").get_by_text(customer)).to_be_visible()
    window.picture("3-copy")


@LANGUAGES
def test_an_agent_sees_the_dates_and_meets_the_response(
    browser, customer_user, make_ticket, as_user, frozen, expect, tells, language
):
    """P1 on the Friday before King's Day at 16:50: 30 minutes to respond end on Tuesday 08:20."""
    with frozen("2026-04-24 16:50"), as_user(customer_user):
        ticket = make_ticket(priority="Urgent", via_customer_portal=1)
    window = browser(AGENT, language)
    with frozen("2026-04-24 16:50"):
        page = window.open(f"/helpdesk/tickets/{ticket.name}")
        tells(page, "First Response", "Due in 3d 15h")
        tells(page, "Resolution", "Due in 4d 18h")
        window.picture("1-new")
    with frozen("2026-04-24 16:55"):
        window.reload()
        page.get_by_role("button", name="Reply", exact=True).click()
        page.locator(".comm-area .ProseMirror:visible").fill("We are on it.")
        window.picture("2-reply")
        page.get_by_role("button", name="Send").click()
        expect(page.locator(".comm-area .ProseMirror:visible")).to_have_count(0)
        window.reload()
        tells(page, "First Response", "Fulfilled in 5m")
        window.picture("3-met")


def test_a_page_says_so_where_a_contract_promises_no_date(
    browser, make_customer, make_ticket, unique, tells
):
    """raet-solve-3-release: a date that is not there is not a failed one."""
    customer = make_customer(unique("Brandt"))
    use_contract("visma-raet", [customer])
    ticket = make_ticket(customer=customer, priority="Low", ticket_type="Incident")
    window = browser(AGENT)
    page = window.open(f"/helpdesk/tickets/{ticket.name}")
    tells(page, "Resolution", "No date")
    tells(page, "First Response", "No date")


@LANGUAGES
def test_a_reply_on_the_portal_resumes_the_clock(
    browser, customer_user, make_ticket, as_user, frozen, expect, tells, language
):
    """vcare-2.5-info-at-once: waiting from 11:00 to 15:00 moves the resolution by four hours."""
    with frozen("2026-06-08 10:00"), as_user(customer_user):
        ticket = make_ticket(priority="Medium", via_customer_portal=1)
    with frozen("2026-06-08 10:30"), as_user(AGENT):
        frappe.get_doc("HD Ticket", ticket.name).reply_via_agent(message="Which printer?")
    with frozen("2026-06-08 11:00"), as_user(AGENT):
        ticket.reload()
        ticket.status = "Replied"
        ticket.save()
    agent, customer = browser(AGENT, language), browser(customer_user, language)
    with frozen("2026-06-08 15:00"):
        page = agent.open(f"/helpdesk/tickets/{ticket.name}")
        tells(page, "Resolution", "On Hold")
        agent.picture("1-on-hold")
        portal = customer.open(f"/helpdesk/my-tickets/{ticket.name}")
        portal.get_by_text(frappe._("Type a message", lang=language)).click()
        portal.locator(".ProseMirror:visible").fill("The one on the second floor.")
        customer.picture("2-answer")
        portal.get_by_role("button", name=frappe._("Send", lang=language)).click()
        expect(portal.locator(".ProseMirror:visible")).to_have_count(0)
        customer.picture("3-answered")
        agent.reload()
        tells(page, "Resolution", "Due in 7d 17h")
        agent.picture("4-resumed")


@LANGUAGES
def test_a_customer_sees_dates_and_nothing_else(
    browser, customer_user, make_ticket, as_user, frozen, expect, language
):
    """No contract, no clock but the two, no amount, nothing that this app draws."""
    with frozen("2026-04-24 16:50"), as_user(customer_user):
        ticket = make_ticket(priority="Urgent", via_customer_portal=1)
    window = browser(customer_user, language)
    with frozen("2026-04-24 16:50"):
        page = window.open(f"/helpdesk/my-tickets/{ticket.name}")
        page.get_by_text("First Response").locator("..").get_by_text("Due in").hover()
        expect(page.get_by_text("Tue, Apr 28, 2026 8:20 AM").first).to_be_visible()
        window.picture("1-portal")
        page.mouse.move(0, 0)
    shown = page.locator("body").inner_text()
    assert [word for word in ("Vcare", "SLA", "€", "EUR", "P1") if word in shown] == []
    expect(page.locator(DRAWN_BY_US)).to_have_count(0)
