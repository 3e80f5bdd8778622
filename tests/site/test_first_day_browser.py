"""What a new user does on the first day, without help, with a stopwatch and counted clicks.

    a contract of one's own, to its first right ticket      in five minutes (issue 12)
    a ticket for a caller of an hour ago
    the late list
    a fee of an hour and a half, confirmed and invoiced

Each is done in English and Dutch, on a desk and on a telephone, and prints a line. A limit is what
the task took when it was written, and a little more.
"""

from __future__ import annotations

import frappe
import pytest
from harness.bookkeeping import ERPNEXT, ITEM
from harness.charging import charge, state
from harness.stopwatch import Limit, Person

from sla_nl.contracts import copies
from sla_nl.helpdesk.bulk import sweep

AGENT, DUTCH, BOSS, BILLING = (
    "agent@example.com", "agent.nl@example.com", "boss@example.com", "fees@example.com",
)  # fmt: skip
OFFICE, MONDAY = "vcare-connect-office", "2026-06-08 09:00:00"
LANGUAGES = {"en": 0, "nl": 1}
SIZES = {1280: 900, 390: 844}
MINUTES_5 = 300.0

CONTRACT = Limit(clicks=24, fields=12, seconds=MINUTES_5)
CALL = Limit(clicks=9, fields=4, seconds=60)
LATE = Limit(clicks=3, fields=0, seconds=15)
FEE = Limit(clicks=9, fields=2, seconds=40)
PHONE = 768
"""The width in pixels below which Frappe shows a form as on a phone."""
INVOICE = Limit(clicks=10, fields=2, seconds=40)


@pytest.fixture(params=list(LANGUAGES))
def language(request):
    return request.param


@pytest.fixture(params=list(SIZES))
def width(request):
    return request.param


@pytest.fixture
def say(language):
    """Return a function that chooses the word of the language of the test."""
    return lambda *words: words[LANGUAGES[language]]


@pytest.fixture
def seat(browser, language, width):
    """Return a function that opens a window of the size of the test for a user."""
    windows = []

    def opened(user):
        window = browser(user, language)
        windows.append(window)
        window.page.set_viewport_size({"width": width, "height": SIZES[width]})
        return window

    yield opened
    for window in windows:
        window.faults[:] = [fault for fault in window.faults if not _is_helpdesks_own(fault)]


def _is_helpdesks_own(fault):
    """Return whether a fault is of Helpdesk itself between two pages, or of a chart of Frappe."""
    own = (
        "err is not defined", "frappe.client.get_list", "PermissionError", "scrollIntoView",
        "destructure", "<rect> attribute width",
    )  # fmt: skip
    return any(part in fault for part in own)


@pytest.fixture
def told(language, width, capsys):
    """Return a function that prints what a task took, and asserts its limit."""

    def tell(task, person, limit):
        with capsys.disabled():
            print(f"\n{person.told(f'{task}, {language}, {width} px')}")
        person.assert_within(limit)

    return tell


def test_a_contract_of_ones_own_to_its_first_right_ticket(
    seat, say, told, width, expect, unique, make_agent, frozen
):
    """From the workspace: hours with a lunch break, promises for two priorities, a rush fee."""
    customer = unique("Eerste Bakker")
    with frozen("2026-06-08 16:30:00"):
        window = seat(make_agent(BOSS, "SLA Manager", "Agent Manager"))
        page = window.open("/app/sla-nl")
        person = Person(page)
        new = page.get_by_text(say("New contract", "Nieuw contract")).locator("visible=true")
        person.click(new.first)
        fill = page.locator("[data-answer=customer]")
        expect(fill).to_be_visible()
        person.type(fill, customer)
        person.click(page.get_by_role("button", name=say("with a lunch break", "lunchpauze")))
        for promise, amount in (
            ("Urgent response", "1"), ("Urgent resolution", "8"),
            ("Medium response", "4"), ("Medium resolution", "16"),
        ):  # fmt: skip
            person.type(page.locator(f"[data-promise='{promise}']"), amount)
        person.choose(page.locator("[data-answer=fee_priority]"), value="Urgent")
        person.type(page.locator("[data-answer=fee_rate]"), "150,00")
        window.full_picture(f"1-contract-{width}")
        person.click(page.get_by_role("button", name=say("Use it", "Gebruiken")))
        made = page.get_by_role("button", name=say("Make a ticket", "Ticket maken"))
        expect(made).to_be_visible()
        person.click(made)
        subject = page.locator(".modal:visible input[data-fieldname=subject]")
        person.type(subject, "Oven stuk")
        window.picture(f"2-ticket-{width}")
        person.click(page.locator(".modal:visible .btn-primary:visible"))
        page.wait_for_function(
            "() => window.cur_frm && cur_frm.doc.doctype === 'HD Ticket' && !cur_frm.is_new()"
        )
        ticket = page.evaluate("() => cur_frm.doc.name")
        window.picture(f"3-right-{width}")
    frappe.db.rollback()
    found = frappe.db.get_value("HD Ticket", ticket, ["customer", "priority", "response_by"])
    assert (found[0], found[1], str(found[2])) == (customer, "Medium", "2026-06-09 12:00:00")
    told("a contract of one's own, to its first right ticket", person, CONTRACT)


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


