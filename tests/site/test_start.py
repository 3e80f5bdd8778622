"""The page "New contract": answers become a contract that holds on real tickets."""

from __future__ import annotations

import json

import frappe
import pytest

from sla_nl.api import start
from sla_nl.contracts.documents import CALENDAR, CONTRACT
from sla_nl.helpdesk.desk import configuration

MONDAY = "2026-06-08 16:30:00"
OFFICE = [
    {"day": day, "opens": "09:00", "closes": "17:00"}
    for day in ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
]
PRIORITIES = ("Urgent", "High", "Medium", "Low")
SUPPORT = "Service & Support"


def promise(priority, clock="response", amount="1", unit="working_hours", **more):
    return {
        "helpdesk_priority": priority, "clock": clock, "amount": amount, "unit": unit, **more,
    }  # fmt: skip


def answers(customer="Acme BV", **more):
    """Return the answers of a plain form: a response in 1, 2, 3 or 4 working hours."""
    promises = [promise(name, amount=str(n)) for n, name in enumerate(PRIORITIES, 1)]
    promises += [promise("Urgent", "resolution", "8")]
    given = {
        "customer": customer, "title": f"SLA {customer}", "vendor": "Us", "hours": OFFICE,
        "holidays": "NL", "waits": True, "promises": promises,
    }  # fmt: skip
    return json.dumps(given | more)


@pytest.fixture
def customer(unique):
    """Return the name of a customer who does not exist yet."""
    return unique("Bakker & Zn")


def refusal(call, *args):
    """Return the message of a refused call."""
    with pytest.raises(frappe.ValidationError) as refused:
        call(*args)
    return str(refused.value)


def test_a_first_ticket_of_every_helpdesk_priority_gets_its_dates(customer, make_ticket, frozen):
    """No priority is unknown to the contract, whatever the ticket type is."""
    with frozen(MONDAY):
        contract = start.use(answers(customer))
        found = {
            (name, kind): make_ticket(customer=customer, priority=name, ticket_type=kind)
            for name in configuration.priorities()
            for kind in configuration.ticket_types()
        }
    assert {ticket.sla_nl_judged_by for ticket in found.values()} == {contract}
    for hour, name in enumerate(PRIORITIES, 9):
        dues = {str(found[name, kind].response_by) for kind in configuration.ticket_types()}
        assert dues == {f"2026-06-09 {hour:02d}:30:00"}
    assert str(found["Urgent", "Question"].resolution_by) == "2026-06-09 16:30:00"
    assert found["Low", "Question"].resolution_by is None


def test_a_priority_without_a_promise_is_no_fault(customer, make_ticket):
    contract = start.use(answers(customer, promises=[promise("Urgent")]))
    ticket = make_ticket(customer=customer, priority="Low")
    assert (ticket.sla_nl_judged_by, ticket.response_by) == (contract, None)


def test_a_ticket_that_waits_for_the_customer_stands_still(customer, make_ticket, frozen):
    """It waits from 10:00 to 11:00, so the 8 hours end an hour later."""
    start.use(answers(customer))
    with frozen("2026-06-08 09:00:00"):
        ticket = make_ticket(customer=customer, priority="Urgent")
    for moment, status in (("10:00", "Replied"), ("11:00", "Open")):
        with frozen(f"2026-06-08 {moment}:00"):
            ticket = frappe.get_doc("HD Ticket", ticket.name)
            ticket.status = status
            ticket.save()
    assert str(ticket.resolution_by) == "2026-06-09 10:00:00"


def test_the_rush_fee_books_on_the_first_ticket(customer, make_ticket, frozen):
    """An amount as the Dutch write it; outside opening hours only."""
    fee = {"fee_priority": "Urgent", "fee_rate": "150,00", "fee_time": "outside"}
    start.use(answers(customer, **fee))
    with frozen("2026-06-08 16:30:00"):
        inside = make_ticket(customer=customer, priority="Urgent")
    with frozen("2026-06-08 17:30:00"):
        outside = make_ticket(customer=customer, priority="Urgent")
    booked = frappe.get_all("SLA Fee Entry", {"customer": customer}, ["ticket", "amount"])
    assert [(row.ticket, row.amount) for row in booked] == [(outside.name, 150)]
    assert inside.response_by


