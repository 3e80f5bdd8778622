"""The panel of a ticket's page: its content, who may see it, and its language."""

from __future__ import annotations

import json
from pathlib import Path

import frappe
import pytest
from frappe.desk.form.meta import get_meta as get_form_meta
from harness.counting import statements
from harness.rest_client import RestError

import sla_nl
from sla_nl.api.contracts import use_contract
from sla_nl.api.panel import explain, panel, price_of
from sla_nl.contracts import cache_token, copies
from sla_nl.records import timeline
from sla_nl.setup import form_scripts, install

MONDAY = "2026-06-08 10:00:00"
REPORT = ("sla_nl_reported_at", "sla_nl_channel")
OFFICE = "vcare-connect-office"
EVIL = "<img src=x onerror=alert(1)>"
AGENT, CUSTOMER, OTHER = "agent@example.com", "klant@example.com", "klant@other.example"


@pytest.fixture
def incident(make_ticket, frozen):
    """Make a ticket with Vcare's priority P2."""
    with frozen(MONDAY):
        return make_ticket(priority="High", sla_nl_contract=OFFICE, raised_by=CUSTOMER)


@pytest.fixture
def change(make_ticket, frozen):
    """Make an urgent change request."""
    with frozen(MONDAY):
        return make_ticket(priority="Urgent", sla_nl_contract=OFFICE, sla_nl_kind="change")


@pytest.fixture
def shown(frozen, as_user):
    """Return a function that returns the panel of a ticket for an agent at a moment."""

    def at(ticket, moment="2026-06-08 10:30:00", user=AGENT):
        with frozen(moment), as_user(user):
            return panel(ticket.name)

    return at


def clock(data, key):
    return next(clock for clock in data["clocks"] if clock["key"] == key)


def price(data, code):
    return next(price for price in data["prices"] if price["code"] == code)


# -- content ---------------------------------------------------------------------------------------


def test_contract_and_priority_have_the_vendors_texts(incident, shown):
    data = shown(incident)
    assert data["contract"] == {
        "name": OFFICE,
        "title": "Vcare connect, kantoortijden: SLA 3.10",
    }
    assert data["kind"] == "Incident"
    assert (data["priority"]["code"], data["priority"]["title"]) == ("P2", "Prioriteit 2")
    assert data["priority"]["definition"].startswith("Uitval van 51%")


def test_every_clock_has_its_state_and_its_date_in_the_zone_of_the_site(incident, shown):
    data = shown(incident)
    response = clock(data, "response@100")
    assert response["due"] == {
        "at": "2026-06-08T11:00:00+02:00",
        "text": "Mon 8 June 11:00",
        "full": "Monday 8 June 2026 11:00 (Europe/Amsterdam)",
    }
    assert (response["name"], response["state"], response["is_paused"]) == (
        "Response", "running", False,
    )  # fmt: skip
    recovery = clock(data, "recovery@80")
    assert (recovery["name"], recovery["state"], recovery["due"]) == (
        "Recovery (80%)", "not started", None,
    )  # fmt: skip
    keys = frappe.get_all("SLA Clock", {"ticket": incident.name}, pluck="due_key")
    assert sorted(c["key"] for c in data["clocks"]) == sorted(keys)


def test_the_next_date_comes_with_the_time_of_the_site(incident, shown):
    data = shown(incident)
    assert data["next"]["key"] == "response@100"
    assert data["now"] == "2026-06-08T10:30:00+02:00"


def test_a_paused_clock_says_why_and_has_no_date(incident, frozen, shown):
    with frozen("2026-06-08 10:15:00"):
        incident.status = "Replied"
        incident.save()
    data = shown(incident)
    resolution = clock(data, "resolution@100")
    assert (resolution["state"], resolution["due"]) == ("paused", None)
    assert resolution["state_text"] == "paused: waiting for the customer"
    assert resolution["is_paused"]


def test_a_date_that_passed_is_a_breach(incident, shown):
    data = shown(incident, "2026-06-08 12:00:00")
    assert clock(data, "response@100")["state"] == "breached"