def test_a_ticket_for_a_caller_of_an_hour_ago(
    seat, say, told, width, language, default_contract, expect, frozen
):
    """From the list of tickets; the clocks start at the call."""
    with frozen("2026-06-06 08:30"):
        window = seat(AGENT if language == "en" else DUTCH)
        page = window.open("/helpdesk/tickets")
        person = Person(page)
        create = page.locator("a[href$='/tickets/new']")
        expect(page.locator("a[href*='/tickets/0']").first).to_be_visible()
        window.picture(f"0-list-{width}")
        window.tick()
        person.click(create.first)
        report = page.locator("#sla-nl-report")
        field = report.get_by_label(say("Reported at", "Gemeld op"))
        expect(field).to_be_visible()
        person.type_keys(field, "060620260730AM", position={"x": 14, "y": 14})
        through = report.get_by_label(say("Reported through", "Gemeld via"))
        person.choose(through, label=say("Telephone", "Telefoon"))
        start = page.locator("#sla-nl-preview time[datetime='2026-06-06T08:00:00+02:00']")
        expect(start).to_be_visible()
        person.type(page.locator("input[type=text]").last, "The phones are down")
        person.type(page.locator("[contenteditable=true]"), "Since half past seven.")
        window.picture(f"1-new-{width}")
        buttons = page.get_by_role("button", name=say("Submit", "Indienen"))
        person.click(buttons.or_(page.get_by_role("button", name="Submit")).first)
        page.wait_for_url("**/helpdesk/tickets/0*")
        page.locator("#sla-nl-panel [data-key='response@100']").wait_for()
        window.picture(f"2-filed-{width}")
    frappe.db.rollback()
    name = page.url.rpartition("/")[2]
    due = frappe.db.get_value("SLA Clock", {"ticket": name, "due_key": "response@100"}, "due")
    assert str(due) == "2026-06-06 08:00:00"
    told("a ticket for a caller of an hour ago", person, CALL)


@pytest.fixture
def late(nothing_late, make_customer, make_ticket, frozen, unique):
    """Make a ticket that is late, and return its subject."""
    customer, subject = make_customer(unique("Laat BV")), unique("The mail is down")
    copies.copy_for(OFFICE, [customer])
    with frozen("2026-06-05 09:00:00"):
        make_ticket(
            customer=customer, subject=subject, sla_nl_priority="P1", sla_nl_kind="incident"
        )
    with frozen(MONDAY):
        sweep.run()
    frappe.db.commit()
    return subject


def test_the_late_list(seat, say, told, width, language, late, expect, frozen):
    """From Helpdesk's list of tickets to the view with what is late on top."""
    with frozen(MONDAY):
        window = seat(AGENT if language == "en" else DUTCH)
        page = window.open("/helpdesk/tickets")
        person = Person(page)
        expect(page.locator("a[href*='/tickets/0']").first).to_be_visible()
        if width < 640:
            window.tick()
            person.click(page.locator("button:has(svg.feather-menu)").first)
        window.tick()
        view = page.get_by_text(say("Late first", "Te laat bovenaan")).locator("visible=true")
        person.click(view.first)
        row = page.locator("a[href*='/tickets/0'], a[href*='/tickets/1']").filter(has_text=late)
        expect(row.locator(".sla-nl-late")).to_be_visible()
        window.picture(f"1-late-{width}")
    told("the late list", person, LATE)


