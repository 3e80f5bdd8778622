"""The desk in a real browser: pictures in forms, texts in lists, the workspace."""

from __future__ import annotations

from decimal import Decimal

import frappe
import pytest
from harness.charging import charge, state

from sla_nl.api.contracts import use_contract
from sla_nl.contracts import copies
from sla_nl.fees import states
from sla_nl.runs import runs

EVIL = "<b>bold</b>"
MANAGER = "manager@example.com"
OFFICE = "/app/sla-contract/vcare-connect-office"


@pytest.fixture
def window(browser, make_agent):
    return browser(make_agent(MANAGER, "SLA Manager"))


def test_a_contract_shows_its_promises_its_week_and_tries_a_ticket(window, expect):
    """P1 on the Friday before King's Day at 16:50: due on Tuesday 08:20."""
    page = window.open(OFFICE)
    expect(page.get_by_label("Monday 08:00 to 17:00")).to_be_visible()
    page.get_by_role("tab", name="Targets").click()
    promises = page.locator("[data-fieldname=promises]")
    expect(promises.get_by_text("30 working minutes").first).to_be_visible()
    expect(
        page.locator("[data-fieldname=targets]").get_by_text("working hours").first
    ).to_be_visible()
    window.picture("1-targets")
    page.get_by_role("button", name="Try a ticket").click()
    page.wait_for_function("() => window.cur_dialog && window.cur_dialog.display")
    page.evaluate("() => cur_dialog.set_value('reported_at', '2026-04-24 16:50:00')")
    dates = page.locator(".modal:visible summary")
    expect(dates.filter(has_text="Response")).to_contain_text("Tuesday 28 April 2026 08:20")
    window.picture("2-tried")
    page.locator(".modal:visible select[data-fieldname=helpdesk_priority]").select_option("High")
    expect(dates.filter(has_text="Response")).to_contain_text("Tuesday 28 April 2026 08:50")


def test_the_closed_dates_that_are_applied_are_the_ones_shown(window, expect):
    """After another year is chosen, no date of the first year is applied."""
    calendar = copies.own_calendar("vcare-office", [])
    frappe.db.commit()
    page = window.open(f"/app/sla-calendar/{calendar}")
    page.get_by_role("button", name="Fill closed dates").click()
    difference = page.locator(".modal:visible [data-fieldname=difference]")
    for field in ("first_year", "last_year"):
        page.locator(f".modal:visible input[data-fieldname={field}]").fill("2031")
        page.keyboard.press("Tab")
    expect(difference).to_contain_text("14-04-2031")
    expect(difference).not_to_contain_text("2027")
    page.get_by_role("button", name="Apply").click()
    page.wait_for_function("() => cur_frm.doc.closed_dates.length")
    years = page.evaluate("() => cur_frm.doc.closed_dates.map((row) => row.date.slice(0, 4))")
    assert set(years) == {"2031"}


def test_script_in_a_priority_stays_a_text(window, expect):
    """The title of a priority is an option in the dialog that tries a ticket."""
    contract = use_contract("vcare-connect-office", [])
    for row in frappe.get_all("SLA Priority", {"parent": contract}, pluck="name"):
        frappe.db.set_value("SLA Priority", row, "title", EVIL)
    frappe.db.commit()
    page = window.open(f"/app/sla-contract/{contract}")
    expect(page.get_by_label("Monday 08:00 to 17:00")).to_be_visible()
    page.get_by_role("button", name="Try a ticket").click()
    option = page.locator(".modal:visible [data-fieldname=priority] option").nth(1)
    expect(option).to_have_text(f"P1 – {EVIL}")


def test_script_in_a_fee_stays_a_text(window, expect, make_customer, make_ticket, unique):
    """Frappe's report would show a text as HTML."""
    customer = make_customer(unique("Fees"))
    use_contract("vcare-connect-office", [customer])
    ticket = make_ticket(customer=customer, priority="Urgent")
    ticket.update({"sla_nl_kind": "change", "sla_nl_is_disruption": "No"}).save()
    frappe.db.set_value("SLA Fee Entry", {"ticket": ticket.name}, "fee_title", EVIL)
    frappe.db.commit()
    page = window.open(f"/app/query-report/SLA Unbilled Fees?per_entry=1&customer={customer}")
    expect(page.locator(".dt-scrollable").get_by_text(EVIL)).to_be_visible()


