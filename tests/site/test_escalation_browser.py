"""Escalations in a browser: the panel, the page from the mail, the list in the desk."""

from __future__ import annotations

import frappe
import pytest
from harness.escalating import (
    AGENT,
    DUTCH,
    MANAGER_OF_SERVICE,
    MONDAY,
    SECOND,
    SUPPORT,
    hold,
    log_of,
    own_contract,
    sweep_now,
)

FIRST, LATER = "2026-06-08 10:00:30", "2026-06-08 10:05:00"
PANEL = "#sla-nl-panel"
SMALL, SIZE = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
HELPDESKS_OWN = "error: err is not defined"
EVIL = '<img src=x onerror="window.hit = 1">'

pytestmark = pytest.mark.usefixtures("account")


@pytest.fixture
def ticket(make_ticket, make_customer, unique, frozen):
    """Make a P1 that was told to the first level, which a Dutch and an English agent hold."""
    customer = make_customer(unique("Scherm BV"))
    _contract, matrix = own_contract(customer)
    hold(matrix, {SUPPORT: (AGENT, DUTCH), MANAGER_OF_SERVICE: SECOND})
    sender = f"{frappe.scrub(unique('melder'))}@panel.example"
    content = {"customer": customer, "priority": "Urgent", "ticket_type": "Incident"}
    with frozen(MONDAY):
        name = make_ticket(raised_by=sender, subject=f"Alles plat {EVIL}", **content).name
    with frozen(FIRST):
        sweep_now()
    return name


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


WORDS = {
    "en": (AGENT, "Told: agent", "Not acknowledged yet", "Next, if nothing happens: Midden",
           "Acknowledge", "Acknowledged by agent"),
    "nl": (DUTCH, "Ingelicht: agent", "Nog niet bevestigd", "Hierna, als er niets gebeurt: Midden",
           "Bevestigen", "Bevestigd door agent.nl"),
}  # fmt: skip


@pytest.mark.parametrize("language", ["en", "nl"])
def test_the_panel_shows_who_was_told_and_an_agent_acknowledges(
    open_window, ticket, frozen, language
):
    user, told, status, following, acknowledge, done = WORDS[language]
    with frozen(LATER):
        window = open_window(user, language)
        page = window.open(f"/helpdesk/tickets/{ticket}")
        panel = page.locator(PANEL)
        part = panel.locator("[data-fold=escalations]")
        part.get_by_text(told).wait_for()
        assert part.get_by_text(status).is_visible()
        assert part.get_by_text(following).is_visible()
        window.picture("told")
        part.get_by_role("button", name=acknowledge, exact=True).click()
        part.get_by_text(done).wait_for()
        window.picture("acknowledged")
        page.set_viewport_size(SMALL)
        page.reload()
        page.wait_for_timeout(1500)
        window.picture("small")
    frappe.db.rollback()
    assert log_of(ticket, "state", "acknowledged_by") == [("acknowledged", user)]


@pytest.mark.parametrize("language", ["en", "nl"])
def test_an_agent_escalates_now_with_a_note_and_takes_it_back(
    open_window, ticket, frozen, language
):
    user, take_back = (AGENT, "Take back") if language == "en" else (DUTCH, "Terugnemen")
    with frozen(LATER):
        window = open_window(user, language)
        page = window.open(f"/helpdesk/tickets/{ticket}")
        part = page.locator(f"{PANEL} [data-fold=escalations]")
        part.locator("[data-part=escalate-reason]").select_option("poor_performance")
        part.locator("[data-part=escalate-note]").fill(f"Bel mij eerst {EVIL}")
        part.locator("[data-part=escalate]").click()
        part.get_by_text(MANAGER_OF_SERVICE).first.wait_for()
        part.get_by_text("Bel mij eerst").first.wait_for()
        window.picture("escalated")
        page.set_viewport_size(SMALL)
        part.get_by_text("Bel mij eerst").first.scroll_into_view_if_needed()
        window.picture("escalated-small")
        page.set_viewport_size(SIZE)
        page.locator(f"{PANEL} [data-part=recorded]").click()
        listed = page.locator(f"{PANEL} .sla-nl-recorded > li").filter(has_text=take_back)
        listed.first.get_by_role("button", name=take_back).click()
        page.locator(f"{PANEL} .sla-nl-gone").wait_for()
        part.get_by_text("Bel mij eerst").wait_for(state="detached")
        window.picture("taken-back")
        assert page.evaluate("window.hit") is None
    frappe.db.rollback()
    assert log_of(ticket, "level", "state") == [("Laag", "sent"), ("Midden", "taken back")]


