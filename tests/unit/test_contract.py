"""Contracts from documents: their faults, and the methods of a compiled contract."""

from __future__ import annotations

from decimal import Decimal

import pytest
from factories import dues, make_contract, make_target, table

from sla_nl.engine.documents.fields import minute_of_day
from sla_nl.engine.documents.reading import read_contract_terms
from sla_nl.engine.errors import ContractError, ExpectedError, TicketError
from sla_nl.vendors import Catalogue, ContractFileError, read_documents, shipped_contracts

HOURS = {"day": "Monday", "opens": "08:00", "closes": "17:00"}
TARGET = {
    "kind": "incident",
    "priority": "P1",
    "clock": "response",
    "amount": "1",
    "unit": "working_hours",
    "stamps": "response_by",
}
RULE = {"event": "paused", "effect": "stops", "reason": "customer", "clocks": "response"}

FEE = {"title": "Work", "event": "reported", "certainty": "always", "basis": "per_hour"}
FOLLOW_UP = {"event": "resolved", "action": "Evaluate"}
CREDIT = {"title": "Less", "trigger": "incident_meeting_held", "percentage": "5"}
EXCLUSION = {"cause": "Work", "maintenance_types": "Small"}
NOTICE = {"notice": "1.5", "notice_unit": "weeks"}
MAINTENANCE = {"maintenance_type": "Small", "calendar": "office"}


def calendar(**changes):
    document = {"doctype": "SLA Calendar", "name": "office", "title": "Office", "hours": [HOURS]}
    return document | changes


def contract(**changes):
    document = {"doctype": "SLA Contract", "name": "own", "title": "Own", "vendor": "Someone"}
    document |= {"calendar": "office", "version": "1", "priorities": [{"code": "P1"}]}
    return document | {"targets": [TARGET]} | changes


def faults_of(*documents):
    """Return every fault of some documents together."""
    catalogue = Catalogue()
    catalogue.add(documents, "file.json")
    try:
        catalogue.contracts()
    except ContractError as error:
        return list(error.faults)
    return []


def target(**changes):
    return {"targets": [TARGET | changes]}


def event_rule(**changes):
    return {"event_rules": [RULE | changes]}


def test_documents_without_faults_make_a_contract():
    """The faulty documents below are changes of these."""
    assert faults_of(calendar(), contract()) == []


CALENDAR_FAULTS = [
    # id, changes, row, field, value, expected value
    ("no-title", {"title": ""}, "", "title", "", "a value"),
    ("zone", {"time_zone": "Utrecht"}, "", "time_zone", "Utrecht", "IANA"),
    ("holiday-rule", {"holiday_rule": "DE"}, "", "holiday_rule", "DE", "NL"),
    ("check-box", {"always_open": 2}, "", "always_open", 2, "0 or 1"),
    ("no-hours", {"hours": []}, "", "hours", [], "always open"),
    ("hours-is-a-word", {"hours": "08-17"}, "", "hours", "08-17", "list"),
    ("row-is-a-word", {"hours": ["08-17"]}, "hours row 1", "", "08-17", "fields"),
    ("unknown-field", {"color": "red"}, "", "color", "red", "no field with this name"),
    ("day", {"hours": [HOURS, HOURS | {"day": "Maandag"}]},
     "hours row 2", "day", "Maandag", "Monday"),
    ("opens", {"hours": [HOURS | {"opens": "25:00"}]}, "hours row 1", "opens", "25:00", "24:00"),
    ("closes", {"hours": [HOURS | {"closes": "8 uur"}]}, "hours row 1", "closes", "8 uur", "24:00"),
    ("no-opens", {"hours": [HOURS | {"opens": ""}]}, "hours row 1", "opens", "", "a value"),
    ("date", {"days": [{"date": "1 mei", "status": "Closed"}]},
     "days row 1", "date", "1 mei", "date"),
    ("status", {"days": [{"date": "2026-05-01", "status": "Half"}]},
     "days row 1", "status", "Half", "Open"),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "row", "field", "value", "expected"), table(CALENDAR_FAULTS))
def test_fault_of_a_calendar(changes, row, field, value, expected):
    """The fault names the document, row and field, and the value found and expected there."""
    (fault, *_) = faults_of(calendar(**changes))
    assert fault[:4] == ("SLA Calendar 'office'", row, field, value)
    assert expected in str(fault.expected)