def test_the_rates_of_all_fees_are_set_at_once(window, expect):
    """As the Dutch write numbers; the server reads them. A quote has no rate."""
    contract = use_contract("vcare-connect-office", [])
    frappe.db.commit()
    page = window.open(f"/app/sla-contract/{contract}")
    page.get_by_role("button", name="Set rates").click()
    rates = page.locator(".modal:visible input[type=text]")
    expect(rates.first).to_be_focused()
    for place in range(rates.count()):
        rates.nth(place).fill(f"{100 + place},50")
    window.picture("1-rates")
    page.locator(".modal:visible").get_by_role("button", name="Set rates").click()
    page.get_by_role("button", name="Save").click()
    page.wait_for_function("() => !cur_frm.is_dirty()")
    frappe.db.rollback()
    saved = [row for row in frappe.get_doc("SLA Contract", contract).fees if row.basis != "quote"]
    assert [row.rate for row in saved] == [f"{100 + n},50" for n in range(len(saved))]


def test_fees_are_confirmed_by_the_hour_and_marked_invoiced_together(
    window, expect, make_customer, make_ticket, frozen, unique
):
    customer = make_customer(unique("Billed BV"))
    days = ("2026-06-08", "2026-06-09")
    entries = [charge(make_ticket, frozen, customer, day) for day in days]
    states.confirm(entries[1], Decimal("40"))
    frappe.db.set_value("SLA Fee Entry", entries[0], {"rate": 120, "minimum_minutes": 30})
    frappe.db.commit()
    page = window.open(f"/app/sla-fee-entry/{entries[0]}")
    page.get_by_role("button", name="Confirm").click()
    page.locator(".modal:visible input[data-fieldname=hours]").fill("1,5")
    window.picture("1-hours")
    page.locator(".modal:visible").get_by_role("button", name="Confirm").click()
    expect(page.locator("[data-fieldname=amount]").first).to_contain_text("180")
    page = window.open(f"/app/sla-fee-entry?customer={customer}")
    page.locator(".list-row-checkbox").first.wait_for()
    for box in page.locator(".list-row-checkbox").all():
        box.check()
    page.get_by_role("button", name="Actions").click()
    page.get_by_role("link", name="Mark invoiced").click()
    page.locator(".modal:visible input[data-fieldname=number]").fill("2026-17")
    window.picture("2-invoice")
    page.locator(".modal:visible").get_by_role("button", name="Mark invoiced").click()
    expect(page.locator(".list-row-container", has_text="Invoiced")).to_have_count(2)
    frappe.db.rollback()
    assert {state(entry) for entry in entries} == {("Invoiced", "2026-17")}


def test_the_form_of_helpdesks_own_sla_says_that_contracts_go_before_it(browser, expect):
    page = browser("Administrator").open("/app/hd-service-level-agreement/Default")
    expect(page.get_by_text("SLA NL is at work here")).to_be_visible()
    page.get_by_role("button", name="New contract").click()
    expect(page.locator(".sla-start")).to_be_visible()


def test_a_shared_calendar_is_copied_for_a_contract_that_needs_other_hours(window, expect):
    contract = use_contract("vcare-connect-office", [])
    frappe.db.commit()
    page = window.open("/app/sla-calendar/vcare-office")
    page.get_by_role("button", name="Copy it to edit").click()
    page.locator(".modal:visible .multiselect-list").click()
    page.locator(".modal:visible .selectable-item", has_text=contract).click()
    window.picture("1-copy")
    page.locator(".modal:visible .modal-title").click()
    page.locator(".modal:visible").get_by_role("button", name="Make a copy").click()
    page.wait_for_function("() => cur_frm.doc.name !== 'vcare-office' && !cur_frm.doc.is_standard")
    frappe.db.rollback()
    copy = page.evaluate("() => cur_frm.doc.name")
    assert frappe.db.get_value("SLA Contract", contract, "calendar") == copy


def test_a_change_in_the_form_shows_before_it_is_saved(window, expect):
    page = window.open("/app/sla-calendar/new?title=Shop&name=shop")
    page.wait_for_function("() => window.cur_frm && cur_frm.doc.doctype === 'SLA Calendar'")
    page.evaluate("""() => {
        cur_frm.add_child("hours", { day: "Saturday", opens: "10:00", closes: "16:00" });
        cur_frm.set_value("title", "Shop");
    }""")
    expect(page.get_by_label("Saturday 10:00 to 16:00")).to_be_visible()


def test_the_workspace_fills(window, expect):
    page = window.open("/app/sla-nl")
    expect(page.locator(".number-widget-box")).to_have_count(12)
    expect(page.get_by_text("Breaches per week")).to_be_visible()
    expect(page.get_by_text("Due next").first).to_be_visible()
    expect(page.get_by_text("Your first SLA contract")).to_be_visible()
    window.picture("1-workspace")


