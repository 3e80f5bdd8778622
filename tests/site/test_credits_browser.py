"""Credit cases, registered contacts, desks and approvals on real pages, in both languages."""

from __future__ import annotations

import frappe
import pytest
from harness import records

from sla_nl.contracts import copies
from sla_nl.credits.cases import CASE
from sla_nl.fees.ledger import ENTRY

AGENT, MANAGER = "agent@example.com", "credits@example.com"
COVIDE, OFFICE = "covide-premium", "vcare-connect-office"
REPORTED, MISSED = "2026-06-08 09:00:00", "2026-06-08 18:00:00"
MET, FOLLOW_UP, STEP = "2026-06-15 10:00:00", "2026-07-15 14:00:00", "2026-09-20 10:00:00"
PANEL = "#sla-nl-panel"
WORDS = {
    "en": ("Add missed promises", "Meeting was held", "Registered contacts", "Confirm"),
    "nl": ("Gemiste beloften toevoegen", "Overleg is geweest", "Geregistreerde contactpersonen",
           "Bevestigen"),
}  # fmt: skip
SIZES = [("en", 1280), ("nl", 390)]


@pytest.fixture
def manager(site):
    """Make an SLA Manager who is no agent."""
    return records.make_manager(MANAGER)


@pytest.fixture
def customer(make_customer, unique):
    """Make a customer with a copy of Covide's contract; afterwards nothing is left of it."""
    name = make_customer(unique("Credits BV"))
    contract = copies.copy_for(COVIDE, [name])
    yield name
    frappe.db.rollback()
    for case in frappe.get_all(CASE, {"customer": name}, pluck="name"):
        frappe.db.delete("SLA Credit Promise", {"parent": case})
        frappe.db.delete("SLA Credit Meeting", {"parent": case})
        frappe.db.delete("Notification Log", {"document_name": case})
    for doctype in (CASE, ENTRY, "SLA Registered Contact"):
        frappe.db.delete(doctype, {"customer": name})
    frappe.db.set_value("SLA Contract", contract, "is_hidden", 1)
    frappe.db.commit()


@pytest.fixture
def missed(customer, make_ticket, frozen):
    """Make an urgent ticket that is solved three hours late."""
    with frozen(REPORTED):
        ticket = make_ticket(customer=customer, priority="Urgent", subject="Mail does not work")
    with frozen(MISSED):
        ticket.status = "Resolved"
        ticket.save()
    return ticket.name


def press(page, label):
    """Press a button of the form; on a small screen it is in a menu."""
    page.wait_for_function("(label) => cur_frm && cur_frm.custom_buttons[label]", arg=label)
    page.evaluate("(label) => cur_frm.custom_buttons[label].click()", label)


@pytest.mark.parametrize(("language", "width"), SIZES)
def test_a_case_is_led_from_the_missed_promise_to_the_credit(
    browser, manager, customer, missed, frozen, expect, language, width
):
    """The promise is chosen from a list, the meeting recorded, and the credit confirmed."""
    add, held, _contacts, confirm = WORDS[language]
    contract = frappe.db.get_value("SLA Contract Customer", {"customer": customer}, "parent")
    with frozen(MET):
        case = frappe.get_doc(
            doctype=CASE, customer=customer, contract=contract, requested_on="2026-06-10",
            requested_by="Jan de Vries", responsible=manager,
            promises=[{"ticket": missed, "due_key": "resolution@99.9"}],
        )  # fmt: skip
        case.append("meetings", {"planned_for": MET})
        case.insert()
        frappe.db.commit()
    window = browser(manager, language)
    window.page.set_viewport_size({"width": width, "height": 900})
    with frozen(MET):
        page = window.open(f"/app/sla-credit-case/{case.name}")
        expect(page.locator("[data-fieldname=steps] li").first).to_be_visible()
        window.picture(f"1-asked-for-{width}")
        if width == 1280:
            page.get_by_role("button", name=held).click()
            page.locator(".modal:visible textarea[data-fieldname=minutes]").fill("We meet again.")
            page.locator(".modal:visible .btn-primary").click()
            expect(
                page.locator("[data-fieldname=meetings] .grid-row[data-idx='2']")
            ).to_be_visible()
            window.picture(f"2-running-{width}")
            page.get_by_role("button", name=add).click()
            expect(page.locator(".modal:visible")).to_be_visible()
            window.picture(f"3-promises-{width}")
    case.reload()
    with frozen(STEP):
        if not case.meetings[0].held_at:
            case.meetings[0].held_at = MET
        case.save()
        frappe.db.commit()
        entry = frappe.get_all(ENTRY, {"credit_case": case.name}, pluck="name")[0]
        window = browser(manager, language)  # the session of June has ended
        window.page.set_viewport_size({"width": width, "height": 900})
        page = window.open(f"/app/sla-credit-case/{case.name}")
        expect(page.locator("[data-fieldname=steps]")).to_contain_text("5%")
        window.picture(f"4-discount-{width}")
        page = window.open("/app/sla-credit-case")
        expect(page.locator(".list-row").first).to_be_visible()
        window.picture(f"5-list-{width}")
        page = window.open(f"/app/sla-fee-entry/{entry}")
        press(page, confirm)
        page.locator(".modal:visible input[data-fieldname=invoice_amount]").fill("1250,00")
        window.picture(f"6-invoice-{width}")
        page.locator(".modal:visible .btn-primary").click()
        page.wait_for_function("() => cur_frm.doc.state === 'Confirmed'")
        window.picture(f"7-confirmed-{width}")
    frappe.db.rollback()
    assert frappe.db.get_value(ENTRY, entry, ["state", "amount"]) == ("Confirmed", -62.5)


