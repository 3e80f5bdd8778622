"""The panel on the pages of a real Helpdesk, in a browser."""

from __future__ import annotations

import frappe
import pytest

from sla_nl.api.contracts import use_contract
from sla_nl.contracts import cache_token
from sla_nl.setup import form_scripts

OFFICE = "vcare-connect-office"
AGENT = "agent@example.com"
MONDAY = "2026-06-08 10:00"
LATER = "2026-06-08 10:02"
PANEL = "#sla-nl-panel"
EVIL = '<img src=x onerror="window.hit = 1">'
HELPDESKS_OWN = "error: err is not defined"
"""Error of Helpdesk 1.25.1 after each save: it assigns a variable that it never declared."""

TOAST = ":is(.toast-root-animatable, [data-sonner-toast])"
"""A message of Helpdesk's page, in 1.25 and since."""

FAINTEST = """root => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 1, height: 1 });
    const brush = canvas.getContext("2d", { willReadFrequently: true });
    const parts = (colour) => {
        brush.clearRect(0, 0, 1, 1);
        brush.fillStyle = colour;
        brush.fillRect(0, 0, 1, 1);
        return [...brush.getImageData(0, 0, 1, 1).data];
    };
    const light = (colour) => parts(colour).slice(0, 3)
        .map((part) => part / 255)
        .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
        .reduce((sum, part, place) => sum + part * [0.2126, 0.7152, 0.0722][place], 0.05);
    const behind = (node) => {
        const { backgroundColor } = getComputedStyle(node);
        const is_clear = !parts(backgroundColor)[3];
        return is_clear && node.parentElement ? behind(node.parentElement) : backgroundColor;
    };
    const contrast = (node) => {
        const [one, other] = [getComputedStyle(node).color, behind(node)].map(light);
        return Math.max(one, other) / Math.min(one, other);
    };
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const found = [];
    while (walker.nextNode()) found.push(contrast(walker.currentNode.parentElement));
    return Math.min(...found);
}"""
"""Return the least contrast of a text with the colour behind it, as WCAG computes it."""


@pytest.fixture
def customer(unique, make_customer):
    """Make a customer with a copy of Vcare's office contract."""
    name = make_customer(unique("Panel"))
    use_contract(OFFICE, [name])
    return name


@pytest.fixture
def make_change(unique, make_ticket, frozen):
    """Return a function that makes a change request with the lowest priority, from a new sender.

    Helpdesk 1.25.1 has an error on its page if the sender has other tickets.
    """

    def make(contract=OFFICE):
        sender = f"{frappe.scrub(unique('sender'))}@panel.example"
        with frozen(MONDAY):
            ticket = make_ticket(priority="Low", sla_nl_contract=contract, raised_by=sender)
        with frozen("2026-06-08 10:01"):
            ticket.sla_nl_kind = "change"
            ticket.save()
        return ticket.reload()

    return make


@pytest.fixture
def change(make_change):
    """Make a change request under the shipped contract."""
    return make_change()


@pytest.fixture
def open_window(browser):
    """Return a function that opens a browser window; Helpdesk's own error is not counted."""
    windows = []

    def open_one(user=AGENT, language="en"):
        windows.append(browser(user, language))
        return windows[-1]

    yield open_one
    for window in windows:
        window.faults[:] = [fault for fault in window.faults if fault != HELPDESKS_OWN]


def address(ticket):
    return f"/helpdesk/tickets/{ticket.name}"


def test_the_page_has_one_panel_after_saves_and_on_the_next_ticket(
    open_window, change, make_change, frozen, expect
):
    """Helpdesk runs the script again on load, at each save and when another ticket is opened."""
    other = make_change("covide-basic")
    window = open_window()
    with frozen(LATER):
        page = window.open(address(change))
        expect(page.locator(f"{PANEL} .sla-nl-heading")).to_contain_text("Vcare")
        window.picture("1-ticket")
    for moment, priority, code in (("10:03", "Medium", "P3"), ("10:04", "High", "P2")):
        with frozen(f"2026-06-08 {moment}"):
            choose_priority(page, priority)
            expect(page.locator(f"{PANEL} .sla-nl-priority")).to_contain_text(code)
            expect(page.locator(PANEL)).to_have_count(1)
    with frozen("2026-06-08 10:05"):
        follow(page, address(other))
        expect(page.locator(f"{PANEL} .sla-nl-heading")).to_contain_text("Covide")
        expect(page.locator(PANEL)).to_have_count(1)
        page.go_back()
        expect(page.locator(f"{PANEL} .sla-nl-heading")).to_contain_text("Vcare")
        expect(page.locator(PANEL)).to_have_count(1)
        follow(page, "/helpdesk/tickets")
        page.wait_for_url("**/helpdesk/tickets")
        expect(page.locator(PANEL)).to_have_count(0)


