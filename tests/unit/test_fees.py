"""Fees: the fee rules of a contract, applied to tickets."""

from __future__ import annotations

import dataclasses
from decimal import Decimal

import pytest
from factories import at, make_ticket, table

from sla_nl.engine.contract import Contract
from sla_nl.engine.evaluate import evaluate
from sla_nl.engine.fees import billed_minutes
from sla_nl.engine.terms.money import FeeRule
from sla_nl.engine.ticket import read_ticket
from sla_nl.vendors import shipped_catalogue, shipped_contracts

OFFICE, ALWAYS = "vcare-connect-office", "vcare-connect-24x7"
MON, SAT_NIGHT, KINGS_DAY = "2026-06-08 10:00", "2026-06-13 03:00", "2026-04-27 10:00"
RUSH, POSSIBLE = "vcare-5.1-rush-fee-always", "vcare-5.1-fee-possible"


def fees(contract, ticket):
    return evaluate(contract, ticket, at("2027-01-01 00:00")).fees


def make_contract_with(*rules):
    """Make the office contract with one fee rule of its own."""
    catalogue = shipped_catalogue()
    terms = dataclasses.replace(catalogue.terms[OFFICE], fees=rules)
    return Contract(terms, catalogue.calendars)


CHANGES = [
    # id, priority, is_disruption, outside_sla, expected certainty and clause
    ("fee-01", "P1", False, None, ("always", RUSH)),
    ("fee-02", "P1", True, None, None),
    ("fee-03", "P2", False, None, ("always", RUSH)),
    ("fee-04", "P3", False, True, ("possible", POSSIBLE)),
    ("fee-05", "P4", False, False, None),
    ("fee-06", "P5", False, True, ("possible", POSSIBLE)),
    ("not-assessed-yet", "P1", None, None, None),
    ("urgent-outside-the-sla-too", "P2", False, True, ("always", RUSH)),
]


@pytest.mark.parametrize(("priority", "disruption", "outside", "expected"), table(CHANGES))
def test_a_change_by_its_priority_and_assessment(priority, disruption, outside, expected):
    """P1 and P2 have rush fees, P3 to P5 may cost something outside the SLA (vcare 5.1)."""
    ticket = make_ticket(
        OFFICE, priority, MON, kind="change", is_disruption=disruption, outside_sla=outside
    )
    found = [(fee.rule.certainty, fee.rule.clauses[0]) for fee in fees(
        shipped_contracts()[OFFICE], ticket
    )]  # fmt: skip
    assert found == ([expected] if expected else [])


KINDS = ("incident", "change", "question", "problem")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("priority", ["P1", "P2"])
@pytest.mark.parametrize("name", [OFFICE, ALWAYS])
def test_a_high_priority_without_disruption_costs_rush_fees_for_every_kind(name, kind, priority):
    """A ticket without a known type is an incident (vcare-5.1-rush-fee-always, V-RUSH)."""
    assessed = ("2026-06-08 11:00", "assessed", {"is_disruption": False})
    ticket = make_ticket(name, priority, MON, assessed, kind=kind)
    (fee,) = fees(shipped_contracts()[name], ticket)
    assert (fee.rule.clauses, fee.rule.certainty) == ((RUSH,), "always")
    assert fees(shipped_contracts()[name], make_ticket(name, priority, MON, kind=kind)) == ()


COVIDE_CHANGES = [
    # id, when a quote is asked for, expected bases
    ("no-quote", None, ["per_hour"]),
    ("quote", "2026-06-09 11:00", ["quote"]),
    ("quote-with-the-report", MON, ["quote"]),
]


@pytest.mark.parametrize(("asked", "expected"), table(COVIDE_CHANGES))
def test_a_change_is_billed_by_the_hour_or_by_quote(asked, expected):
    """It has one of the two fees, never both (covide-8-cost, C-COST)."""
    events = [(asked, "quote_requested")] if asked else []
    ticket = make_ticket("covide-basic", "", MON, *events, kind="change")
    found = fees(shipped_contracts()["covide-basic"], ticket)
    assert [fee.rule.basis for fee in found] == expected
    assert {fee.rule.clauses for fee in found} == {("covide-8-cost",)}


