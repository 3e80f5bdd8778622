"""Who is told of an escalation, and who was passed over (docs/design.md 8.5)."""

from __future__ import annotations

from datetime import date

import pytest

from sla_nl.engine.terms.escalation import EscalationHolder as Holder
from sla_nl.engine.terms.escalation import EscalationLevel as Level
from sla_nl.people import choosing
from sla_nl.people.choosing import functions_of, receivers_of, unheld
from sla_nl.people.roster import Person, Roster, Team
from sla_nl.vendors import shipped_catalogue

TODAY = date(2026, 6, 8)
MATRIX = "vcare"
LEVELS = (
    Level("Laag", "Support", "hierarchical", "Manager", "Teamleider"),
    Level("2e lijn", "Deskundige", "functional"),
    Level("Hoog", "Manager", "hierarchical", "Directeur"),
)
HOLDERS = (
    Holder("support", team="Support"),
    Holder("Manager", user="mo@example.com"),
    Holder("Teamleider", user="tim@example.com"),
    Holder("Directeur", email="directie@example.com"),
    Holder("Deskundige", user="dee@example.com"),
)
AWAY = {"absences": ((date(2026, 6, 1), date(2026, 6, 8)),)}
OFF = {"is_enabled": False}
ALL_AWAY = {"an": AWAY, "bo": AWAY, "mo": AWAY, "tim": AWAY}


def roster(holders=HOLDERS, teams=None, **changed):
    """Return a roster of a few colleagues; each keyword changes the person of that name."""
    people = {}
    for name in ("an", "bo", "mo", "tim", "dee", "sla"):
        user = f"{name}@example.com"
        people[user] = Person(user, name.title(), user)._replace(**changed.get(name, {}))
    own = {"Support": Team("Support", ("an@example.com", "bo@example.com"))} | (teams or {})
    return Roster(TODAY, {MATRIX: holders}, people, own, ("sla@example.com",))


def told(found, level="Laag"):
    """Return the addresses that are told, without the domain, and the number of the deputy."""
    choice = receivers_of(found, MATRIX, LEVELS, level)
    names = " ".join(r.email.partition("@")[0] for r in choice.receivers)
    return f"{names}, {choice.deputy}"


@pytest.mark.parametrize(
    ("changed", "level", "expected"),
    [
        ({}, "Laag", "an bo, 0"),
        ({}, "laag ", "an bo, 0"),
        ({"an": AWAY}, "Laag", "bo, 0"),
        ({"an": AWAY, "bo": OFF}, "Laag", "mo, 1"),
        ({"an": AWAY, "bo": OFF, "mo": {"is_colleague": False}}, "Laag", "tim, 2"),
        (ALL_AWAY, "Laag", "directie, 1"),
        (ALL_AWAY, "Hoog", "directie, 1"),
        ({}, "2e lijn", "dee, 0"),
        ({"dee": AWAY}, "2e lijn", "sla, 0"),
        ({}, "Elders", "sla, 0"),
        ({}, "", "sla, 0"),
    ],
)
def test_the_first_who_is_there_is_told(changed, level, expected):
    """First the holders of the function, then its deputies, then the next level of that form."""
    assert told(roster(**changed), level) == expected


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        (AWAY, "away"),
        ({"absences": ((TODAY, TODAY),)}, "away"),
        (OFF, "disabled"),
        ({"is_colleague": False}, "portal"),
        ({"is_agent": True, "is_active": False}, "inactive"),
        ({"is_agent": True, "status": "Lunch"}, "unavailable"),
        ({"absences": ((date(2026, 6, 1), date(2026, 6, 7)),)}, ""),
        ({"absences": ((date(2026, 6, 9), date(2026, 6, 30)),)}, ""),
        ({"is_agent": True}, ""),
    ],
)
def test_each_reason_to_pass_over_somebody_is_named(changed, reason):
    """Days away that are over or still to come keep nobody from being told."""
    choice = receivers_of(roster(dee=changed), MATRIX, LEVELS, "2e lijn")
    assert [passed.reason for passed in choice.passed_over] == ([reason] if reason else [])
    assert choice.is_nobody_left is bool(reason)


