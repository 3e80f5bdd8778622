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
PATIENCE_MS, USUAL_MS = 60_000, 5_000
HELPDESKS_OWN = "error: err is not defined"
"""Helpdesk 1.25.1 breaks off after each save: it assigns a variable that it never declared."""

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
def expect():
    """Playwright's assertions, which wait for what they state."""
    from playwright.sync_api import expect

    expect.set_options(timeout=PATIENCE_MS)
    yield expect
    expect.set_options(timeout=USUAL_MS)


@pytest.fixture
def customer(unique, make_customer):
    """A customer for whom the office contract of Vcare is in use."""
    name = make_customer(unique("Panel"))
    use_contract(OFFICE, [name])
    return name


@pytest.fixture
def make_change(unique, make_ticket, frozen):
    """Returns a function that makes a change filed with the lowest priority, by a new sender.

    Helpdesk 1.25.1 stumbles over a sender's other tickets while it loads.
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
    """Such a change, under the shipped contract."""
    return make_change()


@pytest.fixture
def seat(browser):
    """Returns a function that seats an agent; a fault of Helpdesk itself is none of ours."""
    windows = []

    def sit(user=AGENT, language="en"):
        windows.append(browser(user, language))
        return windows[-1]

    yield sit
    for window in windows:
        window.faults[:] = [fault for fault in window.faults if fault != HELPDESKS_OWN]


def address(ticket):
    return f"/helpdesk/tickets/{ticket.name}"


def test_the_panel_is_there_once_after_saves_and_on_the_next_ticket(
    seat, change, make_change, frozen, expect
):
    """Helpdesk runs a script again on load, with each save and on the way to another ticket."""
    other = make_change("covide-basic")
    window = seat()
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


def test_it_is_asked_for_once_on_load(seat, change, frozen, expect):
    """Helpdesk calls for the ticket that it has kept of an earlier visit, and for the fresh one."""
    window = seat()
    asked = []
    with frozen(LATER):
        page = window.open(address(change))
        expect(page.locator(PANEL)).to_contain_text("Vcare")
        page.on("request", lambda request: asked.append(request.url))
        window.reload()
        expect(page.locator(PANEL)).to_contain_text("Vcare")
        page.wait_for_load_state("networkidle")
    assert sum("sla_nl.api.panel.panel?" in url for url in asked) == 1


def test_the_next_date_counts_down_and_is_said_once(seat, change, frozen, expect):
    """Vcare change P4: taken up at the opening of the fourth working day after the report."""
    window = seat()
    with frozen(LATER):
        page = window.open(address(change))
        expect(page.locator(".sla-nl-countdown")).to_have_text("Due in 3d 23h")
        said = page.locator(f"{PANEL} [role=status]").text_content()
        assert said == "Next: Response, due Friday 12 June 2026 10:00 (Europe/Amsterdam)"
        page.clock.set_fixed_time("2026-06-11T09:30:00+02:00")
        expect(page.locator(".sla-nl-countdown")).to_have_text("Due in 1d 0h")
        page.clock.set_fixed_time("2026-06-12T09:59:20+02:00")
        expect(page.locator(".sla-nl-countdown")).to_have_text("Due in 40s")
        assert page.locator(f"{PANEL} [role=status]").text_content() == said


def test_a_date_that_passed_tells_how_long_ago(seat, change, frozen, expect):
    """Until it is met, beside the next one."""
    window = seat()
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
def test_why_tells_the_steps_with_their_clauses(
    seat, change, frozen, expect, language, button, step
):
    """By keyboard: Enter opens the dialog, Escape closes it."""
    window = seat(AGENT, language)
    with frozen(LATER):
        page = window.open(address(change))
        page.get_by_role("button", name=button).press("Enter")
        dialog = page.get_by_role("dialog")
        expect(dialog).to_contain_text(step)
        expect(dialog).to_contain_text("vcare-5.1-c4-takeup")
        window.picture("1-why")
        page.keyboard.press("Escape")
        expect(dialog).to_have_count(0)


def test_why_opens_every_step_where_no_date_is_next(seat, change, frozen, expect):
    """Closed rows alone would tell no more than the panel."""
    with frozen(MONDAY):
        change.status = "Resolved"
        change.save()
    with frozen(LATER):
        page = seat().open(address(change))
        page.get_by_role("button", name="Why this date?").click()
        steps = page.get_by_role("dialog").locator(".sla-nl-steps")
        expect(steps.first).to_be_visible()
        assert steps.evaluate_all("all => all.every((one) => one.checkVisibility())")


def test_nothing_is_asked_of_dates_where_a_contract_promises_none(
    seat, make_change, frozen, expect
):
    """Smart FMS says nothing of changes."""
    ticket = make_change("smart-fms-basic")
    with frozen(LATER):
        page = seat().open(address(ticket))
        expect(page.locator(PANEL)).to_contain_text("makes no promise")
        expect(page.get_by_role("button", name="Why this date?")).to_have_count(0)


def test_a_priority_that_costs_is_told_before_and_after(seat, change, frozen, expect):
    """vcare-5.1-rush-fee-always: an open ticket's priority is saved at once.

    What each priority means, and the clause of a fee, are there to read, not only to point at.
    """
    change_only = {"parent": OFFICE, "kind": "change", "definition": ("is", "set")}
    definitions = frappe.get_all("SLA Priority", change_only, pluck="definition")
    assert definitions
    window = seat()
    with frozen(LATER):
        page = window.open(address(change))
        prices = page.locator(f"{PANEL} [data-fold=prices]")
        prices.locator("summary").click()
        first = prices.locator("li", has_text="P1: Prioriteit 1").first
        expect(first).to_contain_text("Spoedkosten")
        expect(first.get_by_text("vcare-5.1-rush-fee-always")).to_be_visible()
        for definition in definitions:
            expect(prices.get_by_text(definition)).to_be_visible()
        window.picture("1-prices")
    with frozen("2026-06-08 10:03"):
        choose_priority(page, "Urgent")
        toast = page.locator(TOAST, has_text="Prioriteit 1 · Change")
        expect(toast).to_contain_text("always charged if it is no disruption")
        expect(toast).to_contain_text("vcare-5.1-rush-fee-always")
        expect(prices.locator("li[aria-current=true]")).to_contain_text("P1")
        window.picture("2-toast")


def test_what_is_recorded_is_saved_and_leaves_the_keyboard_where_it_was(
    seat, change, frozen, expect
):
    """The assessment is a field of the ticket, a response by telephone an event."""
    window = seat()
    with frozen(LATER):
        page = window.open(address(change))
        page.locator(f"{PANEL} [data-part=record]").click()
        assessed = page.get_by_label("A disruption?")
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


def test_what_is_typed_and_not_saved_outlives_what_others_do(seat, change, frozen, expect):
    """A colleague's save has the panel painted anew, around a date that is being typed."""
    window = seat()
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