def test_a_date_that_passed_is_overdue_until_it_is_met(incident, frozen, shown):
    """After the ticket is solved, nothing is overdue: a missed update is no longer expected."""
    late = shown(incident, "2026-06-08 12:00:00")
    assert [c["key"] for c in late["clocks"] if c["is_overdue"]] == ["response@100"]
    with frozen("2026-06-08 12:10:00"):
        incident.status = "Replied"
        incident.save()
    assert not any(c["is_overdue"] for c in shown(incident, "2026-06-08 12:20:00")["clocks"])
    incident.reload()
    with frozen("2026-06-08 12:30:00"):
        incident.status = "Open"
        incident.save()
    late = shown(incident, "2026-06-08 15:00:00")
    assert [c["key"] for c in late["clocks"] if c["is_overdue"]] == ["update@100"]
    incident.reload()
    with frozen("2026-06-08 15:10:00"):
        incident.status = "Resolved"
        incident.save()
    after = shown(incident, "2026-06-08 15:20:00")
    assert clock(after, "update@100")["state"] == "breached"
    assert not any(c["is_overdue"] for c in after["clocks"])


def test_ticket_without_a_contract_has_no_panel(make_ticket, shown):
    assert shown(make_ticket(priority="High")) is None


def test_ticket_from_before_the_app_shows_the_dates_of_its_next_save(incident, shown):
    before = shown(incident)["clocks"]
    frappe.db.delete("SLA Ticket Event", {"ticket": incident.name})
    assert shown(incident)["clocks"] == before
    assert not frappe.db.exists("SLA Ticket Event", {"ticket": incident.name})


def test_ticket_answered_before_the_app_is_shown_as_answered(incident, frozen, shown):
    """Until the timeline is rebuilt, the panel reads Helpdesk's log, and writes nothing."""
    with frozen("2026-06-08 10:15:00"):
        incident.status = "Replied"
        incident.save()
    frappe.db.delete("SLA Ticket Event", {"ticket": incident.name})
    response = clock(shown(incident, "2026-06-08 12:00:00"), "response@100")
    assert response["state_text"] == "met, Mon 8 June 10:15"
    assert not frappe.db.exists("SLA Ticket Event", {"ticket": incident.name})


@pytest.fixture
def solved(unique, make_customer, make_ticket, frozen):
    """Make a ticket of a customer with a contract of their own, solved in time."""
    contract = use_contract(OFFICE, [make_customer(unique("Solved BV"))])
    customer = frappe.get_doc("SLA Contract", contract).customers[0].customer
    with frozen(MONDAY):
        ticket = make_ticket(priority="High", customer=customer)
    with frozen("2026-06-08 10:20:00"):
        ticket.status = "Resolved"
        ticket.save()
    return ticket.reload()


def test_a_change_of_terms_leaves_a_solved_ticket_as_it_was_judged(solved, frozen, shown, as_user):
    """docs/design.md 5: its panel and its header stay the same, and the panel says why."""
    before = shown(solved)
    assert clock(before, "resolution@100")["state_text"] == "met, Mon 8 June 10:20"
    contract = frappe.get_doc("SLA Contract", solved.sla_nl_judged_by)
    for target in contract.targets:
        target.amount = 1 if target.unit else None
    contract.save()
    after = shown(solved)
    assert after["clocks"] == before["clocks"]
    assert after["notes"][0].startswith("The terms have changed since")
    assert (after["next"], after["prices"], after["costs"]) == (None, [], [])
    with frozen(MONDAY), as_user(AGENT):
        explained = explain(solved.name)
    assert [c["due"] for c in explained] == [c["due"] for c in before["clocks"]]
    assert {c["html"] for c in explained} == {f"<p>{after['notes'][0]}</p>"}


