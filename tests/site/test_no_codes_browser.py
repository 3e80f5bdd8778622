"""Forms, lists and reports of the desk in a browser: words of the user's language, and no codes."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import frappe
import pytest
from harness.charging import charge

import sla_nl
from sla_nl.api.contracts import use_contract
from sla_nl.engine.terms.vocabulary import OCCASIONS

MANAGER = "manager@example.com"
ROLES = ("SLA Manager", "System Manager")
NAMED = ("SLA Contract", "SLA Calendar", "SLA Escalation Matrix")
APP = Path(sla_nl.__file__).parent
CODE = re.compile(
    r"[a-z]+(_[a-z]+)+|\w+@\d+|(vcare|covide|raet|smartfms|inl)-\w[\w.]*-[\w-]+|[\[{]\".*|.*\b1970\b.*"
)
SHOWN = """() => {
    const texts = [];
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
        const parent = node.parentElement;
        if (parent.closest("script, style, noscript")) continue;
        if (parent.closest(".tooltip-content, .sidebar-user, .awesomplete ul")) continue;
        if ((parent.closest("select") || parent).offsetParent) texts.push(node.textContent.trim());
    }
    for (const input of document.querySelectorAll("input:not([type=checkbox]), textarea")) {
        if (input.offsetParent && input.value) texts.push(input.value);
    }
    return texts.filter(Boolean);
}"""
"""Return each text, choice and typed value of a page that can be seen."""


def _english():
    """Return the codes that a Dutch reader would see in another word: `phone`, `working_days`."""
    rows = csv.reader((APP / "translations/nl.csv").open(encoding="utf-8", newline=""))
    dutch = {row[0]: row[1] for row in rows if len(row) == 2}
    forms = (json.loads(path.read_text("utf-8")) for path in APP.glob("doctype/*/*.json"))
    options = {
        option
        for form in forms
        for field in form["fields"]
        if field["fieldtype"] == "Select"
        for option in field["options"].split("\n")
    }
    return {code for code in options | set(OCCASIONS) if dutch.get(code, code) != code}


ENGLISH = _english()


def codes(page, language):
    """Return the codes that a page shows: alone, or in a list such as `phone, standby`.

    The names of documents are none.
    """
    texts = page.evaluate(SHOWN)
    parts = {part.strip() for text in texts for part in re.split(r"[,;:·]\s", text)}
    parts |= {word for text in texts for word in re.findall(r"\b[a-z]+(?:_[a-z]+)+\b", text)}
    named = {name for doctype in NAMED for name in frappe.get_all(doctype, pluck="name")}
    shown = {part for part in parts if CODE.fullmatch(part)} - named
    return shown | (parts & ENGLISH if language == "nl" else set())


@pytest.fixture
def records(make_customer, make_ticket, frozen, unique):
    """Make one record of each doctype, and return their names by doctype."""
    customer = make_customer(unique("Words"))
    contract = use_contract("vcare-connect-office", [customer])
    entry = charge(make_ticket, frozen, customer, "2026-06-08")
    with frozen("2026-06-08 10:00:00"):
        ticket = make_ticket(customer=customer, priority="Urgent").name
    with frozen("2026-06-08 10:05:00"):
        doc = frappe.get_doc("HD Ticket", ticket)
        doc.update({"priority": "High", "sla_nl_is_disruption": "Yes"}).save()
        # not the ticket whose form is looked at: that form is Helpdesk's and shows what is stored
        closed = frappe.get_doc("HD Ticket", make_ticket(customer=customer).name)
        closed.update({"status": "Closed"}).save()
    step = {"ticket": ticket, "level": "Midden", "function": "Directie", "state": "sent",
            "trigger": "update_missed", "due_key": "update@100", "matrix": "vcare-connect",
            "clause": "vcare-7.4-mid", "cause": f"words {ticket}"}  # fmt: skip
    escalation = frappe.get_doc({"doctype": "SLA Escalation", **step})
    escalation.db_insert()
    window = frappe.get_doc({
        "doctype": "SLA Maintenance Window", "contract": contract, "status": "Draft",
        "maintenance_type": "Preventief onderhoud", "planned_start": "2026-12-08 20:00:00",
        "planned_end": "2026-12-08 22:00:00",
    }).insert()  # fmt: skip
    run = {"kind": "Recompute", "state": "Done", "document_type": "SLA Contract"}
    done = frappe.get_doc({"doctype": "SLA Run", "document": contract, **run})
    done.db_insert()
    frappe.db.commit()
    rows = {"ticket": ticket, "event": "changed"}
    yield {
        "SLA Clock": frappe.db.get_value("SLA Clock", {"ticket": ticket, "clock": "resolution"}),
        "SLA Ticket Event": frappe.db.get_value("SLA Ticket Event", rows),
        "SLA Fee Entry": entry,
        "SLA Escalation": escalation.name,
        "SLA Maintenance Window": window.name,
        "SLA Run": done.name,
        "SLA Calendar": "vcare-office",
        "SLA Escalation Matrix": "vcare-connect",
        "SLA Contract": contract,
        "SLA Settings": "SLA Settings",
        "HD Ticket": ticket,
    }
    for record in (escalation, window, done):
        frappe.db.delete(record.doctype, {"name": record.name})
    frappe.db.commit()


@pytest.mark.parametrize(
    ("doctype", "trail"),
    [
        ("SLA Clock", ["SLA-klok", "Oplossing"]),
        ("SLA Ticket Event", ["SLA-ticketgebeurtenis", "Gewijzigd"]),
    ],
)
def test_the_trail_of_a_log_leads_to_its_list(browser, make_agent, records, expect, doctype, trail):
    """It ends in the words of the document, and before them is its list."""
    window = browser(make_agent(MANAGER, *ROLES), "nl")
    page = window.open(f"/app/{frappe.scrub(doctype).replace('_', '-')}/{records[doctype]}")
    links = page.locator("#navbar-breadcrumbs:visible a, .navbar-breadcrumbs:visible a")
    expect(links.last).to_have_text(trail[1])
    assert [text.strip() for text in links.all_inner_texts()[-2:]] == trail
    window.picture("trail")


@pytest.mark.parametrize("language", ["en", "nl"])
def test_no_form_and_no_list_shows_a_code(browser, make_agent, records, language):
    window = browser(make_agent(MANAGER, *ROLES), language)
    found = {}
    for place in _places(records):
        page = window.open(f"/{place}")
        window.full_picture(place.replace("/", "-").replace("?", "-"))
        found[place] = codes(page, language)
        for tab in page.locator(".form-tabs .nav-link:visible").all():
            tab.click()
            found[place] |= codes(page, language)
    assert {place: shown for place, shown in found.items() if shown} == {}


def _places(records):
    """Yield the lists and forms that a manager sees, other pages, and the page of a ticket."""
    for doctype in frappe.get_all("DocType", {"module": "SLA NL", "istable": 0}, order_by="name"):
        if not frappe.db.exists("DocPerm", {"parent": doctype.name, "role": ("in", ROLES)}):
            continue
        slug = doctype.name.lower().replace(" ", "-")
        if doctype.name != "SLA Settings":
            yield f"app/{slug}/view/list"
        yield f"app/{slug}/{records.get(doctype.name, 'new')}"
    yield from ("app/sla-nl", "app/new-sla-contract")
    yield "app/query-report/SLA Unbilled Fees?per_entry=1"
    yield f"app/hd-ticket/{records['HD Ticket']}"


@pytest.mark.parametrize("language", ["en", "nl"])
def test_no_row_of_a_contract_shows_a_code(browser, make_agent, records, language):
    """Each tab, and the first row of each table while it can be changed."""
    window = browser(make_agent(MANAGER, "SLA Manager", "System Manager"), language)
    page = window.open(f"/app/sla-contract/{records['SLA Contract']}")
    page.locator("[data-fieldname=week] svg").first.wait_for()
    found = {}
    for tab in page.locator(".form-tabs .nav-link:visible").all():
        tab.click()
        label = tab.inner_text()
        window.full_picture(f"tab-{label}")
        found[label] = codes(page, language)
        for grid in page.locator(".tab-pane.active .frappe-control[data-fieldtype=Table]").all():
            rows = grid.locator(".grid-row[data-idx='1'] .btn-open-row")
            if rows.count() and rows.first.is_visible():
                table = grid.get_attribute("data-fieldname")
                rows.first.click()
                page.locator(".grid-row-open .form-in-grid").wait_for()
                found[table] = codes(page, language)
                window.picture(f"row-{table}")
                page.evaluate("() => frappe.ui.form.get_open_grid_form().hide_form()")
    assert len(found) > 20
    assert {place: seen for place, seen in found.items() if seen} == {}


def test_what_is_typed_in_words_is_stored_as_codes(browser, make_agent, records):
    """The clocks of a rule; and an article that is taken out takes its clauses with it."""
    window = browser(make_agent(MANAGER, "SLA Manager", "System Manager"), "nl")
    page = window.open(f"/app/sla-contract/{records['SLA Contract']}")
    page.locator("[data-fieldname=week] svg").first.wait_for()
    page.locator("#sla-contract-rules_tab-tab").click()
    grid = page.locator(".frappe-control[data-fieldname=event_rules]")
    grid.locator(".grid-row[data-idx='1'] .btn-open-row").click()
    form = page.locator(".grid-row-open .form-in-grid")
    clocks, clause = (
        form.locator(f"textarea[data-fieldname={name}]") for name in ("clocks", "clause")
    )
    assert clocks.input_value() == "reactie, herstel, oplossing, statusupdate"
    clocks.fill("Reactie, oplossing")
    assert clause.input_value().startswith("art. ")
    clause.fill("art. 99")
    clause.blur()
    row = page.evaluate(
        "() => { const { clocks, clause } = cur_frm.doc.event_rules[0]; return { clocks, clause } }"
    )
    assert row == {"clocks": "response, resolution", "clause": "art. 99"}
    assert clocks.input_value() == "reactie, oplossing"