def test_script_in_a_text_stays_a_text(seat, make_change, frozen, expect):
    """In the contract's title, its priorities and its fees."""
    contract = use_contract(OFFICE, [])
    change = make_change(contract)
    frappe.db.set_value("SLA Contract", contract, "title", EVIL)
    for row in frappe.get_all("SLA Priority", {"parent": contract}, pluck="name"):
        frappe.db.set_value("SLA Priority", row, {"title": EVIL, "definition": EVIL})
    for row in frappe.get_all("SLA Fee Rule", {"parent": contract}, pluck="name"):
        frappe.db.set_value("SLA Fee Rule", row, "title", EVIL)
    cache_token.forget()
    window = seat()
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


def test_a_page_without_a_place_for_the_panel_is_none_the_worse(seat, change, frozen, expect):
    """Another version of Helpdesk may know nothing of what the panel is put beside."""
    window = seat()
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


def test_it_scrolls_alone_and_moves_above_helpdesks_own_sections(seat, change, frozen, expect):
    """A ticket of a sender with no other tickets has none; they may come later."""
    window = seat()
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


def test_a_small_screen_has_it_on_the_first_tab(seat, change, frozen, expect):
    """It is back when that tab is, and nothing is wider than the screen."""
    window = seat()
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


def test_the_page_for_a_new_ticket_warns_before_saving(seat, customer, frozen, expect):
    """Where its template asks for the priority; a customer's own page is told nothing."""
    template = frappe.get_doc("HD Ticket Template", "Default")
    before = [row.as_dict() for row in template.fields]
    for name in ("priority", "customer", "sla_nl_kind"):
        template.append("fields", {"fieldname": name})
    template.save()
    window = seat()
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
    """A customer's ticket that is resolved by agreement (Vcare change P4): no date to miss."""
    with frozen(MONDAY):
        return make_ticket(
            priority="Low",
            sla_nl_contract=OFFICE,
            sla_nl_kind="change",
            raised_by=make_customer_user(),
        )


