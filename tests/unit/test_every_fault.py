"""All faults of a document are found at once, without faults that only follow from others."""

from __future__ import annotations

import pytest
from factories import table

from sla_nl.engine.documents.contract_checks import faults_of
from sla_nl.engine.documents.every_fault import read_all
from sla_nl.engine.documents.reading import read_calendar, read_contract_terms

CALENDAR = {"name": "office", "title": "Office"}
MONDAY = {"day": "Monday", "opens": "08:00", "closes": "17:00"}
TARGET = {"kind": "incident", "clock": "response", "amount": "1", "unit": "hours"}
CONTRACT = {
    "name": "own", "title": "Own", "vendor": "Someone", "version": "1", "calendar": "office",
    "priorities": [{"code": "P1"}],
}  # fmt: skip


def read_contract(document, faults):
    """Return the terms of a contract; add its faults to the list, also those between rows."""
    terms = read_contract_terms(document, faults)
    if terms is not None:
        faults += faults_of(terms, {"office": None}, "own")
    return terms


def found(read, document):
    faults = []
    read_all(read, document, faults)
    return [(fault.row, fault.field, fault.value) for fault in faults]


CALENDARS = [
    # id, fields, faults
    ("sound", {"hours": [MONDAY]}, []),
    (
        "a-field-and-a-row",
        {"hours": [MONDAY | {"opens": "25:00"}, MONDAY, MONDAY | {"opens": "17:00"}]},
        [("hours row 1", "opens", "25:00"), ("hours row 3", "closes", "17:00")],
    ),
    (
        "a-missing-title-and-a-row",
        {"title": "", "hours": [MONDAY | {"opens": "17:00"}]},
        [("", "title", ""), ("hours row 1", "closes", "17:00")],
    ),
    (
        "a-zone-and-a-title",
        {"title": None, "time_zone": "Nowhere", "hours": [MONDAY]},
        [("", "title", None), ("", "time_zone", "Nowhere")],
    ),
    (
        "hours-that-are-all-wrong-are-not-called-missing",
        {"hours": [MONDAY | {"day": "Moonday"}]},
        [("hours row 1", "day", "Moonday")],
    ),
    ("no-hours", {"hours": []}, [("", "hours", [])]),
    ("no-list-of-hours", {"hours": {"a": 1}}, [("", "hours", {"a": 1})]),
]


@pytest.mark.parametrize(("fields", "faults"), table(CALENDARS))
def test_every_fault_of_a_calendar_is_found_at_once(fields, faults):
    assert found(read_calendar, CALENDAR | fields) == faults


CONTRACTS = [
    ("sound", {"targets": [TARGET]}, []),
    (
        "row-numbers-are-those-of-the-whole-document",
        {"targets": [TARGET | {"clock": "reply"}, TARGET, TARGET]},
        [("targets row 1", "clock", "reply"), ("targets row 3", "clock", "response@100")],
    ),
    (
        "three-stages",
        {"calendar": "", "targets": [TARGET | {"kind": "x"}, TARGET | {"starts_at": "resolved"}],
         "valid_from": "2026-02-01", "valid_to": "2026-01-01"},
        [("", "calendar", ""), ("targets row 1", "kind", "x"),
         ("targets row 2", "starts_at", "resolved")],
    ),
    (
        "a-priority-that-cannot-be-read-is-not-missing-elsewhere",
        {"priorities": [{"code": ""}], "targets": [TARGET | {"priority": "P1"}]},
        [("priorities row 1", "code", "")],
    ),
    (
        "a-priority-that-there-is-not",
        {"targets": [TARGET | {"priority": "P9"}, TARGET | {"unit": "years"}]},
        [("targets row 2", "unit", "years"), ("targets row 1", "priority", "P9")],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "faults"), table(CONTRACTS))
def test_every_fault_of_a_contract_is_found_at_once(fields, faults):
    all_faults = found(read_contract, CONTRACT | fields)
    assert [fault for fault in all_faults if fault[1] != "valid_to"] == faults
    assert len(all_faults) == len(faults) + ("valid_to" in fields)


def test_a_value_that_is_no_document_is_one_fault():
    assert found(read_calendar, ["x"]) == [("", "", ["x"])]


def test_the_sound_rows_of_a_document_are_read():
    """So a contract that names the calendar can be checked."""
    rows = [MONDAY | {"opens": "25:00"}, MONDAY]
    calendar = read_all(read_calendar, CALENDAR | {"hours": rows}, [])
    assert [(hours.day, hours.opens) for hours in calendar.hours] == [("Monday", 480)]