def test_who_was_passed_over_is_told_in_order_with_the_last_day_away():
    """Of a team each member is named; the last day is that of the longest absence."""
    longer = {"absences": (*AWAY["absences"], (TODAY, date(2026, 6, 12)))}
    choice = receivers_of(roster(an=longer, bo=OFF), MATRIX, LEVELS, "Laag")
    assert [(p.function, p.name, p.team, p.reason, p.until) for p in choice.passed_over] == [
        ("Support", "An", "Support", "away", date(2026, 6, 12)),
        ("Support", "Bo", "Support", "disabled", None),
    ]
    assert (choice.level, choice.function) == ("Laag", "Manager")


def test_a_function_that_nobody_holds_is_passed_over():
    """If that leaves nobody, all managers are told, and the choice says so."""
    choice = receivers_of(roster(holders=()), MATRIX, LEVELS, "Hoog")
    assert [(p.function, p.who, p.reason) for p in choice.passed_over] == [
        ("Manager", "", "nobody"),
        ("Directeur", "", "nobody"),
    ]
    assert choice.is_nobody_left
    assert [receiver.user for receiver in choice.receivers] == ["sla@example.com"]


def test_a_deputy_who_is_also_the_next_level_is_asked_once():
    choice = receivers_of(roster(**ALL_AWAY), MATRIX, LEVELS, "Laag")
    assert [p.function for p in choice.passed_over].count("Manager") == 1
    assert choice.level == "Hoog"


@pytest.mark.parametrize(
    ("team", "reason"),
    [
        (Team("Support"), "empty"),
        (Team("Support", ("an@example.com",), is_enabled=False), "disabled"),
        (None, "unknown"),
    ],
)
def test_a_team_without_anybody_is_passed_over(team, reason):
    found = roster(teams={"Support": team})
    choice = receivers_of(found, MATRIX, LEVELS, "Laag")
    assert [(p.who, p.reason) for p in choice.passed_over] == [("Support", reason)]


def test_several_holders_of_a_function_are_told_together_and_nobody_twice():
    """Somebody who holds a function and is in the team that holds it too is told once."""
    own = (Holder("Support", user="bo@example.com"), *HOLDERS)
    choice = receivers_of(roster(own), MATRIX, LEVELS, "Laag")
    assert [r.user.partition("@")[0] for r in choice.receivers] == ["bo", "an"]
    assert choice.teams == ("Support",)


def test_only_an_active_agent_can_have_the_ticket_assigned():
    found = roster(an={"is_agent": True})
    choice = receivers_of(found, MATRIX, LEVELS, "Laag")
    assert [receiver.is_agent for receiver in choice.receivers] == [True, False]


def test_the_form_can_ask_who_is_told_if_somebody_is_away():
    found = roster()
    assert told(found.without(["an@example.com", "bo@example.com"])) == "mo, 1"
    assert told(found) == "an bo, 0"


def test_disabled_managers_are_not_told_and_those_away_are():
    """Nobody else is left: a manager who is away still learns of it."""
    assert told(roster(sla=AWAY), "Elders") == "sla, 0"
    assert receivers_of(roster(sla=OFF), MATRIX, LEVELS, "Elders").receivers == ()


def test_functions_without_a_holder_are_named_once():
    """Upper and lower case make no difference."""
    assert unheld(roster(), MATRIX, LEVELS) == ()
    assert unheld(roster(HOLDERS[:1]), MATRIX, LEVELS) == (
        *("Manager", "Teamleider", "Deskundige", "Directeur"),
    )
    assert unheld(roster(), "another", LEVELS[1:2]) == ("Deskundige",)


def test_the_deputies_of_a_shipped_matrix_are_asked_in_the_order_of_its_text():
    """Vcare 4.8.1: the deputies of each level (vcare-connect)."""
    ladder = shipped_catalogue().contracts()["vcare-connect-office"].ladder
    assert functions_of(ladder.levels[0]) == (
        *("Service & Support", "Customer Service Manager", "Teammanager Operations"),
    )


def test_every_reason_has_its_own_word():
    assert len(set(choosing.REASONS)) == len(choosing.REASONS)
