"""What an event of a contract makes due, and when."""

import dataclasses
from decimal import Decimal

import pytest
from factories import at, edited, shown, table

from sla_nl.engine.agreement.obligations import (
    contract_events,
    course_of,
    due_of,
    obligations_of,
    recurring,
)
from sla_nl.engine.errors import ContractError, NoOpeningTimeError
from sla_nl.engine.terms.events import FollowUp

VCARE = "vcare-connect-office"


def due(moment, amount, unit, is_before=False, **readings):
    """Return the local date of a row with a term, for an event at a local moment."""
    number = None if amount is None else Decimal(amount)
    rule = FollowUp("event", "Act", number, unit, is_before=is_before)
    contract = edited(VCARE, follow_ups=(rule,), **readings)
    return shown(due_of(contract, rule, at(moment)))


TERMS = [
    # id, event, amount, unit, due after it, due before it
    ("minutes", "2026-06-08 16:50", "30", "minutes", "2026-06-08 17:20", "2026-06-08 16:20"),
    ("hours-dst", "2026-03-29 01:00", "2", "hours", "2026-03-29 04:00", "2026-03-28 23:00"),
    ("working-hours", "2026-06-08 16:00", "2", "working_hours",
     "2026-06-09 09:00", "2026-06-08 14:00"),
    ("working-hours-back-over-a-weekend", "2026-06-08 09:00", "2", "working_hours",
     "2026-06-08 11:00", "2026-06-05 16:00"),
    ("working-days", "2026-06-05 12:00", "3", "working_days",
     "2026-06-10 12:00", "2026-06-02 12:00"),
    ("working-days-kings-day", "2026-04-24 12:00", "1", "working_days",
     "2026-04-28 12:00", "2026-04-23 12:00"),
    ("days-over-autumn", "2026-10-24 12:00", "2", "calendar_days",
     "2026-10-26 12:00", "2026-10-22 12:00"),
    ("weeks", "2026-06-08 09:00", "2", "weeks", "2026-06-22 09:00", "2026-05-25 09:00"),
    ("months-clamp", "2027-11-30 09:00", "3", "months", "2028-02-29 09:00", "2027-08-30 09:00"),
    ("months-clamp-back", "2026-05-31 09:00", "3", "months",
     "2026-08-31 09:00", "2026-02-28 09:00"),
    ("zero", "2026-06-08 09:00", "0", "calendar_days", "2026-06-08 09:00", "2026-06-08 09:00"),
    ("none", "2026-06-08 09:00", None, "", None, "2026-06-08 09:00"),
]  # fmt: skip


@pytest.mark.parametrize(("event", "amount", "unit", "after", "before"), table(TERMS))
def test_a_term_counts_from_the_event_or_back_from_it(event, amount, unit, after, before):
    assert due(event, amount, unit) == after
    assert due(event, amount, unit, is_before=True) == before


READINGS = [
    # id, reading, amount, unit, due
    ("end-of-day", {"calendar_day_rule": "end_of_day"}, "30", "calendar_days",
     "2025-12-30 23:59:59"),
    ("overflow", {"month_end_rule": "overflow"}, "3", "months", "2026-03-02 09:00"),
    ("roll", {"roll_rule": "next_open"}, "13", "calendar_days", "2025-12-15 08:00"),
    ("working-day-end", {"working_day_rule": "end_of_day"}, "2", "working_days",
     "2025-12-02 17:00"),
]  # fmt: skip


@pytest.mark.parametrize(("reading", "amount", "unit", "expected"), table(READINGS))
def test_a_term_follows_the_readings_of_the_contract(reading, amount, unit, expected):
    """The event is on Sunday 30 November 2025, at 9 in the morning."""
    assert due("2025-11-30 09:00", amount, unit, **reading) == expected


def test_the_rows_of_an_event_come_in_the_order_of_the_contract():
    """A row of another event is not among them."""
    rows = tuple(FollowUp(event, action) for event, action in (("a", "1"), ("b", "2"), ("a", "3")))
    found = obligations_of(edited(VCARE, follow_ups=rows), "a", at("2026-06-08 09:00"))
    assert [obligation.rule.action for obligation in found] == ["1", "3"]


def test_a_calendar_without_opening_time_is_named():
    rule = FollowUp("event", "Act", Decimal(1), "working_days")
    contract = edited(VCARE, follow_ups=(rule,))
    closed = dataclasses.replace(contract.calendar.terms, hours=())
    contract = edited(VCARE, follow_ups=(rule,), calendars={"vcare-office": closed})
    with pytest.raises(NoOpeningTimeError, match="calendar 'vcare-office'"):
        due_of(contract, rule, at("2026-06-08 09:00"))


FAULTS = [
    # id, row, fault
    ("no-unit", {"amount": Decimal(3)}, "follow_ups row 1, unit: '' is not valid; expected a unit"),
    ("no-amount", {"unit": "weeks"}, "follow_ups row 1, unit: 'weeks' is not valid; expected a un"),
    ("half-a-month", {"amount": Decimal("1.5"), "unit": "months"},
     "follow_ups row 1, amount: 1.5 is not valid; expected a whole number"),
    ("before-an-end", {"amount": Decimal(1), "unit": "working_day_end", "is_before": True},
     "follow_ups row 1, unit: 'working_day_end' is not valid; expected another unit for what"),
]  # fmt: skip


@pytest.mark.parametrize(("columns", "fault"), table(FAULTS))
def test_a_row_that_cannot_be_dated_is_a_fault_of_the_contract(columns, fault):
    row = dataclasses.replace(FollowUp("event", "Act"), **columns)
    with pytest.raises(ContractError) as error:
        edited(VCARE, follow_ups=(row,))
    assert fault in str(error.value)


def test_what_follows_is_dated_as_if_each_were_done_on_its_last_day():
    """Vcare announces in time: thirty days to object, then two fortnights, then thirty days."""
    found = course_of(edited(VCARE), "version_effective", at("2027-01-01 00:00"))
    assert [(one.rule.clauses[0], shown(one.due)) for one in found] == [
        ("vcare-2.3-notice", "2026-10-01 00:00"),
        ("vcare-2.3-objection", "2026-10-31 00:00"),
        ("vcare-2.3-specific-terms", None),
        ("vcare-2.3-consult-14", "2026-11-14 00:00"),
        ("vcare-2.3-consult-max", "2026-11-28 00:00"),
        ("vcare-2.3-terminate", "2026-12-28 00:00"),
        ("vcare-2.3-terminate-notice", "2027-03-28 00:00"),
    ]


def test_what_is_due_again_and_again_is_told_once():
    rows = (FollowUp("told", "Tell", Decimal(3), "months", next_event="told"),)
    contract = edited(VCARE, follow_ups=rows)
    found = [*course_of(contract, "told", at("2026-06-08 09:00"))]
    assert [shown(one.due) for one in found] == ["2026-09-08 09:00"]
    assert recurring(contract) == rows


def test_the_events_of_a_contract_are_those_that_no_ticket_has():
    assert contract_events(edited("covide-basic")) == ("version_effective",)
    assert contract_events(edited("inlenersbeloning")) == ("extra_service_used", "backup_made")
    assert [row.action for row in recurring(edited(VCARE))] == [
        "Volgend testdocument van de back-ups"
    ]
