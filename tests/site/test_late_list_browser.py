"""The list to work from in a browser, and what lists and pages say of a date that there is not."""

from __future__ import annotations

import re

import frappe
import pytest

from sla_nl.contracts import copies
from sla_nl.helpdesk.bulk import sweep
from sla_nl.helpdesk.desk.late_list import VIEW

AGENT, DUTCH, CUSTOMER = "agent@example.com", "agent.nl@example.com", "late.klant@example.com"
FRIDAY, MONDAY = "2026-06-05 09:00:00", "2026-06-08 09:00:00"
NO_DATE = re.compile(r"a month ago|NaN|Invalid|Failed")
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 800}


@pytest.fixture
def late(nothing_late, make_customer_user, make_ticket, frozen, unique):
    """Make three tickets of a customer: late, due, and without a date; return their names."""
    customer = unique("Late BV")
    make_customer_user(CUSTOMER, customer)
    copies.copy_for("vcare-connect-office", [customer])
    common = {"customer": customer, "sla_nl_kind": "incident", "raised_by": CUSTOMER}
    names = []
    for at, fields in (
        (FRIDAY, {"subject": "The mail is down", "sla_nl_priority": "P2"}),
        (MONDAY, {"subject": "No reports", "sla_nl_priority": "P2"}),
        (
            MONDAY,
            {"subject": "How do I print?", "sla_nl_kind": "question", "sla_nl_outside_sla": ""},
        ),
    ):
        with frozen(at):
            names.append(make_ticket(**common | fields).name)
    frappe.db.set_value("HD Ticket", names[2], {"response_by": None, "resolution_by": None})
    with frozen(MONDAY):
        sweep.run()
    on_top = {"modified": frappe.utils.now()}  # of a list that other tests have filled
    frappe.db.set_value("HD Ticket", {"name": ("in", names)}, on_top, update_modified=False)
    frappe.db.commit()
    return names


@pytest.mark.parametrize("language", ["en", "nl"])
def test_helpdesk_has_the_view_with_what_is_late_on_top(language, late, browser, frozen, expect):
    with frozen(MONDAY):
        window = browser(AGENT if language == "en" else DUTCH, language)
        page = window.open(f"/helpdesk/tickets?view={VIEW}")
        page.set_viewport_size(DESK)
        rows = page.locator("a[href*='/tickets/0'], a[href*='/tickets/1']")
        told = "Overdue by 2d 23h" if language == "en" else "2d 23u"
        expect(rows.filter(has_text=told).first).to_be_visible()
        texts = rows.all_inner_texts()
        overdue, due = (
            next(n for n, text in enumerate(texts) if subject in text)
            for subject in ("The mail is down", "No reports")
        )
        assert overdue < due
        late_cell = rows.filter(has_text="The mail is down").locator(".sla-nl-late").first
        expect(late_cell).to_contain_text(told)
        assert late_cell.evaluate(CONTRAST) == []
        expect(rows.filter(has_text="No reports").locator(".sla-nl-late")).to_have_count(0)
        heading = "Late first" if language == "en" else "Te laat bovenaan"
        expect(page.locator("#app-header").get_by_text(heading)).to_be_visible()
        window.picture("1-view")
        page.set_viewport_size(PHONE)
        window.picture("2-view-phone")
        page = window.open("/app/query-report/SLA Work List")
        page.set_viewport_size(DESK)
        expect(page.locator(".dt-scrollable").get_by_text("The mail is down").first).to_be_visible()
        window.picture("3-report")


@pytest.mark.parametrize("who", ["an agent", "a customer"])
def test_an_empty_date_is_a_dash_in_helpdesks_own_list(who, late, browser, frozen, expect):
    """Helpdesk itself shows "a month ago", or "NaNm"."""
    path = "tickets" if who == "an agent" else "my-tickets"
    with frozen(MONDAY):
        window = browser(AGENT if who == "an agent" else CUSTOMER)
        page = window.open(f"/helpdesk/{path}")
        row = page.locator(f"a[href*='{path}/{late[2]}']")
        expect(row).to_be_visible()
        expect(row.get_by_text("—").first).to_be_visible()
        assert not NO_DATE.search(row.inner_text())
        assert row.get_by_text("—").count() >= 2
        dated = page.locator(f"a[href*='{path}/{late[1]}']")
        assert "—" not in dated.inner_text()
        window.picture(f"list-of-{who.split()[1]}")