def test_a_solved_ticket_keeps_its_panel_without_its_contract(solved, frozen, shown, as_user):
    """It was judged before the contract was deleted, so the panel shows no fault."""
    before = shown(solved)
    frappe.db.set_value("HD Ticket", solved.name, "sla_nl_judged_by", "Gone")
    after = shown(solved)
    assert (after["clocks"], after["contract"]["title"]) == (before["clocks"], "Gone")
    assert "fault" not in after
    with frozen(MONDAY), as_user(AGENT):
        assert [c["key"] for c in explain(solved.name)] == [c["key"] for c in before["clocks"]]


def test_a_solved_ticket_stays_under_the_contract_it_was_judged_by(solved, shown):
    """Its customer may have another contract by now, or none."""
    before = shown(solved)
    contract = frappe.get_doc("SLA Contract", solved.sla_nl_judged_by)
    contract.customers = []
    contract.save()
    assert shown(solved) == before


def test_a_ticket_solved_without_the_app_has_no_panel(make_ticket, frozen, shown):
    """Its dates are those of Helpdesk."""
    with frozen(MONDAY):
        ticket = make_ticket(priority="High")
    with frozen("2026-06-08 10:20:00"):
        ticket.status = "Resolved"
        ticket.save()
    frappe.db.set_value("HD Ticket", ticket.name, "sla_nl_contract", OFFICE)
    assert shown(ticket) is None


def test_a_ticket_that_cannot_be_judged_shows_only_the_fault(incident, shown):
    frappe.db.set_value("HD Ticket", incident.name, "sla_nl_contract", "Gone")
    data = shown(incident)
    assert "Gone" in data["fault"]
    assert "clocks" not in data


# -- prices of priorities --------------------------------------------------------------------------


def test_every_priority_of_the_kind_has_its_dates_and_its_price(change, shown):
    """The most urgent is first; no priority of Helpdesk means P5 (docs/design.md 3)."""
    prices = shown(change)["prices"]
    assert [(p["code"], p["helpdesk_priorities"], p["is_current"]) for p in prices] == [
        ("P1", ["Urgent"], True),
        ("P2", ["High"], False),
        ("P3", ["Medium"], False),
        ("P4", ["Low"], False),
        ("P5", [], False),
    ]
    assert [date["due"]["text"] for date in price(shown(change), "P3")["dates"]] == [
        "Thu 11 June 10:00"
    ]


def test_a_fee_that_depends_on_the_assessment_is_shown_before_it(change, shown):
    """vcare-5.1-rush-fee-always: always charged if it is no disruption."""
    (cost,) = price(shown(change), "P1")["costs"]
    assert cost["title"].startswith("Spoedkosten")
    assert (cost["is_certain"], cost["is_open"]) == (True, True)
    assert cost["certainty"] == "always charged if it is no disruption"
    assert cost["price"] == "amount not agreed yet"
    assert [clause["name"] for clause in cost["clauses"]] == ["art. 5.1"]
    assert "spoedkosten" in cost["clauses"][0]["texts"][0]


def test_the_assessment_decides_the_price_of_a_priority(change, frozen, shown):
    with frozen("2026-06-08 10:15:00"):
        change.sla_nl_is_disruption = "Yes"
        change.save()
    assert price(shown(change), "P1")["costs"] == []
    assert price(shown(change), "P2")["costs"] == []
    change.reload()
    with frozen("2026-06-08 10:20:00"):
        change.sla_nl_is_disruption = "No"
        change.save()
    (cost,) = price(shown(change), "P2")["costs"]
    assert (cost["certainty"], cost["is_open"]) == ("always charged", False)


@pytest.fixture
def own_change(unique, make_customer, make_ticket, frozen):
    """Return a function that makes a change request under a new contract with rush fees of 125."""

    def make():
        customer = make_customer(unique("Rate BV"))
        contract = frappe.get_doc("SLA Contract", use_contract(OFFICE, [customer]))
        for fee in contract.fees:
            if fee.title.startswith("Spoedkosten"):
                fee.rate = 125
        contract.save()
        with frozen(MONDAY):
            return make_ticket(priority="Urgent", customer=customer, sla_nl_kind="change")

    return make


