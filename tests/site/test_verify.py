"""Verify: every stamp that differs from what contract and timeline say is told, no other."""

from __future__ import annotations

import os
import subprocess
import sys

import frappe
import pytest
from test_backfill import forget, rebuilt, replied, saved

from sla_nl.api.contracts import use_contract
from sla_nl.helpdesk.verify import verify

MONDAY = "2026-06-08 10:00:00"
NOON = "2026-06-08 11:30:00"
OFFICE = "vcare-connect-office"


@pytest.fixture
def ticket(make_ticket, frozen):
    """Answered after an hour."""
    with frozen(MONDAY):
        made = make_ticket(sla_nl_contract=OFFICE, priority="Medium", ticket_type="Incident")
    with frozen("2026-06-08 11:00:00"):
        replied(made)
        return frappe.get_doc("HD Ticket", made.name)


@pytest.fixture
def findings(frozen):
    """Returns a function that gives what is found of a ticket, as lines without its name."""

    def found(ticket, at=NOON):
        with frozen(at):
            mine = [verified for verified in verify() if verified.ticket == ticket.name]
        return [str(finding).partition(" ")[2] for one in mine for finding in one.findings]

    return found


def set_value(ticket, field, value):
    frappe.db.set_value("HD Ticket", ticket.name, field, value, update_modified=False)


def test_what_the_app_has_stamped_is_right(ticket, findings):
    assert findings(ticket) == []


def test_what_a_backfill_has_stamped_is_right(ticket, findings, frozen):
    forget(ticket.name)
    with frozen(NOON):
        rebuilt()
    assert findings(ticket) == []


def test_a_date_that_somebody_changed_is_told(ticket, findings):
    set_value(ticket, "resolution_by", "2026-06-30 10:00:00")
    assert findings(ticket) == [
        "resolution_by: is 2026-06-30 10:00:00, should be 2026-06-15 14:00:00"
    ]


def test_a_clock_that_somebody_changed_is_told(ticket, findings):
    row = {"ticket": ticket.name, "due_key": "recovery@80"}
    frappe.db.set_value("SLA Clock", row, "due", "2026-06-30 10:00:00")
    assert findings(ticket) == [
        "recovery@80 due: is 2026-06-30 10:00:00, should be 2026-06-09 10:00:00"
    ]


def test_a_clock_that_is_missing_or_too_many_is_told(ticket, findings):
    row = {"ticket": ticket.name, "due_key": "recovery@80"}
    frappe.db.set_value("SLA Clock", row, "due_key", "recovery@99")
    assert findings(ticket) == [
        "recovery@99 clock: is running, should be empty",
        "recovery@80 clock: is empty, should be running",
    ]


def test_a_fact_that_the_timeline_does_not_know_is_told(ticket, findings):
    """`frappe.db.set_value` by another app: no hook saw it."""
    set_value(ticket, "priority", "High")
    assert findings(ticket) == ["priority: the ticket says High, its timeline does not"]


def test_a_timeline_that_is_gone_is_told(ticket, findings):
    frappe.db.delete("SLA Ticket Event", {"ticket": ticket.name})
    assert findings(ticket) == ["has no timeline"]


def test_a_date_that_has_passed_only_just_is_no_difference(ticket, findings):
    """The sweep comes each minute; ten minutes later it should have been."""
    assert findings(ticket, "2026-06-09 10:05:00") == []
    late = findings(ticket, "2026-06-09 10:15:00")
    assert "recovery@80 state: is running, should be breached" in late


def test_a_ticket_solved_under_earlier_terms_is_not_compared(
    make_ticket, make_customer, frozen, unique
):
    customer = make_customer(unique("Bakkerij"))
    with frozen("2026-06-01 09:00:00"):
        contract = use_contract(OFFICE, [customer])
    with frozen(MONDAY):
        made = make_ticket(customer=customer, priority="Medium", ticket_type="Incident")
    with frozen("2026-06-08 11:00:00"):
        saved(made, status="Resolved")
    with frozen("2026-06-09 10:00:00"):
        document = frappe.get_doc("SLA Contract", contract)
        document.targets[0].amount = "9"
        document.save()
        (found,) = (one for one in verify() if one.ticket == made.name)
    assert (found.findings, found.is_compared) == ([], False)


def test_the_command_tells_a_line_each_and_fails_where_any_differs(make_ticket):
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
    """Run the command on the site. Returns: its exit status and its lines."""
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