def test_hours_that_close_as_they_open_are_refused():
    """The fault names the row, and the time as it was typed."""
    (fault,) = faults_of(calendar(hours=[HOURS | {"closes": "08:00"}]))
    assert fault[:4] == ("SLA Calendar 'office'", "hours row 1", "closes", "08:00")


def test_special_day_that_closes_as_it_opens_is_refused():
    """A closure of a part of the day also needs a length."""
    days = [{"date": "2026-05-01", "status": "Closed", "opens": "12:00", "closes": "12:00"}]
    (fault,) = faults_of(calendar(days=days))
    assert fault[:3] == ("SLA Calendar 'office'", "days row 1", "closes")


CONTRACT_FAULTS = [
    # id, changes, row, field, value, expected value
    ("no-vendor", {"vendor": None}, "", "vendor", None, "a value"),
    ("calendar", {"calendar": "x"}, "", "calendar", "x", "SLA Calendar"),
    ("reading", {"roll_rule": "back"}, "", "roll_rule", "back", "none, next_open"),
    ("date", {"valid_from": "2026-13-01"}, "", "valid_from", "2026-13-01", "date"),
    ("unknown-field", {"color": "red"}, "", "color", "red", "no field with this name"),
    ("matrix", {"escalation_matrix": "x"}, "", "escalation_matrix", "x", "SLA Escalation Matrix"),
    ("targets-is-a-word", {"targets": "x"}, "", "targets", "x", "list"),
    ("kind", target(kind="storing"), "targets row 1", "kind", "storing", "incident"),
    ("clock", target(clock="repair"), "targets row 1", "clock", "repair", "recovery"),
    ("unit", target(unit="fortnights"), "targets row 1", "unit", "fortnights", "weeks"),
    ("amount-below-zero", target(amount="-1"), "targets row 1", "amount", "-1", "0 or more"),
    ("amount-no-number", target(amount="one"), "targets row 1", "amount", "one", "number"),
    ("amount-of-two-meanings", target(amount="1,500"),
     "targets row 1", "amount", "1,500", "1500 or 1.5"),
    ("amount-not-finite", target(amount="NaN"), "targets row 1", "amount", "NaN", "number"),
    ("share-zero", target(share="0"), "targets row 1", "share", "0", "above 0"),
    ("share-over", target(share="101"), "targets row 1", "share", "101", "100"),
    ("count-from", target(count_from="now"), "targets row 1", "count_from", "now", "next_opening"),
    ("condition", target(condition="night"), "targets row 1", "condition", "night", "outside"),
    ("stamps", target(stamps="due"), "targets row 1", "stamps", "due", "response_by"),
    ("target-field", target(speed="1"), "targets row 1", "speed", "1", "no field with this name"),
    ("target-calendar", target(calendar="x"), "targets row 1", "calendar", "x", "SLA Calendar"),
    ("start", target(starts_at="resolved"), "targets row 1", "starts_at", "resolved", "reported"),
    ("priority", target(priority="P9"), "targets row 1", "priority", "P9", "code"),
    ("amount-without-unit", target(unit=""), "targets row 1", "unit", "", "unit beside"),
    ("unit-without-amount", target(amount=None),
     "targets row 1", "unit", "working_hours", "beside"),
    ("half-days", target(amount="1.5", unit="working_days"),
     "targets row 1", "amount", Decimal("1.5"), "whole number"),
    ("part-seconds", target(amount="0.01", unit="minutes"),
     "targets row 1", "amount", Decimal("0.01"), "whole seconds"),
    ("rule-of-hours", target(rule="end_of_day"), "targets row 1", "rule", "end_of_day", "nothing"),
    ("rule", target(rule="noon", unit="weeks"), "targets row 1", "rule", "noon", "end_of_day"),
    ("warning", target(warning_share="100"),
     "targets row 1", "warning_share", Decimal(100), "below"),
    ("twice", {"targets": [TARGET, TARGET]}, "targets row 2", "clock", "response@100", "one row"),
    ("stamped-twice", {"targets": [TARGET, TARGET | {"clock": "recovery"}]},
     "targets row 2", "stamps", "response_by", "one target"),
    ("double-priority", {"priorities": [{"code": "P1"}, {"code": "P1"}]},
     "priorities", "code", "", "once"),
    ("effect", event_rule(effect="round_the_clock"),
     "event_rules row 1", "effect", "round_the_clock", "stops"),
    ("event", event_rule(event="lunch"), "event_rules row 1", "event", "lunch", "paused"),
    ("no-reason", event_rule(reason=""), "event_rules row 1", "reason", "", "reason"),
    ("no-clocks", event_rule(clocks=""), "event_rules row 1", "clocks", "", "clocks"),
    ("rule-clocks", event_rule(clocks="response, repair"),
     "event_rules row 1", "clocks", "response, repair", "repair"),
    ("begins-in-no-calendar", {"maintenance": [MAINTENANCE | {"start_calendar": "x"}]},
     "maintenance row 1", "start_calendar", "x", "SLA Calendar"),
    ("type-twice", {"maintenance": [MAINTENANCE, MAINTENANCE | {"is_soft": 1}]},
     "maintenance row 2", "maintenance_type", "Small", "once"),
    ("notice-unit", {"maintenance": [MAINTENANCE | NOTICE | {"notice_unit": "working_day_end"}]},
     "maintenance row 1", "notice_unit", "working_day_end", "calendar_days"),
    ("notice-without-unit", {"maintenance": [MAINTENANCE | {"notice": "2"}]},
     "maintenance row 1", "notice_unit", "", "a unit beside an amount"),
    ("half-a-week", {"maintenance": [MAINTENANCE | NOTICE]},
     "maintenance row 1", "notice", Decimal("1.5"), "a whole number"),
    ("maximum-without-period", {"maintenance": [MAINTENANCE | {"maximum": 2}]},
     "maintenance row 1", "maximum_period", "", "a period beside a maximum"),
    ("counts-towards-nothing", {"maintenance": [MAINTENANCE | {"counts_towards": "Big"}]},
     "maintenance row 1", "counts_towards", "Big", "a maximum"),
    ("counts-towards-itself", {"maintenance": [MAINTENANCE | {"counts_towards": "Small"}]},
     "maintenance row 1", "counts_towards", "Small", "another maintenance type"),
    ("excluded-type", {"exclusions": [EXCLUSION]},
     "exclusions row 1", "maintenance_types", "Small", "types of this contract"),
    ("excluded-downtime", {"exclusions": [EXCLUSION],
                           "maintenance": [MAINTENANCE | {"counts_as_downtime": 1}]},
     "exclusions row 1", "maintenance_types", "Small", "do not count as downtime"),
    ("excluded-support", {"exclusions": [EXCLUSION | {"scope": "support"}],
                          "maintenance": [MAINTENANCE]},
     "exclusions row 1", "maintenance_types", ("Small",), "nothing"),
    ("trigger", {"credits": [CREDIT | {"trigger": "anger"}]},
     "credits row 1", "trigger", "anger", "incident_meeting_held"),
    ("after-without-unit", {"credits": [CREDIT | {"after": "3"}]},
     "credits row 1", "unit", "", "a unit beside an amount"),
    ("step-without-period", {"credits": [CREDIT | {"step_percentage": "5"}]},
     "credits row 1", "step_period", "", "a period beside a step"),
    ("two-ladders", {"credits": [CREDIT, CREDIT]},
     "credits row 2", "trigger", "incident_meeting_held", "one row for incident_meeting_held"),
    ("follow-up-priority", {"follow_ups": [FOLLOW_UP | {"priority": "P9"}]},
     "follow_ups row 1", "priority", "P9", "code"),
    ("unless", {"fees": [FEE | {"unless": "resolved"}]},
     "fees row 1", "unless", "resolved", "quote_requested"),
    ("unless-itself", {"fees": [FEE | {"event": "quote_requested", "unless": "quote_requested"}]},
     "fees row 1", "unless", "quote_requested", "another event"),
    ("channel", {"channel_rules": [{"channels": "pigeon", "effect": "expected"}]},
     "channel_rules row 1", "channels", "pigeon", "portal"),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "row", "field", "value", "expected"), table(CONTRACT_FAULTS))
