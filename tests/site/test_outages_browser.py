"""The forms, lists and reports of outages in a browser, in both languages and widths."""

from __future__ import annotations

import frappe
import pytest
from harness.outages import COVIDE, SERVICE, SYSTEMS, clear, outage, own_contract, spans
from harness.records import make_manager

from sla_nl.api import outages as forms
from sla_nl.monitoring import bodies, receiving
from sla_nl.site.time import now_s

MANAGER, AGENT = "manager@example.com", "agent@example.com"
SIZES = {1280: 900, 390: 844}
END_OF_JUNE = "2026-06-30 12:00:00"
LEFT = {"en": "of downtime left this month", "nl": "uitval over deze maand"}
PANEL = "#sla-nl-panel"
OF_CHARTS = "removeChild"
"""The error of Frappe's charts that are drawn again while they are being drawn."""

OF_HELPDESK = "property 'color'"
"""The error of Helpdesk's ticket page that looks up a status before it knows them all."""


def leave_out(window, text):
    """Leave out the errors of a window that are Frappe's or Helpdesk's own."""
    window.faults[:] = [fault for fault in window.faults if text not in fault]


@pytest.fixture(autouse=True)
def nothing_down(site):
    clear()
    yield
    clear()


@pytest.fixture
def contract(make_customer, unique, frozen):
    """Make a contract with an outage that counts, one that is excluded, and one that goes on."""
    name = own_contract(make_customer(unique("Getoond BV")))
    with frozen(END_OF_JUNE):
        outage(name, "2026-06-09 10:00:00", "2026-06-09 11:00:00", description="Disk full")
        one = outage(name, "2026-06-16 10:00:00", "2026-06-16 12:00:00")
        one.update({"exclusion": "DDoS", "exclusion_reason": "The log of the provider shows it"})
        one.save()
        outage(name, "2026-06-30 11:30:00")
        outage(name, "2026-05-09 10:00:00", "2026-05-09 14:00:00")
    frappe.db.commit()
    return name


@pytest.fixture
def shown(browser, frozen):
    """Return a function that opens a page at both widths, waits, and takes pictures."""

    windows = []

    def show(language, path, name, ready):
        window = browser(make_manager(MANAGER), language)
        windows.append(window)
        with frozen(END_OF_JUNE):
            for width, height in SIZES.items():
                window.page.set_viewport_size({"width": width, "height": height})
                page = window.open(path)
                ready(page)
                window.full_picture(f"{name}-{width}")
        return page

    yield show
    for window in windows:
        leave_out(window, OF_CHARTS)


@pytest.mark.parametrize("language", ["en", "nl"])
def test_the_form_of_an_outage_says_what_counts(contract, shown, expect, language):
    counts = {"en": "which does not count: 2 h DDoS", "nl": "die niet telt: 2 u DDoS"}[language]
    name = frappe.db.get_value("SLA Outage", {"contract": contract, "exclusion": "DDoS"})

    def ready(page):
        expect(page.locator("[data-fieldname=counts]")).to_contain_text(counts)

    shown(language, f"/app/sla-outage/{name}", "outage", ready)


@pytest.mark.parametrize("language", ["en", "nl"])
def test_the_list_and_a_new_outage(contract, shown, expect, language):
    shown(language, f"/app/sla-outage?contract={contract}", "list", lambda page: expect(
        page.locator(".list-row")).to_have_count(4))  # fmt: skip
    shown(language, "/app/sla-outage/new", "new", lambda page: expect(
        page.locator("[data-fieldname=starts_at] input").first).to_be_visible())  # fmt: skip


@pytest.mark.parametrize("language", ["en", "nl"])
def test_the_report_and_its_chart(contract, browser, frozen, expect, language):
    path = f"/app/query-report/SLA Availability?contract={contract}"
    window = browser(make_manager(MANAGER), language)
    asked = []
    window.page.on("request", lambda request: asked.append(request.url))
    with frozen(END_OF_JUNE):
        page = window.open(path)
        expect(page.locator(".datatable")).to_contain_text(LEFT[language])
        expect(page.locator(".datatable .dt-row[data-row-index]")).to_have_count(6)
        window.wait_for_bars()
        window.picture("report")
    read = [url for url in asked if "query_report.run?" in url]
    assert read
    assert all(contract in url for url in read), "all contracts are read"
    assert "<" not in page.locator(".datatable").inner_text()


