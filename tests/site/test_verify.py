"""Verify reports every stamp that differs from the contract and the timeline, and no other."""

from __future__ import annotations

import os
import subprocess
import sys

import frappe
import pytest
from harness.past import forget, rebuilt, replied, saved

from sla_nl.api.contracts import use_contract
from sla_nl.contracts import copies
from sla_nl.helpdesk.upkeep.verify import verify

MONDAY = "2026-06-08 10:00:00"
NOON = "2026-06-08 11:30:00"
OFFICE = "vcare-connect-office"


@pytest.fixture
def ticket(make_ticket, frozen):
    """Make a ticket that was answered after an hour."""
    with frozen(MONDAY):
        made = make_ticket(sla_nl_contract=OFFICE, priority="Medium", ticket_type="Incident")
    with frozen("2026-06-08 11:00:00"):
        replied(made)
        return frappe.get_doc("HD Ticket", made.name)


@pytest.fixture
def findings(frozen):
    """Return a function that returns the findings about a ticket, as lines without its name."""

    def found(ticket, at=NOON):
        with frozen(at):
            mine = [verified for verified in verify() if verified.ticket == ticket.name]
        return [str(finding).partition(" ")[2] for one in mine for finding in one.findings]

    return found


def set_value(ticket, field, value):
    frappe.db.set_value("HD Ticket", ticket.name, field, value, update_modified=False)


def test_the_stamps_of_the_app_are_right(ticket, findings):
    assert findings(ticket) == []


def test_the_stamps_of_a_backfill_are_right(ticket, findings, frozen):
    forget(ticket.name)
    with frozen(NOON):
        rebuilt()
    assert findings(ticket) == []


def test_a_changed_date_is_reported(ticket, findings):
    set_value(ticket, "resolution_by", "2026-06-30 10:00:00")
    assert findings(ticket) == [
        "resolution_by: is 2026-06-30 10:00:00, should be 2026-06-15 14:00:00"
    ]


def test_a_changed_clock_is_reported(ticket, findings):
    row = {"ticket": ticket.name, "due_key": "recovery@80"}
    frappe.db.set_value("SLA Clock", row, "due", "2026-06-30 10:00:00")
    assert findings(ticket) == [
        "recovery@80 due: is 2026-06-30 10:00:00, should be 2026-06-09 10:00:00"
    ]


def test_a_missing_and_a_superfluous_clock_are_reported(ticket, findings):
    row = {"ticket": ticket.name, "due_key": "recovery@80"}
    frappe.db.set_value("SLA Clock", row, "due_key", "recovery@99")
    assert findings(ticket) == [
        "recovery@99 clock: is running, should be empty",
        "recovery@80 clock: is empty, should be running",
    ]


def test_a_fact_that_the_timeline_does_not_have_is_reported(ticket, findings):
    """Another app may use `frappe.db.set_value`, which calls no hook."""
    set_value(ticket, "priority", "High")
    assert findings(ticket) == ["priority: the ticket says High, its timeline does not"]


def test_a_missing_timeline_is_reported(ticket, findings):
    frappe.db.delete("SLA Ticket Event", {"ticket": ticket.name})
    assert findings(ticket) == ["has no timeline"]


# -- tickets that are not judged ------------------------------------------------------------------


def test_a_removed_judgement_is_reported(ticket, findings):
    set_value(ticket, "sla_nl_judged_by", None)
    assert findings(ticket) == [f"sla_nl_judged_by: is empty, should be {OFFICE}"]


def test_a_removed_judgement_of_a_solved_ticket_is_reported(ticket, findings, frozen):
    with frozen("2026-06-08 11:15:00"):
        saved(ticket, status="Resolved")
    set_value(ticket, "sla_nl_judged_by", None)
    assert findings(ticket) == [f"sla_nl_judged_by: is empty, should be {OFFICE}"]


@pytest.mark.parametrize("status", ["Open", "Closed"])
def test_a_ticket_that_needs_a_backfill_is_reported(ticket, findings, frozen, status):
    with frozen("2026-06-08 11:15:00"):
        saved(ticket, status=status)
    forget(ticket.name)
    assert findings(ticket) == ["has no timeline"]


def test_a_closed_ticket_with_the_timeline_of_a_backfill_is_right(ticket, findings, frozen):
    """It keeps Helpdesk's stamps, and later changes that its timeline lacks are no difference."""
    with frozen("2026-06-08 11:15:00"):
        saved(ticket, status="Resolved")
    forget(ticket.name)
    with frozen(NOON):
        rebuilt()
        saved(ticket, status="Closed")
    assert findings(ticket) == []


def test_clocks_of_a_ticket_without_a_contract_are_reported(make_ticket, findings, ticket):
    plain = make_ticket()
    row = {"ticket": ticket.name, "due_key": "recovery@80"}
    frappe.db.set_value("SLA Clock", row, "ticket", plain.name)
    assert findings(plain) == ["recovery@80 clock: is running, should be empty"]


def test_a_ticket_without_a_contract_is_left_out(make_ticket):
    plain = make_ticket()
    assert plain.name not in [verified.ticket for verified in verify()]


