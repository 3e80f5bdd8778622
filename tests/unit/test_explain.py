"""Explanations of due dates step by step, in English and in Dutch."""

from __future__ import annotations

import pytest
from factories import at, make_ticket, table

from sla_nl.engine.evaluate import evaluate
from sla_nl.engine.words.tables import LANGUAGES
from sla_nl.engine.words.telling import Words, clock_name
from sla_nl.vendors import shipped_contracts

OFFICE = "vcare-connect-office"


def sentences_of(contract, key, *ticket, language="en", now="2026-06-08 10:00", **facts):
    """Return the sentences that explain a clock's date."""
    found = shipped_contracts()[contract]
    verdict = evaluate(found, make_ticket(contract, *ticket, **facts), at(now))
    return Words(language, found.zone).explain(verdict, verdict.clock(key))


def test_the_friday_before_kings_day():
    """The 30 minutes are 10 on Friday and 20 on Tuesday (vcare-4.5-p1-response)."""
    reported = "2026-04-24 16:50"
    assert sentences_of(OFFICE, "response@100", "P1", reported, now=reported) == [
        "reported Friday 24 April 2026 16:50",
        "Friday 24 April 16:50 to 17:00: 10 minutes",
        "weekend",
        "Monday 27 April: King's Day",
        "Tuesday 28 April 08:00 to 08:20: 20 minutes",
        "due Tuesday 28 April 2026 08:20 "
        "(vcare-4.5-p1-response, vcare-1.2-response-def, vcare-b1-response)",
    ]


