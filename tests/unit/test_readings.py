"""The general readings of docs/design.md 4.11, each with each of its values."""

from __future__ import annotations

import pytest
from factories import (
    dues,
    make_calendar_terms,
    make_contract,
    make_hours,
    make_target,
    table,
)

from sla_nl.engine.errors import ContractError
from sla_nl.engine.terms.vocabulary import READINGS
from sla_nl.vendors import shipped_contracts

VCARE, ALL_DAY = "vcare-connect-office", "vcare-connect-24x7"
P3 = ("incident", "P3", "response@100")  # 2 office hours
DAYS_3 = ("change", "P3", "response@100")  # 3 working days
QUOTE = ("change", "P3", "quote@100")  # 10 calendar days from the request, made at the report
SAME_DAY = ("change", "P1", "response@100")
MEDIUM, LAAG = ("incident", "Medium", "resolution@90"), ("incident", "Laag", "resolution@99.9")
SATURDAY = "2026-06-13 11:00"
MAINTENANCE = {"start": "2026-06-15T11:00:00+02:00", "end": "2026-06-15T12:30:00+02:00"}

DUES = [
    # id, reading, value, contract, (kind, priority, key), reported, expected
    ("", "good_friday", "open", VCARE, P3, "2026-04-02 16:00", "2026-04-03 09:00"),
    ("", "good_friday", "closed", VCARE, P3, "2026-04-02 16:00", "2026-04-07 09:00"),
    ("2026", "liberation_day", "lustrum", VCARE, P3, "2026-05-04 16:00", "2026-05-05 09:00"),
    ("2026", "liberation_day", "every_year", VCARE, P3, "2026-05-04 16:00", "2026-05-06 09:00"),
    ("2026", "liberation_day", "never", VCARE, P3, "2026-05-04 16:00", "2026-05-05 09:00"),
    ("2025", "liberation_day", "lustrum", VCARE, P3, "2025-05-02 16:00", "2025-05-06 09:00"),
    ("2025", "liberation_day", "every_year", VCARE, P3, "2025-05-02 16:00", "2025-05-06 09:00"),
    ("2025", "liberation_day", "never", VCARE, P3, "2025-05-02 16:00", "2025-05-05 09:00"),
    ("smart-fms", "holidays", "official", "smart-fms-basic", ("incident", "A", "response@100"),
     "2026-04-27 10:00", "2026-04-28 11:00"),
    ("smart-fms", "holidays", "none", "smart-fms-basic", ("incident", "A", "response@100"),
     "2026-04-27 10:00", "2026-04-27 12:00"),
    # 24 elapsed hours from the next opening
    ("inleners", "holidays", "official", "inlenersbeloning",
     ("incident", "Bug", "registration@100"), "2026-04-27 10:00", "2026-04-29 08:30"),
    ("inleners", "holidays", "none", "inlenersbeloning",
     ("incident", "Bug", "registration@100"), "2026-04-27 10:00", "2026-04-28 10:00"),
    ("named", "holidays", "none", VCARE, P3, "2026-04-27 10:00", "2026-04-28 10:00"),
    ("", "working_day_rule", "clock_time", VCARE, DAYS_3, "2026-06-08 10:00", "2026-06-11 10:00"),
    ("", "working_day_rule", "end_of_day", VCARE, DAYS_3, "2026-06-08 10:00", "2026-06-11 17:00"),
    # 27 hours: 7 on Monday, 9 on Tuesday and Wednesday, 2 on Thursday
    ("", "working_day_rule", "window_hours", VCARE, DAYS_3, "2026-06-08 10:00",
     "2026-06-11 10:00"),
    ("outside", "working_day_rule", "clock_time", VCARE, DAYS_3, SATURDAY, "2026-06-18 08:00"),
    ("outside", "working_day_rule", "end_of_day", VCARE, DAYS_3, SATURDAY, "2026-06-17 17:00"),
    ("outside", "working_day_rule", "window_hours", VCARE, DAYS_3, SATURDAY, "2026-06-17 17:00"),
    # over the spring change of the clock
    ("days", "calendar_day_rule", "clock_time", VCARE, QUOTE, "2026-03-25 11:00",
     "2026-04-04 11:00"),
    ("days", "calendar_day_rule", "elapsed", VCARE, QUOTE, "2026-03-25 11:00", "2026-04-04 12:00"),
    ("days", "calendar_day_rule", "end_of_day", VCARE, QUOTE, "2026-03-25 11:00",
     "2026-04-04 23:59:59"),
    ("weeks", "calendar_day_rule", "clock_time", "covide-basic", MEDIUM, "2026-03-25 11:00",
     "2026-04-01 11:00"),
    ("weeks", "calendar_day_rule", "elapsed", "covide-basic", MEDIUM, "2026-03-25 11:00",
     "2026-04-01 12:00"),
    ("weeks", "calendar_day_rule", "end_of_day", "covide-basic", MEDIUM, "2026-03-25 11:00",
     "2026-04-01 23:59:59"),
    ("months", "calendar_day_rule", "clock_time", "covide-basic", LAAG, "2026-03-02 10:00",
     "2026-06-02 10:00"),
    ("months", "calendar_day_rule", "elapsed", "covide-basic", LAAG, "2026-03-02 10:00",
     "2026-06-02 10:00"),
    ("months", "calendar_day_rule", "end_of_day", "covide-basic", LAAG, "2026-03-02 10:00",
     "2026-06-02 23:59:59"),
    ("", "month_end_rule", "clamp", "covide-basic", LAAG, "2026-11-30 10:00", "2027-02-28 10:00"),
    ("", "month_end_rule", "overflow", "covide-basic", LAAG, "2026-11-30 10:00",
     "2027-03-02 10:00"),
    ("leap", "month_end_rule", "clamp", "covide-basic", LAAG, "2027-11-30 10:00",
     "2028-02-29 10:00"),
    ("leap", "month_end_rule", "overflow", "covide-basic", LAAG, "2027-11-30 10:00",
     "2028-03-01 10:00"),
    ("long", "month_end_rule", "overflow", "covide-basic", LAAG, "2026-07-31 10:00",
     "2026-10-31 10:00"),
    ("", "roll_rule", "none", "covide-basic", MEDIUM, "2026-12-18 14:00", "2026-12-25 14:00"),
    ("", "roll_rule", "next_open", "covide-basic", MEDIUM, "2026-12-18 14:00", "2026-12-28 08:00"),
    ("saturday", "roll_rule", "next_open", VCARE, QUOTE, "2026-06-03 11:00", "2026-06-15 08:00"),
    ("evening", "roll_rule", "next_open", VCARE, QUOTE, "2026-06-01 18:00", "2026-06-12 08:00"),
    ("at-closing", "roll_rule", "next_open", VCARE, QUOTE, "2026-06-01 17:00", "2026-06-11 17:00"),
    ("in-hours", "roll_rule", "next_open", VCARE, QUOTE, "2026-06-01 10:00", "2026-06-11 10:00"),
    # 30 days to a Sunday in an always open calendar; 24 hours are no date
    ("always-open", "roll_rule", "next_open", "visma-raet", ("incident", "1", "resolution@100"),
     "2026-06-12 16:00", "2026-07-12 16:00"),
    ("hours", "roll_rule", "next_open", VCARE, ("change", "P2", "response@100"),
     "2026-06-12 15:00", "2026-06-13 15:00"),
    ("", "closing_rule", "outside", VCARE, DAYS_3, "2026-06-08 17:00", "2026-06-12 08:00"),
    ("", "closing_rule", "inside", VCARE, DAYS_3, "2026-06-08 17:00", "2026-06-11 17:00"),
    # reported inside, one hour round the clock; outside, by the closing of the next working day
    ("condition", "closing_rule", "outside", ALL_DAY, ("incident", "P1", "registration@100"),
     "2026-06-08 17:00", "2026-06-09 17:00"),
    ("condition", "closing_rule", "inside", ALL_DAY, ("incident", "P1", "registration@100"),
     "2026-06-08 17:00", "2026-06-08 18:00"),
    ("", "same_day_rule", "closing", VCARE, SAME_DAY, "2026-06-08 10:00", "2026-06-08 17:00"),
    ("", "same_day_rule", "midnight", VCARE, SAME_DAY, "2026-06-08 10:00", "2026-06-08 23:59:59"),
    ("evening", "same_day_rule", "closing", VCARE, SAME_DAY, "2026-06-12 18:00",
     "2026-06-15 17:00"),
    ("evening", "same_day_rule", "midnight", VCARE, SAME_DAY, "2026-06-12 18:00",
     "2026-06-15 23:59:59"),
    # maintenance on Monday 15 June, from 11:00 to 12:30
    ("", "maintenance_rule", "none", VCARE, P3, "2026-06-15 10:00", "2026-06-15 12:00"),
    ("", "maintenance_rule", "stops", VCARE, P3, "2026-06-15 10:00", "2026-06-15 13:30"),
    ("inside", "maintenance_rule", "stops", VCARE, P3, "2026-06-15 12:00", "2026-06-15 14:30"),
    ("over", "maintenance_rule", "stops", VCARE, P3, "2026-06-15 13:00", "2026-06-15 15:00"),
    ("registration", "maintenance_rule", "stops", VCARE, ("incident", "P1", "registration@100"),
     "2026-06-15 10:30", "2026-06-15 11:30"),
    ("", "reopen_rule", "continue", VCARE, P3, "2026-06-08 10:00", "2026-06-08 12:00"),
    ("", "reopen_rule", "afresh", VCARE, P3, "2026-06-08 10:00", "2026-06-08 12:00"),
]  # fmt: skip