@pytest.fixture
def fee(make_customer, make_ticket, frozen, unique):
    """Make a fee of hours times a rate of 120; return its customer and its name."""
    customer = make_customer(unique("Uren BV"))
    entry = charge(make_ticket, frozen, customer, "2026-06-08")
    frappe.db.set_value("SLA Fee Entry", entry, {"rate": 120, "minimum_minutes": 30})
    frappe.db.commit()
    return customer, entry


def test_a_fee_of_an_hour_and_a_half_is_confirmed_and_invoiced(
    seat, say, told, width, fee, expect, make_agent, frozen
):
    """From the workspace, to the number of an invoice in another program."""
    customer, entry = fee
    with frozen("2026-06-10 09:00:00"):
        window = seat(make_agent(BILLING, "SLA Manager"))
        page = window.open(f"/app/sla-fee-entry?customer={customer}")
        person = Person(page)
        confirm_hours(page, person, say, expect, window, width)
        press(page, person, say("Mark invoiced", "Als gefactureerd markeren"), width)
        number = page.locator(".modal:visible input[data-fieldname=number]")
        person.type(number, "2026-17")
        person.click(page.locator(".modal:visible .btn-primary:visible"))
        page.wait_for_function("() => cur_frm.doc.state === 'Invoiced'")
        window.picture(f"2-invoiced-{width}")
    frappe.db.rollback()
    assert state(entry) == ("Invoiced", "2026-17")
    assert frappe.db.get_value("SLA Fee Entry", entry, "amount") == 180
    told("a fee of 1.5 hours, confirmed and invoiced", person, FEE)


def press(page, person, label, width):
    """Press a button of a form; on a phone Frappe has the buttons of a form in its menu."""
    if width < PHONE:
        person.click(page.locator(".menu-btn-group button:visible").first)
        person.click(page.locator(".menu-btn-group .dropdown-item:visible", has_text=label).first)
    else:
        person.click(page.get_by_role("button", name=label).first)


def confirm_hours(page, person, say, expect, window, width):
    """Open the only fee of a list, and confirm it with the hours."""
    row = page.locator(".list-row .list-subject a, .list-row a.ellipsis").first
    expect(row).to_be_visible()
    person.click(row)
    page.wait_for_function("() => window.cur_frm && cur_frm.doc.state === 'Proposed'")
    press(page, person, say("Confirm", "Bevestigen"), width)
    person.type(page.locator(".modal:visible input[data-fieldname=hours]"), "1,5")
    window.picture(f"1-hours-{width}")
    person.click(page.locator(".modal:visible .btn-primary:visible"))
    page.wait_for_function("() => cur_frm.doc.state === 'Confirmed'")


def test_a_fee_of_an_hour_and_a_half_becomes_an_invoice_of_erpnext(
    seat, say, told, width, fee, expect, frozen, make_agent
):
    """From the workspace, to a draft of ERPNext."""
    if ERPNEXT not in frappe.get_installed_apps():
        pytest.skip("ERPNext is not on this bench")
    customer, entry = fee
    user = make_agent("facturatie@example.com", "SLA Manager")
    frappe.get_doc("User", user).add_roles("Accounts Manager", "Sales Manager", "Item Manager")
    values = {"doctype": "Customer", "customer_name": customer, "customer_type": "Company"}
    frappe.get_doc(values).insert()
    frappe.db.set_single_value("SLA Settings", "invoice_item", ITEM)
    frappe.db.set_single_value("Currency Exchange Settings", "disabled", 1)
    frappe.db.commit()
    with frozen("2026-06-10 09:00:00"):
        window = seat(user)
        page = window.open(f"/app/sla-fee-entry?customer={customer}")
        person = Person(page)
        confirm_hours(page, person, say, expect, window, width)
        page = window.open(f"/app/query-report/SLA Unbilled Fees?customer={customer}")
        person.clicks += 1
        row = page.locator(".dt-row-0")
        expect(row.get_by_text(customer, exact=True)).to_be_visible()
        person.click(row.locator("input[type=checkbox]"))
        press(page, person, say("Draft Sales Invoice", "Conceptverkoopfactuur"), width)
        person.click(page.locator(".modal:visible .btn-primary:visible"))
        link = page.locator(".msgprint a")
        expect(link).to_be_visible()
        window.picture(f"3-drafted-{width}")
        name = link.inner_text()
    frappe.db.rollback()
    assert state(entry) == ("Invoiced", name)
    assert frappe.db.get_value("Sales Invoice", name, "net_total") == 180
    told("a fee of 1.5 hours on an invoice of ERPNext", person, INVOICE)