CALLS = [
    # id, contract, priority, reported, cannot wait, billed from the call?
    ("P1-at-night", ALWAYS, "P1", SAT_NIGHT, False, False),
    ("P3-at-night", ALWAYS, "P3", SAT_NIGHT, False, True),
    ("P4-that-can-wait", ALWAYS, "P4", SAT_NIGHT, False, True),
    ("P4-that-cannot-wait", ALWAYS, "P4", SAT_NIGHT, True, False),
    ("P1-on-kings-day", ALWAYS, "P1", KINGS_DAY, False, False),
    ("P3-in-the-day", ALWAYS, "P3", MON, False, False),
    ("P3-without-the-service", OFFICE, "P3", SAT_NIGHT, False, False),
]


@pytest.mark.parametrize(("name", "priority", "reported", "waits", "is_billed"), table(CALLS))
def test_a_call_to_the_out_of_hours_service(name, priority, reported, waits, is_billed):
    """An unjustified call may be billed, from the moment of the call (vcare 3.2)."""
    ticket = make_ticket(name, priority, reported, channel="standby", cannot_wait=waits)
    found = fees(shipped_contracts()[name], ticket)
    assert [fee.at for fee in found] == ([at(reported)] if is_billed else [])
    assert all(fee.rule.certainty == "possible" and fee.amount is None for fee in found)


def test_no_price_in_the_text_is_no_amount():
    ticket = make_ticket(OFFICE, "P1", MON, kind="change", is_disruption=False)
    (fee,) = fees(shipped_contracts()[OFFICE], ticket)
    assert fee.amount is None


def test_the_rate_of_the_customers_contract_is_the_amount():
    rule = FeeRule("Spoed", "assessed", "always", "fixed", rate=Decimal("125"), is_disruption="No")
    ticket = make_ticket(OFFICE, "P1", MON, kind="change", is_disruption=False)
    (fee,) = fees(make_contract_with(rule), ticket)
    assert (fee.amount, fee.rule.currency) == (Decimal("125.00"), "EUR")


def test_refused_access_is_billed_by_the_hour():
    """100 minutes count as 105, in quarters; at 90 an hour that is 157.50 (vcare 4.7)."""
    rule = FeeRule(
        "Geen toegang", "paused", "possible", "per_hour",
        reason="no_access", rate=Decimal("90"), rounding_minutes=15,
    )  # fmt: skip
    events = [
        ("2026-06-08 11:00", "responded"),
        ("2026-06-08 12:00", "paused", "no_access"),
        ("2026-06-08 13:40", "resumed"),
    ]
    ticket = make_ticket(OFFICE, "P2", MON, *events)
    (fee,) = fees(make_contract_with(rule), ticket)
    assert (fee.minutes, fee.amount) == (105, Decimal("157.50"))


SHARES = [
    ("of-all", ["100", "60.50"], "40.13"),
    ("of-nothing", [], None),
    ("one-not-known", ["100", None], None),
]


@pytest.mark.parametrize(("rates", "expected"), table(SHARES))
def test_a_percentage_is_of_the_other_fees_of_the_ticket(rates, expected):
    """Only fees in its currency count, and all of them have to be known."""
    turn = {"event": "assessed", "certainty": "always", "is_disruption": "No"}
    share = FeeRule("Toeslag", basis="percentage", rate=Decimal("25"), **turn)
    dollars = FeeRule("Reis", basis="fixed", rate=Decimal("9"), currency="USD", **turn)
    others = [
        FeeRule("Werk", basis="fixed", rate=None if rate is None else Decimal(rate), **turn)
        for rate in rates
    ]
    ticket = make_ticket(OFFICE, "P1", MON, kind="change", is_disruption=False)
    found = fees(make_contract_with(share, dollars, *others), ticket)
    assert found[0].amount == (None if expected is None else Decimal(expected))