def test_fault_of_a_contract(changes, row, field, value, expected):
    """The fault names the document, row and field, and the value found and expected there."""
    (fault,) = faults_of(calendar(), contract(**changes))
    assert fault[:4] == ("SLA Contract 'own'", row, field, value)
    assert expected in str(fault.expected)
    for part in (fault.document, fault.row, fault.field, fault.shown, str(fault.expected)):
        assert part in str(fault)
    assert "Decimal(" not in str(fault)


def test_a_contract_needs_no_version():
    """Three of the five agreements have none."""
    assert faults_of(calendar(), contract(version=None)) == []


def test_contract_valid_to_before_it_begins_is_refused():
    """A contract has to hold on at least one day."""
    documents = calendar(), contract(valid_from="2026-02-01", valid_to="2026-01-31")
    assert [fault.field for fault in faults_of(*documents)] == ["valid_to"]
    assert faults_of(calendar(), contract(valid_from="2026-02-01", valid_to="2026-02-01")) == []


def test_every_fault_of_every_document_is_listed_at_once():
    """An admin can correct all of them at once."""
    found = faults_of(
        calendar(name="one", time_zone="x", title=""),
        calendar(name="two", hours=[HOURS | {"day": "x", "opens": "y"}]),
        calendar(),
        contract(**target(kind="x", clock="y"), vendor=""),
        {"doctype": "SLA Thing"},
        "no document",
    )
    assert sorted((fault.document, fault.row, fault.field) for fault in found) == sorted(
        [
            ("SLA Calendar 'one'", "", "time_zone"),
            ("SLA Calendar 'one'", "", "title"),
            ("SLA Calendar 'two'", "hours row 1", "day"),
            ("SLA Calendar 'two'", "hours row 1", "opens"),
            ("SLA Contract 'own'", "", "vendor"),
            ("SLA Contract 'own'", "targets row 1", "clock"),
            ("SLA Contract 'own'", "targets row 1", "kind"),
            ("file.json", "document 5", "doctype"),
            ("file.json", "document 6", "doctype"),
        ]
    )


