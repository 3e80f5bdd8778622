"""Credits after meetings: the dates of the ladder, its end, and why."""

from __future__ import annotations

import dataclasses
from decimal import Decimal

import pytest
from factories import at, edited, shown, table

from sla_nl.engine.errors import LineError
from sla_nl.engine.service.credit_steps import credit_steps
from sla_nl.engine.service.credits import credit_case
from sla_nl.engine.terms.money import CreditRule
from sla_nl.engine.words.service import ServiceWords
from sla_nl.vendors import shipped_contracts

COVIDE = "covide-premium"
MEETING = "2026-06-15 10:00"


def case(contract=None, meeting=MEETING, progress=None, now=MEETING):
    contract = contract or shipped_contracts()[COVIDE]
    return credit_case(contract, at(meeting), progress and at(progress), at(now))


def ladder(**columns):
    """Return a contract with a ladder of its own: 10 percent from the meeting on."""
    rule = CreditRule("Korting", "incident_meeting_held", Decimal(10), clauses=("made-up",))
    return edited(COVIDE, credits=(dataclasses.replace(rule, **columns),))


LADDERS = [
    # id, columns, meeting, steps
    ("once", {}, MEETING, [f"{MEETING} 10"]),
    ("later", {"after": Decimal(10), "unit": "working_days"}, "2026-06-12 10:00",
     ["2026-06-26 10:00 10"]),
    ("to-a-hundred", {"step_percentage": Decimal(45), "step_period": "year"}, MEETING,
     [f"{MEETING} 10", "2027-06-15 10:00 55", "2028-06-15 10:00 100"]),
    ("last-step-is-smaller", {"step_percentage": Decimal(15), "maximum_percentage": Decimal(30),
                              "step_period": "half_year"}, MEETING,
     [f"{MEETING} 10", "2026-12-15 10:00 25", "2027-06-15 10:00 30"]),
    ("lower-maximum", {"maximum_percentage": Decimal(5)}, MEETING, [f"{MEETING} 5"]),
    ("half-percents", {"step_percentage": Decimal("2.5"), "maximum_percentage": Decimal(15),
                       "step_period": "quarter", "after": Decimal(2), "unit": "weeks"},
     "2026-10-20 10:00",
     ["2026-11-03 10:00 10", "2027-02-03 10:00 12.5", "2027-05-03 10:00 15"]),
    ("clamped", {"step_percentage": Decimal(10), "maximum_percentage": Decimal(30),
                 "step_period": "month", "after": Decimal(1), "unit": "months"},
     "2028-01-31 10:00",
     ["2028-02-29 10:00 10", "2028-03-31 10:00 20", "2028-04-30 10:00 30"]),
]  # fmt: skip


@pytest.mark.parametrize(("columns", "meeting", "expected"), table(LADDERS))
def test_the_ladder_follows_its_row(columns, meeting, expected):
    """Each step is counted from the first meeting, up to the highest percentage."""
    found = case(ladder(**columns), meeting).steps
    assert [f"{shown(step.at)} {step.percentage.normalize():f}" for step in found] == expected


NOW = [
    # id, now, progress, percentage
    ("before", "2026-09-15 09:59:59", None, 0),
    ("first", "2026-09-15 10:00", None, 5),
    ("last", "2030-01-01 10:00", None, 50),
    ("progress-ahead", "2026-09-20 10:00", "2026-10-20 10:00", 5),
    ("progress-now", "2026-10-20 10:00", "2026-10-20 10:00", 0),
    ("progress-past", "2026-12-20 10:00", "2026-10-20 10:00", 0),
]


@pytest.mark.parametrize(("now", "progress", "percentage"), table(NOW))
def test_the_discount_at_a_moment(now, progress, percentage):
    """Progress ends the case: only a new meeting starts another one."""
    assert case(progress=progress, now=now).percentage == percentage


def test_progress_at_a_step_comes_before_it():
    """Nothing is owed from the moment at which progress is recorded."""
    steps = case(progress="2026-10-15 10:00").steps
    assert [shown(step.at) for step in steps] == ["2026-09-15 10:00"]


def test_meetings_follow_each_month_until_the_case_ends():
    """The last one is that of the highest discount, or that at which progress was recorded."""
    assert [shown(m.at) for m in case().follow_ups][:2] == ["2026-07-15 10:00", "2026-08-15 10:00"]
    assert len(case().follow_ups) == 12
    assert len(case(progress="2026-08-15 10:00").follow_ups) == 2


WRONG = [
    ("no-ladder", "smart-fms-basic", None, "contract: 'smart-fms-basic' gives no credit after"),
    ("early", COVIDE, "2026-06-15 09:59", "progress: is before the first meeting"),
]


@pytest.mark.parametrize(("contract", "progress", "message"), table(WRONG))
def test_what_cannot_be_is_refused(contract, progress, message):
    with pytest.raises(LineError, match=message):
        case(shipped_contracts()[contract], progress=progress)


def test_the_case_is_told_step_by_step():
    contract = shipped_contracts()[COVIDE]
    found = case(progress="2026-09-20 10:00", now="2026-09-16 10:00")
    discount = "covide-7.3-discount-5, covide-7.3-discount-step"
    assert [ServiceWords("en", contract.zone).step(step) for step in credit_steps(found)] == [
        "Korting wegens te late oplossingen: first meeting Monday 15 June 2026 10:00",
        "Wednesday 15 July 2026 10:00: Vervolgafspraak (covide-7.3-follow-up)",
        "Saturday 15 August 2026 10:00: Vervolgafspraak (covide-7.3-follow-up)",
        "Tuesday 15 September 2026 10:00: Vervolgafspraak (covide-7.3-follow-up)",
        "from Tuesday 15 September 2026 10:00: 5% of eerstvolgende maandfactuur van het abonnement "
        f"({discount})",
        "progress recorded Sunday 20 September 2026 10:00: no credit any more",
        "at Wednesday 16 September 2026 10:00: 5%",
    ]
    dutch = [ServiceWords("nl", contract.zone).step(step) for step in credit_steps(found)]
    assert dutch[4] == (
        "vanaf dinsdag 15 september 2026 10:00: 5% van eerstvolgende maandfactuur van het "
        f"abonnement ({discount})"
    )