@pytest.mark.parametrize(("language", "width"), SIZES)
def test_the_contacts_of_a_customer_are_ticked(
    browser, make_agent, customer, expect, language, width
):
    """Nobody is registered at first; the form of the contract says so as well."""
    registered = WORDS[language][2]
    contact = frappe.get_doc(doctype="Contact", first_name="Els", last_name=customer)
    contact.append("email_ids", {"email_id": "els@credits.example", "is_primary": 1})
    has_members = frappe.db.exists("DocType", "HD Customer Member")
    if not has_members:
        contact.append("links", {"link_doctype": "HD Customer", "link_name": customer})
    contact.insert()
    if has_members:
        owner = frappe.get_doc("HD Customer", customer)
        owner.append("contacts", {"contact_name": contact.name})
        owner.save()
    frappe.db.commit()
    window = browser(make_agent("manager@example.com", "SLA Manager"), language)
    window.page.set_viewport_size({"width": width, "height": 900})
    page = window.open(f"/app/hd-customer/{customer}")
    expect(page.locator(".form-message")).to_be_visible()
    window.picture(f"1-customer-{width}")
    press(page, registered)
    box = page.locator(".modal:visible input[type=checkbox]").last
    expect(box).to_be_visible()
    box.check()
    window.picture(f"2-contacts-{width}")
    page.locator(".modal:visible .btn-primary").click()
    page.wait_for_timeout(1500)
    frappe.db.rollback()
    assert frappe.get_all("SLA Registered Contact", {"customer": customer}, pluck="contact")
    frappe.delete_doc("Contact", contact.name, force=True)
    frappe.db.commit()


@pytest.mark.parametrize(("language", "width"), SIZES)
def test_the_panel_shows_the_desks_and_the_approval(
    browser, make_ticket, frozen, unique, expect, language, width
):
    """A change outside the SLA: who takes it, and that the customer has to approve its costs."""
    sender = f"{frappe.scrub(unique('payer'))}@consent.example"
    with frozen(MISSED):
        ticket = make_ticket(
            sla_nl_contract=OFFICE, sla_nl_kind="change", sla_nl_priority="P3", raised_by=sender,
            sla_nl_outside_sla="Yes",
        )  # fmt: skip
    frappe.db.commit()
    window = browser(AGENT, language)
    window.page.set_viewport_size({"width": width, "height": 900})
    with frozen(MISSED):
        page = window.open(f"/helpdesk/tickets/{ticket.name}")
        panel = page.locator(PANEL)
        expect(panel.locator(".sla-nl-consent")).to_be_visible()
        panel.locator("[data-fold=desks] summary").click()
        expect(panel.locator(".sla-nl-desks")).to_contain_text("088-4800911")
        panel.locator(".sla-nl-desks").scroll_into_view_if_needed()
        window.picture(f"1-desks-{width}")
        panel.locator(".sla-nl-consent").scroll_into_view_if_needed()
        window.picture(f"2-consent-{width}")
        panel.locator("[data-part=message-consent]").click()
        expect(page.locator("dialog.sla-nl-dialog textarea")).to_be_visible()
        window.picture(f"3-question-{width}")
