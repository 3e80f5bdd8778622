"""The shipped documents are complete and linked, and have the figures of the five texts."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from decimal import Decimal

import pytest
from factories import at, table

from sla_nl.vendors import FIXTURES, read_documents, shipped_catalogue, shipped_contracts

CATALOGUE = shipped_catalogue()
TERMS = CATALOGUE.terms
COVIDE = ("covide-basic", "covide-business", "covide-premium")
VCARE = ("vcare-connect-office", "vcare-connect-24x7")
FILES = ("sla_calendar.json", "sla_contract.json", "sla_escalation_matrix.json")

CONTRACTS = [
    # id, vendor, version, matrix
    ("visma-raet", "Visma Raet", "", "visma-raet"),
    ("covide-basic", "Covide", "1.0", "covide"),
    ("covide-business", "Covide", "1.0", "covide"),
    ("covide-premium", "Covide", "1.0", "covide"),
    ("smart-fms-basic", "Smart FMS", "", "smart-fms"),
    ("vcare-connect-office", "Vcare connect", "3.10", "vcare-connect"),
    ("vcare-connect-24x7", "Vcare connect", "3.10", "vcare-connect"),
    ("inlenersbeloning", "Inlenersbeloning", "", "inlenersbeloning"),
]

PRIORITIES = [
    # id, contract, kind, Urgent, High, Medium, Low (docs/design.md 3)
    ("raet", "visma-raet", "incident", "TOP 1 2 3"),
    ("covide-basic", "covide-basic", "incident", "Urgent Hoog Medium Laag"),
    ("covide-business", "covide-business", "incident", "Urgent Hoog Medium Laag"),
    ("covide-premium", "covide-premium", "incident", "Urgent Hoog Medium Laag"),
    ("smart-fms", "smart-fms-basic", "incident", "A B C D"),
    ("smart-fms-question", "smart-fms-basic", "question", "D D D D"),
    ("vcare-office", "vcare-connect-office", "incident", "P1 P2 P3 P4"),
    ("vcare-office-change", "vcare-connect-office", "change", "P1 P2 P3 P4"),
    ("vcare-24x7", "vcare-connect-24x7", "incident", "P1 P2 P3 P4"),
    ("vcare-24x7-change", "vcare-connect-24x7", "change", "P1 P2 P3 P4"),
    ("inlenersbeloning", "inlenersbeloning", "incident", "Disruption Disruption Bug Bug"),
]

KIND_NAMES = [
    ("Question", "question"),
    ("Change", "change"),
    ("Wijziging", "change"),
    ("RFC", "change"),
    ("Problem", "problem"),
    ("Probleem", "problem"),
    ("Incident", "incident"),
    ("Bug", "incident"),
    ("", "incident"),
]

VCARE_LEVELS = [
    # level, contact, first deputy, second deputy, clause
    ("Laag", "Service & Support", "Customer Service Manager", "Teammanager Operations", "low"),
    (
        "Midden",
        "Customer Service Manager",
        "Teammanager Operations",
        "Operationeel Directeur",
        "mid",
    ),
    ("Hoog", "Teammanager Operations", "Operationeel Directeur", "Directie", "high"),
    (
        "Zeer hoog",
        "Operationeel Directeur",
        "Commercieel Directeur",
        "Algemeen Directeur",
        "very-high",
    ),
]

LEVELS = [
    # id, matrix, the levels with their form
    ("raet", "visma-raet", "1e lijn F, 2e lijn F, Ontwikkeling F"),
    ("covide", "covide", "1e lijn F, 2e lijn F"),
    ("smart-fms", "smart-fms", "Service Desk F, Deskundige F, Account Management H, Directie H"),
    ("inlenersbeloning", "inlenersbeloning", "1e lijn F, 2e lijn F"),
]

TRIGGERS = [
    # id, matrix, event, priority, amount, unit, process, clause
    ("raet-top", "visma-raet", "prioritised", "TOP", "0", "minutes", "Major Incident",
     "raet-prio-top-mi"),
    ("covide-error", "covide", "system_error", "", "0", "minutes", "", "covide-4.4.1-line1"),
    ("smart-same-day", "smart-fms", "not_resolved", "", "0", "working_day_end", "",
     "smartfms-esc-sameday"),
    ("vcare-p1", "vcare-connect", "prioritised", "P1", "0", "minutes", "", "vcare-7.3-p1-direct"),
    ("vcare-missed", "vcare-connect", "update_missed", "P1", None, "", "", "vcare-7.3-p1-direct"),
    ("inl-calamity", "inlenersbeloning", "calamity", "", None, "", "Uitwijkprocedure",
     "inl-8a-failover"),
]  # fmt: skip

MAINTENANCE = [
    # id, contract, type, notice, required, window, maximum, not before, clause
    ("raet-night", "visma-raet", "Regulier onderhoud", "", 0, "raet-night", "", None,
     "raet-maint-window"),
    ("raet-release", "visma-raet", "Release", "", 1, "", "", None, "raet-maint-calendar"),
    ("raet-major", "visma-raet", "Groot onderhoud", "2 weeks", 1, "", "", None,
     "raet-maint-major-notice"),
    ("raet-emergency", "visma-raet", "Spoedonderhoud", "", 0, "", "", None,
     "raet-maint-emergency"),
    ("covide-major", "covide-basic", "Grote update", "3 working_days", 1, "", "", None,
     "covide-9.2-update-notice"),
    ("covide-doubt", "covide-basic", "Update met kans op uitval", "", 1, "covide-after-hours", "",
     None, "covide-9.2-update-after-hours"),
    ("smart-regular", "smart-fms-basic", "Regulier onderhoud", "", 1, "", "2 month", 960,
     "smartfms-maint-limit"),
    ("smart-large", "smart-fms-basic", "Groot onderhoud", "", 1, "smart-fms-weekend", "", None,
     "smartfms-maint-large"),
    ("smart-small", "smart-fms-basic", "Klein onderhoud", "", 1, "smart-fms-evening", "", None,
     "smartfms-maint-small"),
    ("smart-urgent", "smart-fms-basic", "Spoedonderhoud", "", 1, "", "", None,
     "smartfms-maint-urgent"),
    ("smart-other", "smart-fms-basic", "Overig onderhoud", "", 0, "smart-fms-evening", "", None,
     "smartfms-maint-other"),
    ("vcare-preventive", "vcare-connect-office", "Preventief onderhoud", "7 calendar_days", 1,
     "vcare-maintenance", "12 year", None, "vcare-3.3-preventive"),
    ("vcare-adaptive", "vcare-connect-24x7", "Adaptief onderhoud", "7 calendar_days", 1,
     "vcare-maintenance", "", None, "vcare-3.3-adaptive"),
    ("vcare-emergency", "vcare-connect-24x7", "Spoedonderhoud", "", 0, "24x7", "", None,
     "vcare-3.3-emergency"),
    ("vcare-third-parties", "vcare-connect-office", "Onderhoud van derden", "", 0, "", "", None,
     "vcare-3.3-notice"),
    ("inl", "inlenersbeloning", "Regulier onderhoud", "", 1, "inlenersbeloning-maintenance", "",
     None, "inl-9a-announce"),
    ("inl-restore", "inlenersbeloning", "Restore", "", 1, "inlenersbeloning-after-hours", "", None,
     "inl-7a-restore"),
]  # fmt: skip

PERIODS = [
    # id, contract, event, is before, amount, unit, clause
    ("notice", VCARE[0], "version_effective", 1, "3", "months", "vcare-2.3-notice"),
    ("objection", VCARE[0], "version_announced", 0, "30", "calendar_days", "vcare-2.3-objection"),
    ("consult", VCARE[0], "objection_received", 0, "14", "calendar_days", "vcare-2.3-consult-14"),
    ("decide", VCARE[0], "consultation_started", 0, "14", "calendar_days",
     "vcare-2.3-consult-max"),
    ("terminate", VCARE[1], "consultation_ended", 0, "30", "calendar_days", "vcare-2.3-terminate"),
    ("leave", VCARE[1], "termination_given", 0, "3", "months", "vcare-2.3-terminate-notice"),
    ("quote-later", VCARE[0], "quote_requested", 0, "3", "working_days", "vcare-5.2.2-eta-3wd"),
    ("quote-cost", VCARE[0], "quote_requested", 0, "3", "working_days", "vcare-5.2.2-cost-3wd"),
    ("vcare-backup", VCARE[0], "backup_made", 0, "42", "calendar_days", "vcare-8.1-retention-42"),
    ("test-document", VCARE[0], "test_document_shared", 0, "3", "months",
     "vcare-8.1-test-document"),
    ("covide-meeting", COVIDE[0], "incident_meeting_held", 0, "1", "months",
     "covide-7.3-follow-up"),
    ("covide-version", COVIDE[0], "version_effective", 1, None, "", "covide-3.1-bilateral"),
    ("inl-backup", "inlenersbeloning", "backup_made", 0, "2", "months", "inl-6a-backup"),
]  # fmt: skip

RAISED = "reprioritised always fixed off"
CALL = (
    "possible per_hour channel=standby time_of_day=outside calendar=vcare-office counts_from=call"
)
VCARE_FEES = [
    "assessed always fixed priority=P1 is_disruption=No",
    "assessed always fixed priority=P2 is_disruption=No",
    "assessed possible quote kind=change priority=P3 outside_sla=Yes",
    "assessed possible quote kind=change priority=P4 outside_sla=Yes",
    "assessed possible quote kind=change priority=P5 outside_sla=Yes",
]
VCARE_CALLS = [
    f"assessed {CALL} kind=incident priority=P1 is_disruption=No",
    f"reported {CALL} kind=incident priority=P2",
    f"reported {CALL} kind=incident priority=P3",
    f"reported {CALL} kind=incident priority=P4 cannot_wait=No",
    f"reported {CALL} kind=change",
    f"reported {CALL} kind=question",
    f"reported {CALL} kind=problem",
]
VCARE_LAST = [
    "paused possible per_hour kind=incident reason=no_access",
    "quote_requested possible quote kind=change off",
    RAISED,
]
COVIDE_FEES = [
    "reported possible per_hour kind=change unless=quote_requested",
    "quote_requested possible quote kind=change",
    "quote_requested possible quote kind=question",
    RAISED,
]
FEES = [
    # id, contract, expected
    ("raet", "visma-raet", [RAISED]),
    ("covide-basic", "covide-basic", COVIDE_FEES),
    ("covide-business", "covide-business", COVIDE_FEES),
    ("covide-premium", "covide-premium", COVIDE_FEES),
    ("smart-fms", "smart-fms-basic", ["quote_requested possible quote kind=change", RAISED]),
    ("vcare-office", VCARE[0], [*VCARE_FEES, *VCARE_LAST]),
    ("vcare-24x7", VCARE[1], [*VCARE_FEES, *VCARE_CALLS, *VCARE_LAST]),
    ("inlenersbeloning", "inlenersbeloning", ["assessed possible quote outside_sla=Yes", RAISED]),
]

AVAILABILITY = [
    # id, contract, "subject period minimum calendar" of each row
    ("raet", "visma-raet", ["Applicaties month 99 24x7"]),
    ("covide", "covide-premium", ["Systemen month 99.5 24x7"]),
    ("smart-fms", "smart-fms-basic", ["Webdienst month 99.6 24x7"]),
    ("inlenersbeloning", "inlenersbeloning",
     ["Software en diensten month 90 inlenersbeloning-availability"]),
    ("vcare-office", VCARE[0],
     ["Service & Support year 99.99 vcare-office", "VMN Core Netwerk year 99.98 24x7",
      "VMN Datacenter year 99.98 24x7", "VMN Verbindingen year None 24x7",
      "Vcare platform year 99.9 24x7"]),
    ("vcare-24x7", VCARE[1],
     ["Service & Support year 99.99 vcare-office", "Storingsdienst year 99.99 24x7",
      "VMN Core Netwerk year 99.98 24x7", "VMN Datacenter year 99.98 24x7",
      "VMN Verbindingen year None 24x7", "Vcare platform year 99.9 24x7"]),
]  # fmt: skip

STATUSES = [
    # status, kind, effect, reason, follow-up days, repeated, extra days, closes after, clause
    ("Nieuw", "", "runs", "", 0, 0, 0, 0, "vcare-5.1-st-new"),
    ("Gepland Intern", "", "postpones", "", 0, 0, 0, 0, "vcare-5.1-st-planned-int"),
    ("Gepland Extern", "", "postpones", "", 0, 0, 0, 0, "vcare-5.1-st-planned-ext"),
    ("Wacht op Klant", "change", "pauses", "customer", 3, 1, 3, 2, "vcare-5.1-st-wait-plus3"),
    ("Wacht op Klant", "", "pauses", "customer", 3, 1, 0, 2, "vcare-5.1-st-wait-customer"),
    ("Reactie ontvangen", "", "runs", "", 2, 0, 0, 0, "vcare-5.1-st-reaction"),
    ("Wacht op leverancier", "", "pauses", "supplier", 3, 1, 0, 0, "vcare-5.1-st-wait-supplier"),
    ("Afgehandeld", "", "resolves", "", 0, 0, 0, 0, "vcare-5.1-st-done"),
]

UPDATES = [
    # id, contract, priority, interval, media, inside, outside, scenario
    ("p1-office", VCARE[0], "P1", "30 minutes", "portal email chat",
     "Support mdw / Piket mdw, Communicator", "", "Werkwijzer 4"),
    ("p1-24x7", VCARE[1], "P1", "30 minutes", "portal email chat",
     "Support mdw / Piket mdw, Communicator", "Storingsdienst, R&D, Communicator", "Werkwijzer 4"),
    ("p2-24x7", VCARE[1], "P2", "1 hours", "portal email chat",
     "Support mdw / Piket mdw, Communicator", "Storingsdienst, R&D, Communicator", "Werkwijzer 3"),
    ("p3-24x7", VCARE[1], "P3", "", "portal email", "Support mdw", "", ""),
    ("p4-24x7", VCARE[1], "P4", "", "portal", "Support mdw", "", ""),
]  # fmt: skip

SAYS = [
    # id, contract, table, clause, what its rows say
    ("independent", "visma-raet", "availability", "raet-avail-independent",
     "door een onafhankelijke partij"),
    ("agreed-services", VCARE[0], "availability", "vcare-8-agreed-services",
     "Alleen voor diensten die in de overeenkomst staan."),
    ("own-part", VCARE[1], "exclusions", "vcare-2.5-own-and-integration",
     "elke partij verantwoordelijk voor het eigen deel"),
    ("specific-terms", VCARE[0], "follow_ups", "vcare-2.3-specific-terms",
     "Klantspecifieke bepalingen"),
    ("own-services", "inlenersbeloning", "exclusions", "inl-3d-own-services",
     "Alleen vragen over de eigen diensten"),
    ("restored-point", "inlenersbeloning", "communication", "inl-7a-restored-point",
     "het herstelde tijdstip gemeld"),
    ("at-once", "inlenersbeloning", "targets", "inl-4a-disruption", "(I-ATONCE)"),
    ("portal", "covide-premium", "channel_rules", "covide-7.1-response-channels", "(C-PORTAL)"),
    ("reports", "smart-fms-basic", "targets", "smartfms-react-a", "(S-KINDS)"),
]  # fmt: skip

WINDOWS = [
    # id, contract, calendar, moment, open
    ("large-friday-16", "smart-fms-basic", "smart-fms-weekend", "2026-06-12 16:00", 1),
    ("large-friday-before", "smart-fms-basic", "smart-fms-weekend", "2026-06-12 15:59", 0),
    ("large-monday-06:59", "smart-fms-basic", "smart-fms-weekend", "2026-06-15 06:59", 1),
    ("large-monday-07", "smart-fms-basic", "smart-fms-weekend", "2026-06-15 07:00", 0),
    ("large-tuesday", "smart-fms-basic", "smart-fms-weekend", "2026-06-09 20:00", 0),
    ("small-morning", "smart-fms-basic", "smart-fms-evening", "2026-06-10 06:30", 1),
    ("small-07", "smart-fms-basic", "smart-fms-evening", "2026-06-10 07:00", 0),
    ("small-15:59", "smart-fms-basic", "smart-fms-evening", "2026-06-10 15:59", 0),
    ("small-16", "smart-fms-basic", "smart-fms-evening", "2026-06-10 16:00", 1),
    ("small-holiday", "smart-fms-basic", "smart-fms-evening", "2026-04-27 10:00", 1),
    ("begins-working-evening", "smart-fms-basic", "smart-fms-evening-start",
     "2026-06-12 16:00", 1),
    ("begins-working-morning", "smart-fms-basic", "smart-fms-evening-start",
     "2026-06-10 06:59", 1),
    ("begins-working-day", "smart-fms-basic", "smart-fms-evening-start", "2026-06-10 07:00", 0),
    ("begins-saturday", "smart-fms-basic", "smart-fms-evening-start", "2026-06-13 10:00", 0),
    ("begins-sunday", "smart-fms-basic", "smart-fms-evening-start", "2026-06-14 20:00", 0),
    ("begins-kings-day", "smart-fms-basic", "smart-fms-evening-start", "2026-04-27 18:00", 0),
    ("vcare-thursday-night", VCARE[0], "vcare-maintenance", "2026-06-18 23:59", 1),
    ("vcare-saturday", VCARE[0], "vcare-maintenance", "2026-06-20 02:00", 0),
    ("vcare-kings-day", VCARE[0], "vcare-maintenance", "2026-04-27 22:00", 0),
    ("standby-night", VCARE[1], "vcare-out-of-hours", "2026-06-13 03:00", 1),
    ("standby-07:59", VCARE[1], "vcare-out-of-hours", "2026-06-08 07:59", 1),
    ("standby-08", VCARE[1], "vcare-out-of-hours", "2026-06-08 08:00", 0),
    ("standby-17", VCARE[1], "vcare-out-of-hours", "2026-06-08 17:00", 1),
    ("standby-kings-day", VCARE[1], "vcare-out-of-hours", "2026-04-27 10:00", 1),
    ("update-17", "covide-basic", "covide-after-hours", "2026-06-08 17:00", 1),
    ("update-noon", "covide-basic", "covide-after-hours", "2026-06-08 12:00", 0),
    ("inl-monday-17:30", "inlenersbeloning", "inlenersbeloning-maintenance",
     "2026-06-08 17:30", 1),
    ("inl-tuesday-08:30", "inlenersbeloning", "inlenersbeloning-maintenance",
     "2026-06-09 08:30", 0),
    ("inl-sunday", "inlenersbeloning", "inlenersbeloning-maintenance", "2026-06-14 12:00", 1),
    ("inl-kings-day", "inlenersbeloning", "inlenersbeloning-maintenance", "2026-04-27 12:00", 0),
    ("inl-17:29", "inlenersbeloning", "inlenersbeloning-availability", "2026-06-08 17:29", 1),
    ("inl-17:30", "inlenersbeloning", "inlenersbeloning-availability", "2026-06-08 17:30", 0),
]  # fmt: skip

SERVICE_TIME = [
    # id, contract, calendar, from, until, opening seconds
    ("june", "inlenersbeloning", "inlenersbeloning-availability", "2026-06-01", "2026-07-01",
     712_800),
    ("may", "inlenersbeloning", "inlenersbeloning-availability", "2026-05-01", "2026-06-01",
     615_600),
    ("year", VCARE[0], "vcare-office", "2026-01-01", "2027-01-01", 8_262_000),
]  # fmt: skip


def documents():
    """Return every shipped document."""
    return [document for name in FILES for document in read_documents(FIXTURES / name)]


def carrying(rows, clause):
    """Return the rows that name a clause."""
    return [row for row in rows if clause in row.clauses]


def span(amount, unit):
    """Return an amount with its unit, or an empty text if there is none."""
    return f"{amount} {unit}" if amount is not None else ""


# -- the whole -------------------------------------------------------------------------------------


def test_all_documents_load_without_fault():
    """There are eight contracts of five vendors, with their matrices and calendars."""
    assert CATALOGUE.faults == []
    assert set(shipped_contracts()) == {row[0] for row in CONTRACTS}
    assert len({terms.vendor for terms in TERMS.values()}) == 5
    assert len(CATALOGUE.matrices) == 5


@pytest.mark.parametrize(("name", "vendor", "version", "matrix"), CONTRACTS)
def test_a_contract_has_its_vendor_version_and_matrix(name, vendor, version, matrix):
    """Three agreements have no version, so their contracts have none; each names a matrix."""
    terms = TERMS[name]
    assert (terms.vendor, terms.version, terms.escalation_matrix) == (vendor, version, matrix)
    assert terms.is_standard


@pytest.mark.parametrize("name", FILES)
def test_a_fixture_file_is_written_as_frappe_exports_it(name):
    """It has one space of indent, no escapes, a newline at the end, and each name once."""
    text = (FIXTURES / name).read_text(encoding="utf-8")
    rows = json.loads(text)
    assert text == json.dumps(rows, indent=1, ensure_ascii=False) + "\n"
    assert len({row["name"] for row in rows}) == len(rows)


def test_documents_carry_fixed_moments():
    """A migrate takes `creation` and `modified` from the file, so they never move."""
    for document in documents():
        assert document["creation"] == "2026-01-01 00:00:00.000000", document["name"]
        assert document["modified"] == "2026-01-01 00:00:00.000000", document["name"]
        assert document["is_standard"] == 1, document["name"]


def test_no_fee_has_a_rate():
    """No text gives a price, so no shipped row does."""
    fees = [fee for terms in TERMS.values() for fee in terms.fees]
    assert len(fees) == 40
    assert [fee for fee in fees if fee.rate is not None or fee.vat_code] == []


def test_every_row_names_a_clause_but_for_the_raised_priority():
    """Only the fee for a raised priority, and the maps, rest on no text."""
    for terms in TERMS.values():
        for item in fields(terms):
            if "rows" in item.metadata and item.name not in ("priority_map", "kind_map"):
                bare = [row for row in getattr(terms, item.name) if not row.clauses]
                is_raised = [getattr(row, "event", "") == "reprioritised" for row in bare]
                assert is_raised == ([True] if item.name == "fees" else []), terms.name


@pytest.mark.parametrize("name", COVIDE[1:])
def test_covide_subscriptions_differ_in_the_response_only(name):
    """All other promises are the same for Basic, Business and Premium."""
    same = (
        "priorities", "priority_map", "channel_rules", "contact_rules", "communication", "fees",
        "credits", "availability", "exclusions", "maintenance", "follow_ups",
    )  # fmt: skip
    for item in same:
        assert getattr(TERMS[name], item) == getattr(TERMS["covide-basic"], item), item


def test_the_out_of_hours_service_is_for_the_24x7_contract_only():
    """Under office hours the out-of-hours service does emergency maintenance only (V-WHO).

    Clause: vcare-3.1-standby.
    """
    others = [row for row in TERMS[VCARE[0]].communication if row.subject != "Spoedonderhoud"]
    office = replace(TERMS[VCARE[0]], communication=tuple(others))
    assert "storingsdienst" not in repr(office).lower()
    for item in ("status_rules", "exclusions", "maintenance", "follow_ups"):
        assert getattr(TERMS[VCARE[0]], item) == getattr(TERMS[VCARE[1]], item), item


# -- priorities and kinds --------------------------------------------------------------------------


@pytest.mark.parametrize(("contract", "kind", "expected"), table(PRIORITIES))
def test_helpdesk_priorities_map_as_the_design_says(contract, kind, expected):
    """Urgent, High, Medium and Low, in that order."""
    found = shipped_contracts()[contract]
    names = ("Urgent", "High", "Medium", "Low")
    assert [found.priority_of(kind, "Incident", name) for name in names] == expected.split()


def test_a_ticket_of_type_bug_is_a_bug():
    """At Inlenersbeloning the ticket type decides, not the priority."""
    found = shipped_contracts()["inlenersbeloning"]
    assert found.priority_of("incident", "Bug", "Urgent") == "Bug"


@pytest.mark.parametrize("contract", sorted(TERMS))
def test_ticket_types_mean_the_same_in_every_contract(contract):
    """A type that no row names is an incident."""
    found = shipped_contracts()[contract]
    assert [found.kind_of(name) for name, _ in KIND_NAMES] == [kind for _, kind in KIND_NAMES]


@pytest.mark.parametrize("contract", sorted(TERMS))
def test_contacts_name_priorities_of_their_contract(contract):
    codes = {priority.code for priority in TERMS[contract].priorities}
    named = {code for row in TERMS[contract].contact_rules for code in row.priorities}
    assert named <= codes


# -- fees and credits ------------------------------------------------------------------------------


@pytest.mark.parametrize(("contract", "expected"), table(FEES))
def test_the_fees_of_a_contract(contract, expected):
    """Sources: vcare-5.1, 3.2, 4.7, 5.2.2; covide-5, 8; inl-2b, 2c, 3d."""
    assert [set(shown_fee(fee)) for fee in TERMS[contract].fees] == [
        set(row.split()) for row in expected
    ]


def shown_fee(fee):
    """Return a fee rule as text: its kind of fee, then its conditions."""
    conditions = (
        "kind", "priority", "reason", "channel", "is_disruption", "outside_sla", "cannot_wait",
        "unless", "time_of_day", "calendar", "counts_from",
    )  # fmt: skip
    yield from (fee.event, fee.certainty, fee.basis)
    yield from (f"{name}={getattr(fee, name)}" for name in conditions if getattr(fee, name))
    if fee.is_off:
        yield "off"


def test_the_discount_of_covide():
    """It is 5% after three months and 5% more each month, at most 50% (covide-7.3)."""
    (credit,) = TERMS["covide-business"].credits
    found = (credit.percentage, credit.step_percentage, credit.maximum_percentage, credit.after)
    assert found == (5, 5, 50, 3)
    assert (credit.unit, credit.step_period) == ("months", "month")
    assert credit.trigger == "incident_meeting_held"
    assert [name for name, terms in TERMS.items() if terms.credits] == list(COVIDE)


# -- escalation ------------------------------------------------------------------------------------


def test_the_escalation_matrix_of_vcare():
    """It has four levels, each with a first and a second deputy (vcare-7.4)."""
    levels = CATALOGUE.matrices["vcare-connect"].levels
    assert [
        (row.level, row.contact, row.first_deputy, row.second_deputy, row.clauses) for row in levels
    ] == [(*row[:4], (f"vcare-7.4-{row[4]}",)) for row in VCARE_LEVELS]


@pytest.mark.parametrize(("matrix", "expected"), table(LEVELS))
def test_the_lines_of_the_other_vendors(matrix, expected):
    """The lowest line comes first; lines are functional or hierarchical and have no deputies."""
    levels = CATALOGUE.matrices[matrix].levels
    assert ", ".join(f"{row.level} {row.form[0].upper()}" for row in levels) == expected
    assert not any(row.first_deputy or row.second_deputy for row in levels)


@pytest.mark.parametrize(
    ("matrix", "event", "priority", "amount", "unit", "process", "clause"), table(TRIGGERS)
)
def test_triggers_of_escalations(matrix, event, priority, amount, unit, process, clause):
    """A trigger has a priority, a time and a process."""
    rows = carrying(CATALOGUE.matrices[matrix].triggers, clause)
    (row,) = [row for row in rows if row.event == event]
    expected = (priority, amount and Decimal(amount), unit, process)
    assert (row.priority, row.amount, row.unit, row.process) == expected


# -- maintenance, availability, calendars ----------------------------------------------------------


@pytest.mark.parametrize(
    ("contract", "kind", "notice", "required", "window", "maximum", "not_before", "clause"),
    table(MAINTENANCE),
)
def test_a_kind_of_maintenance(
    contract, kind, notice, required, window, maximum, not_before, clause
):
    """It has a notice, a window and a limit; no notice if the text gives no period."""
    (row,) = [row for row in TERMS[contract].maintenance if row.maintenance_type == kind]
    assert span(row.notice, row.notice_unit) == notice
    assert row.is_notice_required == bool(required)
    assert row.calendar == window
    assert span(row.maximum, row.maximum_period) == maximum
    assert row.not_before == not_before
    assert clause in row.clauses


def test_large_and_small_maintenance_use_up_the_limit_of_two():
    """All regular maintenance counts, with or without an outage (smartfms-maint-limit)."""
    rows = TERMS["smart-fms-basic"].maintenance
    found = {row.maintenance_type for row in rows if row.counts_towards == "Regulier onderhoud"}
    assert found == {"Groot onderhoud", "Klein onderhoud"}
    assert not any(row.counts_only_outages for row in rows)


def test_small_and_other_maintenance_begin_on_a_working_day():
    """They may go on until the next working day (smartfms-maint-small, -other, S-START)."""
    rows = TERMS["smart-fms-basic"].maintenance
    found = {row.maintenance_type: (row.calendar, row.start_calendar) for row in rows}
    hours = ("smart-fms-evening", "smart-fms-evening-start")
    assert {name for name, own in found.items() if own[1]} == {
        "Klein onderhoud",
        "Overig onderhoud",
    }
    assert found["Klein onderhoud"] == found["Overig onderhoud"] == hours


@pytest.mark.parametrize("contract", VCARE)
def test_maintenance_of_vcare_is_announced_to_subscribed_contacts(contract):
    """It is announced on the portal and to subscribers (vcare-3.3-announce-channel)."""
    rows = {row.maintenance_type: row.announced_through for row in TERMS[contract].maintenance}
    assert rows == {
        "Preventief onderhoud": ("portal", "subscribed_contacts"),
        "Adaptief onderhoud": ("portal", "subscribed_contacts"),
        "Spoedonderhoud": ("portal", "email", "chat", "subscribed_contacts"),
        "Onderhoud van derden": (),
    }


@pytest.mark.parametrize(("contract", "expected"), table(AVAILABILITY))
def test_the_availability_of_a_contract(contract, expected):
    """Each subject has a period, a minimum, and the hours over which that is measured."""
    assert [
        f"{row.subject} {row.period} {row.minimum_percentage} {row.calendar}"
        for row in TERMS[contract].availability
    ] == expected


@pytest.mark.parametrize(("contract", "calendar", "moment", "is_open"), table(WINDOWS))
def test_a_window_is_open_or_closed(contract, calendar, moment, is_open):
    """Rows try the ends of each window, and holidays.

    Sources: smartfms-maint-*, vcare-3.*, covide-9.2, inl-9a.
    """
    found = shipped_contracts()[contract].calendars[calendar]
    assert found.is_open(at(moment)) == bool(is_open)


@pytest.mark.parametrize(
    ("contract", "calendar", "since", "until", "expected"), table(SERVICE_TIME)
)
def test_the_service_time_of_a_period(contract, calendar, since, until, expected):
    """A minimum is measured over this time (inl-2a-avail, vcare-8-avail-ss)."""
    found = shipped_contracts()[contract].calendars[calendar]
    assert found.elapsed(at(since), at(until)) == expected


def test_only_two_vendors_name_no_holidays():
    """The reading `holidays=none` acts on Smart FMS and Inlenersbeloning only."""
    found = {name for name, row in CATALOGUE.calendars.items() if not row.are_holidays_named}
    assert found == {
        "smart-fms-window",
        "smart-fms-evening",
        "smart-fms-evening-start",
        "inlenersbeloning-office",
        "inlenersbeloning-availability",
        "inlenersbeloning-after-hours",
    }


def test_the_out_of_hours_calendar_is_the_complement_of_office_hours():
    """Each quarter of an hour of a year is in exactly one of the two (vcare-3.1-standby)."""
    calendars = shipped_contracts()[VCARE[1]].calendars
    office, outside = calendars["vcare-office"], calendars["vcare-out-of-hours"]
    for moment in range(at("2026-01-01"), at("2027-01-01"), 900):
        assert office.is_open(moment) != outside.is_open(moment), moment


# -- periods, statuses, updates --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("contract", "event", "is_before", "amount", "unit", "clause"), table(PERIODS)
)
def test_a_period_after_an_event(contract, event, is_before, amount, unit, clause):
    """An action is due some time before or after its event."""
    (row,) = carrying(TERMS[contract].follow_ups, clause)
    expected = (event, bool(is_before), amount and Decimal(amount), unit)
    assert (row.event, row.is_before, row.amount, row.unit) == expected


def test_follow_ups_for_one_priority():
    """They do not hold for all incidents (vcare-3.4-p1-evaluated, inl-4a-bug-repair)."""
    found = {
        (name, row.event, row.kind, row.priority, row.clauses)
        for name, terms in TERMS.items()
        for row in terms.follow_ups
        if row.priority
    }
    evaluated = {
        (name, "resolved", "incident", "P1", ("vcare-3.4-p1-evaluated",)) for name in VCARE
    }
    repaired = ("inlenersbeloning", "resolved", "incident", "Bug", ("inl-4a-bug-repair",))
    assert found == {*evaluated, repaired}


@pytest.mark.parametrize(("contract", "table_", "clause", "says"), table(SAYS))
def test_a_row_has_the_words_of_its_clause(contract, table_, clause, says):
    """Such a clause only informs the reader."""
    rows = carrying(getattr(TERMS[contract], table_), clause)
    assert rows
    assert all(says in repr(row) for row in rows)


@pytest.mark.parametrize("contract", VCARE)
def test_the_statuses_of_vcare(contract):
    """Follow-ups and extra days are in working days (vcare-5.1)."""
    rows = TERMS[contract].status_rules
    assert [
        (r.status, r.kind, r.effect, r.reason, r.follow_up_days, r.is_repeated, r.extra_days)
        for r in rows
    ] == [row[:7] for row in STATUSES]
    assert [r.closes_after for r in rows] == [row[7] for row in STATUSES]
    assert all(row[8] in r.clauses for r, row in zip(rows, STATUSES, strict=True))
    assert {r.extra_days_from for r in rows} == {"follow_up"}


@pytest.mark.parametrize(
    ("contract", "priority", "interval", "media", "inside", "outside", "scenario"), table(UPDATES)
)
def test_the_updates_of_vcare(contract, priority, interval, media, inside, outside, scenario):
    """A row has an interval, media, people inside and outside, and a scenario (vcare-b1)."""
    (row,) = [r for r in TERMS[contract].communication if r.priority == priority]
    assert span(row.interval, row.unit) == interval
    assert (row.media, row.scenario) == (tuple(media.split()), scenario)
    assert (", ".join(row.who_inside), ", ".join(row.who_outside)) == (inside, outside)


@pytest.mark.parametrize("contract", VCARE)
def test_who_announces_maintenance(contract):
    """Emergency maintenance has the out-of-hours service in both (vcare-b1-who-outside)."""
    rows = {row.subject: row for row in TERMS[contract].communication if not row.priority}
    found = {name: (row.who_inside, row.who_outside) for name, row in rows.items()}
    assert found == {
        "Regulier onderhoud": (("Support",), ()),
        "Spoedonderhoud": (("Support",), ("Storingsdienst",)),
    }


@pytest.mark.parametrize("contract", COVIDE)
def test_covide_can_be_called_on_two_numbers(contract):
    """Two clauses name one each (covide-4.2-phone-hours, covide-4.3.1-channels, C-PHONE)."""
    rows = [row for row in TERMS[contract].contact_rules if row.channel == "phone"]
    assert [(row.address, row.calendar) for row in rows] == [
        ("+31342-490364", "covide-phone"),
        ("+313432-450930", "24x7"),
    ]


def test_how_many_contacts_a_customer_has():
    """These are the only numbers in the texts.

    Sources: covide-5-max3, smartfms-main-user, raet-access-admin.
    """
    found = {
        (row.subject, row.minimum, row.maximum)
        for terms in TERMS.values()
        for row in terms.contact_rules
        if row.minimum is not None or row.maximum is not None
    }
    assert found == {
        ("Contactpersonen van de klant", None, 3),
        ("Contactpersonen van de klant", 1, None),
        ("Beheerder van de klant", 1, None),
    }