def test_a_date_that_passed_a_moment_ago_is_no_difference(ticket, findings):
    """The sweep runs each minute, so after ten minutes it must have marked the date."""
    assert findings(ticket, "2026-06-09 10:05:00") == []
    late = findings(ticket, "2026-06-09 10:15:00")
    assert "recovery@80 state: is running, should be breached" in late


# -- changed terms --------------------------------------------------------------------------------


@pytest.fixture
def own(make_ticket, make_customer, frozen, unique):
    """Make a ticket of a customer with their own contract; return both."""
    customer = make_customer(unique("Bakkerij"))
    with frozen("2026-06-01 09:00:00"):
        contract = use_contract(OFFICE, [customer])
        copies.own_calendar("vcare-office", [contract])
    with frozen(MONDAY):
        made = make_ticket(customer=customer, priority="Medium", ticket_type="Incident")
    return made, frappe.get_doc("SLA Contract", contract)


@pytest.fixture
def verified(frozen):
    """Return a function that returns the findings about a ticket, and if it was compared."""

    def found(ticket):
        with frozen("2026-06-09 12:00:00"):
            (one,) = (one for one in verify() if one.ticket == ticket.name)
        return [str(finding).partition(" ")[2] for finding in one.findings], one.is_compared

    return found


def test_a_ticket_solved_under_earlier_terms_is_not_compared(own, verified, frozen):
    made, contract = own
    with frozen("2026-06-08 11:00:00"):
        saved(made, status="Resolved")
    with frozen("2026-06-09 10:00:00"):
        contract.targets[0].amount = "9"
        contract.save()
    assert verified(made) == ([], False)


def test_a_ticket_solved_under_an_earlier_calendar_is_not_compared(own, verified, frozen):
    made, contract = own
    with frozen("2026-06-08 11:00:00"):
        saved(made, status="Resolved")
    with frozen("2026-06-09 10:00:00"):
        calendar = frappe.get_doc("SLA Calendar", contract.calendar)
        calendar.append("closed_dates", {"date": "2026-06-08", "reason": "Move"})
        calendar.save()
    assert verified(made) == ([], False)


def test_a_new_customer_does_not_count_as_changed_terms(
    own, verified, frozen, make_customer, unique
):
    made, contract = own
    with frozen("2026-06-08 11:00:00"):
        saved(made, status="Resolved")
    with frozen("2026-06-09 10:00:00"):
        contract.append("customers", {"customer": make_customer(unique("Slagerij"))})
        contract.update({"title": "Another title", "valid_to": "2027-12-31"})
        contract.save()
        frappe.get_doc("SLA Calendar", contract.calendar).save()
    assert verified(made) == ([], True)
    set_value(made, "response_by", "2026-06-30 10:00:00")
    assert verified(made)[0] == [
        "response_by: is 2026-06-30 10:00:00, should be 2026-06-08 12:00:00"
    ]


def test_a_ticket_solved_after_the_change_of_terms_is_compared(own, verified, frozen):
    made, contract = own
    with frozen("2026-06-08 10:30:00"):
        contract.fees = []
        contract.save()
    with frozen("2026-06-08 11:00:00"):
        saved(made, status="Resolved")
    assert verified(made) == ([], True)


def test_the_command_prints_a_line_per_difference_and_fails_if_any(make_ticket):
    ticket = make_ticket(sla_nl_contract=OFFICE, priority="Medium")
    set_value(ticket, "resolution_by", "2026-06-30 10:00:00")
    frappe.db.commit()
    status, lines = command()
    assert status == 1
    mine = [line for line in lines if line.startswith(f"{ticket.name} ")]
    assert len(mine) == 1
    assert mine[0].startswith(f"{ticket.name} resolution_by: is 2026-06-30 10:00:00, should be ")
    frappe.delete_doc("HD Ticket", ticket.name, force=True)
    frappe.db.commit()
    status, lines = command()
    assert not [line for line in lines if line.startswith(f"{ticket.name} ")]
    assert (status == 0) == lines[-1].endswith(" 0 differences")


def command():
    """Run the command on the site, and return its exit status and lines."""
    program = [sys.executable, "-m", "frappe.utils.bench_helper", "frappe", "--site"]
    done = subprocess.run(
        [*program, os.environ["SLA_NL_SITE"], "sla-nl", "verify"],
        cwd=os.environ["SITES_PATH"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout.strip().splitlines()


@pytest.mark.parametrize("on", [0, 1])
def test_a_checkbox_that_a_timeline_lacks_counts_as_off(ticket, findings, on):
    """Tickets that were split off lacked it in their first row."""
    frappe.db.sql(
        "update `tabSLA Ticket Event` set facts = json_remove(facts, '$.sla_nl_cannot_wait') "
        "where ticket = %s",
        ticket.name,
    )
    set_value(ticket, "sla_nl_cannot_wait", on)
    difference = ["sla_nl_cannot_wait: the ticket says 1, its timeline does not"]
    assert findings(ticket) == difference * on