def test_an_amount_is_exact_and_has_its_currency(own_change, frozen, shown):
    ticket = own_change()
    (cost,) = price(shown(ticket), "P1")["costs"]
    assert cost["price"] == "€ 125.00"
    assert shown(ticket)["fees"] == []
    with frozen("2026-06-08 10:15:00"):
        ticket.sla_nl_is_disruption = "No"
        ticket.save()
    assert shown(ticket)["fees"] == ["€ 125.00"]


def test_a_fee_without_an_amount_is_not_shown_as_zero(change, frozen, shown):
    with frozen("2026-06-08 10:15:00"):
        change.sla_nl_is_disruption = "No"
        change.save()
    assert shown(change)["fees"] == ["1 without an amount"]


def test_a_new_ticket_is_priced_before_it_is_saved(frozen, as_user):
    """The prices are computed without writing anything."""
    before = frappe.db.count("HD Ticket")
    with frozen(MONDAY), as_user(AGENT):
        data = price_of(priority="Urgent", sla_nl_contract=OFFICE, sla_nl_kind="change")
    assert [p["code"] for p in data["prices"] if p["is_current"]] == ["P1"]
    assert [clause["name"] for clause in data["costs"][0]["clauses"]] == ["art. 5.1"]
    assert clock(data, "response@100")["due"]["text"] == "Mon 8 June 17:00"
    assert frappe.db.count("HD Ticket") == before
    assert (data["fields"], data["events"]) == ([], [])


def test_a_new_ticket_without_a_priority_has_helpdesks_default(frozen, as_user):
    """There is no price if Helpdesk has no default either."""
    with frozen(MONDAY), as_user(AGENT):
        assert price_of(sla_nl_contract=OFFICE) is None
        frappe.db.set_single_value("HD Settings", "default_priority", "High")
        frappe.clear_document_cache("HD Settings", "HD Settings")
        prices = price_of(sla_nl_contract=OFFICE)["prices"]
    assert [price["code"] for price in prices if price["is_current"]] == ["P2"]


def test_a_priority_that_the_contract_does_not_know_is_a_fault(frozen, as_user):
    with frozen(MONDAY), as_user(AGENT):
        fault = price_of(sla_nl_contract=OFFICE, priority="Someday")["fault"]
    assert "'Someday' is no priority" in fault


def test_a_new_ticket_of_a_customer_without_a_contract_has_no_price(as_user):
    with as_user(AGENT):
        assert price_of(priority="Urgent", customer="Other BV") is None


# -- fields and events to record -------------------------------------------------------------------


def names(controls, key):
    return {control[key] for control in controls}


def test_only_fields_and_events_of_the_contract_can_be_recorded(incident, change, shown):
    fields, events = shown(incident)["fields"], shown(incident)["events"]
    assert names(fields, "field") == {
        *REPORT, "sla_nl_is_disruption", "sla_nl_outside_sla", "sla_nl_kind", "sla_nl_priority",
    }  # fmt: skip
    assert names(events, "event") == {"responded", "recovered", "no_access"}
    fields, events = shown(change)["fields"], shown(change)["events"]
    assert {"sla_nl_is_disruption", "sla_nl_planned_for"} <= names(fields, "field")
    assert "quote_requested" in names(events, "event")


def test_a_p1_can_be_marked_as_unable_to_wait(make_ticket, frozen, shown):
    """vcare-4.5-work-on: work then continues outside office hours."""
    with frozen(MONDAY):
        ticket = make_ticket(priority="Urgent", sla_nl_contract=OFFICE)
    fields = {field["field"]: field for field in shown(ticket)["fields"]}
    assert (fields["sla_nl_cannot_wait"]["kind"], fields["sla_nl_cannot_wait"]["value"]) == (
        "check", False,
    )  # fmt: skip


