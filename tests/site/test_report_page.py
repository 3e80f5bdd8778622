"""When and how a ticket was reported, and what was recorded on it, in a browser."""

from __future__ import annotations

import frappe
import pytest

AGENT, CUSTOMER = "agent@example.com", "klant@example.com"
PANEL, REPORT, PREVIEW = "#sla-nl-panel", "#sla-nl-report", "#sla-nl-preview"
TYPED, CALL = "2026-06-06 08:30", "2026-06-06T02:00"
SIZES = [(1280, 800), (390, 844)]
WORDS = {
    "en": ("Reported at", "Reported through", "Telephone", "Submit", "Responded", "Take back"),
    "nl": ("Gemeld op", "Gemeld via", "Telefoon", "Indienen", "Gereageerd", "Terugnemen"),
}


@pytest.fixture
def default_contract(site):
    """Give each new ticket Vcare's contract and the priority Urgent, unless it says otherwise."""
    priority = frappe.db.get_single_value("HD Settings", "default_priority")
    for contract, given in (("vcare-connect-24x7", "Urgent"), (None, priority)):
        settings = frappe.get_doc("SLA Settings")
        settings.default_contract = contract
        settings.save()
        frappe.db.set_single_value("HD Settings", "default_priority", given)
        frappe.db.commit()
        frappe.clear_document_cache("HD Settings", "HD Settings")
        if contract:
            yield


@pytest.fixture
def open_window(browser):
    """Return a function that opens a browser window of an agent, of some size."""
    windows = []

    def open_one(language="en", size=SIZES[0]):
        window = browser(AGENT, language)
        windows.append(window)
        window.page.set_viewport_size(dict(zip(("width", "height"), size, strict=True)))
        return window

    yield open_one
    # of Helpdesk itself: on some pages, and where it goes on from a new ticket to its page
    own = (
        "err is not defined",
        "frappe.client.get_list",
        "PermissionError",
        "scrollIntoView",
        "destructure",
    )
    for window in windows:
        window.faults[:] = [fault for fault in window.faults if not any(o in fault for o in own)]


def report_of(page):
    """Return what the ticket on a page says of its report, read anew."""
    frappe.db.rollback()
    fields = ("sla_nl_reported_at", "sla_nl_channel")
    found = frappe.db.get_value("HD Ticket", page.url.rpartition("/")[2], fields)
    return tuple(map(str, found))


def type_moment(page, field, keys="060620260200AM"):
    """Type a moment into an input: day and month, which are the same here, the year and the time.

    Browsers differ in the order of day and month, and in whether a time has AM and PM.
    """
    field.click(position={"x": 14, "y": 14})
    page.keyboard.type(keys)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", WORDS)
def test_a_call_of_the_night_is_filed_in_the_morning(
    open_window, default_contract, frozen, expect, language, size
):
    """What is typed is not lost, and the preview starts at the call."""
    reported, through, phone, submit = WORDS[language][:4]
    window = open_window(language, size)
    with frozen(TYPED):
        page = window.open("/helpdesk/tickets/new")
        field = page.locator(REPORT).get_by_label(reported)
        type_moment(page, field)
        expect(field).to_have_value(CALL)
        page.locator(REPORT).get_by_label(through).select_option(label=phone)
        start = page.locator(f"{PREVIEW} time[datetime='2026-06-06T02:30:00+02:00']")
        expect(start).to_be_visible()
        page.locator("input[type=text]").last.fill("The phones are down")
        page.locator("[contenteditable=true]").fill("Since two o'clock.")
        window.picture(f"new-{size[0]}")
        buttons = page.get_by_role("button", name=submit)  # not translated in every version
        buttons.or_(page.get_by_role("button", name=WORDS["en"][3])).first.click()
        page.wait_for_url("**/helpdesk/tickets/0*")
    assert report_of(page) == ("2026-06-06 02:00:00", "phone")


def test_a_moment_that_is_incomplete_or_in_the_future_is_told(
    open_window, default_contract, frozen, expect
):
    window = open_window()
    with frozen(TYPED):
        page = window.open("/helpdesk/tickets/new")
        field = page.locator(REPORT).get_by_label("Reported at")
        type_moment(page, field, "0606")
        field.blur()
        expect(page.locator(REPORT)).to_contain_text("This moment is not complete yet.")
        field.fill("2026-06-06T09:00")
        expect(page.locator(REPORT)).not_to_contain_text("not complete")
        expect(page.locator(PREVIEW)).to_contain_text("2026-06-06 09:00 is not in the past")
        window.picture("future")


def test_helpdesks_own_inputs_for_the_same_fields_are_hidden(open_window, frozen, expect):
    """A moment that is typed into Helpdesk's own input would be lost."""
    template = frappe.get_doc("HD Ticket Template", "Default")
    before = [row.as_dict() for row in template.fields]
    for name in ("priority", "sla_nl_reported_at", "sla_nl_channel"):
        template.append("fields", {"fieldname": name})
    template.save()
    window = open_window()
    try:
        with frozen(TYPED):
            page = window.open("/helpdesk/tickets/new")
            expect(page.locator(REPORT)).to_be_visible()
            expect(page.get_by_text("Priority", exact=True)).to_be_visible()
            expect(page.get_by_text("SLA Reported At")).to_be_hidden()
            expect(page.get_by_text("SLA Channel")).to_be_hidden()
    finally:
        template.set("fields", before)
        template.save()
        frappe.db.commit()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", WORDS)
