"""The sweep carries out escalations: each is logged once, with who was told and why."""

from __future__ import annotations

from datetime import datetime
from functools import partial

import frappe
import pytest
from harness.counting import statements
from harness.escalating import (
    AGENT,
    DUTCH,
    MANAGER_OF_SERVICE,
    MONDAY,
    OFFICE,
    OPERATIONS,
    SECOND,
    SUPPORT,
    hold,
    log_of,
    own_contract,
    sweep_now,
    told,
)

from sla_nl.contracts import cache_token
from sla_nl.helpdesk.upkeep import backfill, recompute
from sla_nl.runs import runs

pytestmark = pytest.mark.usefixtures("account")


@pytest.fixture
def own(make_customer, unique):
    """Make a contract of Vcare for a new customer, in which three levels have somebody."""
    customer = make_customer(unique("Hoog BV"))
    contract, matrix = own_contract(customer)
    hold(matrix, {SUPPORT: AGENT, MANAGER_OF_SERVICE: SECOND, OPERATIONS: DUTCH})
    return frappe._dict(customer=customer, contract=contract, matrix=matrix)


@pytest.fixture
def make(make_incident, own):
    """Return a function that makes incidents of that customer; P1 if not said otherwise."""
    return partial(make_incident, customer=own.customer)


@pytest.fixture
def save(frozen):
    """Return a function that changes fields of a ticket at a moment."""

    def at(moment, ticket, **fields):
        with frozen(moment):
            doc = frappe.get_doc("HD Ticket", ticket)
            doc.update(fields)
            doc.save()
        frappe.db.commit()

    return at


def look_at(ticket):
    return frappe.db.get_value("SLA Next Escalation", ticket, "at")


# -- when -----------------------------------------------------------------------------------------


def test_a_p1_tells_the_first_level_at_once_and_climbs_with_each_missed_promise(make, swept):
    """vcare-4.6: a P1 tells Service & Support; the response is promised within 30 minutes."""
    ticket = make()
    assert look_at(ticket) == datetime.fromisoformat(MONDAY)
    swept("2026-06-08 10:00:30")
    assert log_of(ticket, "level", "function", "trigger", "state", "due_key") == [
        ("Laag", SUPPORT, "prioritised", "sent", "response@100")
    ]
    assert told(ticket) == [AGENT]
    assert look_at(ticket) == datetime.fromisoformat("2026-06-08 10:30:00")
    swept("2026-06-08 10:01:30")
    assert len(log_of(ticket, "name")) == 1
    swept("2026-06-08 10:30:00")
    assert log_of(ticket, "level", "trigger", "state")[1:] == [("Midden", "target_missed", "sent")]
    assert told(ticket) == [AGENT, SECOND]


def test_a_ticket_that_never_escalates_costs_nothing(make, frozen):
    """No row of the matrix of Vcare concerns a P3 as long as nobody escalates it."""
    ticket = make(priority="Medium")
    assert look_at(ticket) is None
    with frozen("2026-06-08 10:10:00"), statements() as sent:
        doc = frappe.get_doc("HD Ticket", ticket)
        doc.status = "Replied"
        doc.save()
    assert not [one for one in sent if "SLA Next Escalation" in one]


def test_a_judged_save_costs_one_statement(make, frozen):
    ticket = make()
    with frozen("2026-06-08 10:10:00"), statements() as sent:
        doc = frappe.get_doc("HD Ticket", ticket)
        doc.status = "Replied"
        doc.save()
    assert len([one for one in sent if "Escalation" in one]) == 1


def test_a_sweep_with_nothing_due_needs_three_statements(make, frozen):
    ticket = make("2026-06-08 09:00:00")
    with frozen("2026-06-08 09:00:30"):
        sweep_now()
    assert look_at(ticket) is not None
    with frozen("2026-06-08 09:01:30"):
        cache_token.terms_version()
        with statements() as sent:
            sweep_now()
    assert len(sent) <= 3, sent