def test_a_night_shift_and_a_lunch_break(customer, make_ticket, frozen):
    """Monday 22:00-06:00, Tuesday 8.30-12.30 and 13-17; 4 hours from Tuesday 05:00 end at 11:30."""
    hours = [
        {"day": "Monday", "opens": "22:00", "closes": "06:00"},
        {"day": "Tuesday", "opens": "08:30", "closes": "12:30"},
        {"day": "Tuesday", "opens": "13:00", "closes": "17:00"},
    ]
    start.use(answers(customer, hours=hours))
    with frozen("2026-06-09 05:00:00"):
        assert str(make_ticket(customer=customer, priority="Low").response_by) == (
            "2026-06-09 11:30:00"
        )


@pytest.mark.parametrize(
    ("country", "day", "next_day"),
    [("BE", "2026-07-21", "2026-07-22"), ("NL", "2026-04-27", "2026-04-28")],
)
def test_public_holidays_are_closed(customer, country, day, next_day, make_ticket, frozen):
    """The national day of Belgium, and King's Day."""
    with frozen("2026-01-05 09:00:00"):
        start.use(answers(customer, holidays=country))
    with frozen(f"{day} 10:00:00"):
        ticket = make_ticket(customer=customer, priority="Urgent")
    assert str(ticket.response_by) == f"{next_day} 10:00:00"


def test_helpdesks_own_sla_is_taken_over(customer, make_ticket, frozen):
    """Its hours, its list of holidays, and each time that it promises."""
    sla = frappe.get_doc(configuration.SLA, "Default")
    sla.priorities[0].response_time = 20 * 60
    row = sla.support_and_resolution[0]
    row.update({"start_time": "08:00:00", "end_time": "23:59:59"})
    sla.save()
    given = start.of_helpdesk("Default")
    assert {"day": "Monday", "opens": "08:00", "closes": "24:00"} in given["hours"]
    name = sla.priorities[0].priority
    assert promise(name, amount=20, unit="working_minutes") in given["promises"]
    frappe.get_doc(
        {
            "doctype": configuration.HOLIDAYS, "holiday_list_name": customer,
            "from_date": "2026-01-01", "to_date": "2026-12-31",
            "holidays": [{"holiday_date": "2026-06-08", "description": "<b>Off</b>"}],
        }
    ).insert()  # fmt: skip
    given |= {"customer": customer, "vendor": "Us", "holidays": f"list:{customer}"}
    contract = start.use(json.dumps(given))
    calendar = frappe.db.get_value(CONTRACT, contract, "calendar")
    assert frappe.db.get_value(CALENDAR, calendar, "holiday_list") == customer
    with frozen("2026-06-08 10:00:00"):
        ticket = make_ticket(customer=customer, priority=name)
    assert str(ticket.response_by)[:10] == "2026-06-09"


def test_a_second_contract_with_the_same_hours_shares_the_calendar(customer, unique):
    names = [start.use(answers(own)) for own in (customer, unique("Slager"))]
    calendars = {frappe.db.get_value(CONTRACT, name, "calendar") for name in names}
    assert len(calendars) == 1
    other = start.use(answers(unique("Smid"), hours=OFFICE[:4]))
    assert frappe.db.get_value(CONTRACT, other, "calendar") not in calendars


def test_the_preview_draws_each_priority_and_writes_nothing(customer):
    before = [frappe.db.count(doctype) for doctype in (CONTRACT, CALENDAR, configuration.CUSTOMER)]
    fee = {"fee_priority": "Urgent", "fee_rate": "150"}
    drawn = start.preview(answers(customer, **fee), MONDAY)["tickets"]
    assert all(f">{name}</div>" in drawn for name in PRIORITIES)
    assert "Tuesday 9 June 2026 09:30" in drawn
    assert "EUR 150.00" in drawn
    after = [frappe.db.count(doctype) for doctype in (CONTRACT, CALENDAR, configuration.CUSTOMER)]
    assert before == after