@pytest.mark.parametrize("language", ["en", "nl"])
def test_an_agent_enters_days_away_on_the_tickets_page(open_window, ticket, frozen, language):
    user = AGENT if language == "en" else DUTCH
    with frozen(LATER):
        window = open_window(user, language)
        page = window.open(f"/helpdesk/tickets/{ticket}")
        part = page.locator(f"{PANEL} [data-fold=escalations]")
        part.locator("[data-part=away]").click()
        part.locator("[data-part=away-first]").fill("2026-07-06")
        part.locator("[data-part=away-last]").fill("2026-07-10")
        window.picture("away")
        with page.expect_response("**/sla_nl.api.people.be_away"):
            part.locator("[data-part=away-save]").click()
    frappe.db.rollback()
    [row] = frappe.get_all("SLA Absence", {"user": user}, ["name", "first_day", "last_day"])
    frappe.delete_doc("SLA Absence", row.name)
    frappe.db.commit()
    assert (str(row.first_day), str(row.last_day)) == ("2026-07-06", "2026-07-10")


def test_an_open_page_shows_a_message_when_the_user_is_told(open_window, ticket, frozen):
    """The test sites have no socket.io, so the page's listener is called as its socket does."""
    with frozen(LATER):
        window = open_window()
        page = window.open(f"/helpdesk/tickets/{ticket}")
        page.locator(f"{PANEL} [data-fold=escalations]").wait_for()
        page.evaluate(
            """data => document.getElementById("app").__vue_app__.config.globalProperties
            .$socket.listeners("sla_nl_escalation").forEach((listener) => listener(data))""",
            {"ticket": ticket, "text": f"Escalation to Midden {EVIL}"},
        )
        page.get_by_text("Escalation to Midden").first.wait_for()
        window.picture("toast")
        assert page.evaluate("window.hit") is None


@pytest.mark.parametrize("language", ["en", "nl"])
def test_the_page_from_the_mail_shows_it_and_acknowledges(open_window, ticket, frozen, language):
    user, *_rest, acknowledge, _done = WORDS[language]
    with frozen(LATER):
        window = open_window(user, language)
        name = frappe.db.get_value("SLA Escalation", {"ticket": ticket})
        page = window.open(f"/sla-escalation?name={name}")
        page.get_by_text("Laag").first.wait_for()
        window.picture("page")
        page.get_by_role("button", name=acknowledge, exact=True).click()
        page.locator("#sla-acknowledge").wait_for(state="hidden")
        page.set_viewport_size(SMALL)
        window.picture("page-small")
        assert page.evaluate("window.hit") is None
    frappe.db.rollback()
    assert log_of(ticket, "state") == ["acknowledged"]


@pytest.mark.parametrize("language", ["en", "nl"])
def test_the_list_in_the_desk_has_colours_and_the_form_its_buttons(
    open_window, ticket, frozen, language, make_agent
):
    manager = make_agent("manager@example.com", "SLA Manager")
    with frozen(LATER):
        window = open_window(manager, language)
        page = window.open(f"/app/sla-escalation?ticket={ticket}")
        page.locator(".list-row .indicator-pill.orange").first.wait_for()
        window.picture("list")
        name = frappe.db.get_value("SLA Escalation", {"ticket": ticket})
        page = window.open(f"/app/sla-escalation/{name}")
        button = {"en": "Acknowledge", "nl": "Bevestigen"}[language]
        page.get_by_role("button", name=button).first.wait_for()
        window.full_picture("form")