def test_the_panel_is_requested_once_on_load(open_window, change, frozen, expect):
    """Helpdesk runs the script twice: for the ticket in its cache, and for the reloaded ticket."""
    window = open_window()
    asked = []
    with frozen(LATER):
        page = window.open(address(change))
        expect(page.locator(PANEL)).to_contain_text("Vcare")
        page.on("request", lambda request: asked.append(request.url))
        window.reload()
        expect(page.locator(PANEL)).to_contain_text("Vcare")
        page.wait_for_load_state("networkidle")
    assert sum("sla_nl.api.panel.panel?" in url for url in asked) == 1


def test_the_next_date_counts_down_and_is_announced_once(open_window, change, frozen, expect):
    """Vcare takes up a P4 change request by Friday 10:00; a screen reader announces it once."""
    window = open_window()
    with frozen(LATER):
        page = window.open(address(change))
        expect(page.locator(".sla-nl-countdown")).to_have_text("Due in 3d 23h")
        announced = page.locator(f"{PANEL} [role=status]").text_content()
        assert announced == "Next: Response, due Friday 12 June 2026 10:00 (Europe/Amsterdam)"
        page.clock.set_fixed_time("2026-06-11T09:30:00+02:00")
        expect(page.locator(".sla-nl-countdown")).to_have_text("Due in 1d 0h")
        page.clock.set_fixed_time("2026-06-12T09:59:20+02:00")
        expect(page.locator(".sla-nl-countdown")).to_have_text("Due in 40s")
        assert page.locator(f"{PANEL} [role=status]").text_content() == announced


def test_a_passed_date_shows_how_long_ago_it_was(open_window, change, frozen, expect):
    """The time since then is shown until the clock is met."""
    window = open_window()
    with frozen("2026-06-12 11:30"):
        page = window.open(address(change))
        response = page.locator(f"{PANEL} [data-key='response@100']")
        expect(response.locator(".sla-nl-countdown")).to_have_text("Overdue by 1h 30m")
        expect(page.locator(f"{PANEL} [role=status]")).to_have_text("Response: breached")
        window.picture("1-overdue")
        page.clock.set_fixed_time("2026-06-12T12:00:00+02:00")
        expect(response.locator(".sla-nl-countdown")).to_have_text("Overdue by 2h 0m")


@pytest.mark.parametrize(
    ("language", "button", "step"),
    [
        ("en", "Why this date?", "Due Friday 12 June 2026 10:00"),
        ("nl", "Waarom deze datum?", "Uiterlijk vrijdag 12 juni 2026 10:00"),
    ],
)
def test_the_dialog_shows_the_steps_with_their_clauses(
    open_window, change, frozen, expect, language, button, step
):
    """It works by keyboard: Enter opens the dialog, Escape closes it."""
    window = open_window(AGENT, language)
    with frozen(LATER):
        page = window.open(address(change))
        page.get_by_role("button", name=button).press("Enter")
        dialog = page.get_by_role("dialog")
        expect(dialog).to_contain_text(step)
        expect(dialog).to_contain_text("art. 5.1")
        clause = dialog.get_by_text("art. 5.1").first
        clause.click()
        expect(dialog.get_by_text("Dient binnen 4 werkdagen in behandeling")).to_be_visible()
        clause.click()
        window.picture("1-why")
        page.keyboard.press("Escape")
        expect(dialog).to_have_count(0)


def test_the_dialog_opens_all_steps_if_no_date_is_next(open_window, change, frozen, expect):
    """If all rows were closed, the dialog would show no more than the panel."""
    with frozen(MONDAY):
        change.status = "Resolved"
        change.save()
    with frozen(LATER):
        page = open_window().open(address(change))
        page.get_by_role("button", name="Why this date?").click()
        steps = page.get_by_role("dialog").locator(".sla-nl-steps")
        expect(steps.first).to_be_visible()
        assert steps.evaluate_all("all => all.every((one) => one.checkVisibility())")


def test_a_panel_without_promises_has_no_button_for_dates(open_window, make_change, frozen, expect):
    """Smart FMS promises nothing for change requests."""
    ticket = make_change("smart-fms-basic")
    with frozen(LATER):
        page = open_window().open(address(ticket))
        expect(page.locator(PANEL)).to_contain_text("makes no promise")
        expect(page.get_by_role("button", name="Why this date?")).to_have_count(0)


