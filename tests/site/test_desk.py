"""The pictures and trials in the desk's forms, and who may see them."""

from __future__ import annotations

import re
from html import unescape

import frappe
import pytest
from harness.rest_client import RestError

from sla_nl.api import previews
from sla_nl.api.contracts import tickets_held
from sla_nl.contracts import copies
from sla_nl.engine.evaluate import evaluate
from sla_nl.engine.ticket import read_ticket
from sla_nl.engine.words.telling import Words
from sla_nl.vendors import shipped_contracts

OFFICE = "vcare-connect-office"
HOSTILE = "<script>alert(1)</script>"
PREVIEWS = "sla_nl.api.previews"


def form(doctype, name, **changes):
    """Return the document with changes, as a form sends it."""
    return frappe.as_json({**frappe.get_doc(doctype, name).as_dict(), **changes})


def text_of(html):
    return unescape(re.sub(r"<[^>]*>", " ", html))


# -- promises of a contract


@pytest.mark.parametrize("name", ["visma-raet", "smart-fms-basic", "vcare-connect-24x7"])
def test_a_contract_shows_its_promises_and_its_week(name):
    found = previews.of_contract(form("SLA Contract", name))
    assert "faults" not in found
    assert found["promises"].count("<table") >= 1
    assert found["week"].count("<svg") >= 7


def test_a_change_shows_before_it_is_saved():
    """The amount of the first response is changed from 0.5 to 3."""
    contract = frappe.get_doc("SLA Contract", OFFICE)
    target = next(t for t in contract.targets if (t.clock, t.priority) == ("response", "P1"))
    target.amount = "3"
    found = previews.of_contract(frappe.as_json(contract.as_dict()))
    assert "3 working hours" in text_of(found["promises"])
    assert "30 working minutes 1 hour" not in text_of(found["promises"])


def test_a_fault_shows_before_it_is_saved():
    found = previews.of_contract(form("SLA Contract", OFFICE, calendar="no-such"))
    assert "no-such" in found["faults"]
    assert "promises" not in found


def test_texts_of_a_contract_are_escaped_in_its_form():
    contract = frappe.get_doc("SLA Contract", OFFICE)
    contract.priorities[0].definition = HOSTILE
    contract.targets[0].note = HOSTILE
    contract.targets[0].clause = HOSTILE
    contract.priorities[0].title = HOSTILE
    text = frappe.as_json(contract.as_dict())
    found = previews.of_contract(text)
    assert HOSTILE not in found["promises"]
    dates = previews.of_ticket(text, "2026-04-24 16:50:00", "incident", "P1")["dates"]
    assert "<script" not in dates
    contract.good_friday = HOSTILE
    assert HOSTILE not in previews.of_contract(frappe.as_json(contract.as_dict()))["faults"]


def test_a_contract_counts_the_open_tickets_that_the_user_may_see(
    make_customer, make_ticket, unique, frozen
):
    customer = make_customer(unique("Counted BV"))
    copy = copies.copy_for(OFFICE, [customer])
    with frozen("2026-06-08 10:00:00"):
        for _number in range(2):
            make_ticket(customer=customer)
        closed = make_ticket(customer=customer)
        closed.status = "Closed"
        closed.save()
    found = tickets_held(copy)
    assert (found["count"], found["is_default"]) == (2, False)
    assert len(frappe.get_list(found["doctype"], found["filters"])) == 2


# -- a calendar


def test_a_calendar_shows_its_week_before_it_is_saved():
    calendar = frappe.get_doc("SLA Calendar", "vcare-office")
    calendar.hours[0].opens = "06:00"
    found = previews.of_calendar(frappe.as_json(calendar.as_dict()))
    assert "Monday 06:00 to 17:00" in found["week"]
    calendar.hours[0].opens = calendar.hours[0].closes
    found = previews.of_calendar(frappe.as_json(calendar.as_dict()))
    assert "Closes" in found["faults"]


# -- try a ticket


@pytest.mark.parametrize(
    ("contract", "kind", "priority", "reported", "responded"),
    [
        (OFFICE, "incident", "P1", "2026-04-24 16:50:00", None),
        (OFFICE, "incident", "P2", "2026-04-24 16:50:00", "2026-04-28 08:10:00"),
        ("vcare-connect-24x7", "incident", "P1", "2026-06-06 23:00:00", "2026-06-06 23:10:00"),
        ("covide-basic", "incident", "Laag", "2026-12-24 16:00:00", None),
        ("smart-fms-basic", "question", "C", "2026-03-28 09:00:00", None),
        ("visma-raet", "incident", "3", "2026-06-08 10:00:00", None),
    ],
)
def test_a_tried_ticket_gets_the_dates_of_the_engine(contract, kind, priority, reported, responded):
    events = [{"at": reported, "event": "registered"}]
    events += [{"at": responded, "event": "responded"}] if responded else []
    line = {"id": "T", "contract": contract, "kind": kind, "priority": priority}
    line |= {"reported_at": reported, "events": events}
    judged = shipped_contracts()[contract]
    ticket = read_ticket(line, judged.zone)
    verdict = evaluate(judged, ticket, ticket.events[-1].at)
    words = Words("en", judged.zone)
    document = form("SLA Contract", contract)
    found = previews.of_ticket(document, reported, kind, priority, "", responded)["dates"]
    shown = re.findall(r"<details(?! class)[^>]*><summary.*?</summary>", found)
    assert len(shown) == len(verdict.clocks) > 0
    for clock, summary in zip(verdict.clocks, shown, strict=True):
        date = "no date" if clock.due is None else words.moment(clock.due)
        assert text_of(summary).strip().endswith(date)


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "riddle"},
        {"channel": "pigeon"},
        {"priority": "P9"},
        {"reported_at": ""},
        {"responded_at": "2020-01-01 00:00:00"},
        {"document": "[]"},
        {"document": '{"doctype": "User"}'},
    ],
    ids=str,
)
def test_a_trial_that_makes_no_sense_is_refused(wrong):
    trial = {"document": form("SLA Contract", OFFICE), "reported_at": "2026-04-24 16:50:00"}
    trial |= {"kind": "incident", "priority": "P1"}
    with pytest.raises(frappe.ValidationError):
        previews.of_ticket(**(trial | wrong))


def test_a_customer_cannot_draw_a_contract(make_customer_user, rest):
    document = form("SLA Contract", OFFICE)
    session = rest(make_customer_user())
    asked = {"document": document}
    for method, arguments in (
        ("of_contract", asked),
        ("of_calendar", {"document": form("SLA Calendar", "vcare-office")}),
        ("of_ticket", asked | {"reported_at": "2026-04-24 16:50:00", "kind": "incident"}),
    ):
        with pytest.raises(RestError) as refused:
            session.call(f"{PREVIEWS}.{method}", **arguments)
        assert refused.value.status == 403


def test_an_agent_tries_a_ticket_by_rest(make_agent, rest):
    """An agent may read contracts."""
    found = rest(make_agent()).call(
        f"{PREVIEWS}.of_ticket",
        document=form("SLA Contract", OFFICE),
        reported_at="2026-04-24 16:50:00",
        kind="incident",
        priority="P1",
    )
    assert "Tuesday 28 April 2026 08:20" in text_of(found["dates"])