def _params():
    for case, name, value, *rest in DUES:
        yield pytest.param(name, value, *rest, id="-".join(filter(None, (name, value, case))))


@pytest.mark.parametrize(("name", "value", "contract", "which", "reported", "due"), list(_params()))
def test_due_date_under_a_reading(name, value, contract, which, reported, due):
    """Each row sets one reading; the others have their defaults."""
    kind, priority, key = which
    contract = shipped_contracts()[contract].with_readings({name: value})
    events = [(reported, "quote_requested")] if key == "quote@100" else []
    found = dues(contract, priority, reported, *events, kind=kind, maintenance=[MAINTENANCE])
    assert found[key] == due


def test_every_value_of_every_reading_is_tried():
    """A new value needs a row in this file; others are tested elsewhere.

    `reopen_rule` in test_evaluate, `exclusion_rule` in test_availability.
    """
    tried = {(name, value) for _, name, value, *_ in DUES}
    tried |= {("exclusion_rule", value) for value in READINGS["exclusion_rule"]}
    assert tried == {(name, value) for name, values in READINGS.items() for value in values}


def test_default_of_each_reading_is_the_first():
    """A contract without readings has the defaults (docs/design.md 4.11)."""
    for contract in shipped_contracts().values():
        for name, values in READINGS.items():
            assert getattr(contract.terms, name) == values[0]