def test_a_response_by_telephone_is_dated_back_and_taken_back(
    open_window, make_ticket, frozen, expect, unique, language, size
):
    responded, take_back = WORDS[language][4:]
    with frozen(TYPED):
        ticket = make_ticket(
            sla_nl_contract="vcare-connect-24x7", priority="Urgent", sla_nl_channel="phone",
            sla_nl_reported_at="2026-06-06 02:00:00",
            raised_by=f"{frappe.scrub(unique('sender'))}@report.example",
        )  # fmt: skip
    window = open_window(language, size)
    clock = f"{PANEL} [data-key='response@100']"
    with frozen("2026-06-06 08:35"):
        page = window.open(f"/helpdesk/tickets/{ticket.name}")
        page.locator(f"{PANEL} [data-part=record]").click()
        type_moment(page, page.locator(f"{PANEL} [data-part=when]"), "060620260205AM")
        page.locator(f"{PANEL} [data-part=when]").scroll_into_view_if_needed()
        window.picture(f"record-{size[0]}")
        page.locator(f"{PANEL} [data-part=responded]").click()
        expect(page.locator(clock)).to_contain_text("02:05")
        expect(page.locator(f"{PANEL} [data-part=when]")).to_have_value("")
        page.locator(f"{PANEL} [data-part=recorded]").click()
        listed = page.locator(f"{PANEL} .sla-nl-recorded > li").first
        expect(listed).to_contain_text(responded)
        expect(listed).to_contain_text("02:05")
        listed.scroll_into_view_if_needed()
        window.picture(f"recorded-{size[0]}")
        listed.get_by_role("button", name=take_back).click()
        expect(page.locator(f"{PANEL} .sla-nl-gone")).to_contain_text(responded)
        expect(page.locator(clock)).not_to_contain_text("02:05")
        page.locator(f"{PANEL} .sla-nl-gone").scroll_into_view_if_needed()
        window.picture(f"taken-back-{size[0]}")
        assert page.locator(PANEL).evaluate("node => node.scrollWidth <= node.clientWidth")


PAGES = [("en", SIZES[0], "Reopened"), ("nl", SIZES[1], "Heropend")]


@pytest.mark.parametrize(("language", "size", "reopened"), PAGES)
def test_a_mistaken_reopening_is_taken_back_in_the_same_list(
    open_window, make_ticket, frozen, expect, unique, language, size, reopened
):
    with frozen(TYPED):
        sender = f"{frappe.scrub(unique('sender'))}@report.example"
        ticket = make_ticket(sla_nl_contract="vcare-connect-24x7", raised_by=sender)
    for at, status in (("2026-06-06 09:00", "Resolved"), ("2026-06-06 09:30", "Open")):
        with frozen(at):
            ticket.reload().status = status
            ticket.save()
    window = open_window(language, size)
    with frozen("2026-06-06 09:35"):
        page = window.open(f"/helpdesk/tickets/{ticket.name}")
        page.locator(f"{PANEL} [data-part=recorded]").click()
        listed = page.locator(f"{PANEL} .sla-nl-recorded > li").first
        expect(listed).to_contain_text(reopened)
        expect(listed).to_contain_text("09:30")
        listed.scroll_into_view_if_needed()
        window.picture(f"reopened-{size[0]}")
        listed.get_by_role("button").click()
        expect(page.locator(f"{PANEL} .sla-nl-gone")).to_contain_text(reopened)
        window.picture(f"solved-{size[0]}")
    frappe.db.rollback()
    assert frappe.db.get_value("HD Ticket", ticket.name, "status") == "Resolved"


@pytest.mark.parametrize(
    ("language", "size", "supplier", "told"),
    [
        ("en", SIZES[0], "Waiting for a supplier", "this contract stops no clock for that"),
        ("nl", SIZES[1], "Wacht op een leverancier", "dit contract zet daarvoor geen klok stil"),
    ],
)
def test_a_pause_says_why_and_whether_the_contract_stops_a_clock(
    open_window, make_ticket, frozen, expect, unique, language, size, supplier, told
):
    with frozen(TYPED):
        sender = f"{frappe.scrub(unique('sender'))}@report.example"
        ticket = make_ticket(sla_nl_contract="vcare-connect-24x7", raised_by=sender)
        ticket.reload().status = "Replied"
        ticket.save()
    window = open_window(language, size)
    with frozen("2026-06-06 08:35"):
        page = window.open(f"/helpdesk/tickets/{ticket.name}")
        page.locator(f"{PANEL} [data-part=record]").click()
        chosen = page.locator(f"{PANEL} [data-part=sla_nl_pause_reason]")
        chosen.scroll_into_view_if_needed()
        window.picture(f"paused-{size[0]}")
        chosen.select_option(label=supplier)
        expect(page.locator(PANEL)).to_contain_text(told)
        page.locator(f"{PANEL} .sla-nl-note").first.scroll_into_view_if_needed()
        window.picture(f"goes-on-{size[0]}")


def test_an_event_is_not_recorded_now_while_its_moment_is_incomplete(
    open_window, make_ticket, frozen, expect, unique
):
    with frozen(TYPED):
        sender = f"{frappe.scrub(unique('sender'))}@report.example"
        ticket = make_ticket(sla_nl_contract="vcare-connect-24x7", raised_by=sender)
    window = open_window()
    with frozen("2026-06-06 08:35"):
        page = window.open(f"/helpdesk/tickets/{ticket.name}")
        page.locator(f"{PANEL} [data-part=record]").click()
        type_moment(page, page.locator(f"{PANEL} [data-part=when]"), "0606")
        page.locator(f"{PANEL} [data-part=responded]").click()
        page.wait_for_load_state("networkidle")
    frappe.db.rollback()
    assert not frappe.db.exists("SLA Ticket Event", {"ticket": ticket.name, "event": "responded"})
