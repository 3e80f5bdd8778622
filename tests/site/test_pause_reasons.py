"""Why a ticket is paused: by its status, or as an agent has chosen."""

from __future__ import annotations

import frappe
import pytest

from sla_nl.api.panel import panel
from sla_nl.api.tickets import record_fact
from sla_nl.records import timeline

VCARE, COVIDE = "vcare-connect-24x7", "covide-basic"
REASON = "sla_nl_pause_reason"
MONDAY, WAITING, CHOSEN, ON = (
    "2026-06-08 10:00:00",
    "2026-06-08 10:10:00",
    "2026-06-08 10:20:00",
    "2026-06-08 11:00:00",
)
ON_HOLD = "Replied"
NOTHING_STOPS = "this contract stops no clock: the dates go on"


@pytest.fixture
def waiting(make_ticket, frozen):
    """Return a function that makes a ticket under a contract which waits from 10:10 on."""

    def make(contract=VCARE):
        with frozen(MONDAY):
            ticket = make_ticket(sla_nl_contract=contract, priority="Urgent")
        return change(ticket, frozen, WAITING, status=ON_HOLD)

    return make


def change(ticket, frozen, at, **fields):
    with frozen(at):
        ticket.reload().update(fields)
        ticket.save()
    return ticket.reload()


def states(ticket):
    rows = frappe.get_all("SLA Clock", {"ticket": ticket.name}, ["due_key", "state"])
    return {row.due_key: row.state for row in rows}


def control(ticket):
    fields = {one["field"]: one for one in panel(ticket.name)["fields"]}
    return fields.get(REASON)


def test_a_status_that_pauses_waits_for_the_customer_until_an_agent_says_otherwise(waiting, frozen):
    """Waiting for a supplier stops nothing at Vcare: the clock goes on from the choice."""
    ticket = waiting()
    assert states(ticket)["resolution@100"] == "paused"
    with frozen(CHOSEN):
        shown = control(ticket)
        assert (shown["value"], shown["options"][0][1]) == (
            "",
            "By the status: waiting for the customer",
        )
        record_fact(ticket.name, REASON, "supplier")
        assert states(ticket)["resolution@100"] == "running"
        assert control(ticket)["value"] == "supplier"
        note = "pauses the ticket (waiting for a supplier), but this contract stops no clock"
        assert note in panel(ticket.name)["notes"][0]
        record_fact(ticket.name, REASON, "no_access", "supplier")
    assert states(ticket)["resolution@100"] == "paused"


def test_the_time_of_the_first_reason_stays_paused(waiting, frozen):
    """The customer was waited for from 10:10 to 10:20, so the date moves by ten minutes."""
    ticket = waiting()
    before = frappe.db.get_value(
        "SLA Clock", {"ticket": ticket.name, "due_key": "resolution@100"}, "held_due"
    )
    with frozen(CHOSEN):
        record_fact(ticket.name, REASON, "supplier")
    due = frappe.db.get_value(
        "SLA Clock", {"ticket": ticket.name, "due_key": "resolution@100"}, "due"
    )
    assert (due - before).total_seconds() == 600


def test_the_reason_ends_with_its_status_and_the_next_pause_has_its_own(waiting, frozen):
    ticket = waiting()
    with frozen(CHOSEN):
        record_fact(ticket.name, REASON, "supplier")
    assert not change(ticket, frozen, ON, status="Open").get(REASON)
    assert timeline.read(ticket.name)[-1].facts[REASON] is None
    assert control(ticket) is None
    change(ticket, frozen, "2026-06-08 11:05:00", status=ON_HOLD)
    assert states(ticket)["resolution@100"] == "paused"


def test_a_reason_that_is_chosen_with_the_status_holds(waiting, frozen):
    ticket = change(waiting(), frozen, ON, status="Open")
    change(ticket, frozen, "2026-06-08 11:05:00", **{"status": ON_HOLD, REASON: "supplier"})
    assert states(ticket)["resolution@100"] == "running"


def test_a_contract_under_which_nothing_pauses_says_so(waiting, frozen):
    """No clause of Covide stops a clock; Helpdesk calls the ticket paused all the same."""
    ticket = waiting(COVIDE)
    assert ticket.status_category == "Paused"
    with frozen(CHOSEN):
        assert NOTHING_STOPS in panel(ticket.name)["notes"][0]
    change(ticket, frozen, ON, status="Open")
    with frozen(ON):
        assert not any(NOTHING_STOPS in note for note in panel(ticket.name)["notes"])
