"""The report of compliance and the service reports in a browser, in both languages."""

from __future__ import annotations

import frappe
import pytest
from harness import records
from harness.past import uncommitted
from harness.reviewing import NOW, make_past

from sla_nl.helpdesk.reviewing import making
from sla_nl.helpdesk.reviewing.checking import REPORT

MANAGER = "reviews@example.com"
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 800}


@pytest.fixture
def report(make_customer, unique, frozen):
    """Make a customer with tickets of two months, and their report of June; committed."""
    records.make_manager(MANAGER)
    customer = make_customer(unique("Gezien BV"))
    tickets = make_past(customer)
    with frozen(NOW), uncommitted():
        making._make(making.Subject(customer, "vcare-connect-office", "2026-06"))
    doc = frappe.get_doc(REPORT, {"customer": customer})
    told = {"comment": "Een rustige maand.", "recipients": "ann@klant.example"}
    doc.update(told | {"language": "Dutch"}).save()
    frappe.db.commit()
    yield doc
    frappe.db.delete(REPORT, {"customer": customer})
    for doctype, field in (
        ("SLA Clock", "ticket"), ("SLA Ticket Event", "ticket"), ("HD Ticket", "name"),
    ):  # fmt: skip
        frappe.db.delete(doctype, {field: ("in", tickets)})
    frappe.delete_doc("HD Customer", customer, force=True)
    frappe.db.commit()


@pytest.mark.parametrize("language", ["en", "nl"])
def test_a_number_of_the_report_leads_to_its_tickets(language, report, browser, frozen, expect):
    with frozen(NOW):
        window = browser(MANAGER, language)
        query = f"customer={report.customer.replace(' ', '%20')}&period=2026-06"
        page = window.open(f"/app/query-report/SLA%20Compliance?{query}")
        page.set_viewport_size(DESK)
        numbers = page.locator("[data-sla-nl-show=missed]")
        expect(numbers.first).to_be_visible()
        kept = {"en": ("Yes", "No"), "nl": ("Ja", "Nee")}[language]
        assert {text.strip() for text in page.locator(".indicator-pill").all_inner_texts()} & {
            *kept
        }
        window.wait_for_bars()
        window.picture("figures")
        numbers.first.click()
        why = {"en": "Due ", "nl": "Uiterlijk "}[language]
        expect(page.locator(".dt-cell__content", has_text=why).first).to_be_attached()
        window.picture("missed")
        back = {"en": "Back to the figures", "nl": "Terug naar de cijfers"}[language]
        page.get_by_role("button", name=back).click()
        expect(page.locator("[data-sla-nl-show=missed]").first).to_be_visible()
        page.set_viewport_size(PHONE)
        window.picture("phone")


@pytest.mark.parametrize("language", ["en", "nl"])
def test_a_manager_reads_the_report_as_the_customer_will(language, report, browser, frozen, expect):
    with frozen(NOW):
        window = browser(MANAGER, language)
        page = window.open(f"/app/sla-service-report/{report.name}")
        page.set_viewport_size(DESK)
        inside = page.frame_locator("iframe[srcdoc]")
        expect(inside.locator("h1")).to_contain_text("juni 2026")
        expect(inside.locator("svg").first).to_be_visible()
        label = {"en": "Send to the contacts", "nl": "Versturen aan de contactpersonen"}[language]
        expect(page.get_by_role("button", name=label)).to_be_visible()
        window.full_picture("form")
        page.set_viewport_size(PHONE)
        window.full_picture("phone")
        page.set_viewport_size(DESK)
        window.open("/app/sla-service-report")
        expect(page.locator(".list-row", has_text=report.customer).first).to_be_visible()
        window.picture("list")
