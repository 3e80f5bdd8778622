"""Costs that the customer approves first: asked for, recorded, shown, and not billed before."""

from __future__ import annotations

from decimal import Decimal

import frappe
import pytest

from sla_nl.api import messages
from sla_nl.api.panel import panel
from sla_nl.api.tickets import record, take_back
from sla_nl.fees import states
from sla_nl.fees.ledger import ENTRY
from sla_nl.fees.states import FeeStateError

OFFICE = "vcare-connect-office"
AGENT = "agent@example.com"
MONDAY, TUESDAY, WEDNESDAY = "2026-06-08 10:00:00", "2026-06-09 10:00:00", "2026-06-10 10:00:00"
THURSDAY = "2026-06-11 10:00:00"
WAITS = "The customer has to approve the costs first, and was not asked yet."


@pytest.fixture
def change(make_ticket, frozen, unique):
    """Make a change outside the SLA of Vcare: it may carry costs, by quote."""
    sender = f"{frappe.scrub(unique('payer'))}@consent.example"
    with frozen(MONDAY):
        ticket = make_ticket(
            sla_nl_contract=OFFICE, sla_nl_kind="change", sla_nl_priority="P3", raised_by=sender
        )
    with frozen(TUESDAY):
        ticket.sla_nl_outside_sla = "Yes"
        ticket.save()
    return ticket.name


def entry(ticket):
    return frappe.get_all(ENTRY, {"ticket": ticket}, pluck="name")[0]


def consented_on(ticket):
    return frappe.db.get_value(ENTRY, entry(ticket), "consented_on")


def events(ticket):
    return [event["event"] for event in panel(ticket)["events"]]


def test_the_entry_waits_for_the_customer(change, frozen):
    """Nobody can confirm it; the refusal says what to do."""
    with frozen(WEDNESDAY):
        assert panel(change)["consent"]["text"] == WAITS
        with pytest.raises(FeeStateError, match="waits for the customer's approval"):
            states.confirm(entry(change), Decimal(100))


def test_approval_is_recorded_and_lets_it_be_confirmed(change, frozen):
    """The ledger has the moment of the approval."""
    with frozen(WEDNESDAY):
        assert "consent_given" in events(change)
        record(change, "consent_given")
    with frozen(THURSDAY):
        assert panel(change)["consent"]["is_given"]
        assert "consent_given" not in events(change)
        assert str(consented_on(change)) == WEDNESDAY
        states.confirm(entry(change), Decimal(100))
    assert frappe.db.get_value(ENTRY, entry(change), "state") == "Confirmed"


def test_approval_that_was_a_mistake_is_taken_back(change, frozen):
    """Then it waits again."""
    with frozen(WEDNESDAY):
        record(change, "consent_given")
        (item,) = [one for one in panel(change)["recorded"] if "approved" in one["title"]]
        take_back(change, "consent_given", item["at"])
        assert panel(change)["consent"]["text"] == WAITS
    assert consented_on(change) is None


def test_an_accepted_quote_is_an_approval(change, frozen):
    """The customer has seen the price and wants the work."""
    for moment, event in (
        (TUESDAY, "quote_requested"),
        (WEDNESDAY, "quote_sent"),
        (THURSDAY, "quote_accepted"),
    ):
        with frozen(moment):
            record(change, event)
    assert str(consented_on(change)) == THURSDAY


def test_a_change_inside_the_sla_asks_nobody(make_ticket, frozen):
    """It costs nothing, so the page says nothing of it."""
    with frozen(MONDAY):
        ticket = make_ticket(sla_nl_contract=OFFICE, sla_nl_kind="change", sla_nl_priority="P3")
        assert panel(ticket.name)["consent"] is None
        assert "consent_given" not in events(ticket.name)


def test_rush_costs_need_no_approval(make_ticket, frozen):
    """They are always owed (vcare-5.1-rush-fee-always)."""
    with frozen(MONDAY):
        ticket = make_ticket(
            sla_nl_contract=OFFICE, sla_nl_kind="change", sla_nl_priority="P1",
            sla_nl_is_disruption="No",
        )  # fmt: skip
        assert panel(ticket.name)["consent"] is None
        states.confirm(entry(ticket.name), Decimal(100))


def test_the_question_is_drafted_and_sent_and_the_panel_says_so(change, frozen, as_user):
    """The draft names the costs; what they are exactly is for the agent to fill in."""
    with frozen(WEDNESDAY), as_user(AGENT):
        draft = messages.draft(change, "consent")
        assert "Wijziging buiten de SLA" in draft["text"]
        assert "[what it costs, and for what]" in draft["text"]
        with pytest.raises(frappe.ValidationError, match="square brackets"):
            messages.send(change, "consent", draft["text"], draft["times_told"])
        text = draft["text"].replace("[what it costs, and for what]", "in total 250 euro")
        messages.send(change, "consent", text, draft["times_told"])
        found = panel(change)["consent"]
    assert found["text"].startswith("The customer was asked on Wed 10 June 10:00")
    assert found["message"] == "consent"
    assert consented_on(change) is None