def test_unreachable_and_reachable_take_turns(make_ticket, frozen, shown):
    """inl-4c-unreachable: after one of the two events, the panel offers the other."""
    with frozen(MONDAY):
        ticket = make_ticket(priority="High", sla_nl_contract="inlenersbeloning")
    assert "unreachable" in names(shown(ticket)["events"], "event")
    assert "sla_nl_known_since" in names(shown(ticket)["fields"], "field")
    with frozen("2026-06-08 10:10:00"):
        frappe.call("sla_nl.api.tickets.record", ticket=ticket.name, event="unreachable")
    assert "reachable" in names(shown(ticket)["events"], "event")


def test_recorded_fields_are_shown_in_the_zone_of_the_site(change, frozen, shown):
    with frozen("2026-06-08 10:15:00"):
        change.update({"sla_nl_planned_for": "2026-06-20 09:00:00", "sla_nl_outside_sla": "No"})
        change.save()
    values = {field["field"]: field["value"] for field in shown(change)["fields"]}
    assert values["sla_nl_planned_for"] == "2026-06-20T09:00"
    assert values["sla_nl_outside_sla"] == "No"


def test_each_event_that_is_offered_can_be_recorded(incident, change, shown, frozen):
    for ticket in (incident, change):
        offered = [event["event"] for event in shown(ticket)["events"]]
        for number, event in enumerate(offered):
            with frozen(f"2026-06-08 10:{20 + number}:00"):
                frappe.call("sla_nl.api.tickets.record", ticket=ticket.name, event=event)
        recorded = [happening.event for happening in timeline.read(ticket.name)]
        assert recorded[1:] == offered != []


@pytest.mark.parametrize("event", ["access_given", "quote_sent", "report_sent", "resolved", "<b>x"])
def test_an_event_that_the_panel_does_not_offer_is_not_recorded(
    event, incident, shown, frozen, rest
):
    """A request outside the panel is refused too; the refusal names the events on offer."""
    frappe.db.commit()
    with frozen("2026-06-08 10:20:00"):
        assert event not in names(shown(incident)["events"], "event")
        with pytest.raises(RestError) as refusal:
            rest(AGENT).call("sla_nl.api.tickets.record", ticket=incident.name, event=event)
    assert (refusal.value.status, "<b>" in refusal.value.body) == (417, False)
    assert "recovered" in refusal.value.body
    assert [row.event for row in timeline.read(incident.name)] == ["created"]


def test_an_event_that_is_offered_once_is_recorded_once(incident, frozen):
    """Two pages of the same ticket may both offer it."""
    with frozen("2026-06-08 10:20:00"):
        frappe.call("sla_nl.api.tickets.record", ticket=incident.name, event="recovered")
        with pytest.raises(frappe.ValidationError):
            frappe.call("sla_nl.api.tickets.record", ticket=incident.name, event="recovered")
    assert [row.event for row in timeline.read(incident.name)] == ["created", "recovered"]


def test_nothing_is_recorded_on_a_ticket_without_a_contract(make_ticket):
    ticket = make_ticket(priority="Medium")
    with pytest.raises(frappe.ValidationError, match="Nothing can be recorded"):
        frappe.call("sla_nl.api.tickets.record", ticket=ticket.name, event="recovered")
    assert timeline.read(ticket.name) == []


# -- explanations ----------------------------------------------------------------------------------


def test_explain_refuses_a_ticket_that_cannot_be_judged(make_ticket, rest):
    """The refusal has the fault of the ticket; it is not an error of the server."""
    fields = {"sla_nl_contract": OFFICE, "sla_nl_kind": "incident", "sla_nl_priority": "P5"}
    ticket = make_ticket(**fields).name
    frappe.db.commit()
    with pytest.raises(RestError) as refusal:
        rest(AGENT).get("method/sla_nl.api.panel.explain", ticket=ticket)
    assert refusal.value.status == 417
    assert "P5" in refusal.value.body


