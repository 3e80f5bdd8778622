"""A ticket that cannot be judged for a while is saved as usual, and loses no event."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from functools import partial

import frappe
import pytest
from rq.timeouts import JobTimeoutException

from sla_nl.api.contracts import use_contract
from sla_nl.contracts import cache_token
from sla_nl.fees.ledger import totals
from sla_nl.helpdesk.bulk import marking, sweep
from sla_nl.helpdesk.saving import judging
from sla_nl.helpdesk.ticket import tickets
from sla_nl.helpdesk.ticket.stamps import STAMPS
from sla_nl.helpdesk.upkeep import recompute, verify
from sla_nl.records import timeline
from sla_nl.runs import runs

MONDAY = "2026-06-08 10:00:00"
OFFICE = "vcare-connect-office"


def moment(text):
    return datetime.fromisoformat(text)


def save(ticket, **fields):
    doc = frappe.get_doc("HD Ticket", ticket)
    doc.update(fields)
    doc.save()
    return frappe.get_doc("HD Ticket", ticket)


def clock(ticket, name="response"):
    return frappe.get_doc("SLA Clock", {"ticket": ticket, "clock": name})


def findings(ticket):
    """Return the differences that `verify` finds on a ticket, as texts."""
    return [str(found) for row in verify.verify() if row.ticket == ticket for found in row.findings]


@pytest.fixture
def contract(make_customer, unique):
    """Make a contract of the site's own, and return its name."""
    return use_contract(OFFICE, [make_customer(unique("Fragile BV"))])


@pytest.fixture
def set_broken(contract):
    """Return a function that breaks the contract (True) or repairs it (False)."""
    calendar = frappe.db.get_value("SLA Contract", contract, "calendar")

    def set_broken(is_broken):
        value = "Nowhere" if is_broken else calendar
        frappe.db.set_value("SLA Contract", contract, "calendar", value)
        cache_token.forget()

    return set_broken


@pytest.fixture
def ticket(make_ticket, frozen, contract):
    """Make a P3 incident of Monday 8 June 2026 at 10:00, and return its name."""
    with frozen(MONDAY):
        made = make_ticket(sla_nl_contract=contract, priority="Medium", ticket_type="Incident")
    return made.name


def test_events_under_a_broken_contract_count_after_its_repair(ticket, set_broken, frozen):
    set_broken(True)
    with frozen("2026-06-08 10:20:00"):
        save(ticket, priority="Urgent")
    with frozen("2026-06-08 10:25:00"):
        save(ticket, status="Replied")
    assert [row.facts for row in timeline.read(ticket)][1:] == [
        {"priority": "Urgent"},
        {"status": "Replied", "status_category": "Paused"},
    ]
    set_broken(False)
    with frozen("2026-06-08 11:30:00"):
        saved = save(ticket, status="Open")
    assert saved.response_by == moment("2026-06-08 10:30:00")
    assert clock(ticket).met_at == moment("2026-06-08 10:25:00")
    assert saved.first_response_time == 1500


def test_an_event_recorded_under_a_broken_contract_is_kept(ticket, set_broken, frozen, as_user):
    from sla_nl.api.tickets import record

    set_broken(True)
    with frozen("2026-06-08 10:20:00"), as_user("agent@example.com"):
        record(ticket, "recovered")
    set_broken(False)
    with frozen("2026-06-08 10:40:00"):
        save(ticket, priority="High")
    assert clock(ticket, "recovery").met_at == moment("2026-06-08 10:20:00")


def test_the_hourly_job_of_helpdesk_logs_no_fault_again(ticket, set_broken):
    set_broken(True)
    doc, logged = frappe.get_doc("HD Ticket", ticket), frappe.db.count("Error Log")
    frappe.get_doc("HD Service Level Agreement", doc.sla).handle_agreement_status(doc)
    assert doc.agreement_status
    assert frappe.db.count("Error Log") == logged