def test_a_customer_reads_no_failure_where_nothing_is_promised(seat, unpromised, frozen, expect):
    window = seat(unpromised.raised_by)
    with frozen(LATER):
        page = window.open(f"/helpdesk/my-tickets/{unpromised.name}")
        expect(page.locator("div:text-is('Resolution') + div")).to_have_text("—")
        expect(page.get_by_text("Due in")).to_be_visible()
        expect(page.get_by_text("Failed")).to_have_count(0)
        window.picture("1-customer")


def test_a_customer_reads_no_past_date_on_a_small_screen(seat, unpromised, frozen, expect):
    window = seat(unpromised.raised_by)
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
    # from 1.26 on Helpdesk's small page asks for the agents' states, which a customer may not read
    own = ("frappe.client.get_list", "PermissionError")
    window.faults[:] = [fault for fault in window.faults if not any(text in fault for text in own)]


def test_the_desk_has_it_too(seat, change, frozen, expect):
    """On the form of the ticket, once, also after a save."""
    window = seat("Administrator")
    with frozen(LATER):
        page = window.open(f"/app/hd-ticket/{change.name}")
        expect(page.locator(PANEL)).to_contain_text("Response")
        page.get_by_role("button", name="Why this date?").click()
        expect(page.locator(".modal-dialog:visible")).to_contain_text("vcare-5.1-c4-takeup")
        page.locator(".modal.show .btn-modal-close").click()
        expect(page.locator(".modal.show")).to_have_count(0)
        window.picture("1-desk")
        page.locator(f"{PANEL} [data-part=record]").click()
    with frozen("2026-06-08 10:03"):
        page.get_by_role("button", name="Responded").click()
        expect(page.locator(f"{PANEL} [data-key='response@100']")).to_contain_text("met")
        expect(page.locator(PANEL)).to_have_count(1)


def test_in_the_dark_every_text_stands_out(seat, change, frozen, expect):
    """A button under the pointer too; what the browser draws follows the page, not the system."""
    window = seat("Administrator")
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


def test_a_script_that_is_disabled_draws_nothing(seat, change, frozen, expect):
    """An admin can go without the panel."""
    frappe.db.set_value(form_scripts.SCRIPT, "SLA NL: ticket", "enabled", 0)
    window = seat()
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
    """What an agent does in the side bar; Helpdesk saves it at once."""
    with page.expect_response("**/frappe.client.set_value"):
        page.locator("#priority button").first.click()
        page.get_by_role("option", name=name, exact=True).click()


def follow(page, path):
    """Goes to another page of Helpdesk as its own links do, without loading it anew."""
    page.evaluate("path => window.history.pushState({}, '', path)", path)
    page.evaluate("window.dispatchEvent(new PopStateEvent('popstate', {state: {}}))")


def pick(page, label, text):
    """Chooses in a field of the new ticket, a list or a search."""
    field = page.locator(".grid > div", has_text=label).first
    field.locator("button").first.click()
    page.get_by_role("option", name=text).first.click()