def test_planned_date_does_not_roll():
    """A plan for a Saturday keeps its date (docs/design.md 4.11, `roll_rule`)."""
    contract = shipped_contracts()["covide-basic"].with_readings({"roll_rule": "next_open"})
    found = dues(contract, "Laag", "2026-06-08 10:00", ("2026-06-09 09:00", "planned", SATURDAY))
    assert found["resolution@90"] == SATURDAY


TWO = [
    # id, readings, reported, expected of a quote of 10 days; 13 June is a Saturday
    ("end-of-day", {"calendar_day_rule": "end_of_day"}, "2026-06-03 11:00", "2026-06-15 08:00"),
    (
        "elapsed",
        {"calendar_day_rule": "elapsed"},
        "2026-06-03 11:00",
        "2026-06-15 08:00",
    ),
]


@pytest.mark.parametrize(("readings", "reported", "due"), table(TWO))
def test_roll_rule_beside_a_calendar_day_rule(readings, reported, due):
    """Each row sets two readings."""
    contract = shipped_contracts()[VCARE].with_readings({"roll_rule": "next_open", **readings})
    events = [(reported, "quote_requested")]
    assert dues(contract, "P3", reported, *events, kind="change")["quote@100"] == due


@pytest.mark.parametrize(
    ("value", "due"), [("outside", "2026-06-09 13:00"), ("inside", "2026-06-09 12:30")]
)
def test_closing_rule_holds_for_the_lunch_break_too(value, due):
    """A report at 12:30 counts from 13:00, or counts as inside (CLOSE)."""
    hours = make_hours("09:00-12:30 13:00-17:00")
    contract = make_contract(
        make_target(amount="1", unit="working_days"),
        calendars={"office": make_calendar_terms(hours=hours)},
        closing_rule=value,
    )
    assert dues(contract, "P1", "2026-06-08 12:30") == {"resolution@100": due}


SHORT = [
    # id, hours of Tuesday, reported on Monday, expected one working day later
    ("after-closing", "08:00-12:00", "2026-06-08 15:00", "2026-06-09 12:00"),
    ("in-hours", "08:00-12:00", "2026-06-08 10:00", "2026-06-09 10:00"),
    ("at-closing", "08:00-12:00", "2026-06-08 12:00", "2026-06-09 12:00"),
    ("in-the-break", "08:00-12:00 13:00-16:00", "2026-06-08 12:30", "2026-06-09 16:00"),
    ("before-opening", "10:00-16:00", "2026-06-08 09:00", "2026-06-09 16:00"),
]


@pytest.mark.parametrize(("tuesday", "reported", "due"), table(SHORT))
def test_working_day_on_closed_time_of_a_short_day_ends_at_its_closing(tuesday, reported, due):
    """Working days keep the clock time if the last day is open then (docs/design.md 4.5)."""
    hours = make_hours("08:00-17:00", ["Monday"]) + make_hours(tuesday, ["Tuesday"])
    contract = make_contract(
        make_target(amount="1", unit="working_days"),
        calendars={"office": make_calendar_terms(hours=hours)},
    )
    assert dues(contract, "P1", reported) == {"resolution@100": due}


WRONG = [({"roll_rule": "back"}, "none, next_open"), ({"easter": "closed"}, "good_friday")]


@pytest.mark.parametrize(("readings", "message"), WRONG, ids=["value", "name"])
def test_unknown_reading_is_refused_with_the_known_ones(readings, message):
    """The option `--set` can name a reading or a value that does not exist."""
    with pytest.raises(ContractError, match=message):
        shipped_contracts()[VCARE].with_readings(readings)