STEPS = [
    # id, contract, key, ticket, a sentence in English and in Dutch
    (
        "lunch-break", "smart-fms-basic", "response@100", ("A", "2026-06-08 11:30"),
        "Monday 8 June 11:30 to 14:00, closed 12:30-13:00: 2 hours",
        "maandag 8 juni 11:30 tot 14:00, dicht 12:30-13:00: 2 uur",
    ),
    (
        "outside-hours", "covide-premium", "response@100", ("Hoog", "2026-06-08 17:30"),
        "outside opening hours at 17:30",
        "buiten de openingstijden om 17:30",
    ),
    (
        "full-days-in-one", "smart-fms-basic", "response@100", ("D", "2026-06-08 09:00"),
        "Monday 8 June to Friday 12 June: 5 days, 33 hours",
        "maandag 8 juni tot en met vrijdag 12 juni: 5 dagen, 33 uur",
    ),
    (
        "elapsed", "visma-raet", "recovery@90", ("1", "2026-06-12 16:00"),
        "24 hours around the clock, to Saturday 13 June 2026 16:00",
        "24 uur dag en nacht, tot zaterdag 13 juni 2026 16:00",
    ),
    (
        "month-end", "covide-premium", "resolution@99.9", ("Laag", "2026-11-30 10:00"),
        "the month is shorter: its last day",
        "de maand is korter: de laatste dag ervan",
    ),
    (
        "working-days", "covide-premium", "resolution@99.9", ("Hoog", "2026-06-08 10:00"),
        "2 working days on: Wednesday 10 June 2026 10:00",
        "2 werkdagen verder: woensdag 10 juni 2026 10:00",
    ),
    (
        "no-date", "visma-raet", "resolution@100", ("3", "2026-06-08 10:00"),
        "the contract gives no date: plan one",
        "het contract geeft geen datum: plan er een",
    ),
    (
        "not-started", OFFICE, "recovery@80", ("P1", "2026-06-08 10:00"),
        "starts at the response",
        "begint bij de reactie",
    ),
    (
        "double-hour", "vcare-connect-24x7", "response@100", ("P1", "2026-10-25 02:45+02:00"),
        "reported Sunday 25 October 2026 02:45 (UTC+0200)",
        "gemeld zondag 25 oktober 2026 02:45 (UTC+0200)",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("contract", "key", "ticket", "english", "dutch"), table(STEPS))
def test_a_step_in_both_languages(contract, key, ticket, english, dutch):
    assert english in sentences_of(contract, key, *ticket)
    assert dutch in sentences_of(contract, key, *ticket, language="nl")


PAUSED = [
    ("2026-06-12 10:00", "responded"),
    ("2026-06-12 14:00", "paused", "customer"),
    ("2026-06-15 10:00", "resumed"),
]


def test_a_pause_has_its_reason_and_clause():
    """The clause of this pause is vcare-2.5-info-at-once."""
    sentences = sentences_of(OFFICE, "recovery@80", "P3", "2026-06-12 09:00", *PAUSED)
    assert sentences[2] == (
        "stands still from Friday 12 June 2026 14:00 to Monday 15 June 2026 10:00: "
        "waiting for the customer (vcare-2.5-info-at-once)"
    )


def test_a_new_priority_has_its_sentence():
    events = [("2026-06-08 10:20", "reprioritised", "P1")]
    _, turn, *_ = sentences_of(OFFICE, "response@100", "P3", "2026-06-08 10:00", *events)
    assert turn == "incident P1 since Monday 8 June 2026 10:20; its terms hold from the start"


def test_an_update_starts_at_the_update_before():
    events = [("2026-06-08 10:10", "responded"), ("2026-06-08 10:30", "updated")]
    sentences = sentences_of(OFFICE, "update@100", "P1", "2026-06-08 10:00", *events)
    assert sentences[0] == "last update Monday 8 June 2026 10:30"


def test_cannot_wait_has_its_moment():
    """The decision came at 16:30, after half an hour of the clock (vcare-4.5-work-on)."""
    events = [("2026-06-08 16:00", "responded"), ("2026-06-08 16:30", "cannot_wait")]
    sentences = sentences_of(OFFICE, "recovery@80", "P1", "2026-06-08 15:00", *events)
    assert sentences == [
        "responded Monday 8 June 2026 16:00",
        "cannot wait: runs around the clock from Monday 8 June 2026 16:30 (vcare-4.5-work-on)",
        "Monday 8 June 16:00 to 16:30: 30 minutes",
        "3 hours 30 minutes around the clock, to Monday 8 June 2026 20:00",
        "due Monday 8 June 2026 20:00 (vcare-4.5-p1-recovery, vcare-4.5.1-start, "
        "vcare-4.5.1-contract, vcare-1.2-recovery-def, vcare-b1-recovery)",
    ]


def test_a_met_clock_of_a_ticket_that_cannot_wait_keeps_its_date():
    """It was solved at 19:00, before both dates, so they stay as they were (docs/design.md 4.8)."""
    events = [("2026-06-08 17:00", "responded"), ("2026-06-08 19:00", "resolved")]
    contract = shipped_contracts()[OFFICE]
    ticket = make_ticket(OFFICE, "P1", "2026-06-08 16:45", *events, cannot_wait=True)
    verdict = evaluate(contract, ticket, at("2026-06-09 12:00"))
    assert verdict.clock("recovery@80").due == at("2026-06-08 21:00")
    assert verdict.clock("resolution@100").due == at("2026-06-09 05:00")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_golden_case_has_its_sentences(language):
    """Each step of each clock, and each note, has a sentence."""
    import json
    from pathlib import Path

    from sla_nl.engine.ticket import read_ticket

    cases = Path(__file__).parent.parent / "cases" / "tickets.jsonl"
    for line in cases.read_text("utf-8").splitlines():
        ticket = read_ticket(json.loads(line))
        contract = shipped_contracts()[ticket.contract]
        verdict = evaluate(contract, ticket, at("2026-06-10 12:00"))
        words = Words(language, contract.zone)
        for clock in verdict.clocks:
            assert all(words.explain(verdict, clock))
        assert all(words.note(note) for note in verdict.notes)


def test_a_brief_moment_has_its_year_only_if_it_differs():
    """Only a full moment has seconds."""
    zone = shipped_contracts()[OFFICE].zone
    now = at("2026-12-30 10:00")
    brief = [
        Words(language, zone).brief(at(moment), now)
        for language in LANGUAGES
        for moment in ("2026-12-31 09:05:30", "2027-01-04 16:00")
    ]
    assert brief == [
        "Thu 31 December 09:05",
        "Mon 4 January 2027 16:00",
        "do 31 december 09:05",
        "ma 4 januari 2027 16:00",
    ]


@pytest.mark.parametrize(
    ("key", "language", "name"),
    [
        ("response@100", "en", "Response"),
        ("response@99.9", "en", "Response (99.9%)"),
        ("response@99.9", "nl", "Reactie (99,9%)"),
        ("update@100", "nl", "Statusupdate"),
    ],
)
def test_a_clock_is_named_with_its_share_where_it_is_an_aim(key, language, name):
    assert clock_name(key, language) == name
