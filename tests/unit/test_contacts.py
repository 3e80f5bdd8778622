"""Registered contacts: what a ticket of somebody else gets, and how many a customer may have."""

from __future__ import annotations

import dataclasses

import pytest
from factories import codes, edited, judge, shown, table

from sla_nl.engine.agreement.contacts import contact_counts
from sla_nl.engine.clock_state import NOT_APPLICABLE, RUNNING
from sla_nl.engine.terms.people import ContactRule
from sla_nl.vendors import shipped_contracts

MON = "2026-06-08"
RAET, COVIDE, FMS, VCARE = "visma-raet", "covide-premium", "smart-fms-basic", "vcare-connect-office"

REPORTERS = [
    # id, contract, priority, whether a registered contact reported it, state, notes
    ("raet-registered", RAET, "1", True, RUNNING, []),
    ("raet-somebody-else", RAET, "1", False, NOT_APPLICABLE, ["contact_not_applicable"]),
    ("raet-unknown", RAET, "1", None, RUNNING, []),
    ("covide-somebody-else", COVIDE, "Urgent", False, RUNNING, ["contact_note"]),
    ("vcare-somebody-else", VCARE, "P1", False, RUNNING, ["contact_note"]),
    ("smart-fms-asks-nothing", FMS, "A", False, RUNNING, []),
]


@pytest.mark.parametrize(
    ("contract", "priority", "is_registered", "state", "notes"), table(REPORTERS)
)
def test_a_report_by_somebody_else_gets_what_the_rule_says(
    contract, priority, is_registered, state, notes
):
    """A note, or no promise at all; where nobody is known to be registered, nothing changes."""
    facts = {} if is_registered is None else {"is_registered": is_registered}
    verdict = judge(contract, priority, f"{MON} 10:00", now=f"{MON} 10:10", **facts)
    assert ({clock.state for clock in verdict.clocks} & {state}, codes(verdict)) == ({state}, notes)
    if state == NOT_APPLICABLE:
        assert {clock.state for clock in verdict.clocks} == {state}


def test_the_note_names_the_clauses_of_the_rule():
    """The reader finds the sentence of the agreement."""
    verdict = judge(RAET, "1", f"{MON} 10:00", now=f"{MON} 10:10", is_registered=False)
    assert "raet-sc-contacts-only" in verdict.notes[-1].clauses


def test_a_note_takes_no_date_away():
    """The dates are those of any other ticket."""
    other, own = (
        judge(COVIDE, "Urgent", f"{MON} 10:00", is_registered=registered)
        for registered in (False, True)
    )
    assert [shown(clock.due) for clock in other.clocks] == [shown(c.due) for c in own.clocks]


STANDBY = [
    # id, contract, priority, channel, whether it is noted
    ("raet-top", RAET, "TOP", "standby", False),
    ("raet-another-disruption", RAET, "1", "standby", True),
    ("raet-by-phone", RAET, "1", "phone", False),
    ("vcare-p1", "vcare-connect-24x7", "P1", "standby", False),
    ("vcare-p2", "vcare-connect-24x7", "P2", "standby", True),
    ("vcare-without-stand-by", VCARE, "P2", "standby", False),
]


@pytest.mark.parametrize(("contract", "priority", "channel", "is_noted"), table(STANDBY))
def test_a_stand_by_is_for_some_priorities_only(contract, priority, channel, is_noted):
    """Raet's is for its availability alone; the report keeps its dates."""
    verdict = judge(contract, priority, f"{MON} 20:00", now=f"{MON} 20:10", channel=channel)
    assert ("desk_for_others" in codes(verdict)) == is_noted
    plain = judge(contract, priority, f"{MON} 20:00", now=f"{MON} 20:10", channel="phone")
    if contract == RAET:
        assert [shown(c.due) for c in verdict.clocks] == [shown(c.due) for c in plain.clocks]


COUNTS = [
    # id, contract, registered, subjects with too few, subjects with too many
    ("covide-three", COVIDE, 3, [], []),
    ("covide-four", COVIDE, 4, [], ["Contactpersonen van de klant"]),
    ("smart-fms-nobody", FMS, 0, ["Contactpersonen van de klant"], []),
    ("smart-fms-one", FMS, 1, [], []),
    ("raet-nobody", RAET, 0, ["Beheerder van de klant"], []),
    ("vcare-no-number", VCARE, 40, [], []),
]


@pytest.mark.parametrize(("contract", "registered", "few", "many"), table(COUNTS))
def test_the_number_of_contacts_is_held_against_the_rule(contract, registered, few, many):
    """Desks and managers of the supplier are no contacts of the customer."""
    counts = contact_counts(shipped_contracts()[contract], registered)
    assert [count.rule.subject for count in counts if count.is_too_few] == few
    assert [count.rule.subject for count in counts if count.is_too_many] == many


def test_a_maximum_of_nobody_allows_nobody():
    """Zero is a number, and not an empty cell."""
    rule = ContactRule("Contacts", maximum=0)
    contract = edited(COVIDE, contact_rules=(rule,))
    assert [count.is_too_many for count in contact_counts(contract, 1)] == [True]
    free = edited(COVIDE, contact_rules=(dataclasses.replace(rule, maximum=None),))
    assert contact_counts(free, 1) == ()