def test_the_fee_of_a_priority_is_shown_before_and_after_choosing_it(
    open_window, change, frozen, expect
):
    """vcare-5.1-rush-fee-always: Helpdesk saves the priority of an open ticket at once.

    The definition of each priority and the clause of a fee are visible without hovering.
    """
    change_only = {"parent": OFFICE, "kind": "change", "definition": ("is", "set")}
    definitions = frappe.get_all("SLA Priority", change_only, pluck="definition")
    assert definitions
    window = open_window()
    with frozen(LATER):
        page = window.open(address(change))
        prices = page.locator(f"{PANEL} [data-fold=prices]")
        prices.locator("> summary").click()
        first = prices.locator("li", has_text="P1: Prioriteit 1").first
        expect(first).to_contain_text("Spoedkosten")
        expect(first.get_by_text("art. 5.1")).to_be_visible()
        for definition in definitions:
            expect(prices.get_by_text(definition)).to_be_visible()
        window.picture("1-prices")
    with frozen("2026-06-08 10:03"):
        choose_priority(page, "Urgent")
        toast = page.locator(TOAST, has_text="Prioriteit 1 · Change")
        expect(toast).to_contain_text("always charged if it is no disruption")
        expect(toast).to_contain_text("art. 5.1")
        expect(prices.locator("li[aria-current=true]")).to_contain_text("P1")
        window.picture("2-toast")


def test_recording_saves_and_keeps_the_focus(open_window, change, frozen, expect):
    """The assessment is a field of the ticket; a response by telephone is an event."""
    window = open_window()
    with frozen(LATER):
        page = window.open(address(change))
        page.locator(f"{PANEL} [data-part=record]").click()
        assessed = page.get_by_role("combobox", name="A disruption?")
    with frozen("2026-06-08 10:03"):
        assessed.focus()
        with page.expect_response("**/sla_nl.api.panel.panel*"):
            assessed.select_option("No")
        expect(assessed).to_be_focused()
        expect(assessed).to_have_value("No")
    with frozen("2026-06-08 10:04"):
        page.get_by_role("button", name="Responded").click()
        expect(page.locator(f"{PANEL} [data-key='response@100']")).to_contain_text("met")
        window.picture("1-recorded")
    frappe.db.commit()
    assert frappe.db.get_value("HD Ticket", change.name, "sla_nl_is_disruption") == "No"
    assert frappe.db.exists("SLA Ticket Event", {"ticket": change.name, "event": "responded"})


def test_unsaved_input_stays_when_the_panel_is_drawn_again(open_window, change, frozen, expect):
    """The save of a colleague redraws the panel while the agent types a date."""
    window = open_window()
    planned = f"{PANEL} [data-part=sla_nl_planned_for]"
    with frozen(LATER):
        page = window.open(address(change))
        page.locator(f"{PANEL} [data-part=record]").click()
        page.locator(planned).fill("2026-06-20T09:00")
        page.locator(planned).focus()
    with frozen("2026-06-08 10:03"):
        page.evaluate("document.querySelector('[data-part=responded]').click()")
        expect(page.locator(f"{PANEL} [data-key='response@100']")).to_contain_text("met")
        expect(page.locator(f"{PANEL} [data-part=responded]")).to_have_count(0)
        expect(page.locator(planned)).to_have_value("2026-06-20T09:00")
        expect(page.locator(planned)).to_be_focused()
    with frozen("2026-06-08 10:04"):
        with page.expect_response("**/sla_nl.api.panel.panel*"):
            page.locator(PANEL).get_by_role("button", name="Save").click()
        expect(page.locator(PANEL).get_by_role("button", name="Save")).to_have_count(0)
    frappe.db.commit()
    saved = frappe.db.get_value("HD Ticket", change.name, "sla_nl_planned_for")
    assert str(saved) == "2026-06-20 09:00:00"


def test_script_in_a_text_stays_a_text(open_window, make_change, frozen, expect):
    """The script is in the contract's title, its priorities and its fees."""
    contract = use_contract(OFFICE, [])
    change = make_change(contract)
    frappe.db.set_value("SLA Contract", contract, "title", EVIL)
    for row in frappe.get_all("SLA Priority", {"parent": contract}, pluck="name"):
        frappe.db.set_value("SLA Priority", row, {"title": EVIL, "definition": EVIL})
    for row in frappe.get_all("SLA Fee Rule", {"parent": contract}, pluck="name"):
        frappe.db.set_value("SLA Fee Rule", row, "title", EVIL)
    cache_token.forget()
    window = open_window()
    with frozen(LATER):
        page = window.open(address(change))
        expect(page.locator(f"{PANEL} .sla-nl-heading")).to_contain_text(EVIL)
        page.locator(f"{PANEL} [data-part=prices]").click()
    with frozen("2026-06-08 10:03"):
        choose_priority(page, "Urgent")
        expect(page.locator(TOAST, has_text="always charged")).to_contain_text(EVIL)
        page.get_by_role("button", name="Why this date?").click()
        expect(page.get_by_role("dialog")).to_be_visible()
        assert page.evaluate("window.hit") is None
        assert page.locator(f"{PANEL} img, {TOAST} b, {TOAST} [onerror]").count() == 0


