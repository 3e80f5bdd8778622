"""What a contract wants told about a ticket, and whether its customer was told of its status."""

from __future__ import annotations

import pytest
from factories import at, judge

from sla_nl.engine.agreement.communication import tellings_of, untold_status
from sla_nl.engine.words.communication import telling_lines
from sla_nl.engine.words.telling import Words
from sla_nl.vendors import shipped_catalogue

CONTRACTS = shipped_catalogue().contracts()
OFFICE = CONTRACTS["vcare-connect-office"]
MON, SAT = "2026-06-08", "2026-06-13"
WAITS = (f"{MON} 14:00", "status", {"status": "Wacht op Klant"})


def lines(contract, kind, priority, moment, language="en"):
    """Return the subject and the lines of each rule that holds for a ticket."""
    found = tellings_of(CONTRACTS[contract], kind, priority, at(moment))
    words = Words(language, CONTRACTS[contract].zone)
    return [(one.rule.subject, *telling_lines(one, words)) for one in found]


def test_an_incident_has_the_rule_of_its_priority():
    """Vcare, annex 1: a P1 is told each half hour by who handles it, by scenario 4."""
    assert lines("vcare-connect-office", "incident", "P1", f"{MON} 12:00", "nl") == [
        (
            "Storing",
            ("Wie", "Support mdw / Piket mdw, Communicator"),
            ("Hoe vaak", "elke 30 minuten"),
            ("Via", "het portaal, e-mail, chat"),
            ("Scenario", "Werkwijzer 4"),
            ("Tot", "opgelost naar het oordeel van de klant"),
        )
    ]
    (hourly,) = lines("vcare-connect-office", "incident", "P2", f"{MON} 12:00")
    assert ("How often", "every hour") in hourly


def test_outside_hours_others_tell_it_or_nobody():
    """Vcare, annex 1: under 24 hours a day somebody for P1, and nobody for P3."""
    (first,) = lines("vcare-connect-24x7", "incident", "P1", f"{SAT} 12:00")
    assert "R&D" in dict(first[1:]).get("Who, outside hours", "")
    (third,) = lines("vcare-connect-24x7", "incident", "P3", f"{SAT} 12:00")
    assert third[1] == ("Who, outside hours", "nobody")


def test_rules_about_maintenance_and_rules_of_priorities_hold_for_no_change():
    assert lines("vcare-connect-office", "change", "P1", f"{MON} 12:00") == []


def test_a_rule_without_a_priority_holds_for_every_ticket():
    found = lines("covide-basic", "question", "", f"{SAT} 12:00")
    assert found == [("Voortgang", ("Who", "Centraal Supportteam"))]


@pytest.mark.parametrize(
    ("events", "status"),
    [
        ((), None),
        ((WAITS,), "Wacht op Klant"),
        ((WAITS, (f"{MON} 14:00", "updated")), None),
        ((WAITS, (f"{MON} 15:00", "updated")), None),
        (((f"{MON} 13:00", "updated"), WAITS), "Wacht op Klant"),
        ((WAITS, (f"{MON} 15:00", "status", {"status": "Nieuw"})), None),
    ],
)
def test_the_customer_is_told_of_a_status_once(events, status):
    """`Nieuw` is a status of which nobody has to be told."""
    verdict = judge(OFFICE, "P3", f"{MON} 10:00", *events, kind="change", now=f"{MON} 16:00")
    found = untold_status(verdict)
    assert (found and found[0]) == status