def test_explain_returns_the_steps_of_every_clock_with_clauses(incident, frozen, as_user):
    with frozen("2026-06-08 10:30:00"), as_user(AGENT):
        clocks = explain(incident.name)
    (response,) = [c for c in clocks if c["key"] == "response@100"]
    assert response["is_next"]
    assert "Reported Monday 8 June 2026 10:00" in response["html"]
    assert "art. 4.5</summary>" in response["html"]
    assert [c["key"] for c in clocks] == [c["key"] for c in panel(incident.name)["clocks"]]


def test_the_language_is_the_users(incident, change, frozen, as_user):
    frappe.local.lang = "nl"
    try:
        with frozen("2026-06-08 10:30:00"), as_user(AGENT):
            data, clocks = panel(incident.name), explain(incident.name)
    finally:
        frappe.local.lang = "en"
    response = clock(data, "response@100")
    assert (response["name"], response["state_text"]) == ("Reactie", "loopt")
    assert response["due"]["text"] == "ma 8 juni 11:00"
    assert data["texts"]["why"] == "Waarom deze datum?"
    assert "Uiterlijk maandag 8 juni 2026 11:00" in "".join(c["html"] for c in clocks)


def test_a_script_in_a_text_is_escaped(own_change, frozen, as_user, shown):
    """The panel returns plain texts, which the page escapes; the steps are escaped HTML."""
    ticket = own_change()
    contract = frappe.get_doc("SLA Contract", shown(ticket)["contract"]["name"])
    calendar = frappe.get_doc("SLA Calendar", copies.own_calendar("vcare-office", [contract.name]))
    calendar.append("days", {"date": "2026-06-09", "status": "Closed", "reason": "Party"})
    calendar.save()
    frappe.db.set_value("SLA Calendar Day", calendar.days[-1].name, "reason", EVIL)
    frappe.db.set_value("SLA Contract", contract.name, "title", EVIL)
    cache_token.forget()
    with frozen("2026-06-08 10:10:00"):
        ticket.priority = "Medium"
        ticket.save()
    assert shown(ticket)["contract"]["title"] == EVIL
    with frozen("2026-06-08 10:30:00"), as_user(AGENT):
        html = "".join(clock["html"] for clock in explain(ticket.name))
    assert "onerror" in html
    assert "<img" not in html


# -- permissions -----------------------------------------------------------------------------------

CALLS = {
    "sla_nl.api.panel.script": ("GET", {}),
    "sla_nl.api.panel.panel": ("GET", {"ticket": "TICKET"}),
    "sla_nl.api.panel.explain": ("GET", {"ticket": "TICKET"}),
    "sla_nl.api.panel.price_of": ("GET", {"priority": "Urgent", "sla_nl_contract": OFFICE}),
    "sla_nl.api.tickets.record": ("POST", {"ticket": "TICKET", "event": "recovered"}),
    "sla_nl.api.tickets.record_fact": ("POST", {"ticket": "TICKET", "field": "sla_nl_kind"}),
    "sla_nl.api.contracts.use_contract": ("POST", {"name": OFFICE, "customers": []}),
    "sla_nl.api.contracts.contracts_with": ("GET", {"calendar": "vcare-office"}),
    "sla_nl.api.contracts.copy_calendar": ("POST", {"calendar": "vcare-office", "contracts": []}),
    "sla_nl.api.maintenance.choices": ("GET", {"contract": OFFICE}),
}
"""The methods that a ticket's page or a contract's form calls."""


@pytest.mark.parametrize("user", [CUSTOMER, OTHER])
@pytest.mark.parametrize("method", CALLS)
def test_customer_is_refused_every_method_for_their_own_ticket_too(method, user, incident, rest):
    verb, values = CALLS[method]
    body = {k: incident.name if v == "TICKET" else v for k, v in values.items()}
    session = rest(user)
    with pytest.raises(RestError) as refusal:
        session.get(f"method/{method}", **body) if verb == "GET" else session.call(method, **body)
    assert refusal.value.status == 403
    assert "Vcare" not in refusal.value.body


@pytest.mark.parametrize("method", [panel, explain])
def test_guest_is_refused(method, incident, as_user):
    with as_user("Guest"), pytest.raises(frappe.PermissionError):
        method(incident.name)