FAULTS = [
    ("amount", {"promises": [promise("Urgent", amount="x")]}, "What is promised 1"),
    ("half a day", {"promises": [promise("Urgent", amount="1,5", unit="working_days")]},
     "Urgent · Response"),
    ("share", {"promises": [promise("Urgent", share="120")]}, "What is promised 1"),
    ("no promise", {"promises": []}, "What is promised"),
    ("no hours", {"hours": []}, "Opening hours"),
    ("hours twice", {"hours": [*OFFICE, OFFICE[0]]}, "Monday"),
    ("fee without an amount", {"fee_priority": "Urgent"}, "Rush fee"),
    ("unknown priority", {"promises": [promise("Purple")]}, "Purple · Response"),
    ("fee outside of always", {"always_open": True, "hours": [], "fee_priority": "Urgent",
                               "fee_rate": "1", "fee_time": "outside"}, "Rush fee"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("given", "place"), [row[1:] for row in FAULTS], ids=[f[0] for f in FAULTS]
)
def test_a_fault_names_its_place_on_the_page(customer, given, place):
    faults = start.preview(answers(customer, **given), MONDAY)["faults"]
    assert f"<strong>{place}</strong>" in faults
    assert f"<strong>{place}</strong>" in refusal(start.use, answers(customer, **given))


def test_a_customer_with_another_contract_is_told_before_the_contract_is_used(customer, unique):
    start.use(answers(customer))
    faults = start.preview(answers(customer), MONDAY)["faults"]
    assert "<strong>Customer</strong>" in faults


@pytest.mark.parametrize("given", ["", "[", "[]", "x" * 200_000, '{"promises": [[]]}', '{"a": 1}'])
def test_what_is_no_answers_is_refused(given):
    assert refusal(start.use, given)


def test_a_country_that_is_unknown_is_refused(customer):
    assert "is no country" in refusal(start.use, answers(customer, holidays="<b>"))


@pytest.mark.parametrize(
    "call",
    [
        start.choices,
        lambda: start.preview(answers(), MONDAY),
        lambda: start.use(answers()),
        lambda: start.of_helpdesk("Default"),
        lambda: start.preview_shipped("vcare-connect-office", MONDAY),
        lambda: start.use_shipped("vcare-connect-office", "Acme BV"),
    ],
)
def test_agents_who_may_make_no_contracts_are_refused(call, as_user):
    with as_user("agent@example.com"), pytest.raises(frappe.PermissionError):
        call()


def test_a_shipped_contract_is_copied_for_a_new_customer(customer, make_ticket):
    drawn = start.preview_shipped("vcare-connect-office", MONDAY)["tickets"]
    assert all(f">{name}</div>" in drawn for name in PRIORITIES)
    contract = start.use_shipped("vcare-connect-office", customer, {SUPPORT: "agent@example.com"})
    assert make_ticket(customer=customer, priority="Urgent").sla_nl_judged_by == contract
    matrix = frappe.db.get_value("SLA Contract", contract, "escalation_matrix")
    rows = frappe.get_doc("SLA Escalation Matrix", matrix).holders
    assert [(row.function, row.user) for row in rows] == [(SUPPORT, "agent@example.com")]


def test_the_most_urgent_priority_comes_first(site):
    """By name, High would come first."""
    found = [name for name in configuration.priorities() if name in PRIORITIES]
    assert found == list(PRIORITIES)


def test_who_may_make_no_customers_is_told_so(customer, monkeypatch):
    monkeypatch.setattr(configuration, "makes_customers", lambda: False)
    with pytest.raises(frappe.PermissionError, match="choose a customer that exists"):
        start.use(answers(customer))