@pytest.mark.parametrize("asked", ["hourly job", "save"])
def test_the_timeout_of_a_job_is_not_caught_as_a_fault_of_a_ticket(ticket, monkeypatch, asked):
    """If the app caught the timeout, the job would run on without a limit."""

    def judge(*args):
        raise JobTimeoutException

    doc = frappe.get_doc("HD Ticket", ticket)
    doc.priority = "Urgent"
    sla = frappe.get_doc("HD Service Level Agreement", doc.sla)
    ask = doc.save if asked == "save" else partial(sla.handle_agreement_status, doc)
    monkeypatch.setattr(judging, "judge", judge)
    with pytest.raises(JobTimeoutException):
        ask()


def test_a_ticket_resolved_under_a_broken_contract_is_not_breached_later(
    ticket, set_broken, frozen, site
):
    set_broken(True)
    with frozen("2026-06-08 10:20:00"):
        save(ticket, status="Resolved")
    set_broken(False)
    frappe.db.commit()
    with frozen("2026-06-12 10:00:00"):
        sweep.run()
    states = frappe.get_all("SLA Clock", {"ticket": ticket}, pluck="state")
    assert "breached" not in states
    assert clock(ticket).met_at == moment("2026-06-08 10:20:00")


def test_an_event_of_a_solved_ticket_under_a_broken_contract_moves_no_stamp(
    ticket, set_broken, frozen, as_user
):
    """Neither the app nor Helpdesk's own SLA judges it again."""
    from sla_nl.api.tickets import record

    with frozen("2026-06-08 10:20:00"):
        solved = save(ticket, status="Resolved")
    set_broken(True)
    with frozen("2026-06-08 10:40:00"), as_user("agent@example.com"):
        record(ticket, "updated")
    after = frappe.get_doc("HD Ticket", ticket)
    assert {field: after.get(field) for field in STAMPS} == {
        field: solved.get(field) for field in STAMPS
    }
    assert [row.event for row in timeline.read(ticket)][-1] == "updated"


def test_a_priority_that_the_contract_does_not_know_can_be_corrected(make_ticket, frozen):
    """The corrected priority holds from the report on."""
    with frozen(MONDAY):
        made = make_ticket(sla_nl_contract=OFFICE, sla_nl_kind="incident", sla_nl_priority="P5")
    assert [row.event for row in timeline.read(made.name)] == ["created"]
    with frozen("2026-06-08 10:20:00"):
        saved = save(made.name, sla_nl_priority="P2")
    assert saved.response_by == moment("2026-06-08 11:00:00")
    assert clock(made.name).start == moment(MONDAY)


def test_a_priority_that_is_unknown_for_a_while_loses_no_event(ticket, frozen):
    with frozen("2026-06-08 10:20:00"):
        save(ticket, sla_nl_priority="P5")
    with frozen("2026-06-08 10:25:00"):
        save(ticket, status="Replied")
    with frozen("2026-06-08 10:30:00"):
        save(ticket, sla_nl_priority="P2")
    assert clock(ticket).met_at == moment("2026-06-08 10:25:00")
    assert clock(ticket).due == moment("2026-06-08 12:00:00")
    assert frappe.db.get_value("HD Ticket", ticket, "resolution_by") is not None


def test_a_ticket_moves_from_a_deleted_contract_to_another(ticket, contract, frozen):
    frappe.db.set_value("HD Ticket", ticket, {"sla_nl_judged_by": "gone", "sla_nl_contract": None})
    with frozen("2026-06-08 10:20:00"):
        saved = save(ticket, sla_nl_contract=contract, priority="High")
    assert (saved.sla_nl_judged_by, saved.response_by) == (contract, moment("2026-06-08 11:00:00"))


def test_a_solved_ticket_that_was_set_aside_is_swept_once(
    ticket, contract, set_broken, frozen, site
):
    """Its met clocks are not looked at again after the contract is repaired."""
    with frozen("2026-06-08 10:20:00"):
        save(ticket, priority="Urgent")
    with frozen("2026-06-08 10:30:00"):
        save(ticket, status="Resolved")
    assert clock(ticket, "report").state == "running"
    set_broken(True)
    frappe.db.commit()
    with frozen("2027-06-08 10:00:00"):
        sweep.run()
        assert clock(ticket, "report").set_aside
        set_broken(False)
        frappe.db.commit()
        sweep.run()
        version = cache_token.terms_version()
        assert ticket not in sweep.clocks.tickets_due(sweep.now_s(), version, 1_000)
    assert clock(ticket, "report").state == "breached"


