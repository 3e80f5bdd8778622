"""A contract tried on past tickets, on the forms of the desk in a real browser."""

from __future__ import annotations

import frappe
import pytest
from harness.past import clear, replied

from sla_nl.helpdesk.what_if import working
from sla_nl.runs import parts, runs

MANAGER = "manager@example.com"
OFFICE = "vcare-connect-office"
SIZES = {1280: 900, 390: 844}
WORDS = {
    "en": {
        "try": "Try on past tickets", "go": "Try it", "otherwise": "Read otherwise",
        "stop": "Stop", "yes": "Yes", "stopped": "Stopped",
        "result": ("By priority", "By month of the report", "Tickets that differ", "in force"),
        "file": "File of all tickets that differ",
    },
    "nl": {
        "try": "Op oude tickets proberen", "go": "Proberen", "otherwise": "Anders gelezen",
        "stop": "Stoppen", "yes": "Ja", "stopped": "Gestopt",
        "result": ("Per prioriteit", "Per maand van melding", "Tickets die verschillen", "geldend"),
        "file": "Bestand van alle tickets die verschillen",
    },
}  # fmt: skip


@pytest.fixture
def customer(make_customer, unique, make_ticket, frozen):
    """Make a customer with three answered incidents in May and June; delete them at the end."""
    name = make_customer(unique("Tried BV"))
    tickets = []
    for day, priority in (
        ("2026-05-16", "Urgent"),
        ("2026-06-13", "Urgent"),
        ("2026-06-09", "Low"),
    ):
        with frozen(f"{day} 10:00"):
            ticket = make_ticket(
                sla_nl_contract=OFFICE, priority=priority, ticket_type="Incident", customer=name
            )
        with frozen(f"{day} 10:20"):
            replied(ticket)
        tickets.append(ticket.name)
    frappe.db.commit()
    yield name
    clear(tickets)
    frappe.db.delete(parts.PART)
    frappe.delete_doc("HD Customer", name, force=True)
    frappe.db.commit()


def button(page, name):
    """Return the button of a form, or its entry in the menu where the screen is small."""
    return page.locator(".page-actions:visible").get_by_text(name, exact=True).first


@pytest.mark.parametrize("language", ["en", "nl"])
def test_a_contract_is_tried_and_the_run_shows_both_sides(
    browser, make_agent, customer, frozen, expect, language
):
    """From the button on the contract to the tables of the run, with a reading that is changed."""
    words = WORDS[language]
    window = browser(make_agent(MANAGER, "SLA Manager"), language)
    with frozen("2026-07-06 09:00"):
        page = window.open("/app/sla-contract/vcare-connect-24x7")
        page.get_by_role("button", name=words["try"]).click()
        dialog = page.locator(".modal:visible")
        expect(dialog.get_by_text(words["otherwise"])).to_be_visible()
        dialog.get_by_text(words["otherwise"]).click()
        expect(dialog.locator("select[data-fieldname=good_friday]")).to_be_visible()
        window.picture("1-dialog")
        page.set_viewport_size({"width": 390, "height": 844})
        window.picture("2-dialog-390")
        page.set_viewport_size({"width": 1280, "height": 900})
        dialog.locator("select[data-fieldname=closing_rule]").select_option("inside")
        page.evaluate("(name) => cur_dialog.set_value('customers', [name])", customer)
        assert dialog.locator("input[data-fieldname=first_day]").input_value().endswith("2025")
        page.evaluate("() => cur_dialog.set_value('last_day', '2026-07-05')")
        dialog.get_by_role("button", name=words["go"], exact=True).click()
        page.wait_for_function("() => window.cur_frm && cur_frm.doc.doctype === 'SLA Run'")
        expect(page.locator(".page-actions:visible")).to_contain_text(words["stop"])
        window.picture("3-queued")
        run = page.evaluate("() => cur_frm.doc.name")
        frappe.db.rollback()
        working.work(run)
        assert frappe.db.get_value(runs.RUN, run, ["looked", "state"]) == (3, "Done")
        for width, height in SIZES.items():
            page.set_viewport_size({"width": width, "height": height})
            page = window.open(f"/app/sla-run/{run}")
            place = page.locator("[data-fieldname=comparison]")
            for text in words["result"]:
                expect(place).to_contain_text(text)
            expect(page.locator("[data-fieldname=read_otherwise]")).to_be_visible()
            assert page.evaluate("() => document.documentElement.scrollWidth") <= width
            window.full_picture(f"4-done-{width}")
        page.set_viewport_size({"width": 1280, "height": 900})
        page = window.open("/app/sla-run?kind=What if")
        expect(page.locator(".list-row:visible").first).to_contain_text("Vcare connect")
        window.picture("5-list")


def test_a_run_is_stopped_on_its_form(browser, make_agent, customer, frozen, expect):
    """Its workers see that after the part at which they are."""
    words = WORDS["en"]
    window = browser(make_agent(MANAGER, "SLA Manager"))
    from sla_nl.api import what_if

    document = frappe.get_doc("SLA Contract", OFFICE).as_json()
    days = {"first_day": "2026-05-01", "last_day": "2026-06-30"}
    run = what_if.start(document, customers=[customer], **days)
    frappe.db.commit()
    page = window.open(f"/app/sla-run/{run}")
    button(page, words["stop"]).click()
    page.locator(".modal:visible").get_by_role("button", name=words["yes"]).click()
    expect(page.locator(".indicator-pill:visible").first).to_have_text(words["stopped"])
    window.picture("stopped")
    frappe.db.rollback()
    working.work(run)
    frappe.db.rollback()
    assert frappe.db.get_value(runs.RUN, run, ["looked", "state"]) == (0, "Stopped")
