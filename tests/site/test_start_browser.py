"""The page "New contract" in a real browser, from its first click to the first right ticket."""

from __future__ import annotations

import re

import frappe
import pytest

from sla_nl.helpdesk.desk import configuration

BOSS = "boss@example.com"
WORDS = {
    "en": {
        "use": "Use it",
        "done": "The contract is in use",
        "response": "Response",
        "ticket": "Make a ticket",
    },
    "nl": {
        "use": "Gebruiken",
        "done": "Het contract is in gebruik",
        "response": "Reactie",
        "ticket": "Ticket maken",
    },
}
SIZES = {1280: 900, 390: 844}


@pytest.fixture(params=["en", "nl"])
def language(request):
    return request.param


@pytest.fixture
def window(browser, make_agent, language):
    """Open a browser for a user who may make customers in every version of Helpdesk."""
    return browser(make_agent(BOSS, "SLA Manager", "Agent Manager"), language)


def fill(page, customer):
    """Type what a small company promises: hours with a lunch break, two promises and a fee."""
    page.locator("[data-answer=customer]").fill(customer)
    monday = page.locator("input[data-day=Monday]")
    monday.fill("8.30-12.30, 13-17")
    monday.press("Tab")
    page.locator(".sla-part button").filter(has_text=re.compile("Monday|maandag")).click()
    page.locator("[data-promise='Urgent response']").fill("1,5")
    page.locator("[data-promise='Urgent resolution']").fill("8")
    page.locator("[data-answer=fee_priority]").select_option("Urgent")
    page.locator("[data-answer=fee_rate]").fill("150,00")


@pytest.mark.parametrize("width", list(SIZES))
def test_a_plain_form_becomes_a_contract_that_holds(
    window, language, width, expect, unique, rest, frozen
):
    """Without a sideways scroll of the page, also on a telephone."""
    words, customer = WORDS[language], unique("Bakker")
    window.page.set_viewport_size({"width": width, "height": SIZES[width]})
    page = window.open("/app/new-sla-contract")
    fill(page, customer)
    for day in ("Monday", "Friday"):
        expect(page.locator(f"input[data-day={day}]")).to_have_value("08:30-12:30, 13:00-17:00")
    expect(page.locator("input[data-day=Saturday]")).to_have_value("")
    cards = page.locator(".sla-start section section")
    expect(cards).to_have_count(len(configuration.priorities()))
    expect(cards.first).to_contain_text(words["response"])
    window.full_picture(f"1-filled-{width}")
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name=words["use"]).click()
    expect(page.locator(".sla-done")).to_contain_text(words["done"])
    window.full_picture(f"2-done-{width}")
    page.get_by_role("button", name=words["ticket"]).click()
    page.locator(".modal:visible input[data-fieldname=subject]").fill("Oven")
    page.locator(".modal:visible .btn-primary:visible").click()
    page.wait_for_function(
        "() => window.cur_frm && cur_frm.doc.doctype === 'HD Ticket' && !cur_frm.is_new()"
    )
    assert page.evaluate("() => cur_frm.doc.customer") == customer
    with frozen("2026-06-08 16:30:00"):
        fields = {"subject": "Oven", "customer": customer, "priority": "Urgent"}
        ticket = rest().post("resource/HD Ticket", fields)["name"]
    frappe.db.rollback()
    due = frappe.db.get_value("HD Ticket", ticket, "response_by")
    assert str(due) == "2026-06-09 09:30:00"
    assert frappe.db.get_value("SLA Fee Entry", {"ticket": ticket}, "amount") == 150


def test_hours_are_drawn_on_the_week(window, expect, language):
    """A drag opens hours, a click on open time closes half an hour."""
    page = window.open("/app/new-sla-contract")
    saturday = page.locator("input[data-day=Saturday]")
    bar = page.locator(".sla-bar").nth(5)
    box = bar.bounding_box()

    def at(hour):
        return box["x"] + box["width"] * hour / 24, box["y"] + box["height"] / 2

    page.mouse.move(*at(10.1))
    page.mouse.down()
    page.mouse.move(*at(15.9))
    page.mouse.up()
    expect(saturday).to_have_value("10:00-16:00")
    page.mouse.click(*at(12.1))
    expect(saturday).to_have_value("10:00-12:00, 12:30-16:00")


def test_helpdesks_own_sla_fills_the_form(browser, expect, language):
    """The user may read Helpdesk's SLAs."""
    window = browser("Administrator", language)
    page = window.open("/app/new-sla-contract")
    page.locator("[data-way=helpdesk]").click()
    expect(page.locator("[data-promise='Low response']")).to_have_value("24")
    expect(page.locator("input[data-day=Monday]")).not_to_have_value("09:00-17:00")
    window.full_picture("1-helpdesk")
    page.locator("[data-way=shipped]").click()
    expect(page.locator("input[data-day=Monday]")).to_be_hidden()
    expect(page.locator(".sla-start section section")).to_have_count(
        len(configuration.priorities())
    )
    choice = page.locator("select:has(option[value=vcare-connect-office])")
    choice.select_option("vcare-connect-office")
    page.locator("[data-function]").first.fill("agent@example.com")
    window.full_picture("2-shipped")
    page.set_viewport_size({"width": 390, "height": 844})
    window.full_picture("3-shipped-390")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.locator("[data-way=plain]").click()
    expect(page.locator("[data-function]").first).to_be_hidden()
