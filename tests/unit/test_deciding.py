"""Of the escalations that came due, which are told: the highest level, and none that is over."""

from __future__ import annotations

import pytest
from factories import CALENDARS, make_ticket, shown, table
from factories import at as instant

from sla_nl.engine.contract import Contract
from sla_nl.engine.documents.reading import read_matrix
from sla_nl.engine.evaluate import evaluate
from sla_nl.escalation.deciding import decide
from sla_nl.vendors import shipped_contracts

OFFICE = "vcare-connect-office"
MON, SUNDAY = "2026-06-08", "2026-06-14"
P1 = "P1", f"{MON} 09:00", (f"{MON} 09:00", "registered"), (f"{MON} 09:10", "responded")
"""A P1 that is silent after the response: a status update is due each half hour."""

LEVELS = [
    {"level": "Lijn", "contact": "Deskundige", "form": "functional"},
    {"level": "Team", "contact": "Teamleider", "form": "hierarchical"},
    {"level": "Directie", "contact": "Directeur", "form": "hierarchical"},
]


def verdict_of(*ticket, now, triggers=()):
    """Return the verdict under Vcare's own matrix, or under one with these triggers."""
    found = shipped_contracts()[OFFICE]
    if triggers:
        document = {"name": "own", "title": "Own", "levels": LEVELS, "triggers": list(triggers)}
        found = Contract(found.terms, CALENDARS, matrix=read_matrix(document, []))
    return evaluate(found, make_ticket(found, *ticket), instant(now))


def decided(verdict, known=(), settled_until=None):
    """Return what is done: `Laag sent`, in order."""
    done = decide(verdict, known, settled_until).decided
    return [f"{one.escalation.level.level} {one.state}" for one in done]


CASES = [
    # id, ticket, now, how many are in the log, expected
    ("one-is-due", P1, f"{MON} 09:00:30", 0, ["Laag sent"]),
    ("one-is-known", P1, f"{MON} 09:40:30", 1, ["Midden sent"]),
    ("nothing-is-new", P1, f"{MON} 09:41", 2, []),
    ("only-the-highest-after-a-stop", P1, f"{MON} 10:45", 0,
     ["Laag overtaken", "Midden overtaken", "Hoog overtaken", "Zeer hoog sent"]),
    ("solved-by-then", (*P1, (f"{MON} 10:00", "resolved")), f"{MON} 10:05", 1,
     ["Midden not needed"]),
    ("the-update-was-given", (*P1, (f"{MON} 09:45", "updated")), f"{MON} 09:50", 1,
     ["Midden not needed"]),
]  # fmt: skip


@pytest.mark.parametrize(("ticket", "now", "known", "expected"), table(CASES))
def test_what_is_done_about_a_silent_p1(ticket, now, known, expected):
    verdict = verdict_of(*ticket, now=now)
    causes = [one.cause for one in verdict.escalations][:known]
    assert decided(verdict, causes) == expected


def test_nobody_is_told_of_what_was_before_the_terms_changed():
    verdict = verdict_of(*P1, now=f"{MON} 10:15")
    done = decided(verdict, (), instant(f"{MON} 10:00"))
    assert done == ["Laag overtaken", "Midden overtaken", "Hoog sent"]


def test_an_acknowledged_repeat_is_not_needed():
    row = {"event": "not_resolved", "amount": "1", "unit": "hours", "level": "Team",
           "repeat_amount": "1", "repeat_unit": "hours"}  # fmt: skip
    ticket = (*P1, (f"{MON} 11:05", "acknowledged"))
    verdict = verdict_of(*ticket, now=f"{MON} 11:10", triggers=[row])
    assert [one.number for one in verdict.escalations] == [1, 2]
    first = [verdict.escalations[0].cause]
    assert decided(verdict, first) == ["Team not needed"]


def test_late_it_still_waits_for_the_hours_of_its_row():
    """The stop ends on a Sunday; the row tells in office hours."""
    row = {"event": "not_resolved", "amount": "1", "unit": "hours", "form": "hierarchical",
           "calendar": "vcare-office"}  # fmt: skip
    verdict = verdict_of(*P1, now=f"{SUNDAY} 12:00", triggers=[row])
    found = decide(verdict, (), None)
    assert found.decided == []
    assert found.is_waiting
    assert shown(found.waits_until) == "2026-06-15 08:00"


def test_a_form_is_told_beside_the_other():
    """A team takes the ticket over, and a manager is told: both of them after a stop."""
    rows = [
        {"event": "not_resolved", "amount": "1", "unit": "hours", "form": "functional"},
        {"event": "not_resolved", "amount": "2", "unit": "hours", "form": "hierarchical"},
        {"event": "not_resolved", "amount": "3", "unit": "hours", "form": "hierarchical"},
    ]
    verdict = verdict_of(*P1, now=f"{MON} 13:00", triggers=rows)
    assert decided(verdict) == ["Lijn sent", "Team overtaken", "Directie sent"]


def test_a_warning_is_told_beside_a_level_and_the_last_one_only():
    rows = [
        {"event": "share_used", "clock": "resolution", "percent": "10"},
        {"event": "share_used", "clock": "resolution", "percent": "20"},
        {"event": "not_resolved", "amount": "2", "unit": "hours", "form": "hierarchical"},
    ]
    verdict = verdict_of(*P1, now=f"{MON} 16:00", triggers=rows)
    states = [(one.escalation.trigger, one.state) for one in decide(verdict, (), None).decided]
    assert ("not_resolved", "sent") in states
    assert states.count(("share_used", "sent")) == 1
    assert states.count(("share_used", "overtaken")) == 1
