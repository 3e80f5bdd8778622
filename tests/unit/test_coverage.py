"""The coverage: a clause is carried by a document or has a reason, never both or neither."""

from __future__ import annotations

import pytest
from factories import table

from sla_nl.cli.coverage import (
    Clause,
    Place,
    carried_places,
    cover,
    coverage,
    coverage_faults,
    coverage_text,
    find_faults,
    format_coverage,
    read_reasons,
    read_register,
)
from sla_nl.vendors import Catalogue

COUNTS = [
    # id, clauses, carried
    ("raet", 49, 40),
    ("vcare", 168, 129),
    ("covide", 70, 53),
    ("smartfms", 53, 47),
    ("inleners", 30, 28),
]

PLACES = [
    # id, vendor, a place that must carry it
    ("raet-solve-1-fix", "raet", "visma-raet targets row 6"),
    ("raet-standby-weekend", "raet", "raet-stand-by calendar hours row 11"),
    ("covide-7.1-next-workday", "covide", "covide-window calendar"),
    ("covide-7.3-discount-5", "covide", "covide-premium credits row 1"),
    ("smartfms-esc-sameday", "smartfms", "smart-fms matrix triggers row 1"),
    ("vcare-7.4-very-high", "vcare", "vcare-connect matrix levels row 4"),
    ("vcare-2.2-term", "vcare", "vcare-connect-office"),
    ("inl-6a-backup", "inleners", "inlenersbeloning follow_ups row 3"),
]

A = Clause("a", "one", "1", "fee", "first")
B = Clause("b", "one", "2", "fee", "second")
HERE = {"a": (Place("doc", "fees", 1),)}

FAULTS = [
    # id, register, reasons, expected
    ("good", [A, B], {"b": "why"}, []),
    ("neither", [A, B], {}, ["b: carried by no document, and no reason why"]),
    ("empty-reason", [A, B], {"b": ""}, ["b: carried by no document, and no reason why"]),
    ("both", [A], {"a": "why"}, ["a: has a reason, but is carried by doc fees row 1"]),
    ("reason-for-nothing", [A], {"c": "why"}, ["c: a reason for no clause"]),
    ("unknown-clause", [], {}, ["a: named by doc fees row 1, but no clause of the register"]),
    ("twice", [A, A], {}, ["a: 2 times in the register"]),
]


def test_every_clause_is_carried_or_has_a_reason_and_none_has_both():
    """The shipped register, reasons and documents agree."""
    assert coverage_faults() == []


def test_every_carried_clause_stands_in_the_register():
    """No document names a clause that the register does not know."""
    known = {clause.id for clause in read_register()}
    assert len(known) == 370
    assert {c for vendor in coverage() for c in vendor.carried} <= known
    assert set(read_reasons()) <= known


@pytest.mark.parametrize(("vendor", "clauses", "carried"), COUNTS)
def test_the_counts_of_a_vendor(vendor, clauses, carried):
    """So many clauses, so many of them carried, the rest with a reason."""
    found = {v.vendor: v for v in coverage()}[vendor]
    assert (found.total, len(found.carried), len(found.others)) == (
        clauses,
        carried,
        clauses - carried,
    )


@pytest.mark.parametrize(("clause", "vendor", "place"), PLACES)
def test_a_clause_is_found_in_its_place(clause, vendor, place):
    """Contracts, child rows, calendars, opening hours and matrices all count as places."""
    found = {v.vendor: v for v in coverage()}[vendor]
    assert place in map(str, found.carried[clause])


def test_each_reason_is_one_sentence():
    """A reason is a sentence; one that promises a later part says which."""
    parts = ("fees", "escalation", "maintenance", "availability", "reporting", "versions")
    for clause, reason in read_reasons().items():
        assert reason.endswith("."), clause
        assert len(reason) > 40, clause
        if reason.startswith("Acts in a later part: "):
            assert reason.removeprefix("Acts in a later part: ").startswith(parts), clause


@pytest.mark.parametrize(("register", "reasons", "expected"), table(FAULTS))
def test_faults_between_register_reasons_and_documents(register, reasons, expected):
    """Each way in which the three can disagree is a fault of its own."""
    assert find_faults(register, reasons, HERE) == expected


def test_a_calendar_document_gives_the_clauses_of_its_hours():
    """Opening hours name clauses in their documents only."""
    document = {"name": "desk", "hours": [{"clause": ""}, {"clause": "a, b"}]}
    place = Place("desk calendar", "hours", 2)
    assert carried_places(Catalogue(), [document]) == {"a": (place,), "b": (place,)}


def test_the_text_has_counts_tables_and_reasons():
    """A heading with counts, the tables by size, the others with their section and reason."""
    assert format_coverage(cover([A, B], {"b": "why."}, HERE)) == (
        "one: 2 clauses, 1 carried, 1 not carried\n"
        "  carried by\n"
        "    fees                1\n"
        "  not carried\n"
        "    b (2): why.\n"
    )
    assert coverage_text().count(" clauses, ") == 5
