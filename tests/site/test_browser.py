"""Pages as an admin, an agent and a customer use them in a browser, in English and in Dutch.

Helpdesk's own page has no Dutch for most of its labels, so its buttons are found by their English
names.
"""

from __future__ import annotations

import re

import frappe
import pytest
from harness import records

from sla_nl.api.contracts import use_contract

OFFICE = "vcare-connect-office"
AGENT = "agent@example.com"
FEE = "€ 125.00"
DRAWN_BY_US = ", ".join(f"[{key}*=sla{dash}nl]" for key in ("id", "class") for dash in "-_")
LANGUAGES = pytest.mark.parametrize("language", ["en", "nl"])


@pytest.fixture
def customer_user(unique, make_customer, make_customer_user):
    """Make a portal user of a customer with Vcare's office contract and rush fees of 125 euros."""
    customer = make_customer(unique("Brandt"))
    contract = frappe.get_doc("SLA Contract", use_contract(OFFICE, [customer]))
    for fee in contract.fees:
        if "vcare-5.1-rush-fee-always" in (fee.clause or ""):
            fee.rate = 125
    contract.save()
    return make_customer_user(f"jan@{slug(customer)}.example", customer)


def slug(name):
    """Return the ending of a copied contract's name: "Brandt 7" -> "brandt-7"."""
    return frappe.scrub(name).replace("_", "-")


def translate(text, language):
    """Return the text in this language."""
    return frappe._(text, lang=language)


def panel(page):
    """Return the app's panel on Helpdesk's ticket page."""
    return page.locator("#sla-nl-panel")


@pytest.fixture
def expect_state(expect):
    """Return a function that expects a clock's state on a page: "Resolution", "On Hold"."""

    def check(page, clock, state):
        text = re.compile(rf"{clock}\s*{state}")
        expect(page.locator("#app-header")).to_contain_text(text)

    return check


@LANGUAGES
def test_an_admin_takes_a_contract_into_use(browser, make_customer, unique, expect, language):
    """The button of a shipped contract asks for customers and opens the copy."""
    customer = make_customer(unique("Brandt"))
    window = browser(records.make_admin("beheer@example.com"), language)
    page = window.open(f"/app/sla-contract/{OFFICE}")
    window.picture("1-shipped")
    page.locator(".page-actions .custom-actions .btn-primary").click()
    dialog = page.locator(".modal-dialog:visible")
    dialog.locator(".multiselect-list .form-control").first.click()
    dialog.locator(".dropdown-input-wrapper input").fill(customer)
    dialog.locator(".selectable-item", has_text=customer).click()
    dialog.locator(".modal-title").click()  # closes the list, which may lie over the button
    window.picture("2-customers")
    dialog.locator(".modal-footer .btn-primary").click()
    page.wait_for_url(re.compile(rf"/(app|desk)/sla-contract/{OFFICE}-{slug(customer)}"))
    expect(dialog).to_have_count(0)
    expect(page.locator(".form-grid:visible").get_by_text(customer)).to_be_visible()
    window.picture("3-copy")


@LANGUAGES
def test_an_agent_sees_the_dates_and_meets_the_response(
    browser, customer_user, make_ticket, as_user, frozen, expect, expect_state, language
):
    """P1 on the Friday before King's Day at 16:50: 30 minutes to respond end on Tuesday 08:20."""
    with frozen("2026-04-24 16:50"), as_user(customer_user):
        ticket = make_ticket(priority="Urgent", via_customer_portal=1)
    window = browser(AGENT, language)
    with frozen("2026-04-24 16:50"):
        page = window.open(f"/helpdesk/tickets/{ticket.name}")
        expect_state(page, "First Response", "Due in 3d 15h")
        expect_state(page, "Resolution", "Due in 4d 18h")
        window.picture("1-new")
    with frozen("2026-04-24 16:55"):
        window.reload()
        page.get_by_role("button", name="Reply", exact=True).click()
        page.locator(".comm-area .ProseMirror:visible").fill("We are on it.")
        window.picture("2-reply")
        page.get_by_role("button", name="Send").click()
        expect(page.locator(".comm-area .ProseMirror:visible")).to_have_count(0)
        window.reload()
        expect_state(page, "First Response", "Fulfilled in 5m")
        window.picture("3-met")


def test_the_page_says_so_if_the_contract_promises_no_date(
    browser, make_customer, make_ticket, unique, expect_state
):
    """raet-solve-3-release: a clock without a date is not shown as failed."""
    customer = make_customer(unique("Brandt"))
    use_contract("visma-raet", [customer])
    ticket = make_ticket(customer=customer, priority="Low", ticket_type="Incident")
    window = browser(AGENT)
    page = window.open(f"/helpdesk/tickets/{ticket.name}")
    expect_state(page, "Resolution", "No date")
    expect_state(page, "First Response", "No date")