def test_after_a_stop_only_the_highest_level_is_told(make, swept):
    """What came due meanwhile is in the log, as overtaken."""
    ticket = make()
    swept("2026-06-08 15:00:00")
    states = log_of(ticket, "state")
    assert states.count("sent") == 1
    assert set(states) == {"sent", "overtaken"}
    [last] = [one for one in log_of(ticket, "level", "state") if one[1] == "sent"]
    assert last[0] != "Laag"
    assert len(told(ticket)) == 1


def test_what_is_solved_by_then_needs_nobody(make, swept, save):
    ticket = make()
    save("2026-06-08 10:45:00", ticket, status="Closed")
    swept("2026-06-08 11:00:00")
    assert set(log_of(ticket, "state")) == {"not needed"}
    assert told(ticket) == []
    assert look_at(ticket) is None


def test_a_solved_ticket_waits_for_nobody_to_acknowledge(make, swept, save):
    ticket = make()
    swept("2026-06-08 10:00:30")
    assert log_of(ticket, "state", "is_waiting") == [("sent", 1)]
    save("2026-06-08 10:10:00", ticket, status="Closed")
    swept("2026-06-08 10:10:30")
    assert log_of(ticket, "state", "is_waiting") == [("sent", 0)]
    assert look_at(ticket) is None


def test_a_response_that_was_given_meanwhile_needs_nobody(make, swept, frozen):
    ticket = make()
    swept("2026-06-08 10:00:30")
    with frozen("2026-06-08 10:31:00"):
        frappe.get_doc("HD Ticket", ticket).reply_via_agent(message="Working on it.")
    frappe.db.commit()
    swept("2026-06-08 10:32:00")
    assert log_of(ticket, "trigger", "state")[1] == ("target_missed", "not needed")


def test_while_its_clock_is_paused_nobody_is_told(make, swept, save):
    ticket = make()
    swept("2026-06-08 10:00:30")
    save("2026-06-08 10:10:00", ticket, status="Replied")
    swept("2026-06-08 14:00:00")
    assert len(log_of(ticket, "name")) == 1


def test_a_report_at_night_is_told_from_the_moment_it_is_filed(make, swept):
    """A P1 of 09:00 that is filed at 10:00 has missed its response; only the highest is told."""
    ticket = make(sla_nl_reported_at="2026-06-08 09:00:00")
    swept("2026-06-08 10:00:30")
    assert ("Laag", "overtaken") in log_of(ticket, "level", "state")
    assert ("Midden", "sent") in log_of(ticket, "level", "state")


def test_a_report_that_is_set_back_is_looked_at_at_once(make, swept, save):
    ticket = make()
    swept("2026-06-08 10:00:30")
    save("2026-06-08 10:05:00", ticket, sla_nl_reported_at="2026-06-08 09:00:00")
    assert look_at(ticket) == datetime.fromisoformat("2026-06-08 10:05:00")
    swept("2026-06-08 10:05:30")
    assert "Midden" in [
        level for level, state in log_of(ticket, "level", "state") if state == "sent"
    ]


# -- who ------------------------------------------------------------------------------------------


def test_whoever_is_away_is_passed_over_and_the_log_says_why(own, make, swept):
    days = {"first_day": "2026-06-08", "last_day": "2026-06-12"}
    absence = frappe.get_doc({"doctype": "SLA Absence", "user": AGENT, **days}).insert()
    frappe.db.commit()
    ticket = make()
    swept("2026-06-08 10:00:30")
    absence.delete()
    frappe.db.commit()
    [entry] = log_of(ticket, "level", "function", "state", "passed_over")
    assert entry[:3] == ("Laag", MANAGER_OF_SERVICE, "sent")
    assert "agent is away up to and including" in entry[3]
    assert told(ticket) == [SECOND]


def test_if_nobody_is_there_the_managers_are_told_and_the_log_says_so(own, make, swept, make_agent):
    manager = make_agent("manager@example.com", "SLA Manager")
    hold(own.matrix, {})
    ticket = make()
    swept("2026-06-08 10:00:30")
    [(state, function, passed)] = log_of(ticket, "state", "function", "passed_over")
    assert (state, function or "") == ("nobody there", "")
    assert f"{SUPPORT}: nobody holds this function." in passed
    assert manager in told(ticket)