def test_a_fault_while_writing_a_new_ticket_leaves_it_as_helpdesk_made_it(
    make_ticket, frozen, monkeypatch
):
    """It is not judged, and has no clocks; its next save adds both."""

    def fail(*args):
        raise RuntimeError("disk full")

    with frozen(MONDAY), monkeypatch.context() as patch:
        patch.setattr(marking.clocks, "write", fail)
        made = make_ticket(sla_nl_contract=OFFICE, priority="Medium", ticket_type="Incident")
    assert not made.sla_nl_judged_by
    with frozen("2026-06-08 10:20:00"):
        saved = save(made.name, subject="Still on fire")
    assert saved.response_by == moment("2026-06-08 12:00:00")
    assert [row.event for row in timeline.read(made.name)] == ["created"]


# -- the app is off for a while --------------------------------------------------------------------


def test_booked_fees_stay_while_the_app_is_off(make_ticket, frozen):
    def set_enabled(value):
        frappe.db.set_single_value("SLA Settings", "enabled", value)
        cache_token.forget()

    with frozen(MONDAY):
        change = {"sla_nl_contract": OFFICE, "sla_nl_kind": "change", "sla_nl_priority": "P1"}
        name = make_ticket(**change, sla_nl_is_disruption="No").name
    assert totals(name)[0].without_amount == 1
    set_enabled(0)
    with frozen("2026-06-08 11:00:00"):
        assert not save(name, status="Replied").sla_nl_judged_by
    assert totals(name)[0].without_amount == 1
    set_enabled(1)
    with frozen("2026-06-08 12:00:00"):
        assert save(name, status="Open").sla_nl_judged_by == OFFICE
        assert findings(name) == []
    assert frappe.db.count("SLA Fee Entry", {"ticket": name}) == 1


def switch_off(is_off):
    """Switch the app off or on, and work off the runs that this queues."""
    settings = frappe.get_doc("SLA Settings")
    settings.enabled = int(not is_off)
    settings.save()
    frappe.db.commit()
    for run in frappe.get_all(runs.RUN, {"document": "SLA Settings", "state": ("!=", "Done")}):
        recompute.work(run.name)


@pytest.mark.parametrize("is_saved", [True, False], ids=["saved", "stamped on the queue"])
def test_events_while_the_app_was_off_count_at_their_own_time(ticket, frozen, is_saved):
    """Helpdesk's log has a reply in time, and then the wait for the customer."""
    with frozen("2026-06-08 10:30:00"):
        switch_off(True)
    try:
        with frozen("2026-06-08 11:00:00"):
            frappe.get_doc("HD Ticket", ticket).reply_via_agent(message="Working on it.")
        with frozen("2026-06-08 12:00:00"):
            save(ticket, status="Replied")
    finally:
        with frozen("2026-06-09 10:00:00"):
            if is_saved:
                frappe.db.set_single_value("SLA Settings", "enabled", 1)
                cache_token.forget()
                save(ticket, subject="Still on fire")
            else:
                switch_off(False)
    assert clock(ticket).met_at == moment("2026-06-08 11:00:00")
    stamped = frappe.get_doc("HD Ticket", ticket)
    assert (stamped.agreement_status, stamped.on_hold_since) == (
        "Paused", moment("2026-06-08 12:00:00"),
    )  # fmt: skip
    assert stamped.sla_nl_events == len(timeline.read(ticket)) == 3
    with frozen("2026-06-09 10:01:00"):
        assert findings(ticket) == []


# -- the sweep and the runs ------------------------------------------------------------------------


