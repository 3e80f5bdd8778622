"""The coverage: a clause acts, or has a reason why nothing acts on it, or is recorded only."""

from __future__ import annotations

import dataclasses
from collections import Counter

import pytest
from factories import CALENDARS, make_contract, make_target, table

from sla_nl.cli.coverage import (
    Clause,
    Counts,
    Reading,
    Register,
    cover,
    coverage,
    coverage_faults,
    find_faults,
    read_register,
)
from sla_nl.cli.coverage_text import coverage_text, format_coverage, places_text
from sla_nl.cli.mentions import Mention, Place, calendars_in_use, mentions
from sla_nl.engine.acting import SELECTING, acting_columns
from sla_nl.engine.terms.contract import ContractTerms
from sla_nl.engine.terms.events import FollowUp
from sla_nl.engine.terms.money import FeeRule
from sla_nl.engine.terms.people import ContactRule
from sla_nl.engine.terms.service import Exclusion, MaintenanceRule
from sla_nl.engine.terms.vocabulary import READINGS
from sla_nl.vendors import Catalogue, shipped_catalogue

REGISTER = read_register()
KNOWN = {clause.id for clause in REGISTER.clauses}
VENDORS = {vendor.vendor: vendor for vendor in coverage()}

COUNTS = [
    # id, acts, recorded only, reason
    ("raet", 35, 0, 15),
    ("vcare", 128, 0, 43),
    ("covide", 50, 0, 21),
    ("smartfms", 46, 0, 8),
    ("inleners", 26, 0, 6),
]

ACTING = [
    # clause, vendor, a place that must name it
    ("raet-solve-1-fix", "raet", "visma-raet targets row 6"),
    ("covide-7.1-next-workday", "covide", "covide-window calendar"),
    ("covide-8-cost", "covide", "covide-premium fees row 1"),
    ("covide-7.3-discount-5", "covide", "covide-premium credits row 1"),
    ("smartfms-maint-small", "smartfms", "smart-fms-evening-start calendar"),
    ("vcare-3.3-notice", "vcare", "vcare-connect-office maintenance row 4"),
    ("covide-4.2-phone-role", "covide", "covide-basic contact_rules row 2"),
    ("raet-sc-duties", "raet", "visma-raet contact_rules row 4"),
    ("inl-2a-outside", "inleners", "inlenersbeloning availability row 1"),
    ("smartfms-lunch", "smartfms", "smart-fms-window calendar hours row 1"),
    ("vcare-1.1-version", "vcare", "vcare-connect-office"),
    ("vcare-5.1-rush-fee-always", "vcare", "vcare-connect-24x7 fees row 2"),
    ("vcare-5.1-st-done", "vcare", "vcare-connect-office status_rules row 8"),
    ("inl-3d-own-services", "inleners", "inlenersbeloning event_rules row 3"),
    ("smartfms-esc-sameday", "smartfms", "smart-fms matrix triggers row 1"),
    ("vcare-7.4-very-high", "vcare", "vcare-connect matrix levels row 4"),
    ("vcare-5.1-st-wait-plus3", "vcare", "vcare-connect-office status_rules row 4"),
    ("vcare-5.2.2-cost-3wd", "vcare", "vcare-connect-office follow_ups row 8"),
    ("raet-standby-weekend", "raet", "raet-stand-by calendar hours row 11"),
    ("covide-4.3.1-channels", "covide", "covide-basic contact_rules row 6"),
    ("vcare-8.1-retention-42", "vcare", "vcare-connect-office follow_ups row 16"),
    ("vcare-8.1-test-document", "vcare", "vcare-connect-office follow_ups row 17"),
    ("inl-6a-backup", "inleners", "inlenersbeloning follow_ups row 3"),
    ("vcare-4.5-p2-average", "vcare", "vcare-connect-office averages row 2"),
    ("vcare-b1-who-outside", "vcare", "vcare-connect-24x7 communication row 1"),
    ("vcare-4.2-close", "vcare", "vcare-connect-office status_rules row 8"),
    ("vcare-6.3-workaround", "vcare", "vcare-connect-office follow_ups row 15"),
    ("vcare-2.3-specific-terms", "vcare", "vcare-connect-office follow_ups row 18"),
    ("vcare-8-agreed-services", "vcare", "vcare-connect-office availability row 4"),
    ("vcare-3.4-excl-no-contract", "vcare", "vcare-connect-office event_rules row 4"),
    ("smartfms-alg-scope", "smartfms", "smart-fms-basic event_rules row 1"),
    ("raet-maint-emergency", "raet", "visma-raet maintenance row 4"),
]

