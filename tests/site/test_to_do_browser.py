"""What is to be done and told, on the pages of a real Helpdesk and in the desk."""

from __future__ import annotations

import frappe
import pytest

from sla_nl.api import reports
from sla_nl.api.tickets import record

OFFICE, AGENT, KLANT = "vcare-connect-office", "agent@example.com", "klant@example.com"
MONDAY, RESPONSE, SOON = "2026-06-08 10:00", "2026-06-08 10:10", "2026-06-08 10:35"
PANEL, DIALOG = "#sla-nl-panel", "dialog.sla-nl-dialog"
HELPDESKS_OWN = "error: err is not defined"
REPORT = {"solution": "temporary", "cause_found": "A cable.", "how_solved": "Replaced."}
WORDS = {
    "en": ("Write update", "Send message", "To do", "Quote requested"),
    "nl": ("Statusmelding schrijven", "Bericht verzenden", "Te doen", "Offerte gevraagd"),
}


@pytest.fixture
def p1(make_ticket, frozen, as_user, unique):
    """Make an incident of priority 1, with a response and a request for a quote as a change."""
    sender = f"{frappe.scrub(unique('told'))}@panel.example"
    with frozen(MONDAY):
        ticket = make_ticket(sla_nl_contract=OFFICE, sla_nl_priority="P1", raised_by=sender)
    with frozen(RESPONSE), as_user(AGENT):
        frappe.get_doc("HD Ticket", ticket.name).reply_via_agent("We look at it.", to=sender)
    frappe.db.commit()
    return ticket.name


@pytest.fixture
def change(make_ticket, frozen, unique):
    """Make a change for which a quote was requested."""
    sender = f"{frappe.scrub(unique('asked'))}@panel.example"
    with frozen(MONDAY):
        ticket = make_ticket(
            sla_nl_contract=OFFICE, sla_nl_kind="change", sla_nl_priority="P3", raised_by=sender
        )
    with frozen(RESPONSE):
        record(ticket.name, "quote_requested")
    frappe.db.commit()
    return ticket.name


def due(ticket):
    frappe.db.rollback()
    key = {"ticket": ticket, "due_key": "update@100"}
    return str(frappe.db.get_value("SLA Clock", key, "due"))


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("nl", 390)])
def test_an_update_is_written_and_meets_the_clock(browser, p1, frozen, expect, language, width):
    """Three clicks: write, fill in, send; the clock goes on to the next half hour."""
    write, send, _to_do, _quote = WORDS[language]
    window = browser(AGENT, language)
    window.page.set_viewport_size({"width": width, "height": 900})
    with frozen(SOON):
        page = window.open(f"/helpdesk/tickets/{p1}")
        expect(page.locator(PANEL)).to_contain_text("Werkwijzer 4")
        window.picture(f"1-panel-{width}")
        page.locator(PANEL).get_by_role("button", name=write, exact=True).click()
        text = page.locator(f"{DIALOG} textarea")
        expect(text).to_be_visible()
        window.picture(f"2-draft-{width}")
        page.locator(DIALOG).get_by_role("button", name=send, exact=True).click()
        expect(page.locator(f"{DIALOG} [role=alert]")).to_contain_text("[")
        text.fill("We found the broken cable and replace it now.")
        page.locator(DIALOG).get_by_role("button", name=send, exact=True).click()
        expect(page.locator(DIALOG)).to_have_count(0)
        expect(page.locator(f"{PANEL} [data-key='update@100']")).to_contain_text("11:05")
        window.picture(f"3-sent-{width}")
    assert due(p1) == "2026-06-08 11:05:00"
    window.faults[:] = [f for f in window.faults if f != HELPDESKS_OWN and "417" not in f]


@pytest.mark.parametrize("language", ["en", "nl"])
def test_what_is_to_be_done_is_on_the_page_and_in_a_list(browser, change, frozen, expect, language):
    """The list shows it by date; a button on the ticket's form does it."""
    _write, _send, to_do, _quote = WORDS[language]
    window = browser(AGENT, language)
    window.page.set_viewport_size({"width": 1280, "height": 900})
    with frozen(SOON):
        page = window.open(f"/app/sla-follow-up-task?ticket={change}")
        expect(page.locator(".list-row").filter(has_text="Melden wanneer").first).to_be_visible()
        window.picture("1-list")
        page = window.open(f"/helpdesk/tickets/{change}")
        expect(page.locator(PANEL)).to_contain_text("Melden wanneer de offerte komt")
        expect(page.locator(f"{PANEL} .sla-nl-to-do").last).to_contain_text(to_do)
        window.picture("2-panel")
        page.locator(f"{PANEL} [data-part^='do-contacted']").first.click()
        expect(page.locator(f"{PANEL} [data-part^='do-contacted']")).to_have_count(0)
        window.picture("3-done")
    window.faults[:] = [fault for fault in window.faults if fault != HELPDESKS_OWN]


@pytest.mark.parametrize(
    ("language", "width", "send", "yes", "again"),
    [
        ("en", 1280, "Send to all parties", "Yes", "Send again"),
        ("nl", 390, "Naar alle partijen verzenden", "Ja", "Opnieuw verzenden"),
    ],
)
def test_a_report_of_an_incident_is_sent_from_its_form(
    browser, p1, frozen, expect, as_user, language, width, send, yes, again
):
    """Its button then says that it would be sent again."""
    with frozen(SOON), as_user(AGENT):
        report = frappe.get_doc("SLA Incident Report", reports.start(p1))
        report.update(REPORT | {"solved_at": SOON}).save()
        frappe.db.commit()
    window = browser(AGENT, language)
    window.page.set_viewport_size({"width": width, "height": 900})
    with frozen(SOON):
        page = window.open(f"/app/sla-incident-report/{report.name}")
        press(page, expect, width, send, yes)
        press(page, expect, width, again, "")
        window.picture(f"1-sent-{width}")
    frappe.db.rollback()
    filters = {"reference_name": p1, "sent_or_received": "Sent"}
    assert frappe.db.count("Communication", filters) == 2, "the first response, and the report"
    assert str(frappe.db.get_value("SLA Incident Report", report.name, "sent_at")) == SOON + ":00"


def press(page, expect, width, label, yes):
    """Press a button of a form, which is in the menu of a narrow page; confirm it with `yes`."""
    button = page.get_by_role("button", name=label, exact=True)
    if width < 640:
        expect(page.locator(".page-actions")).to_be_visible()
        page.locator(".page-actions .menu-btn-group button").first.click()
        button = page.locator(".menu-btn-group .dropdown-menu").get_by_text(label, exact=True)
    expect(button.first).to_be_visible()
    if yes:
        button.first.click()
        page.locator(".modal.show").get_by_role("button", name=yes, exact=True).click()
        expect(page.locator(".modal.show")).to_have_count(0)