@pytest.fixture
def ticket(make_customer, make_ticket, frozen, unique):
    """Make a ticket of Monday 09:00 that has to be responded to by 10:00; return its name."""
    customer = make_customer(unique("Header BV"))
    copies.copy_for("vcare-connect-office", [customer])
    with frozen(MONDAY):
        made = make_ticket(customer=customer, sla_nl_kind="incident", sla_nl_priority="P2")
    frappe.db.commit()
    return made.name


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_the_header_says_what_the_panel_says_right_after_a_change(
    ticket, browser, frozen, expect, size
):
    """Helpdesk's own page would wait for a message over its socket, which does not come here."""
    with frozen(MONDAY):
        window = browser(AGENT)
        window.page.set_viewport_size(size)
        page = window.open(f"/helpdesk/tickets/{ticket}")
        panel = page.locator("#sla-nl-panel")
        header = page.locator("#app-header" if size == DESK else "#app")
        expect(panel.locator("[data-key='response@100']")).to_contain_text("Due in 1h")
        expect(header).to_contain_text("Due in 1h")
        panel.locator("[data-part=record]").click()
        panel.get_by_role("button", name="Responded").click()
        expect(panel.locator("[data-key='response@100']")).to_contain_text("met")
        expect(header).to_contain_text("Fulfilled in")
        window.picture(f"after-{size['width']}")


CONTRAST = """(root) => {
    const pen = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    const rgb = (text) => {
        pen.clearRect(0, 0, 1, 1);
        pen.fillStyle = text;
        pen.fillRect(0, 0, 1, 1);
        return pen.getImageData(0, 0, 1, 1).data;
    };
    const light = ([r, g, b]) => [r, g, b]
        .map((c) => ((c /= 255) <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
        .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
    const ground = (node) => {
        for (; node; node = node.parentElement) {
            const colour = rgb(getComputedStyle(node).backgroundColor);
            if (colour[3] === 255) return colour;
        }
        return document.documentElement.dataset.theme === "dark" ? [23, 23, 23] : [255, 255, 255];
    };
    const found = [];
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const node = walker.currentNode.parentElement;
        if (!walker.currentNode.data.trim() || !node.getClientRects().length) continue;
        const [a, b] = [light(rgb(getComputedStyle(node).color)), light(ground(node))];
        const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
        if (contrast < 4.5) found.push(`${walker.currentNode.data.trim()}: ${contrast.toFixed(2)}`);
    }
    return found;
}"""
"""Return each text in an element whose contrast with its ground is below 4.5."""


def test_a_running_clock_is_calm_until_its_date_is_near_and_every_text_can_be_read(
    ticket, browser, frozen, expect
):
    """Resolution is due on Tuesday; the response is due within the hour, then it is late."""
    window = browser(AGENT)
    for at, urgency in ((MONDAY, "soon"), ("2026-06-08 09:31:00", "urgent")):
        with frozen(at):
            page = window.open(f"/helpdesk/tickets/{ticket}")
            panel = page.locator("#sla-nl-panel")
            response = panel.locator("[data-key='response@100']")
            expect(response).to_have_attribute("data-urgency", urgency)
            expect(panel.locator("[data-key='resolution@100']")).to_contain_text(
                re.compile("running|at the latest")
            )
            assert panel.evaluate(CONTRAST) == []
            window.picture(f"clocks-{urgency}")
    with frozen("2026-06-08 10:01:00"):
        sweep.run()
        frappe.db.commit()
        page = window.open(f"/helpdesk/tickets/{ticket}")
        expect(page.locator("#sla-nl-panel")).to_contain_text("Overdue by")
        assert page.locator("#sla-nl-panel").evaluate(CONTRAST) == []
        window.picture("clocks-late")


def test_every_text_of_the_desk_can_be_read(late, browser, make_agent, frozen, expect):
    """The drawings of a contract, the report, and the list of the workspace."""
    with frozen(MONDAY):
        window = browser(make_agent("manager@example.com", "SLA Manager"))
        page = window.open("/app/sla-contract/vcare-connect-office")
        page.get_by_role("tab", name="Targets").click()
        promises = page.locator("[data-fieldname=promises]")
        expect(promises.get_by_text("30 working minutes").first).to_be_visible()
        assert promises.evaluate(CONTRAST) == []
        page = window.open("/app/query-report/SLA Work List")
        rows = page.locator(".dt-scrollable")
        expect(rows.get_by_text("The mail is down").first).to_be_visible()
        assert rows.evaluate(CONTRAST) == []
        page = window.open("/app/sla-nl")
        block = page.get_by_text("Due next").first
        expect(block).to_be_visible()
        window.full_picture("workspace")