def test_a_page_without_a_place_for_the_panel_still_works(open_window, change, frozen, expect):
    """Another version of Helpdesk may lack the element beside which the panel is put."""
    window = open_window()
    with frozen(LATER):
        page = window.open(address(change))
        expect(page.locator(PANEL)).to_have_count(1)
        page.evaluate(
            """document.querySelectorAll(".form-control-core").forEach(
                (node) => node.classList.remove("form-control-core"));
            document.getElementById("sla-nl-panel").remove()"""
        )
        page.get_by_role("tab", name="Comments").click()
        expect(page.get_by_role("tab", name="Comments")).to_have_attribute("data-state", "active")
        expect(page.locator(PANEL)).to_have_count(0)


def test_the_panel_scrolls_and_moves_above_helpdesks_sections(open_window, change, frozen, expect):
    """Helpdesk adds its sections later if the sender has other tickets."""
    window = open_window()
    window.page.set_viewport_size({"width": 1440, "height": 600})
    with frozen(LATER):
        page = window.open(address(change))
        page.locator(f"{PANEL} [data-part=record]").click()
        page.locator(f"{PANEL} [data-part=responded]").scroll_into_view_if_needed()
        expect(page.locator(f"{PANEL} [data-part=responded]")).to_be_in_viewport()
        assert page.locator(PANEL).evaluate("node => node.scrollTop") > 0
        page.evaluate(
            """const sections = document.createElement("div");
            sections.id = "sections";
            document.getElementById("sla-nl-panel").after(sections)"""
        )
        expect(page.locator(f"#sections > {PANEL}")).to_have_count(1)
        expect(page.locator(PANEL)).to_have_count(1)


def test_a_small_screen_has_the_panel_on_the_first_tab(open_window, change, frozen, expect):
    """It comes back with that tab, and is not wider than the screen."""
    window = open_window()
    window.page.set_viewport_size({"width": 360, "height": 780})
    with frozen(LATER):
        page = window.open(address(change))
        expect(page.locator(PANEL)).to_contain_text("Response")
        window.picture("1-small")
        page.get_by_role("tab", name="Emails").click()
        expect(page.locator(PANEL)).to_have_count(0)
        page.get_by_role("tab", name="Details").click()
        expect(page.locator(PANEL)).to_have_count(1)
        width = page.locator(PANEL).evaluate("node => node.scrollWidth")
        assert width <= 360


def test_the_page_for_a_new_ticket_warns_before_saving(open_window, customer, frozen, expect):
    """It does if the ticket template has the priority."""
    template = frappe.get_doc("HD Ticket Template", "Default")
    before = [row.as_dict() for row in template.fields]
    for name in ("priority", "customer", "sla_nl_kind"):
        template.append("fields", {"fieldname": name})
    template.save()
    window = open_window()
    try:
        with frozen(LATER):
            page = window.open("/helpdesk/tickets/new")
            pick(page, "Priority", "Urgent")
            pick(page, "Customer", customer)
            pick(page, "SLA kind", "change")
            preview = page.locator("#sla-nl-preview")
            expect(preview).to_contain_text("always charged if it is no disruption")
            expect(preview).to_contain_text("Response: Mon 8 June 17:00")
            window.picture("1-new")
    finally:
        template.set("fields", before)
        template.save()
        frappe.db.commit()


@pytest.fixture
def unpromised(make_customer_user, make_ticket, frozen):
    """Make a customer's ticket without a date for its resolution: a change request P4 of Vcare."""
    with frozen(MONDAY):
        return make_ticket(
            priority="Low",
            sla_nl_contract=OFFICE,
            sla_nl_kind="change",
            raised_by=make_customer_user(),
        )


def test_a_customer_sees_no_failure_if_nothing_is_promised(open_window, unpromised, frozen, expect):
    window = open_window(unpromised.raised_by)
    with frozen(LATER):
        page = window.open(f"/helpdesk/my-tickets/{unpromised.name}")
        expect(page.locator("div:text-is('Resolution') + div")).to_have_text("—")
        expect(page.get_by_text("Due in")).to_be_visible()
        expect(page.get_by_text("Failed")).to_have_count(0)
        window.picture("1-customer")