FILES = [
    ("no-json", b"[{]", "line 1"),
    ("no-list", b'{"doctype": "SLA Contract"}', "list"),
    ("empty-list", b"[]", "list"),
    ("no-utf-8", b'["\xff"]', "UTF-8"),
]


@pytest.mark.parametrize(("content", "message"), table(FILES))
def test_file_without_documents_is_refused(tmp_path, content, message):
    """The error names the file and the fault."""
    path = tmp_path / "terms.json"
    path.write_bytes(content)
    with pytest.raises(ContractFileError, match=message) as caught:
        read_documents(path)
    assert "terms.json" in str(caught.value)


KEYS = [("90", "90"), ("99.9", "99.9"), ("100", "100"), ("100.00", "100"), ("80.50", "80.5")]


@pytest.mark.parametrize(("share", "shown"), KEYS)
def test_due_key_has_no_trailing_zeros(share, shown):
    """A due key is `clock@share` (docs/design.md 3)."""
    key = make_target("resolution", share=Decimal(share)).due_key
    assert key == f"resolution@{shown}"


MAPPED = [
    # id, contract, kind, ticket type, Helpdesk priority, priority
    ("raet-urgent", "visma-raet", "incident", "", "Urgent", "TOP"),
    ("raet-low", "visma-raet", "incident", "", "Low", "3"),
    ("covide-high", "covide-basic", "incident", "", "High", "Hoog"),
    ("covide-lower-case", "covide-basic", "incident", "", "medium", "Medium"),
    ("smart-fms-low", "smart-fms-basic", "question", "Question", "Low", "D"),
    ("vcare-high", "vcare-connect-24x7", "incident", "", "High", "P2"),
    ("vcare-change", "vcare-connect-24x7", "change", "RFC", "Low", "P4"),
    ("vcare-p5-set-on-the-ticket", "vcare-connect-24x7", "change", "RFC", "P5", "P5"),
    ("inleners-high", "inlenersbeloning", "incident", "", "High", "Disruption"),
    ("inleners-low", "inlenersbeloning", "incident", "", "Low", "Bug"),
    ("inleners-type-bug", "inlenersbeloning", "incident", "Bug", "Urgent", "Bug"),
]