@pytest.mark.parametrize("language", ["en", "nl"])
def test_the_contract_shows_how_its_services_stand(contract, shown, expect, language):
    def ready(page):
        tab = {"en": "Availability", "nl": "Beschikbaarheid"}[language]
        page.get_by_role("tab", name=tab).click()
        expect(page.locator("[data-fieldname=uptime]")).to_contain_text(LEFT[language])

    shown(language, f"/app/sla-contract/{contract}", "contract", ready)


@pytest.mark.parametrize("language", ["en", "nl"])
def test_a_monitored_service_is_linked_in_its_form(contract, browser, shown, expect, language):
    """The services to choose from are those of the contract."""
    receiving.receive(
        bodies.read({"service": "Klantportaal", "status": "down", "at": 1781000000}), now_s()
    )
    frappe.db.commit()
    name = frappe.db.get_value("SLA Monitored Service", {"reported_name": "Klantportaal"})
    told = {"en": "No contract knows this service", "nl": "Nog geen contract kent"}[language]

    def ready(page):
        expect(page.locator(".form-message:visible")).to_contain_text(told)

    page = shown(language, f"/app/sla-monitored-service/{name}", "service", ready)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.evaluate("""(contract) => {
        const row = cur_frm.add_child("targets");
        cur_frm.refresh_field("targets");
        return frappe.model.set_value(row.doctype, row.name, "contract", contract);
    }""", contract)  # fmt: skip
    page.wait_for_function(
        "(service) => (cur_frm.fields_dict.targets.grid.docfields.find("
        "({ fieldname }) => fieldname === 'service').options || '').includes(service)",
        arg=SERVICE,
    )
    page.evaluate(
        "(service) => frappe.model.set_value('SLA Monitored Target',"
        " cur_frm.doc.targets[0].name, 'service', service)",
        SERVICE,
    )
    page.evaluate("() => cur_frm.save()")
    page.wait_for_function("() => cur_frm.doc.status === 'Linked'")
    frappe.db.rollback()
    assert len(spans(monitored_service=name)) == 1


@pytest.mark.parametrize("language", ["en", "nl"])
def test_an_agent_records_a_ticket_as_an_outage_with_one_click(
    browser, make_customer, unique, make_ticket, frozen, expect, language
):
    name = own_contract(make_customer(unique("Klik BV")), COVIDE)
    with frozen("2026-06-09 10:00:00"):
        ticket = make_ticket(sla_nl_contract=name, priority="Urgent").name
    frappe.db.commit()
    window = browser(AGENT, language)
    with frozen("2026-06-09 12:00:00"):
        window.page.set_viewport_size({"width": 1280, "height": 1400})
        page = window.open(f"/helpdesk/tickets/{ticket}")
        part = page.locator(f"{PANEL} [data-fold=outages]")
        part.locator("summary").click()
        window.picture("offered")
        part.locator("[data-part=record-outage]").click()
        expect(part).to_contain_text(SYSTEMS)
        expect(part.locator("[data-part=record-outage]")).to_have_count(0)
        assert "0" not in part.inner_text().splitlines()
        window.picture("recorded")
    leave_out(window, OF_HELPDESK)
    frappe.db.rollback()
    assert spans(contract=name) == [("2026-06-09 10:00:00", "")]
    assert forms.choices(name)["services"] == [SYSTEMS]


@pytest.mark.parametrize("language", ["en", "nl"])
def test_the_workspace_has_the_cards_and_the_chart(contract, shown, expect, language):
    down = {"en": "Services down", "nl": "Diensten eruit"}[language]
    shown(language, "/app/sla-nl", "workspace", lambda page: expect(
        page.get_by_text(down).first).to_be_visible())  # fmt: skip