NEW_READINGS = {
    "C-PORTAL", "C-PHONE", "C-COST", "S-KINDS", "S-START", "S-SUPPLIER", "V-RUSH", "V-THIRD",
    "V-WHO", "V-EVAL", "I-ATONCE",
}  # fmt: skip

A = Clause("a", "one", "1", "fee", "first")
B = Clause("b", "one", "2", "fee", "second")
C = Clause("c", "one", "3", "other", "third")
HERE = (Mention("a", Place("doc", "fees", 1), frozenset({"fees.event"})),)

NEITHER = "b: named by no document, and no reason why"
FAULTS = [
    # id, clauses, parts of the register, expected
    ("good", [A, B], {"reasons": {"b": "why"}}, []),
    ("neither", [A, B], {}, [NEITHER]),
    ("empty-reason", [A, B], {"reasons": {"b": ""}}, [NEITHER]),
    ("both", [A], {"reasons": {"a": "why"}}, ["a: has a reason, but acts in doc fees row 1"]),
    ("named", [A], {"reasons": {"a": "why"}, "rests_on": {"a": ()}}, []),
    ("recorded-only", [A], {"rests_on": {"a": ()}},
     ["a: nothing acts on doc fees row 1, and no reason why"]),
    ("reason", [A], {"reasons": {"c": "why"}}, ["c: has a reason, but no clause of the register"]),
    ("rests-on", [A], {"rests_on": {"c": ()}},
     ["c: rests on columns, but no clause of the register"]),
    ("remark", [A], {"remarks": {"c": "x"}}, ["c: has a remark, but no clause of the register"]),
    ("reading", [A], {"readings": (Reading("R-X", ("c",), "x", ()),)},
     ["c: has reading R-X, but no clause of the register"]),
    ("unknown", [], {}, ["a: named by doc fees row 1, but no clause of the register"]),
    ("twice", [A, A], {}, ["a: 2 times in the register"]),
]  # fmt: skip


def make_register(*clauses, **parts):
    """Return a register of some clauses; other parts are empty unless they are given."""
    empty = {"reasons": {}, "rests_on": {}, "remarks": {}, "readings": ()}
    return Register(clauses, **(empty | parts))


def columns_of(*targets, **tables):
    """Return the columns that act in each row of a contract with these targets and tables."""
    terms = make_contract(*targets, **tables).terms
    catalogue = Catalogue(terms={terms.name: terms})
    return [set(mention.columns) for mention in mentions(catalogue, [])]


# -- the shipped documents -------------------------------------------------------------------------


def test_every_clause_acts_or_has_a_reason():
    """The shipped register and documents agree, and no clause is only recorded."""
    assert coverage_faults() == []
    assert len(KNOWN) == 378


@pytest.mark.parametrize(("vendor", "acting", "recorded", "reasons"), COUNTS)
def test_the_counts_of_a_vendor(vendor, acting, recorded, reasons):
    """Each clause of a vendor is counted in one of the three columns."""
    assert VENDORS[vendor].counts() == (acting, recorded, reasons)


def test_the_counts_of_all_vendors():
    whole = [sum(counts) for counts in zip(*(v.counts() for v in VENDORS.values()), strict=True)]
    assert whole == [285, 0, 93]


@pytest.mark.parametrize(("clause", "vendor", "place"), ACTING)
def test_a_clause_acts_in_its_place(clause, vendor, place):
    """Code acts on a row, on opening hours or on the header of a contract that names it."""
    assert place in map(str, VENDORS[vendor].acting[clause])


def test_clauses_on_registration_have_the_remark_that_creation_meets_it():
    """Each promise of a ticket number has the remark, and no other clause has it."""
    promised = {
        clause
        for terms in shipped_catalogue().terms.values()
        for target in terms.targets
        if target.clock == "registration"
        for clause in target.clauses
    }
    remarked = {c for c, text in REGISTER.remarks.items() if "creation of the ticket" in text}
    assert remarked == promised


def test_events_that_nobody_records_each_time_are_remarked():
    """A back-up is made each day; the date of one is asked for, or recorded on the contract."""
    events = {"backup_made"}
    hanging = {
        clause
        for terms in shipped_catalogue().terms.values()
        for row in terms.follow_ups
        if row.event in events
        for clause in row.clauses
    }
    told = "Nobody records each back-up"
    assert hanging == {c for c, text in REGISTER.remarks.items() if told in text}
    acting = {clause for vendor in VENDORS.values() for clause in vendor.acting}
    assert hanging <= acting