def test_somebody_disabled_before_the_sweep_is_not_told(own, make, swept):
    ticket = make()
    frappe.db.set_value("User", AGENT, "enabled", 0)
    frappe.db.commit()
    swept("2026-06-08 10:00:30")
    frappe.db.set_value("User", AGENT, "enabled", 1)
    frappe.db.commit()
    assert told(ticket) == [SECOND]


# -- terms and old tickets ------------------------------------------------------------------------


def test_changed_terms_tell_nobody_of_what_is_past(own, make, swept, frozen):
    """A row that fires at once for a ticket of half an hour ago is for the log only."""
    ticket = make()
    swept("2026-06-08 10:00:30")
    swept("2026-06-08 10:30:30")
    before = told(ticket)
    with frozen("2026-06-08 10:40:00"):
        matrix = frappe.get_doc("SLA Escalation Matrix", own.matrix)
        matrix.append("triggers", {
            "event": "not_resolved", "amount": "5", "unit": "minutes", "form": "hierarchical",
        })  # fmt: skip
        matrix.save()
        run = frappe.get_last_doc("SLA Run", {"document": own.matrix})
        recompute.work(run.name)
    swept("2026-06-08 10:41:00")
    assert ("not_resolved", "overtaken") in log_of(ticket, "trigger", "state")
    assert told(ticket) == before


def test_another_holder_is_no_change_of_terms(own, make, swept):
    ticket = make()
    swept("2026-06-08 10:00:30")
    hold(own.matrix, {SUPPORT: SECOND, MANAGER_OF_SERVICE: DUTCH})
    swept("2026-06-08 10:30:30")
    assert told(ticket) == [AGENT, DUTCH]
    assert set(log_of(ticket, "state")) == {"sent"}


def test_a_backfill_tells_nobody_of_what_is_past(own, make, swept, frozen):
    ticket = make()
    for doctype in ("SLA Ticket Event", "SLA Clock", "SLA Next Escalation"):
        frappe.db.delete(doctype, {"ticket": ticket})
    frappe.db.set_value("HD Ticket", ticket, {"sla_nl_judged_by": None, "sla_nl_events": 0})
    frappe.db.commit()
    with frozen("2026-06-08 10:40:00"):
        backfill.work(runs.start(runs.BACKFILL))
    swept("2026-06-08 10:41:00")
    assert set(log_of(ticket, "state")) == {"overtaken"}
    assert told(ticket) == []


def test_a_shipped_matrix_is_not_told_again_after_a_migrate(make_ticket, frozen, swept, run_bench):
    """Each migrate gives its rows new names."""
    with frozen(MONDAY):
        ticket = make_ticket(sla_nl_contract=OFFICE, priority="Urgent", ticket_type="Incident").name
    frappe.db.commit()
    swept("2026-06-08 10:00:30")
    before = log_of(ticket, "cause")
    names = frappe.get_all("SLA Escalation Trigger", {"parent": "vcare-connect"}, pluck="name")
    for name in names:
        frappe.db.set_value("SLA Escalation Trigger", name, "name", f"{name}x")
    cache_token.forget()
    frappe.db.commit()
    frappe.db.set_value("SLA Next Escalation", ticket, "at", MONDAY)
    frappe.db.commit()
    swept("2026-06-08 10:02:00")
    assert log_of(ticket, "cause") == before


def test_a_ticket_that_is_deleted_takes_its_records_along(make, swept):
    ticket = make()
    swept("2026-06-08 10:00:30")
    frappe.delete_doc("HD Ticket", ticket, force=True)
    for doctype in ("SLA Escalation", "SLA Next Escalation"):
        assert not frappe.db.exists(doctype, {"ticket": ticket})
    assert not frappe.db.count("SLA Escalation Receiver", {"parent": ("is", "not set")})


def test_a_ticket_without_a_contract_any_more_is_forgotten(own, make, save, make_customer):
    ticket = make()
    save("2026-06-08 10:05:00", ticket, customer=make_customer("Acme BV"))
    assert not frappe.db.exists("SLA Next Escalation", ticket)