def test_a_customer_sees_no_past_date_on_a_small_screen(open_window, unpromised, frozen, expect):
    window = open_window(unpromised.raised_by)
    window.page.set_viewport_size({"width": 390, "height": 844})
    with frozen(LATER):
        page = window.open(f"/helpdesk/my-tickets/{unpromised.name}")
        dates = "span:text-is('Expected {0}') + span, div:text-is('{0}') + div"
        details = page.get_by_role("tab", name="Details")
        expect(page.locator(dates.format("Resolution")).or_(details).first).to_be_visible()
        if details.count():  # since 1.26
            details.click()
        expect(page.locator(dates.format("Resolution")).first).to_have_text("—")
        expect(page.locator(dates.format("First Response")).first).to_contain_text("in")
        window.picture("1-small")
    # of Helpdesk from 1.26 on: it asks for states of agents, and scrolls to nothing
    own = ("frappe.client.get_list", "PermissionError", "scrollIntoViewIfNeeded")
    window.faults[:] = [fault for fault in window.faults if not any(text in fault for text in own)]


def test_the_desk_has_the_panel_too(open_window, change, frozen, expect):
    """The form of a ticket has one panel, after a save too.

    Without motion, because a dialog that is still opening does not close.
    """
    window = open_window("Administrator")
    window.page.emulate_media(reduced_motion="reduce")
    with frozen(LATER):
        page = window.open(f"/app/hd-ticket/{change.name}")
        expect(page.locator(PANEL)).to_contain_text("Response")
        page.get_by_role("button", name="Why this date?").click()
        expect(page.locator(".modal-dialog:visible")).to_contain_text("art. 5.1")
        page.locator(".modal.show .btn-modal-close").click()
        expect(page.locator(".modal.show")).to_have_count(0)
        window.picture("1-desk")
        page.locator(f"{PANEL} [data-part=record]").click()
    with frozen("2026-06-08 10:03"):
        page.get_by_role("button", name="Responded").click()
        expect(page.locator(f"{PANEL} [data-key='response@100']")).to_contain_text("met")
        expect(page.locator(PANEL)).to_have_count(1)


def test_every_text_has_enough_contrast_in_the_dark_theme(open_window, change, frozen, expect):
    """So has a button under the pointer; the browser's own colours follow the page's theme."""
    window = open_window("Administrator")
    window.page.emulate_media(color_scheme="light", reduced_motion="reduce")
    with frozen(LATER):
        page = window.open(f"/app/hd-ticket/{change.name}")
        panel = page.locator(PANEL)
        expect(panel).to_contain_text("Response")
        assert panel.evaluate("node => getComputedStyle(node).colorScheme") == "normal"
        page.evaluate("document.documentElement.dataset.theme = 'dark'")
        page.locator(f"{PANEL} [data-part=prices]").click()
        assert panel.evaluate(FAINTEST) >= 4.5
        page.get_by_role("button", name="Why this date?").hover()
        assert panel.evaluate(FAINTEST) >= 4.5
        assert panel.evaluate("node => getComputedStyle(node).colorScheme") == "dark"
        window.picture("1-dark")


def test_a_script_that_is_disabled_draws_nothing(open_window, change, frozen, expect):
    """An admin can switch the panel off."""
    frappe.db.set_value(form_scripts.SCRIPT, "SLA NL: ticket", "enabled", 0)
    window = open_window()
    try:
        with frozen(LATER):
            page = window.open(address(change))
            page.wait_for_load_state("networkidle")
            expect(page.get_by_role("tab", name="Activity")).to_be_visible()
            assert page.locator(PANEL).count() == 0
    finally:
        frappe.db.set_value(form_scripts.SCRIPT, "SLA NL: ticket", "enabled", 1)
        frappe.db.commit()


def choose_priority(page, name):
    """Choose a priority in the side bar; Helpdesk saves it at once."""
    with page.expect_response("**/frappe.client.set_value"):
        page.locator("#priority button").first.click()
        page.get_by_role("option", name=name, exact=True).click()


def follow(page, path):
    """Go to another page of Helpdesk as its own links do, without loading the page again."""
    page.evaluate("path => window.history.pushState({}, '', path)", path)
    page.evaluate("window.dispatchEvent(new PopStateEvent('popstate', {state: {}}))")


def pick(page, label, text):
    """Choose an option in a field of the page for a new ticket."""
    field = page.locator(".grid > div", has_text=label).first
    field.locator("button").first.click()
    page.get_by_role("option", name=text).first.click()