def test_each_reason_is_a_sentence_that_puts_nothing_off():
    """An auditor of the text reads it: no reason says that something is built later."""
    for clause, reason in REGISTER.reasons.items():
        assert reason.endswith("."), clause
        assert len(reason) > 40, clause
        assert "later part" not in reason, clause


# -- readings --------------------------------------------------------------------------------------


def test_each_reading_has_a_code_and_clauses():
    """A code names one reading; each alternative says by which setting or edit to get it."""
    codes = Counter(reading.code for reading in REGISTER.readings)
    assert set(codes.values()) == {1}
    assert codes.keys() >= NEW_READINGS
    for reading in REGISTER.readings:
        assert reading.clauses, reading.code
        assert reading.alternatives, reading.code
        for alternative in reading.alternatives:
            assert alternative["text"], reading.code
            assert ("set" in alternative) != ("edit" in alternative), reading.code


def test_each_alternative_by_a_setting_is_a_reading_of_the_contract():
    """`--set` knows the name and the value, and the default is another value."""
    for reading in REGISTER.readings:
        for alternative in reading.alternatives:
            for name, value in alternative.get("set", {}).items():
                assert value in READINGS[name][1:], reading.code


def test_each_column_that_a_clause_rests_on_exists():
    """A column is written `table.column`; one of the contract itself is `contract.column`."""
    tables = {f.name: f.metadata["rows"] for f in dataclasses.fields(ContractTerms)
              if "rows" in f.metadata}  # fmt: skip
    for clause, columns in REGISTER.rests_on.items():
        for name in columns:
            owner, column = name.split(".")
            row_class = tables.get(owner, ContractTerms)
            assert column in {f.name for f in dataclasses.fields(row_class)}, clause


def test_each_clause_of_a_header_rests_on_columns():
    """A header has many columns, so the register names the columns of each of its clauses."""
    headers = {c for terms in shipped_catalogue().terms.values() for c in terms.clauses}
    assert headers <= REGISTER.rests_on.keys()


# -- how coverage is found -------------------------------------------------------------------------


@pytest.mark.parametrize(("clauses", "parts", "expected"), table(FAULTS))
def test_faults_between_register_and_documents(clauses, parts, expected):
    """Each kind of disagreement is a separate fault."""
    assert find_faults(make_register(*clauses, **parts), HERE) == expected


def test_a_clause_acts_by_the_columns_that_it_rests_on():
    """If the register names columns for a clause, only these count."""
    assert cover(make_register(A), HERE)[0].counts() == Counts(1, 0, 0)
    acting = make_register(A, rests_on={"a": ("fees.event",)})
    assert cover(acting, HERE)[0].counts() == Counts(1, 0, 0)
    other = make_register(A, rests_on={"a": ("fees.vat_code",)})
    assert cover(other, HERE)[0].counts() == Counts(0, 1, 0)
    explained = make_register(A, rests_on={"a": ()}, reasons={"a": "why"})
    assert cover(explained, HERE)[0].counts() == Counts(0, 0, 1)


def test_a_row_acts_by_its_filled_columns():
    """A target acts, and so does a follow-up of a ticket; selecting columns are not counted."""
    (columns,) = columns_of(make_target(priority="P1", clauses=("x",)))
    assert {"targets.clock", "targets.amount", "targets.unit"} <= columns
    assert not {"targets.kind", "targets.priority", "targets.rule"} & columns
    (columns,) = columns_of(follow_ups=(FollowUp("resolved", "Call", clauses=("x",)),))
    assert columns == {"follow_ups.event", "follow_ups.action"}
    unasked = FollowUp("backup_made", "Keep", kind="incident", clauses=("x",))
    assert columns_of(follow_ups=(unasked,)) == [set()]
    free, late = MaintenanceRule("Free", clauses=("x",)), MaintenanceRule("Late", not_before=960)
    late = dataclasses.replace(late, clauses=("y",))
    assert columns_of(maintenance=(free, late)) == [
        {"maintenance.maintenance_type"},
        {"maintenance.not_before"},
    ]
    assert "maintenance_type" in acting_columns("maintenance")
    assert "maintenance_type" in SELECTING


