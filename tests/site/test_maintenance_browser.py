"""Maintenance on real pages: its form, its list, its calendar, and the page of a customer."""

from __future__ import annotations

import re

import frappe
import pytest
from harness.escalating import outgoing
from harness.maintaining import NOW, clear, make_client, stored
from harness.records import make_customer_user, make_manager

from sla_nl.api import customer_calendars

MANAGER, PHONE = "desk.maintenance@example.com", {"width": 390, "height": 844}
WIDE = {"width": 1280, "height": 900}
WORDS = {
    "en": ("Announce", "It keeps the rules of the contract.", "Send", "days and", "Maintenance"),
    "nl": ("Aankondigen", "Het houdt zich aan de regels van het contract.", "Versturen",
           "dagen en", "Onderhoud"),
}  # fmt: skip


@pytest.fixture(autouse=True)
def cleared(site):
    """Leave no window and no contact behind."""
    clear()
    with outgoing():
        yield
    clear()


@pytest.fixture
def client(unique):
    """Make a customer under a contract of Raet, with a Dutch and an English contact."""
    return make_client(unique("Scherm BV"), "nl", "en")


@pytest.mark.parametrize("language", ["en", "nl"])
def test_a_window_is_judged_shown_and_announced(client, browser, frozen, expect, language):
    announce, allowed, send, left, _title = WORDS[language]
    with frozen(NOW):
        window = stored(client.contract)
        stored(client.contract, planned_start="2026-06-20 23:00:00", status="Draft")
        seat = browser(make_manager(MANAGER), language)
        page = seat.open(f"/app/sla-maintenance-window/{window.name}")
        expect(page.get_by_text(allowed)).to_be_visible()
        expect(page.locator("[data-until]")).to_contain_text(left)
        seat.full_picture("window")
        page.get_by_role("button", name=announce, exact=True).click()
        dialog = page.locator(".modal-dialog:visible")
        expect(dialog.get_by_text("Groot onderhoud, zaterdag 20 juni")).to_be_visible()
        seat.picture("mail")
        dialog.get_by_role("button", name=send, exact=True).click()
        expect(page.locator(".indicator-pill:visible").first).to_be_visible()
        page.wait_for_timeout(2_000)
        seat.full_picture("announced")
        page.set_viewport_size(PHONE)
        seat.full_picture("phone")
    frappe.db.commit()
    assert frappe.db.get_value("SLA Maintenance Window", window.name, "status") == "Announced"


@pytest.mark.parametrize("language", ["en", "nl"])
def test_a_late_window_is_refused_and_overruled_with_a_reason(
    client, browser, frozen, expect, language
):
    with frozen("2026-06-10 09:00:00"):
        draft = stored(client.contract, status="Draft")
        seat = browser(make_manager(MANAGER), language)
        page = seat.open(f"/app/sla-maintenance-window/{draft.name}")
        expect(page.locator("[data-fieldname=overrule_reason] textarea")).to_be_visible()
        seat.full_picture("late")


@pytest.mark.parametrize("language", ["en", "nl"])
def test_the_list_and_the_calendar_say_how_windows_stand(client, browser, frozen, expect, language):
    told = {"announced_at": NOW, "announced_through": "phone"}
    with frozen(NOW):
        stored(client.contract, **told)
        stored(client.contract, planned_start="2026-06-24 22:00:00", status="Draft",
               planned_end="2026-06-25 02:00:00")  # fmt: skip
        seat = browser(make_manager(MANAGER), language)
        page = seat.open("/app/sla-maintenance-window/view/list")
        expect(page.locator(".list-row").first).to_be_visible()
        seat.picture("list")
        page = seat.open("/app/sla-maintenance-window/view/calendar/default")
        expect(page.locator(".fc-event").first).to_be_visible()
        seat.picture("calendar")


@pytest.mark.parametrize("language", ["en", "nl"])
def test_finished_work_is_recorded_as_an_outage_with_a_click(
    client, browser, frozen, expect, language
):
    """The new outage is filled in; whoever planned the work saves it."""
    record = {"en": "Record the downtime", "nl": "Uitval vastleggen"}[language]
    with frozen(NOW):
        window = stored(client.contract, announced_at=NOW, announced_through="phone")
    real = {"status": "Done", "real_start": window.planned_start, "real_end": window.planned_end}
    window.db_set(real)
    frappe.db.commit()
    with frozen("2026-06-22 09:00:00"):
        seat = browser(make_manager(MANAGER), language)
        page = seat.open(f"/app/sla-maintenance-window/{window.name}")
        button = page.get_by_role("button", name=record)
        expect(button).to_be_visible()
        seat.full_picture("done")
        button.click()
        expect(page.locator("input[data-fieldname=starts_at]")).to_have_value(
            re.compile("20-06-2026 22:00")
        )
        seat.full_picture("outage")
        page.keyboard.press("Control+s")
        page.wait_for_function("() => cur_frm.doc.doctype === 'SLA Outage' && !cur_frm.is_new()")
    frappe.db.rollback()
    of_contract = {"contract": client.contract}
    start, end = frappe.db.get_value("SLA Outage", of_contract, ["start_s", "end_s"])
    assert end - start == 4 * 3600
    frappe.db.delete("SLA Outage", of_contract)
    frappe.db.commit()


@pytest.mark.parametrize("language", ["en", "nl"])
def test_a_customer_sees_their_maintenance_on_a_phone_too(
    client, browser, frozen, expect, language, unique
):
    told = {"announced_at": NOW, "announced_through": "phone"}
    user = make_customer_user(f"page.{language}@client.example", client.customer)
    with frozen(NOW):
        stored(client.contract, **told)
        stored(client.contract, planned_start="2026-05-20 22:00:00", interrupts=0,
               planned_end="2026-05-20 23:00:00", status="Draft")  # fmt: skip
        frappe.db.sql("update `tabSLA Maintenance Window` set announced_at = planned_start, "
                      "status = 'Done' where status = 'Draft'")  # fmt: skip
        customer_calendars.renew(client.customer)
        seat = browser(user, language)
        page = seat.open("/sla-maintenance")
        expect(page.get_by_role("heading", name=WORDS[language][4], exact=True)).to_be_visible()
        for size, name in ((WIDE, "wide"), (PHONE, "phone")):
            page.set_viewport_size(size)
            seat.full_picture(name)
            overflow = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
            assert not page.evaluate(overflow)
        before = page.locator(".sla-link").text_content()
        page.locator(".sla-renew").click()
        expect(page.locator(".sla-link")).not_to_have_text(before)
        seat.picture("renewed")


def test_the_form_of_a_customer_gives_the_address(client, browser, frozen, expect):
    with frozen(NOW):
        seat = browser(language="en")
        page = seat.open(f"/app/hd-customer/{client.customer}")
        page.get_by_role("button", name="Maintenance calendar").click()
        dialog = page.locator(".modal-dialog:visible")
        dialog.get_by_role("button", name="Make an address").click()
        expect(dialog.get_by_text("/sla-maintenance/")).to_be_visible()
        seat.picture("customer")