def test_customer_gets_no_panel_with_their_ticket(incident, rest):
    """Helpdesk sends them only the script for the portal, which requests nothing of the site."""
    page = "method/helpdesk.helpdesk.doctype.hd_ticket.api.get_one"
    mine = rest(CUSTOMER).get(page, name=incident.name, is_customer_portal=1)
    assert mine["name"] == incident.name
    (script,) = [text for text in mine["_form_script"] if "sla_nl" in text]
    assert "customer_page.js" in script
    assert "sla_nl.api" not in script
    assert "/api/" not in (Path(sla_nl.__file__).parent / "public/js/customer_page.js").read_text()


def test_the_ticket_that_a_customer_is_sent_has_no_price(change, rest):
    """Fees are not stored in columns of the ticket (docs/design.md 6)."""
    frappe.db.set_value("HD Ticket", change.name, "raised_by", CUSTOMER)
    page = "method/helpdesk.helpdesk.doctype.hd_ticket.api.get_one"
    mine = rest(CUSTOMER).get(page, name=change.name, is_customer_portal=1)
    assert "Spoedkosten" not in json.dumps(mine)


def test_agent_who_may_not_see_a_ticket_is_refused_its_panel(incident, as_user):
    names = ("restrict_tickets_by_agent_group", "do_not_restrict_tickets_without_an_agent_group")
    before = {name: frappe.db.get_single_value("HD Settings", name) for name in names}
    frappe.db.set_single_value("HD Settings", dict(zip(names, (1, 0), strict=True)))
    try:
        for method in (panel, explain):
            with as_user(AGENT), pytest.raises(frappe.PermissionError):
                method(incident.name)
    finally:
        frappe.db.set_single_value("HD Settings", before)


def test_a_user_who_may_only_read_gets_no_controls(incident, shown, make_agent, monkeypatch):
    monkeypatch.setattr("sla_nl.helpdesk.page.panel.is_writable", lambda doc: False)
    data = shown(incident)
    assert (data["fields"], data["events"]) == ([], [])


def test_the_panel_reads_the_ticket_its_timeline_and_its_fees(change, shown):
    """However many clocks and priorities there are.

    Newer Helpdesks read the user's contact and their customers too.
    """
    shown(change)
    with statements() as seen:
        shown(change)
    theirs = ("tabContact", "tabHD Customer Member")
    ours = [statement for statement in seen if not any(name in statement for name in theirs)]
    assert len(ours) <= 6, ours


# -- the scripts of the page -----------------------------------------------------------------------


def scripts():
    return frappe.get_all(
        form_scripts.SCRIPT, {"name": ("in", list(form_scripts.SCRIPTS))}, ["*"], order_by="name"
    )


def test_each_page_has_a_script_of_its_own(site):
    """Customers get a script of their own, and not the scripts for agents."""
    assert {
        s.name: (s.enabled, s.apply_on_new_page, s.apply_to_customer_portal) for s in scripts()
    } == {
        "SLA NL: customer's ticket": (1, 0, 1),
        "SLA NL: new ticket": (1, 1, 0),
        "SLA NL: ticket": (1, 0, 0),
    }
    assert not any(script.is_standard for script in scripts())


def test_a_migrate_keeps_a_script_that_an_admin_changed(site):
    name = "SLA NL: ticket"
    own = {"enabled": 0, "script": "function setupForm() { return {}; } // ours"}
    frappe.get_doc(form_scripts.SCRIPT, name).update(own).save()
    before = scripts()
    install.after_migrate()
    assert scripts() == before


def test_an_uninstall_takes_the_scripts_away(site):
    form_scripts.remove_scripts()
    assert scripts() == []
    form_scripts.add_scripts()
    assert len(scripts()) == 3


def test_the_desk_form_of_a_ticket_loads_the_panel(site):
    """The desk gets the script with the meta of the doctype."""
    form = get_form_meta("HD Ticket", cached=False)
    assert "sla_nl.api.panel.script" in form.get("__js")
