"""The form of a matrix and "Use this contract" in a browser: who holds which function."""

from __future__ import annotations

import frappe
import pytest

from sla_nl.api.contracts import use_contract
from sla_nl.contracts import copies

MANAGER, AN, BO = "manager@example.com", "agent@example.com", "agent2@example.com"
SIZES = {1280: 900, 390: 844}
SUPPORT = "Service & Support"
WORDS = {
    "en": ("Told now", "If they are away", "Nobody holds"),
    "nl": ("Krijgt nu bericht", "Bij afwezigheid", "Niemand vervult"),
}


@pytest.fixture
def own(site):
    """Make a copy of Vcare's matrix in which two functions are held; delete it afterwards."""
    document = frappe.get_doc("SLA Escalation Matrix", copies.own_matrix("vcare-connect", []))
    document.append("holders", {"function": SUPPORT, "user": AN})
    document.append("holders", {"function": "Customer Service Manager", "user": BO})
    document.save()
    frappe.db.commit()
    yield document
    frappe.delete_doc("SLA Escalation Matrix", document.name)
    frappe.db.commit()


@pytest.mark.parametrize("language", ["en", "nl"])
def test_the_form_shows_who_is_told_and_who_if_they_are_away(
    browser, make_agent, own, expect, language
):
    """It marks what nobody holds, at both widths."""
    window = browser(make_agent(MANAGER, "SLA Manager"), language)
    first, second = (frappe.db.get_value("User", user, "full_name") for user in (AN, BO))
    for width, height in SIZES.items():
        window.page.set_viewport_size({"width": width, "height": height})
        page = window.open(f"/app/sla-escalation-matrix/{own.name}")
        level = page.locator(".sla-nl-level").first
        for text in (*WORDS[language][:2], first, second):
            expect(level).to_contain_text(text)
        expect(page.locator(".sla-nl-unheld")).to_contain_text(WORDS[language][2])
        level.scroll_into_view_if_needed()
        box = page.locator("[data-fieldname=told]").bounding_box()
        assert box["x"] + box["width"] <= width
        window.full_picture(f"matrix-{width}")


@pytest.mark.parametrize("language", ["en", "nl"])
def test_using_a_contract_asks_who_holds_its_functions(
    browser, make_agent, make_customer, unique, expect, language
):
    """What is left empty is named on the contract until it is filled in."""
    customer = make_customer(unique("Asked BV"))
    window = browser(make_agent(MANAGER, "SLA Manager"), language)
    page = window.open("/app/sla-contract/vcare-connect-office")
    use = {"en": "Use this contract", "nl": "Dit contract gebruiken"}[language]
    page.get_by_role("button", name=use).click()
    field = page.locator(".modal:visible input[data-fieldname=holder_0]")
    expect(field).to_be_visible()
    field.fill(BO)
    window.picture("1-asked")
    page.set_viewport_size({"width": 390, "height": 844})
    window.picture("2-asked-390")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.evaluate("(name) => cur_dialog.set_value('customers', [name])", customer)
    page.locator(".modal:visible .btn-modal-primary").click()
    page.wait_for_function("() => cur_frm && !cur_frm.doc.is_standard")
    notice = page.locator(".form-message:visible")
    expect(notice).to_contain_text(WORDS[language][2])
    expect(notice).not_to_contain_text(SUPPORT)
    window.picture("3-notice")
    frappe.db.rollback()
    contract = frappe.get_all("SLA Contract Customer", {"customer": customer}, pluck="parent")[0]
    matrix = frappe.db.get_value("SLA Contract", contract, "escalation_matrix")
    rows = frappe.get_doc("SLA Escalation Matrix", matrix).holders
    assert [(row.function, row.user) for row in rows] == [(SUPPORT, BO)]


def test_an_agent_enters_their_days_away_in_the_desk(browser, expect):
    """The form starts with their own name."""
    window = browser(AN)
    page = window.open("/app/sla-absence/new")
    user = page.locator("input[data-fieldname=user]")
    expect(user).to_have_value(AN)
    for field in ("first_day", "last_day"):
        page.evaluate(f"() => cur_frm.set_value('{field}', '2026-07-06')")
    page.get_by_role("button", name="Save").click()
    page.wait_for_function("() => !cur_frm.is_new()")
    window.picture("1-own")
    name = page.evaluate("() => cur_frm.doc.name")
    frappe.db.rollback()
    frappe.delete_doc("SLA Absence", name)
    frappe.db.commit()


def test_a_contract_with_every_function_held_has_no_notice(browser, make_customer, unique, expect):
    """A wrong alarm would teach people to overlook the right one."""
    names = dict.fromkeys(_functions("vcare-connect"), BO)
    contract = use_contract("vcare-connect-office", [make_customer(unique("Full BV"))], names)
    frappe.db.commit()
    page = browser().open(f"/app/sla-contract/{contract}")
    expect(page.get_by_label("Monday 08:00 to 17:00")).to_be_visible()
    page.wait_for_load_state("networkidle")
    expect(page.get_by_text("Nobody holds")).to_have_count(0)


def _functions(matrix):
    from sla_nl.people import form

    return form.functions_in(form.levels_of(frappe.get_doc("SLA Escalation Matrix", matrix)))