@pytest.mark.parametrize(("name", "kind", "ticket_type", "helpdesk", "priority"), table(MAPPED))
def test_helpdesk_priority_maps_to_a_priority_of_the_contract(
    name, kind, ticket_type, helpdesk, priority
):
    """The rows of the contracts hold the table of docs/design.md 3."""
    assert shipped_contracts()[name].priority_of(kind, ticket_type, helpdesk) == priority


TYPES = [
    ("Question", "question"),
    ("Change", "change"),
    ("wijziging", "change"),
    ("RFC", "change"),
    ("Problem", "problem"),
    ("Probleem ", "problem"),
    ("Incident", "incident"),
    ("Bug", "incident"),
    ("", "incident"),
]


@pytest.mark.parametrize(("ticket_type", "kind"), TYPES)
def test_ticket_type_maps_to_a_kind(ticket_type, kind):
    """Each contract maps types by name; all other types are incidents (docs/design.md 3)."""
    assert {c.kind_of(ticket_type) for c in shipped_contracts().values()} == {kind}


def test_rank_is_the_place_among_the_priorities():
    """The most urgent priority of each kind has rank 0."""
    vcare = shipped_contracts()["vcare-connect-office"]
    ranks = [vcare.rank("incident", code) for code in ("P1", "P2", "P3", "P4")]
    assert ranks == sorted(ranks)
    assert len(set(ranks)) == 4
    assert vcare.rank("incident", "P5") is None
    assert vcare.rank("change", "P5") > vcare.rank("change", "P1")


def test_service_level_of_an_unknown_priority_is_refused_with_the_known_ones():
    """The message lists the priorities of the contract."""
    with pytest.raises(TicketError, match="TOP, 1, 2, 3"):
        shipped_contracts()["visma-raet"].service_level("incident", "Hoog")


def test_order_of_the_keys_is_that_of_the_contract():
    """The clocks of a verdict are in the order of the contract's rows."""
    made = make_contract(make_target("resolution", "2"), make_target("response", "1"))
    assert list(dues(made, "P1", "2026-06-08 10:00")) == ["resolution@100", "response@100"]


def test_contracts_are_the_eight_of_the_five_vendors():
    """A ticket may name these ids (docs/design.md 3)."""
    assert set(shipped_contracts()) == {
        "visma-raet",
        "covide-basic",
        "covide-business",
        "covide-premium",
        "smart-fms-basic",
        "vcare-connect-office",
        "vcare-connect-24x7",
        "inlenersbeloning",
    }


def test_expected_value_of_a_fault_can_be_translated():
    """The template and its words are translated, but not the words that the admin typed."""
    dutch = {"one of {0}": "een van {0}", "open": "open", "closed": "gesloten"}
    contract = {"doctype": "SLA Contract", "name": "own", "good_friday": "shut"}
    faults = []
    read_contract_terms(contract, faults)
    fault = next(f for f in faults if f.field == "good_friday")
    assert str(fault.expected) == "one of open, closed"
    assert fault.expected.tell(lambda text: dutch.get(text, text)) == "een van open, gesloten"


def test_words_that_an_admin_types_are_not_translated():
    """A translated "enkele van registratie, reactie" would lead the admin to type refused words."""
    contract = {"doctype": "SLA Contract", "name": "own"}
    faults = []
    read_contract_terms(contract | event_rule(clocks="reactie"), faults)
    fault = next(f for f in faults if f.field == "clocks")
    dutch = {"registration": "registratie", "response": "reactie"}
    assert "registration, response" in fault.expected.tell(lambda text: dutch.get(text, text))


def test_working_minutes_run_only_in_opening_hours():
    """20 minutes from Monday 16:50, with closing at 17:00, end on Tuesday at 08:10."""
    contract = make_contract(make_target("response", "20", "working_minutes"))
    assert dues(contract, "P1", "2026-06-08 16:50") == {"response@100": "2026-06-09 08:10"}


@pytest.mark.parametrize("written", ["8:30", "08:30", "8.30", "08:30:00"])
def test_a_time_is_read_as_people_write_it(written):
    assert minute_of_day(written) == 510


@pytest.mark.parametrize("written", [8.3, 10.25, "8.3", "8.60", "24.01", "8,30", ""])
def test_what_is_no_time_is_refused(written):
    """The number 10.25 would be a quarter past ten, which nobody meant."""
    with pytest.raises(ExpectedError):
        minute_of_day(written)