MINUTES = [
    ("exact", 0, 0, 61, 61),
    ("quarters", 15, 0, 61, 75),
    ("whole-quarters-stay", 15, 0, 60, 60),
    ("minimum", 15, 60, 20, 60),
]


@pytest.mark.parametrize(("step", "minimum", "minutes", "expected"), table(MINUTES))
def test_minutes_are_rounded_up_to_steps_above_a_minimum(step, minimum, minutes, expected):
    assert billed_minutes(minutes, step, minimum) == expected


def test_each_raise_of_a_priority_costs_where_the_rule_is_on():
    rule = FeeRule("Verhoging", "reprioritised", "always", "fixed", rate=Decimal("25"))
    events = [
        ("2026-06-08 10:10", "reprioritised", "P2"),
        ("2026-06-08 10:20", "reprioritised", "P3"),
        ("2026-06-08 10:30", "reprioritised", "P1"),
    ]
    ticket = make_ticket(OFFICE, "P3", MON, *events)
    found = fees(make_contract_with(rule), ticket)
    assert [fee.at for fee in found] == [at("2026-06-08 10:10"), at("2026-06-08 10:30")]
    assert fees(make_contract_with(dataclasses.replace(rule, is_off=True)), ticket) == ()


def test_a_raise_by_an_agent_costs_the_customer_nothing():
    """A line that does not say who raised the priority means the customer."""
    rule = FeeRule("Verhoging", "reprioritised", "always", "fixed", rate=Decimal("25"))
    line = {"id": "1", "contract": OFFICE, "kind": "incident", "priority": "P3",
            "reported_at": "2026-06-08T10:00:00+02:00"}  # fmt: skip
    raised = {"at": "2026-06-08T10:10:00+02:00", "event": "reprioritised", "priority": "P1"}
    counts = {
        by: len(fees(make_contract_with(rule), read_ticket({**line, "events": [raised | who]})))
        for by, who in (("", {}), ("yes", {"by_customer": True}), ("no", {"by_customer": False}))
    }
    assert counts == {"": 1, "yes": 1, "no": 0}


def test_a_cause_stays_the_same_whenever_the_ticket_is_judged():
    ticket = make_ticket(OFFICE, "P1", MON, kind="change", is_disruption=False)
    contract = shipped_contracts()[OFFICE]
    early = evaluate(contract, ticket, at(MON)).fees
    late = evaluate(contract, ticket, at("2027-01-01 00:00")).fees
    assert [fee.cause for fee in early] == [fee.cause for fee in late]


CALL = FeeRule("Oproep", "assessed", "possible", "per_hour", counts_from="call")


@pytest.mark.parametrize(
    ("rule", "moment"),
    [(CALL, MON), (dataclasses.replace(CALL, counts_from=""), "2026-06-08 11:00")],
    ids=["from-the-call", "from-the-assessment"],
)
def test_an_unjustified_call_is_billed_from_the_call_whenever_it_is_assessed(rule, moment):
    """Other assessments count from the moment they were made (vcare-3.2-unjustified-fee)."""
    ticket = make_ticket(OFFICE, "P3", MON, ("2026-06-08 11:00", "assessed"))
    (fee,) = fees(make_contract_with(rule), ticket)
    assert fee.at == at(moment)


def test_a_cause_names_its_rule_or_else_the_place_of_the_rule():
    ticket = make_ticket(OFFICE, "P1", MON, kind="change", is_disruption=False)
    rule = FeeRule("Spoed", "assessed", "always", "fixed", is_disruption="No")
    named = dataclasses.replace(rule, name="r1")
    causes = [fees(make_contract_with(one), ticket)[0].cause for one in (rule, named)]
    assert causes == [f"1:assessed:{at(MON)}", f"r1:assessed:{at(MON)}"]