def test_the_help_text_below_a_moment_is_in_dutch(browser, make_agent, expect):
    """Frappe adds the time zone to the help text before it looks for a translation."""
    window = browser(make_agent(MANAGER, "SLA Manager"), "nl")
    page = window.open("/app/sla-maintenance-window/new")
    help_box = page.locator("[data-fieldname=announced_at] .help-box")
    expect(help_box).to_contain_text("Ingevuld door de knop Aankondigen.")


def test_a_run_shows_its_progress_and_outcome(window, expect):
    """Forms of a queued, a running and a finished run, and their list, without page errors."""
    done = {"state": "Done", "outcome": "64 tickets looked at, 3 would change"}
    made = [runs.start(runs.DRY_RUN), runs.start(runs.BACKFILL, 10), runs.start(runs.BACKFILL, 5)]
    frappe.db.set_value(runs.RUN, made[0], done)
    frappe.db.set_value(runs.RUN, made[1], {"state": "Running", "looked": 4})
    frappe.db.commit()
    page = window.open(f"/app/sla-run/{made[2]}")
    expect(page.locator(".indicator-pill:visible")).to_have_text("Queued")
    page = window.open(f"/app/sla-run/{made[1]}")
    expect(page.locator(".progress-message:visible")).to_have_text("4 of 10 tickets")
    page = window.open(f"/app/sla-run/{made[0]}")
    expect(page.locator(".form-page:visible")).to_contain_text(done["outcome"])
    page = window.open("/app/sla-run")
    row = page.locator(".list-row:visible").filter(has_text=done["outcome"])
    expect(row.locator(".indicator-pill.green").first).to_have_text("Done")
    window.picture("runs")


def test_the_button_of_a_backfill_opens_its_run(window, expect):
    """The run shows the progress; here the site's answer is replaced, so no work is done."""
    run = runs.start(runs.BACKFILL, 10)
    frappe.db.commit()
    page = window.open("/app/sla-settings")
    page.route(
        "**/sla_nl.api.upkeep.start_backfill", lambda route: route.fulfill(json={"message": run})
    )
    page.get_by_role("button", name="Earlier tickets").click()
    page.get_by_role("link", name="Rebuild timelines").click()
    page.get_by_role("button", name="Yes").click()
    page.wait_for_url(f"**/sla-run/{run}")
    expect(page.locator(".indicator-pill:visible")).to_have_text("Queued")


def test_advice_is_mended_before_the_contract_is_saved(window, expect):
    """The button adds the rows that lead each Helpdesk priority to one of the contract."""
    contract = use_contract("vcare-connect-office", [])
    rows = frappe.get_all("SLA Priority Map", {"parent": contract}, pluck="name")
    for row in rows:
        frappe.delete_doc("SLA Priority Map", row)
    frappe.db.commit()
    page = window.open(f"/app/sla-contract/{contract}")
    advice = page.locator(".sla-nl-advice")
    expect(advice).to_contain_text("with priority Urgent, High, Medium, Low is not judged")
    window.picture("1-advice")
    advice.get_by_role("button", name="Add the missing rows").first.click()
    expect(advice).not_to_contain_text("kind incident with priority")
    mapped = "() => cur_frm.doc.priority_map.map((row) => row.helpdesk_priority + row.priority)"
    assert page.evaluate(mapped)[:4] == ["UrgentP1", "HighP2", "MediumP3", "LowP4"]


def test_a_new_row_has_what_most_rows_hold(window, expect):
    """The limit is shown in Helpdesk, the aim is not; a fee is owed always and in euros."""
    page = window.open("/app/sla-contract/new")
    page.wait_for_function("() => window.cur_frm && cur_frm.doc.doctype === 'SLA Contract'")
    assert page.evaluate("() => cur_frm.doc.version") == "1"
    filled = page.evaluate("""async () => {
        const add = (table) => {
            cur_frm.get_field(table).grid.add_new_row();
            return cur_frm.doc[table].at(-1);
        };
        const set = (row, values) => frappe.model.set_value(row.doctype, row.name, values);
        const limit = add("targets"), aim = add("targets"), fee = add("fees");
        await set(limit, { clock: "resolution" });
        await set(aim, { clock: "resolution", share: "90" });
        await new Promise((done) => setTimeout(done, 500));
        return [limit.kind, limit.stamps, aim.stamps || "", fee.certainty, fee.currency];
    }""")
    assert filled == ["incident", "resolution_by", "", "always", "EUR"]
