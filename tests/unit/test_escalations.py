"""Escalations: who is told when, what makes it wait, and what ends it (docs/design.md 8)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from factories import CALENDARS, codes, make_ticket, shown, table
from factories import at as instant

from sla_nl.cli.judging import Judged
from sla_nl.cli.reading.jsonl import escalation_record, record
from sla_nl.cli.reading.source import Line
from sla_nl.engine.calendars.terms import CalendarTerms
from sla_nl.engine.contract import Contract
from sla_nl.engine.documents.reading import read_matrix
from sla_nl.engine.evaluate import evaluate
from sla_nl.engine.words.escalations import escalation_reasons, escalation_text
from sla_nl.engine.words.telling import Words
from sla_nl.vendors import shipped_contracts

OFFICE, FMS, COVIDE = "vcare-connect-office", "smart-fms-basic", "covide-business"
MON, TUE = "2026-06-08", "2026-06-09"
P1 = "P1", f"{MON} 09:00", (f"{MON} 09:00", "registered")
ANSWERED = (*P1, (f"{MON} 09:10", "responded"))
P3 = "P3", f"{MON} 09:00", (f"{MON} 09:00", "registered")
LEVELS = [
    {"level": "Balie", "contact": "Service Desk", "form": "functional"},
    {"level": "Kenner", "contact": "Deskundige", "form": "functional"},
    {"level": "Team", "contact": "Teamleider", "form": "hierarchical"},
    {"level": "Directie", "contact": "Directeur", "form": "hierarchical"},
]


def own(contract, *triggers, levels=LEVELS, calendars=CALENDARS):
    """Return a shipped contract with a matrix of its own."""
    document = {"name": "own", "title": "Own", "levels": levels, "triggers": list(triggers)}
    faults = []
    matrix = read_matrix(document, faults)
    assert not faults
    return Contract(shipped_contracts()[contract].terms, calendars, matrix=matrix)


def verdict_of(contract, *ticket, now, **facts):
    contract = shipped_contracts()[contract] if isinstance(contract, str) else contract
    return evaluate(contract, make_ticket(contract, *ticket, **facts), instant(now))


def told(contract, *ticket, now, **facts):
    """Return the escalations as texts: `08 09:00 prioritised Laag`, the next one after a `>`."""
    verdict = verdict_of(contract, *ticket, now=now, **facts)
    following = verdict.next_escalation
    lines = [_line(escalation) for escalation in verdict.escalations]
    return [*lines, *([f"> {_line(following)}"] if following else [])]


def _line(escalation):
    level = escalation.level.level if escalation.level else "-"
    number = f" {escalation.number}" if escalation.number > 1 else ""
    return f"{shown(escalation.at)[8:]} {escalation.trigger} {level}{number}"


def raised(moment, *events):
    """Return a P2 that was answered and last updated at 10:20, and raised to P1 at a moment."""
    return (
        "P2", f"{MON} 09:00", (f"{MON} 09:00", "registered"), (f"{MON} 09:30", "responded"),
        (f"{MON} 10:20", "updated"), (moment, "reprioritised", "P1"), *events,
    )  # fmt: skip


SHIPPED = [
    # id, contract, ticket, now, told
    ("silence-climbs", OFFICE, ANSWERED, f"{MON} 11:30",
     ["08 09:00 prioritised Laag", "08 09:40 update_missed Midden", "08 10:10 update_missed Hoog",
      "08 10:40 update_missed Zeer hoog", "08 11:10 update_missed Zeer hoog",
      "> 08 11:40 update_missed Zeer hoog"]),
    ("an-update-and-a-target-at-once", OFFICE,
     (*ANSWERED, *((f"{MON} {t}", "updated") for t in (
         "09:40", "10:10", "10:40", "11:10", "11:40", "12:10", "12:40"))), f"{MON} 13:20",
     ["08 09:00 prioritised Laag", "08 13:10 update_missed Midden",
      "> 08 13:40 update_missed Hoog"]),
    ("raised-with-a-date-past", OFFICE, raised(f"{MON} 11:00"), f"{MON} 11:10",
     ["08 11:00 prioritised Laag", "08 11:00 update_missed Midden",
      "> 08 11:20 update_missed Hoog"]),
    ("raised-in-a-pause", OFFICE,
     raised(f"{MON} 11:00", (f"{MON} 10:55", "paused", "customer"), (f"{MON} 11:30", "resumed")),
     f"{MON} 11:40",
     ["08 11:00 prioritised Laag", "08 11:30 update_missed Midden",
      "> 08 11:55 update_missed Hoog"]),
    ("lowered-and-raised-again", OFFICE,
     (*P1, (f"{MON} 09:05", "reprioritised", "P3"), (f"{MON} 09:20", "reprioritised", "P1")),
     f"{MON} 09:25",
     ["08 09:00 prioritised Laag", "08 09:20 prioritised Laag",
      "> 08 09:30 target_missed Midden"]),
    ("raised-while-solved", OFFICE,
     (*P3, (f"{MON} 09:30", "resolved"), (f"{MON} 10:00", "reprioritised", "P1"),
      (f"{MON} 11:00", "reopened")), f"{MON} 11:10", ["> 08 11:30 update_missed Laag"]),
    ("reopened-goes-on-above", OFFICE,
     (*ANSWERED, (f"{MON} 09:50", "resolved"), (f"{MON} 11:00", "reopened")), f"{MON} 11:40",
     ["08 09:00 prioritised Laag", "08 09:40 update_missed Midden", "08 11:30 update_missed Hoog",
      "> 08 12:00 update_missed Zeer hoog"]),
    ("no-access-stops-too", OFFICE, (*ANSWERED, (f"{MON} 09:20", "paused", "no_access")),
     f"{TUE} 09:00", ["08 09:00 prioritised Laag"]),
    ("pause-in-a-silence", OFFICE,
     (*ANSWERED, (f"{MON} 09:50", "paused", "customer"), (f"{MON} 10:50", "resumed")),
     f"{MON} 11:15",
     ["08 09:00 prioritised Laag", "08 09:40 update_missed Midden", "08 11:10 update_missed Hoog",
      "> 08 11:40 update_missed Zeer hoog"]),
    ("a-level-that-somebody-chose", OFFICE,
     (*P3, (f"{MON} 10:00", "escalated", {"reason": "poor_performance", "level": "hoog"}),
      (f"{MON} 11:00", "escalated", {"reason": "poor_performance"})), f"{MON} 12:00",
     ["08 10:00 poor_performance Hoog", "08 11:00 poor_performance Zeer hoog"]),
    ("experts-twice", "visma-raet",
     ("2", f"{MON} 09:00", (f"{MON} 10:00", "escalated", {"reason": "line_insufficient"}),
      (f"{MON} 11:00", "escalated", {"reason": "software_change_needed"})), f"{TUE} 12:00",
     ["08 10:00 line_insufficient 2e lijn", "08 11:00 software_change_needed Ontwikkeling"]),
    ("formless-tells-the-reached-level", FMS,
     ("B", f"{MON} 10:00", (f"{MON} 11:00", "escalated", {"reason": "line_insufficient"})),
     f"{TUE} 12:00", ["08 11:00 line_insufficient Deskundige", "08 17:00 not_resolved Deskundige"]),
    ("recorded-in-a-pause", OFFICE,
     (*P3, (f"{MON} 09:30", "paused", "customer"),
      (f"{MON} 10:00", "escalated", {"reason": "service_unavailable"})), f"{MON} 12:00",
     ["08 10:00 service_unavailable Laag"]),
    ("late-assessment-takes-nothing-back", OFFICE,
     (*P1, (f"{MON} 10:00", "assessed", {"outside_sla": True})), f"{TUE} 12:00",
     ["08 09:00 prioritised Laag", "08 09:30 target_missed Midden"]),
]  # fmt: skip


@pytest.mark.parametrize(("contract", "ticket", "now", "expected"), table(SHIPPED))
def test_an_escalation_under_a_shipped_contract(contract, ticket, now, expected):
    """The matrices of the vendors, with the moments worked out by hand."""
    facts = {"channel": "portal"} if contract == FMS else {}
    assert told(contract, *ticket, now=now, **facts) == expected


def test_a_day_of_silence_is_told_after_each_interval():
    """The clock of the update stands still in the night, and so do its intervals."""
    lines = told(OFFICE, *ANSWERED, now=f"{TUE} 09:00")
    silences = [line for line in lines if "update_missed" in line]
    assert len(silences) == 18
    assert silences[14:] == [
        "08 16:40 update_missed Zeer hoog", "09 08:10 update_missed Zeer hoog",
        "09 08:40 update_missed Zeer hoog", "> 09 09:10 update_missed Zeer hoog",
    ]  # fmt: skip


def test_a_silence_that_nobody_ends_is_told_a_hundred_times():
    verdict = verdict_of("vcare-connect-24x7", *ANSWERED, now="2026-07-08 09:00")
    silences = [e for e in verdict.escalations if e.trigger == "update_missed"]
    assert len(silences) == 100
    assert verdict.next_escalation is None


WARN = {"event": "share_used", "clock": "recovery", "percent": "75"}
MISSED = {"event": "target_missed", "clock": "response", "form": "hierarchical"}
HOURLY = {"repeat_amount": "1", "repeat_unit": "hours"}
OWN = [
    # id, contract, trigger, ticket, now, told
    ("share-follows-a-pause", OFFICE, WARN | {"level": "Team"},
     (*P3, (f"{MON} 10:00", "responded"), (f"{MON} 12:00", "paused", "customer"),
      (f"{TUE} 09:00", "resumed")), f"{TUE} 11:00", ["> 09 13:00 share_used Team"]),
    ("share-before-a-pause", OFFICE, WARN | {"level": "Team", "percent": "12.5"},
     (*P3, (f"{MON} 10:00", "responded"), (f"{MON} 12:00", "paused", "customer")), f"{TUE} 11:00",
     ["08 11:00 share_used Team"]),
    ("share-of-a-date", COVIDE,
     {"event": "share_used", "clock": "resolution", "percent": "50", "level": "Team"},
     ("Medium", f"{MON} 10:00"), "2026-06-20 10:00",
     ["11 22:00 share_used Team", "15 10:00 share_used Team"]),
    ("share-of-a-date-in-hours", COVIDE,
     {"event": "share_used", "clock": "resolution", "percent": "50", "level": "Team",
      "calendar": "covide-window"},
     ("Medium", f"{MON} 10:00"), "2026-06-12 10:00",
     ["12 08:00 share_used Team", "> 15 10:00 share_used Team"]),
    ("no-warning-after-the-breach", OFFICE,
     {"event": "share_used", "clock": "response", "percent": "90", "level": "Team",
      "calendar": "covide-window", "priority": "P1"},
     raised(f"{MON} 11:00"), f"{TUE} 11:00", []),
    ("delayed", OFFICE, MISSED | {"amount": "30", "unit": "minutes"}, P1, f"{MON} 09:50",
     ["> 08 10:00 target_missed Team"]),
    ("answered-in-the-delay", OFFICE, MISSED | {"amount": "30", "unit": "minutes"},
     (*P1, (f"{MON} 09:59", "responded")), f"{MON} 12:00", []),
    ("repeat-ends-when-met", OFFICE, MISSED | HOURLY, (*P1, (f"{MON} 11:00", "responded")),
     f"{MON} 15:00", ["08 09:30 target_missed Team", "08 10:30 target_missed Team 2"]),
    ("repeat-waits-for-a-pause", OFFICE, MISSED | HOURLY,
     (*P1, (f"{MON} 10:00", "paused", "customer"), (f"{MON} 10:45", "resumed")), f"{MON} 11:00",
     ["08 09:30 target_missed Team", "08 10:45 target_missed Team 2",
      "> 08 11:45 target_missed Team 3"]),
    ("another-level-acknowledges", OFFICE, MISSED | HOURLY,
     (*P1, (f"{MON} 10:00", "acknowledged", {"level": "Directie"})), f"{MON} 10:30",
     ["08 09:30 target_missed Team", "08 10:30 target_missed Team 2",
      "> 08 11:30 target_missed Team 3"]),
    ("all-levels-acknowledge", OFFICE, MISSED | HOURLY, (*P1, (f"{MON} 10:00", "acknowledged")),
     f"{MON} 12:00", ["08 09:30 target_missed Team"]),
    ("repeats-of-each-silence-go-on-after-a-change", OFFICE,
     {"event": "update_missed", "form": "hierarchical", "repeat_amount": "2",
      "repeat_unit": "hours"},
     (*ANSWERED, (f"{MON} 10:20", "reprioritised", "P1")), f"{MON} 12:10",
     ["08 09:40 update_missed Team", "08 10:10 update_missed Directie",
      "08 10:40 update_missed Directie", "08 11:10 update_missed Directie",
      "08 11:40 update_missed Team 2", "08 11:40 update_missed Directie",
      "08 12:10 update_missed Directie", "> 08 12:40 update_missed Directie"]),
    ("repeat-ends-when-solved", OFFICE,
     {"event": "poor_performance", "form": "hierarchical"} | HOURLY,
     (*P3, (f"{MON} 10:00", "escalated", {"reason": "poor_performance"}),
      (f"{MON} 10:30", "resolved"), (f"{MON} 10:40", "reopened")), f"{MON} 15:00",
     ["08 10:00 poor_performance Team"]),
    ("a-warning-reaches-no-level", OFFICE, {"event": "share_used", "clock": "response",
                                            "percent": "50"},
     P3, f"{MON} 12:00", ["08 10:00 share_used Balie"]),
    ("a-status-that-is-left", OFFICE,
     {"event": "status_lasts", "status": "Gepland Intern", "amount": "2", "unit": "hours",
      "form": "hierarchical"},
     (*P3, (f"{MON} 10:00", "status", {"status": "gepland intern"}),
      (f"{MON} 11:00", "status", {"status": "Nieuw"}),
      (f"{MON} 12:00", "status", {"status": "Gepland Intern"})), f"{MON} 15:00",
     ["08 14:00 status_lasts Team"]),
    ("not-resolved-waits-for-a-pause", OFFICE,
     {"event": "not_resolved", "amount": "4", "unit": "working_hours", "form": "hierarchical"},
     (*P3, (f"{MON} 12:00", "paused", "customer"), (f"{MON} 15:00", "resumed")), f"{MON} 16:00",
     ["08 15:00 not_resolved Team"]),
    ("not-resolved-in-the-time-it-was-solved", OFFICE,
     {"event": "not_resolved", "amount": "4", "unit": "hours", "form": "hierarchical"},
     (*P3, (f"{MON} 12:00", "resolved"), (f"{MON} 15:00", "reopened")), f"{MON} 16:00", []),
    ("a-plan-moves-the-date", COVIDE,
     {"event": "target_missed", "clock": "resolution", "form": "hierarchical"},
     ("Laag", "2026-06-01 10:00", ("2026-06-03 10:00", "planned", "2026-06-05 12:00")),
     "2026-06-09 10:00", ["05 12:00 target_missed Team"]),
]  # fmt: skip


@pytest.mark.parametrize(("contract", "trigger", "ticket", "now", "expected"), table(OWN))
def test_an_escalation_under_a_matrix_of_its_own(contract, trigger, ticket, now, expected):
    """A matrix with one trigger; its first level is functional."""
    facts = {"channel": "email"} if contract == COVIDE else {}
    assert told(own(contract, trigger), *ticket, now=now, **facts) == expected


def test_a_trigger_that_is_off_does_nothing():
    """The shipped matrices have warnings that an admin only has to switch on."""
    trigger = MISSED | {"is_off": 1}
    assert told(own(OFFICE, trigger), *P1, now=f"{TUE} 12:00") == []


def test_a_trigger_that_is_off_needs_no_calendar():
    """Its calendar may be gone: the contract is judged without the row."""
    trigger = MISSED | {"is_off": 1, "calendar": "gone"}
    assert told(own(OFFICE, trigger), *P1, now=f"{TUE} 12:00") == []


@pytest.mark.parametrize(
    "columns",
    [
        {},
        {"amount": "2", "unit": "working_hours"},
        {"repeat_amount": "1", "repeat_unit": "working_hours"},
    ],
    ids=["hours", "after", "repeat"],
)
def test_a_row_whose_calendar_never_opens_keeps_no_date_from_its_ticket(columns):
    """The clocks have their dates, the other rows tell, and a note names the row."""
    calendars = {**CALENDARS, "closed": CalendarTerms("closed", "Europe/Amsterdam")}
    rows = (MISSED | {"calendar": "closed"} | columns, {"event": "prioritised"})
    contract = own(OFFICE, *rows, calendars=calendars)
    verdict = verdict_of(contract, *P1, now=f"{MON} 12:00")
    assert shown(verdict.clock("response@100").due) == f"{MON} 09:30"
    assert [escalation.trigger for escalation in verdict.escalations] == ["prioritised"]
    assert [(n.code, n.values["row"]) for n in verdict.every_note] == [
        ("trigger_without_hours", "1")
    ]
    assert Words("nl", contract.zone).note(verdict.every_note[0]).startswith("regel 1 van de mat")


def test_a_follow_up_that_cannot_be_dated_keeps_no_date_from_its_ticket():
    """A contract whose own calendar is closed can have clocks that run by another one."""
    terms = shipped_contracts()[OFFICE].terms
    calendars = {**CALENDARS, "closed": CalendarTerms("closed", "Europe/Amsterdam")}
    targets = tuple(replace(row, calendar="24x7") for row in terms.targets)
    contract = Contract(replace(terms, calendar="closed", targets=targets), calendars)
    waiting = (f"{MON} 10:00", "status", {"status": "Wacht op klant"})
    verdict = verdict_of(contract, *P1, waiting, now="2026-07-08 12:00")
    assert shown(verdict.clock("response@100").due) == f"{MON} 09:30"
    assert not verdict.follow_ups
    assert [note.code for note in verdict.every_note] == ["follow_ups_without_hours"]


def test_an_escalation_waits_for_the_end_of_maintenance():
    """Maintenance stops the clock of the response, if the contract says so (4.13)."""
    contract = own(OFFICE, MISSED).with_readings({"maintenance_rule": "stops"})
    window = {"start": f"{MON}T09:10:00+02:00", "end": f"{MON}T10:10:00+02:00"}
    expected = ["08 10:30 target_missed Team"]
    assert told(contract, *P1, now=f"{MON} 12:00", maintenance=[window]) == expected


def test_a_cause_is_told_at_most_a_hundred_times():
    """A repeat of a minute must not fill a log for ever."""
    trigger = MISSED | {"repeat_amount": "1", "repeat_unit": "minutes"}
    verdict = verdict_of(own(OFFICE, trigger), *P1, now="2026-07-08 09:00")
    assert [e.number for e in verdict.escalations] == [*range(1, 101)]
    assert verdict.next_escalation is None


def test_triggers_that_reach_one_level_at_one_moment_are_one_escalation():
    """It has the clauses of both; the first in the matrix names it (docs/design.md 8.2)."""
    first = MISSED | {"clause": "a, b", "level": "Team"}
    second = {"event": "share_used", "clock": "response", "percent": "100", "form": "hierarchical"}
    contract = own(OFFICE, first, second | {"clause": "b, c"})
    (escalation,) = verdict_of(contract, *P1, now=f"{MON} 09:30").escalations
    assert (escalation.trigger, escalation.clauses) == ("target_missed", ("a", "b", "c"))


def test_a_climb_starts_above_a_level_that_was_told_explicitly():
    """An explicit level counts as reached."""
    warning = {"event": "share_used", "clock": "response", "percent": "50", "level": "Team"}
    found = told(own(OFFICE, warning, MISSED), *P1, now=f"{MON} 10:00")
    assert found == ["08 09:15 share_used Team", "08 09:30 target_missed Directie"]


def test_a_climb_after_a_warning_starts_at_the_first_level():
    """A warning goes to whoever has the ticket; no level was told."""
    warning = {"event": "share_used", "clock": "response", "percent": "50"}
    found = told(own(OFFICE, warning, MISSED), *P1, now=f"{MON} 10:00")
    assert found == ["08 09:15 share_used Balie", "08 09:30 target_missed Team"]


def test_an_escalation_without_a_row_is_noted():
    """Nobody is told; the note says so, in a contract without a matrix too."""
    event = (f"{MON} 10:00", "escalated", {"reason": "dispute"})
    for contract in ("covide-basic", "covide-business"):
        verdict = verdict_of(contract, "Hoog", f"{MON} 09:00", event, now=f"{MON} 12:00")
        assert codes(verdict) == ["escalated_without_row"]
        assert not verdict.escalations


def test_the_keys_of_causes_are_stable_and_differ():
    """Judging later, with more events, gives the same keys for the same causes."""
    early = verdict_of(OFFICE, *ANSWERED, now=f"{MON} 10:15").escalations
    late = verdict_of(OFFICE, *ANSWERED, (f"{MON} 10:20", "updated"), now=f"{MON} 15:00")
    keys = [escalation.cause for escalation in late.escalations]
    assert [escalation.cause for escalation in early] == keys[:3]
    assert len(set(keys)) == len(keys)


WORDS = [
    # id, ticket, now, language, who and when, the reasons
    ("silence-en", ANSWERED, f"{MON} 09:45", "en",
     "Monday 8 June 2026 09:40: Midden, Customer Service Manager "
     "(deputies: Teammanager Operations, Operationeel Directeur)",
     ["no status update by Monday 8 June 2026 09:40", "hierarchical: a higher level is told"]),
    ("silence-nl", ANSWERED, f"{MON} 09:45", "nl",
     "maandag 8 juni 2026 09:40: Midden, Customer Service Manager "
     "(vervangers: Teammanager Operations, Operationeel Directeur)",
     ["geen statusupdate voor maandag 8 juni 2026 09:40",
      "hiërarchisch: een hoger niveau wordt ingelicht"]),
    ("raised-en", raised(f"{MON} 11:00"), f"{MON} 11:00", "en",
     "Monday 8 June 2026 11:00: Midden, Customer Service Manager "
     "(deputies: Teammanager Operations, Operationeel Directeur)",
     ["no status update by Monday 8 June 2026 10:50",
      "the moment itself was Monday 8 June 2026 10:50; it had to wait for opening hours, for the "
      "end of a pause, or for the ticket to fall under this row",
      "hierarchical: a higher level is told"]),
]  # fmt: skip


@pytest.mark.parametrize(("ticket", "now", "language", "who", "reasons"), table(WORDS))
def test_the_words_for_an_escalation(ticket, now, language, who, reasons):
    """The last one up to now: who is told, why, and why at that moment."""
    verdict = verdict_of(OFFICE, *ticket, now=now)
    words = Words(language, verdict.contract.zone)
    last = verdict.escalations[-1]
    assert escalation_text(words, last) == who
    assert escalation_reasons(words, last) == reasons


@pytest.mark.parametrize(
    "case", [row for row in SHIPPED if row[1] is OFFICE], ids=lambda row: row[0]
)
def test_a_line_out_has_each_escalation_as_it_is(case):
    """The line copies what escalations in a row share."""
    _name, name, ticket, _now, _expected = case
    verdict = verdict_of(name, *ticket, now=f"{TUE} 17:00")
    line = record(Judged(Line(1, "T", name, verdict.ticket), verdict), "en", {})
    iso = verdict.contract.zone.iso
    assert line["escalations"] == [escalation_record(told, iso) for told in verdict.escalations]