def test_the_sweep_reverses_the_fees_of_a_ticket_that_leaves_its_contract(
    make_ticket, make_customer, unique, frozen, site
):
    """The customer's contract was hidden, so no contract holds any more."""
    customer = make_customer(unique("Mover BV"))
    own = use_contract(OFFICE, [customer])
    change = {"sla_nl_kind": "change", "sla_nl_priority": "P1", "sla_nl_is_disruption": "No"}
    with frozen(MONDAY):
        name = make_ticket(customer=customer, **change).name
    frappe.db.set_value("SLA Contract", own, "is_hidden", 1)
    cache_token.forget()
    frappe.db.commit()
    with frozen("2026-07-08 10:00:00"):
        sweep.run()
    assert not frappe.db.get_value("HD Ticket", name, "sla_nl_judged_by")
    assert totals(name) == []
    assert frappe.db.count("SLA Fee Entry", {"ticket": name}) == 2


@pytest.fixture
def tickets_and_run(make_ticket, frozen, contract):
    """Make three tickets, and a queued run that gives them an hour more to respond."""
    with frozen(MONDAY):
        fields = {"sla_nl_contract": contract, "priority": "Medium", "ticket_type": "Incident"}
        names = [make_ticket(**fields).name for _ in range(3)]
        document = frappe.get_doc("SLA Contract", contract)
        for row in document.targets:
            if row.clock == "response":
                row.amount = 3
        document.save()
    frappe.db.commit()
    return names, frappe.db.get_value(runs.RUN, {"document": contract})


def response_hours(names):
    """Return the hours of day at which the responses are due."""
    dates = [frappe.db.get_value("HD Ticket", name, "response_by") for name in names]
    return [date.hour for date in dates]


def test_a_ticket_that_cannot_be_written_blocks_no_other_in_a_run(
    tickets_and_run, frozen, monkeypatch
):
    (names, run), write = tickets_and_run, tickets.write_stamps

    def refusing(stamps):
        if names[1] in stamps:
            raise RuntimeError("refused")
        write(stamps)

    with frozen("2026-06-08 10:10:00"), monkeypatch.context() as patch:
        patch.setattr(tickets, "write_stamps", refusing)
        recompute.work(run)
    done = frappe.get_doc(runs.RUN, run)
    assert (done.state, done.looked, done.stamped, done.faults) == ("Done", 3, 2, 1)
    assert response_hours(names) == [13, 12, 13]


@pytest.mark.parametrize("end", [SystemExit, frappe.QueryDeadlockError], ids=["killed", "deadlock"])
def test_a_run_that_is_stopped_between_single_tickets_skips_none(
    tickets_and_run, frozen, monkeypatch, end
):
    """A ticket cannot be written, so each is done by itself; the worker stops at the last."""
    (names, run), write, ends = tickets_and_run, tickets.write_stamps, [end]

    def refusing(stamps):
        if names[1] in stamps:
            raise RuntimeError("refused")
        if names[2] in stamps and ends:
            raise ends.pop()
        write(stamps)

    with frozen("2026-06-08 10:10:00"), monkeypatch.context() as patch:
        patch.setattr(tickets, "write_stamps", refusing)
        with suppress(SystemExit):
            recompute.work(run)
        frappe.db.rollback()
        recompute.work(run)
    assert frappe.db.get_value(runs.RUN, run, "state") == "Done"
    assert response_hours(names) == [13, 12, 13]


# -- withdrawn changes -----------------------------------------------------------------------------


def test_a_withdrawn_plan_gives_the_former_date_back(make_ticket, frozen):
    change = {"sla_nl_contract": OFFICE, "sla_nl_kind": "change", "sla_nl_priority": "P3"}
    with frozen(MONDAY):
        made = make_ticket(**change)
    with frozen("2026-06-08 11:00:00"):
        planned = save(made.name, sla_nl_planned_for="2026-06-25 12:00:00")
    assert planned.resolution_by == moment("2026-06-25 12:00:00")
    with frozen("2026-06-08 12:00:00"):
        assert save(made.name, sla_nl_planned_for=None).resolution_by == made.resolution_by


def test_events_keep_their_order_when_the_servers_clock_is_set_back(ticket, frozen):
    with frozen("2026-06-08 09:30:00"):
        save(ticket, priority="High")
    with frozen("2026-06-08 10:30:00"):
        saved = save(ticket, status="Replied")
    assert [row.event for row in timeline.read(ticket)] == ["created", "changed", "changed"]
    assert saved.response_by == moment("2026-06-08 11:00:00")
