"""Advice on a contract before it is saved, its mends, and trials judged as real tickets are."""

from __future__ import annotations

import re

import frappe
import pytest

from sla_nl.api import previews
from sla_nl.contracts.documents import CONTRACT
from sla_nl.helpdesk.desk import configuration

REPORTED = "2026-06-08 16:30:00"
TARGET = {"kind": "incident", "clock": "response", "amount": "1", "unit": "working_hours"}
FEE = {"title": "Surcharge", "certainty": "always", "currency": "EUR"}


def contract(**changes):
    """Make an unsaved contract without anything to advise on; a key replaces what it has."""
    names = configuration.priorities()
    values = {
        "title": "Own", "vendor": "Us", "calendar": "vcare-office",
        "priorities": [{"code": name} for name in names],
        "targets": [{**TARGET, "stamps": "response_by"}],
    } | changes  # fmt: skip
    values["calendar"] = frappe.db.get_value(CONTRACT, "vcare-connect-office", "calendar")
    return frappe.get_doc({"doctype": CONTRACT, "name": "own", "__islocal": 1, **values})


def shown(document):
    return previews.of_contract(document.as_json())


def mended(document, advice):
    """Do what the buttons do, as the form's script does it."""
    for one in advice:
        for row in one["rows"]:
            document.append(one["table"], row)
        for change in one["changes"]:
            document.get(change["table"])[change["row"] - 1].set(change["field"], change["value"])
    return document


ADVICE = [
    # id, what the contract has, the beginning of the advice
    ("codes of its own", {"priorities": [{"code": "P1"}, {"code": "P2"}]},
     "A ticket of kind incident with priority Urgent, High, Medium, Low is not judged"),
    ("no priorities", {"priorities": []},
     "A ticket of kind incident with priority Urgent, High, Medium, Low is not judged"),
    ("a kind without promises", {"kind_map": [{"ticket_type": "Question", "kind": "question"}]},
     "A ticket of type Question is of kind question"),
    ("not shown", {"targets": [TARGET]},
     "Response: Helpdesk shows no date for it (targets, row 1)"),
    ("the aim shown", {"targets": [{**TARGET, "share": "90", "stamps": "resolution_by"}, TARGET]},
     "Response: Helpdesk shows no date for it (targets, row 2)"),
    ("elapsed hours", {"targets": [{**TARGET, "unit": "hours", "stamps": "response_by"}]},
     "No promise counts in the hours of"),
    ("a pause without a reason", {"fees": [{**FEE, "event": "paused", "basis": "per_hour"}]},
     "Surcharge can never be booked"),
    ("raised to the lowest",
     {"fees": [{**FEE, "event": "reprioritised", "basis": "fixed", "priority": "Low"}]},
     "Surcharge can never be booked"),
    ("a percentage of nothing", {"fees": [{**FEE, "event": "reported", "basis": "percentage"}]},
     "Surcharge can never be booked"),
]  # fmt: skip


@pytest.mark.parametrize(("given", "begins"), [a[1:] for a in ADVICE], ids=[a[0] for a in ADVICE])
def test_what_would_surprise_is_said_and_mended(given, begins):
    document = contract(**given)
    found = shown(document)["advice"]
    assert [one["text"].startswith(begins) for one in found] == [True], found
    assert shown(mended(document, found))["advice"] == []


@pytest.mark.parametrize("names_calendar", [False, True])
def test_a_good_contract_needs_no_advice(names_calendar):
    document = contract()
    document.targets[0].calendar = document.calendar if names_calendar else None
    assert shown(document)["advice"] == []


def test_a_fee_outside_of_an_always_open_calendar_is_never_booked():
    always = frappe.db.get_value("SLA Calendar", {"always_open": 1})
    fee = {**FEE, "event": "reported", "basis": "fixed", "rate": "5", "time_of_day": "outside"}
    document = contract(fees=[{**fee, "calendar": always}])
    (found,) = shown(document)["advice"]
    assert "always open" in found["text"]
    assert shown(mended(document, [found]))["advice"] == []


def test_a_trial_with_a_priority_that_leads_nowhere_is_refused_as_a_real_ticket_is():
    document = contract(priorities=[{"code": "P1"}]).as_json()
    with pytest.raises(frappe.ValidationError, match=r"Medium.* is no priority"):
        previews.of_ticket(document, REPORTED, helpdesk_priority="Medium")


def test_a_trial_follows_the_maps_of_the_contract():
    """Question is a change here, and Low means P2, which has two hours."""
    document = contract(
        priorities=[{"code": "P1"}, {"code": "P2"}],
        priority_map=[{"helpdesk_priority": "Low", "priority": "P2"}],
        kind_map=[{"ticket_type": "Question", "kind": "change"}],
        targets=[{**TARGET, "kind": "change", "priority": "P2", "amount": "2"}],
    ).as_json()
    drawn = previews.of_ticket(document, REPORTED, ticket_type="Question", helpdesk_priority="Low")[
        "dates"
    ]
    assert "Change · P2" in drawn
    assert "Tuesday 9 June 2026 09:30" in drawn


def test_a_real_ticket_is_tried_with_what_happened_to_it(make_ticket, frozen):
    """It was answered within the hour of the contract in the form."""
    with frozen(REPORTED):
        ticket = make_ticket(priority="Low")
    with frozen("2026-06-08 16:40:00"):
        ticket = frappe.get_doc("HD Ticket", ticket.name)
        ticket.status = "Replied"
        ticket.save()
    drawn = previews.of_real_ticket(contract().as_json(), ticket.name)["dates"]
    text = re.sub(r"<[^>]*>", " ", drawn)
    assert "Incident · Low" in text
    assert re.search(r"Response\s+met", text)


def test_a_customer_may_try_no_ticket(make_ticket, as_user):
    ticket = make_ticket(customer="Acme BV").name
    document = contract().as_json()
    with as_user("klant@example.com"), pytest.raises(frappe.PermissionError):
        previews.of_real_ticket(document, ticket)


NAMES = [
    ("by its title", {"title": "SLA Bäcker & Zn"}, "sla-backer-zn"),
    ("as given", {"title": "Own", "name": "mine"}, "mine"),
    ("of a form", {"title": "Own hours", "name": "new-sla-calendar-abc"}, "own-hours"),
]


@pytest.mark.parametrize(("given", "name"), [row[1:] for row in NAMES], ids=[n[0] for n in NAMES])
def test_the_name_follows_the_title(given, name):
    calendar = frappe.get_doc({"doctype": "SLA Calendar", "always_open": 1, **given})
    assert calendar.insert().name == name


def test_a_second_document_with_the_title_gets_a_number():
    made = [
        frappe.get_doc({"doctype": "SLA Calendar", "always_open": 1, "title": "Twice"}).insert()
        for _ in range(2)
    ]
    assert [calendar.name for calendar in made] == ["twice", "twice-2"]


def test_every_required_column_of_a_table_is_in_its_grid(site):
    """Otherwise a row cannot be filled in without opening it."""
    tables = frappe.get_all("DocType", {"module": "SLA NL", "istable": 1}, pluck="name")
    hidden = [
        (table, field.fieldname)
        for table in tables
        for field in frappe.get_meta(table).fields
        if field.reqd and not field.in_list_view
    ]
    assert (len(tables) > 20, hidden) == (True, [])