@LANGUAGES
def test_an_agent_asks_why_a_date(
    browser, customer_user, make_ticket, as_user, frozen, expect, language
):
    """The panel of the ticket page shows the steps to each date, with the names of holidays."""
    with frozen("2026-04-24 16:50"), as_user(customer_user):
        ticket = make_ticket(priority="Urgent", via_customer_portal=1)
    window = browser(AGENT, language)
    with frozen("2026-04-24 16:50"):
        page = window.open(f"/helpdesk/tickets/{ticket.name}")
        panel(page).get_by_role("button", name=translate("Why this date?", language)).click()
        why = page.get_by_role("dialog")
        expect(why).to_contain_text({"en": "King's Day", "nl": "Koningsdag"}[language])
        expect(why).to_contain_text("art. 4.5")
        window.picture("1-why")


@LANGUAGES
def test_an_agent_raises_a_change_and_a_manager_waives_the_fee(
    browser, customer_user, make_agent, make_ticket, frozen, expect, expect_state, language
):
    """vcare-5.1-rush-fee-always: a P1 change that is no disruption has a rush fee."""
    with frozen("2026-06-08 10:00"):
        ticket = make_ticket(priority="Medium", raised_by=customer_user, sla_nl_kind="change")
    agent = browser(AGENT, language)
    with frozen("2026-06-08 10:10"):
        page = agent.open(f"/helpdesk/tickets/{ticket.name}")
        panel(page).locator("[data-part=prices]").click()
        expect(panel(page)).to_contain_text(FEE)
        agent.picture("1-prices")
        facts = panel(page).locator("[data-part=record]")
        panel(page).hover(position={"x": 50, "y": 50})
        page.mouse.wheel(0, 3000)
        expect(facts).to_be_in_viewport()
        facts.click()
        panel(page).locator("[data-part=sla_nl_is_disruption]").select_option("No")
        expect(panel(page).locator(".sla-nl-sure")).to_have_count(2)
        agent.picture("2-assessed")
    with frozen("2026-06-08 10:15"):
        page.locator("#priority").get_by_role("button").click()
        page.get_by_role("option", name="Urgent").click()
        expect(panel(page).locator(".sla-nl-fees")).to_contain_text(FEE)
        agent.picture("3-raised")
        agent.reload()
        expect_state(page, "Resolution", "Due in 23h 45m")
    manager = browser(make_agent("manager@example.com", "SLA Manager"), language)
    with frozen("2026-06-08 11:00"):
        desk = manager.open(f"/app/sla-fee-entry?ticket={ticket.name}")
        entry = desk.locator(".list-row", has_text=ticket.customer)
        expect(entry).to_be_visible()
        expect(desk.locator(".list-row")).to_have_count(1)
        manager.picture("4-ledger")
        entry.locator(".list-subject a").first.click()
        desk.get_by_role("button", name=translate("Waive", language)).click()
        reason = desk.locator(".modal-dialog:visible")
        reason.locator("textarea").fill("The second one this month.")
        manager.picture("5-reason")
        reason.locator(".btn-primary").click()
        expect(desk.locator(".indicator-pill:visible")).to_have_text(translate("Waived", language))
        manager.picture("6-waived")
        agent.reload()
        expect(panel(page)).to_be_visible()
        expect(panel(page).locator(".sla-nl-fees")).to_have_count(0)
        agent.picture("7-without")


@LANGUAGES
def test_a_reply_on_the_portal_resumes_the_clock(
    browser, customer_user, make_ticket, as_user, frozen, expect, expect_state, language
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
        expect_state(page, "Resolution", "On Hold")
        agent.picture("1-on-hold")
        portal = customer.open(f"/helpdesk/my-tickets/{ticket.name}")
        portal.get_by_text(translate("Type a message", language)).click()
        portal.locator(".ProseMirror:visible").fill("The one on the second floor.")
        customer.picture("2-answer")
        portal.get_by_role("button", name=translate("Send", language)).click()
        expect(portal.locator(".ProseMirror:visible")).to_have_count(0)
        customer.picture("3-answered")
        agent.reload()
        expect_state(page, "Resolution", "Due in 7d 17h")
        agent.picture("4-resumed")


@LANGUAGES
def test_a_customer_sees_dates_and_nothing_else(
    browser, customer_user, make_ticket, frozen, expect, language
):
    """Helpdesk's two dates only: no contract, no other clock, no amount, nothing of this app."""
    with frozen("2026-04-24 16:50"):
        ticket = make_ticket(
            priority="Urgent", raised_by=customer_user, sla_nl_kind="change",
            sla_nl_is_disruption="No", via_customer_portal=1,
        )  # fmt: skip
    assert frappe.get_all("SLA Fee Entry", {"ticket": ticket.name}, pluck="amount") == [125]
    window = browser(customer_user, language)
    with frozen("2026-04-24 16:50"):
        page = window.open(f"/helpdesk/my-tickets/{ticket.name}")
        page.get_by_text("First Response").locator("..").get_by_text("Due in").hover()
        expect(page.get_by_text("Fri, Apr 24, 2026 5:00 PM").first).to_be_visible()
        window.picture("1-portal")
    shown = page.locator("body").inner_text()
    assert [word for word in ("Vcare", "SLA", "€", "EUR", "125", "P1") if word in shown] == []
    expect(page.locator(DRAWN_BY_US)).to_have_count(0)
