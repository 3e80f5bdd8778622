"""Obligations in a browser: the form, the list, the calendar, and the dialog of a new version."""

from __future__ import annotations

import frappe
import pytest

from sla_nl.api.contracts import use_contract

MANAGER = "manager@example.com"
OBLIGATION = "SLA Obligation"
SIZES = {1280: 900, 390: 844}
WORDS = {
    "en": ("Too late", "1 October 2030 00:00"),
    "nl": ("Te laat", "1 oktober 2030 00:00"),
}


@pytest.fixture
def contract(make_customer, unique):
    """Take Vcare's contract into use, alone; delete it and its obligations afterwards."""
    frappe.db.delete(OBLIGATION)
    name = use_contract("vcare-connect-office", [make_customer(unique("Plicht BV"))])
    frappe.db.commit()
    yield name
    frappe.db.rollback()
    frappe.db.delete(OBLIGATION)
    later = frappe.get_all("SLA Contract", {"previous_version": name}, pluck="name")
    for one in (*later, name):
        frappe.delete_doc("SLA Contract", one, force=True)
    frappe.db.commit()


@pytest.fixture
def survey(contract, make_agent):
    """Make an obligation of a manager that recurs each year."""
    make_agent(MANAGER, "SLA Manager")
    doc = frappe.get_doc(
        doctype=OBLIGATION, what="Tevredenheidsonderzoek onder alle gebruikers", contract=contract,
        responsible=MANAGER, due="2031-01-31 12:00:00", repeat_amount=1, repeat_unit="years",
    ).insert()  # fmt: skip
    frappe.db.commit()
    return doc.name


def press(page, label):
    """Press a button of the form once it is there; on a small screen it is in a menu."""
    page.wait_for_function("(label) => cur_frm?.custom_buttons[__(label)]", arg=label)
    page.evaluate("(label) => cur_frm.custom_buttons[__(label)].click()", label)


@pytest.mark.parametrize("language", ["en", "nl"])
def test_the_form_the_list_and_the_calendar(browser, survey, expect, language):
    window = browser(MANAGER, language)
    for width, height in SIZES.items():
        window.page.set_viewport_size({"width": width, "height": height})
        page = window.open(f"/app/sla-obligation/{survey}")
        expect(page.locator("[data-fieldname=evidence]:visible").first).to_be_visible()
        page.wait_for_function("() => cur_frm?.custom_buttons[__('Done')]")
        window.full_picture(f"form-{width}")
        page = window.open("/app/sla-obligation/view/list")
        expect(page.locator(".list-row-container:visible").last).to_contain_text("Tevredenheid")
        window.picture(f"list-{width}")
        page = window.open("/app/sla-obligation/view/calendar/default")
        expect(page.locator(".fc-view, .fc-view-harness").first).to_be_visible()
        window.picture(f"calendar-{width}")


@pytest.mark.parametrize("language", ["en", "nl"])
def test_doing_it_makes_the_next_one(browser, survey, expect, language):
    window = browser(MANAGER, language)
    page = window.open(f"/app/sla-obligation/{survey}")
    press(page, "Done")
    page.locator(".modal:visible .btn-modal-primary").click()
    page.wait_for_function("() => cur_frm.doc.state === 'done'")
    window.picture("done")
    frappe.db.rollback()
    due = frappe.db.get_value(OBLIGATION, {"follows": survey}, "due")
    assert str(due) == "2032-01-31 12:00:00"


@pytest.mark.parametrize("language", ["en", "nl"])
def test_a_new_version_shows_its_dates_before_it_is_made(
    browser, contract, make_agent, expect, language
):
    late, first = WORDS[language]
    window = browser(make_agent(MANAGER, "SLA Manager"), language)
    for width, height in SIZES.items():
        window.page.set_viewport_size({"width": width, "height": height})
        page = window.open(f"/app/sla-contract/{contract}")
        press(page, "New version")
        dates = page.locator(".modal:visible [data-fieldname=dates]")
        expect(dates).to_contain_text(late)
        window.picture(f"1-late-{width}")
        page.evaluate("() => cur_dialog.set_value('first_day', '2031-01-01')")
        expect(dates).to_contain_text(first)
        expect(dates).not_to_contain_text(late)
        window.picture(f"2-dates-{width}")
    page.evaluate("() => cur_dialog.set_value('version', '3.11')")
    page.locator(".modal:visible .btn-modal-primary").click()
    page.wait_for_function("() => cur_frm?.doc?.version === '3.11'")
    frappe.db.rollback()
    made = frappe.get_all("SLA Contract", {"previous_version": contract}, ["valid_from"])
    assert [str(row.valid_from) for row in made] == ["2031-01-01"]