def test_a_contact_acts_if_it_is_a_desk_or_counted():
    """A contact without a channel and a number is somebody whom nothing looks at."""
    desk, person = ContactRule("Desk", channel="phone"), ContactRule("Person", definition="Tests.")
    counted = ContactRule("Person", minimum=1)
    rows = tuple(dataclasses.replace(rule, clauses=("x",)) for rule in (desk, person, counted))
    assert columns_of(contact_rules=rows) == [
        {"contact_rules.subject"},
        set(),
        {"contact_rules.subject", "contact_rules.minimum"},
    ]


def test_a_follow_up_of_the_contract_acts_also_without_a_term():
    """What comes before its event is due at the event; what comes after it has no date."""
    rows = FollowUp("backup_made", "Call", is_before=True), FollowUp("backup_made", "Call")
    before, without = columns_of(
        follow_ups=tuple(dataclasses.replace(row, clauses=("x",)) for row in rows)
    )
    assert before == {"follow_ups.event", "follow_ups.action", "follow_ups.is_before"}
    assert without == {"follow_ups.event", "follow_ups.action"}


def test_an_exclusion_from_support_does_not_act():
    """Nothing follows from work that support does not cover; excluded downtime is taken off."""
    down, work = (
        Exclusion("Flood", scope, clauses=("x",)) for scope in ("availability", "support")
    )
    assert columns_of(exclusions=(down, work)) == [{"exclusions.cause"}, set()]


def test_a_fee_that_is_off_does_not_act():
    fee = FeeRule("Work", "reported", "always", "per_hour", clauses=("x",))
    assert "fees.event" in columns_of(fees=(fee,))[0]
    assert columns_of(fees=(dataclasses.replace(fee, is_off=True),)) == [set()]


def test_a_calendar_acts_if_tickets_are_judged_by_it():
    """A calendar that no row names is recorded only."""
    terms = make_contract(make_target(calendar="desk"), calendars={
        "office": CALENDARS["vcare-office"], "desk": CALENDARS["covide-phone"],
    }).terms  # fmt: skip
    assert calendars_in_use(Catalogue(terms={"made": terms})) == {"desk"}
    document = {"name": "desk", "hours": [{"clause": ""}, {"clause": "a, b"}]}
    place = Place("desk calendar", "hours", 2)
    used = mentions(Catalogue(terms={"made": terms}), [document])
    assert used == tuple(Mention(clause, place, frozenset({"hours"})) for clause in "ab")
    assert mentions(Catalogue(), [document]) == (Mention("a", place), Mention("b", place))


# -- the text --------------------------------------------------------------------------------------


def test_the_text_lists_clauses_under_three_headings():
    """It has counts by topic, each clause under its heading, remarks, readings and a total."""
    register = make_register(
        A, B, C, reasons={"c": "why."}, remarks={"a": "not at once."},
        readings=(Reading("R-X", ("b",), "as it stands", ()),),
    )  # fmt: skip
    found = (*HERE, Mention("b", Place("doc", "fees", 2)))
    assert format_coverage(cover(register, found), register) == (
        "one: 3 clauses: acts 1, recorded only 1, reason 1\n"
        "    topic                     acts  recorded only  reason\n"
        "    fee                          1              1       0\n"
        "    other                        0              0       1\n"
        "  acts\n"
        "    a (1): doc fees row 1\n"
        "  recorded only\n"
        "    b (2): doc fees row 2\n"
        "  reason\n"
        "    c (3): why.\n"
        "  remarks\n"
        "    a (1): not at once.\n"
        "  readings\n"
        "    R-X (b): as it stands\n"
        "\n"
        "all vendors: 3 clauses: acts 1, recorded only 1, reason 1\n"
    )


def test_the_text_of_the_shipped_documents():
    """It counts once for each vendor, and once for all of them on the last line."""
    text = coverage_text()
    assert text.splitlines()[-1] == (
        "all vendors: 378 clauses: acts 285, recorded only 0, reason 93"
    )
    assert text.count(" clauses: ") == 6


PLACES = [
    # id, places, text
    ("document", [Place("a", "contract")], "a"),
    ("rows", [Place("a", "fees", n) for n in (1, 2, 3, 5)], "a fees rows 1-3, 5"),
    ("documents", [Place("a", "fees", 1), Place("b", "fees", 1)], "a, b fees row 1"),
    ("tables", [Place("a", "fees", 1), Place("a", "targets", 2)], "a fees row 1; a targets row 2"),
]


@pytest.mark.parametrize(("places", "text"), table(PLACES))
def test_places_are_written_in_few_words(places, text):
    assert places_text(places) == text
