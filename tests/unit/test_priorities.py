"""Dates of a ticket after a plan, a new priority or kind, or a late report."""

from __future__ import annotations

import pytest
from factories import codes, dues, judge, shown, table

from sla_nl.engine.clock_state import BREACHED, MET, RUNNING
from sla_nl.engine.errors import TicketError

VCARE, INLENERS = "vcare-connect-office", "inlenersbeloning"
MON, TUE, WED = "2026-06-08", "2026-06-09", "2026-06-10"
WISH, LATER = "2026-06-20 09:00", "2026-06-26 14:00"


def plan(moment, until=WISH):
    return (moment, "planned", until)


def raised(moment, priority="P1"):
    return (moment, "reprioritised", priority)


def responded(moment):
    return (moment, "responded")


PLANS = [
    # id, contract, kind, priority, events, key, expected; a P2 change ends after 48 hours
    ("replaces", VCARE, "change", "P2", [plan(f"{TUE} 09:00")], "resolution@100", WISH),
    ("gives-the-only-date", VCARE, "change", "P3", [plan(f"{TUE} 09:00")], "resolution@100", WISH),
    (
        "last-wins",
        *(VCARE, "change", "P2", [plan(f"{TUE} 09:00"), plan(f"{TUE} 10:00", LATER)]),
        *("resolution@100", LATER),
    ),
    (
        "last-in-time-wins",
        *(VCARE, "change", "P2", [plan(f"{TUE} 10:00", LATER), plan(f"{TUE} 09:00")]),
        *("resolution@100", LATER),
    ),
    (
        "before-it-was-met",
        *(VCARE, "change", "P2", [plan(f"{TUE} 09:00"), (f"{TUE} 09:01", "resolved")]),
        *("resolution@100", WISH),
    ),
    (
        "when-it-was-met",
        *(VCARE, "change", "P2", [plan(f"{TUE} 09:00"), (f"{TUE} 09:00", "resolved")]),
        *("resolution@100", f"{WED} 10:00"),
    ),
    (
        "after-it-was-met",
        *(VCARE, "change", "P2", [(f"{TUE} 09:00", "resolved"), plan(f"{TUE} 10:00")]),
        *("resolution@100", f"{WED} 10:00"),
    ),
    (
        "second-one-after-it-was-met",
        *(VCARE, "change", "P2"),
        [plan(f"{TUE} 08:00"), (f"{TUE} 09:00", "resolved"), plan(f"{TUE} 10:00", LATER)],
        *("resolution@100", WISH),
    ),
    (
        "not-the-response",
        *(VCARE, "change", "P2", [plan(f"{MON} 11:00")], "response@100", f"{TUE} 10:00"),
    ),
    ("laag-90", "covide-basic", "incident", "Laag", [plan(f"{TUE} 09:00")], "resolution@90", WISH),
    (
        "laag-99.9",
        *("covide-basic", "incident", "Laag", [plan(f"{TUE} 09:00")], "resolution@99.9", WISH),
    ),
    (
        "not-medium",
        *("covide-premium", "incident", "Medium", [plan(f"{TUE} 09:00")]),
        *("resolution@90", "2026-06-15 10:00"),
    ),
    ("raet-release", "visma-raet", "incident", "3", [plan(f"{TUE} 09:00")], "resolution@100", WISH),
    (
        "not-raet-1",
        *("visma-raet", "incident", "1", [plan(f"{TUE} 09:00")]),
        *("resolution@100", "2026-07-08 10:00"),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("contract", "kind", "priority", "events", "key", "due"), table(PLANS))
def test_plan(contract, kind, priority, events, key, due):
    """The last plan before a clock is met becomes its date, if the row allows plans (4.8)."""
    assert dues(contract, priority, f"{MON} 10:00", *events, kind=kind)[key] == due


def test_planned_clock_is_met_and_breached_by_its_plan():
    """The plan is Saturday 09:00; a second later is late."""
    for second, state in (("00", MET), ("01", BREACHED)):
        events = plan(f"{TUE} 09:00"), (f"2026-06-20 09:00:{second}", "resolved")
        verdict = judge(VCARE, "P2", f"{MON} 10:00", *events, kind="change", now=LATER)
        assert verdict.clock("resolution@100").state == state


NEW_PRIORITY = [
    # id, first priority, events, expected of a ticket of 09:00
    # response 30 minutes from the report
    ("raised-before-the-response", "P3", [raised(f"{MON} 09:20")],
     {"response@100": f"{MON} 09:30", "registration@100": f"{MON} 10:00"}),
    # the response was met as P3 (2 h); from it 4 h, 12 h (7:30 + 4:30) and half an hour
    ("raised-after-the-response", "P3", [responded(f"{MON} 09:30"), raised(f"{MON} 10:00")],
     {"response@100": f"{MON} 11:00", "recovery@80": f"{MON} 13:30",
      "resolution@100": f"{TUE} 12:30", "update@100": f"{MON} 10:00"}),
    ("raised-as-it-was-met", "P3", [responded(f"{MON} 09:30"), raised(f"{MON} 09:30")],
     {"response@100": f"{MON} 11:00", "recovery@80": f"{MON} 13:30"}),
    ("raised-as-it-was-met-told-first", "P3", [raised(f"{MON} 09:30"), responded(f"{MON} 09:30")],
     {"response@100": f"{MON} 11:00", "recovery@80": f"{MON} 13:30"}),
    ("raised-a-second-before", "P3", [raised(f"{MON} 09:29:59"), responded(f"{MON} 09:30")],
     {"response@100": f"{MON} 09:30"}),
    ("raised-with-a-pause", "P3",
     [responded(f"{MON} 09:30"), (f"{MON} 10:00", "paused", "customer"),
      (f"{MON} 11:00", "resumed"), raised(f"{MON} 12:00")],
     {"recovery@80": f"{MON} 14:30"}),
    # 8 hours from 09:30: 7:30 on Monday, 0:30 on Tuesday
    ("lowered", "P1", [responded(f"{MON} 09:30"), raised(f"{MON} 10:00", "P3")],
     {"response@100": f"{MON} 09:30", "recovery@80": f"{TUE} 08:30"}),
    ("raised-and-lowered", "P3",
     [raised(f"{MON} 09:10"), raised(f"{MON} 09:20", "P2"), responded(f"{MON} 09:30")],
     {"response@100": f"{MON} 10:00", "recovery@80": f"{MON} 15:30"}),
    ("to-the-same", "P2", [raised(f"{MON} 09:10", "P2")], {"response@100": f"{MON} 10:00"}),
]  # fmt: skip


@pytest.mark.parametrize(("priority", "events", "expected"), table(NEW_PRIORITY))
def test_new_priority_judges_open_clocks_from_the_report(priority, events, expected):
    """Clocks that were met at or before it keep their dates (docs/design.md 4.8)."""
    found = dues(VCARE, priority, f"{MON} 09:00", *events)
    assert {key: found[key] for key in expected} == expected


def test_priority_raised_past_its_new_date_is_a_breach_since_that_date():
    """Raised on Tuesday 08:15, its recovery was due on Monday 13:30 (docs/design.md 4.8)."""
    events = responded(f"{MON} 09:30"), raised(f"{TUE} 08:15")
    clock = judge(VCARE, "P3", f"{MON} 09:00", *events, now=f"{TUE} 08:20").clock("recovery@80")
    assert (clock.state, shown(clock.breached_at)) == (BREACHED, f"{MON} 13:30")


def test_priority_raised_after_a_breach_moves_the_breach():
    """As P3 it is late since Tuesday 08:30; raised at 09:00 it is late since Monday 13:30."""
    events = responded(f"{MON} 09:30"), raised(f"{TUE} 09:00")
    clock = judge(VCARE, "P3", f"{MON} 09:00", *events, now=f"{TUE} 10:00").clock("recovery@80")
    assert (clock.state, shown(clock.breached_at)) == (BREACHED, f"{MON} 13:30")


def test_priority_lowered_after_a_breach_takes_it_away():
    """As P1 it is late since 13:30; as P3 it is due on Tuesday 08:30."""
    events = responded(f"{MON} 09:30"), raised(f"{MON} 15:00", "P3")
    clock = judge(VCARE, "P1", f"{MON} 09:00", *events, now=f"{MON} 16:00").clock("recovery@80")
    assert (clock.state, clock.breached_at, shown(clock.due)) == (RUNNING, None, f"{TUE} 08:30")


def test_promises_that_the_new_priority_does_not_make_have_no_key():
    """P3 has no status updates and no report (docs/design.md 4.9)."""
    found = dues(VCARE, "P1", f"{MON} 09:00", raised(f"{MON} 09:05", "P3"))
    assert set(found) == {"registration@100", "response@100", "recovery@80", "resolution@100"}


def kind(moment, to, priority=None):
    return (moment, "reclassified", {"kind": to} | ({"priority": priority} if priority else {}))


NEW_KIND = [
    # id, contract, first kind and priority, events, expected of a ticket of 10:00
    ("incident-to-change", VCARE, "incident", "P2",
     [responded(f"{MON} 10:30"), kind(f"{MON} 11:00", "change", "P3")],
     {"response@100": f"{MON} 11:00", "resolution@100": None, "quote@100": None}),
    # 3 working days from the report
    ("incident-to-change-unanswered", VCARE, "incident", "P2",
     [kind(f"{MON} 11:00", "change", "P3")],
     {"response@100": "2026-06-11 10:00", "resolution@100": None, "quote@100": None}),
    ("change-to-incident", VCARE, "change", "P1", [kind(f"{MON} 10:10", "incident", "P2")],
     {"registration@100": f"{MON} 12:00", "response@100": f"{MON} 11:00", "recovery@80": None,
      "resolution@100": None, "update@100": None}),
    ("incident-to-question", "covide-business", "incident", "Urgent",
     [kind(f"{MON} 11:00", "question")],
     {"response@90": "2026-06-11 10:00", "response@100": "2026-06-15 10:00"}),
    ("kept-priority", VCARE, "incident", "P2", [kind(f"{MON} 11:00", "incident")],
     {"registration@100": f"{MON} 12:00", "response@100": f"{MON} 11:00", "recovery@80": None,
      "resolution@100": None, "update@100": None}),
    # registered as an incident of P2 (2 h); the change promises no registration
    ("registered-before", VCARE, "incident", "P2",
     [(f"{MON} 10:05", "registered"), kind(f"{MON} 11:00", "change", "P3")],
     {"registration@100": f"{MON} 12:00", "response@100": "2026-06-11 10:00",
      "resolution@100": None, "quote@100": None}),
    ("to-a-kind-without-targets", "visma-raet", "incident", "1", [kind(f"{MON} 11:00", "change")],
     {}),
]  # fmt: skip


@pytest.mark.parametrize(("contract", "first", "priority", "events", "expected"), table(NEW_KIND))
def test_reclassified(contract, first, priority, events, expected):
    """Another kind has other promises; met clocks keep their dates (docs/design.md 4.8)."""
    assert dues(contract, priority, f"{MON} 10:00", *events, kind=first) == expected


def test_unknown_new_priority_is_an_error_that_names_the_event():
    """The ticket cannot be judged (docs/design.md 3)."""
    with pytest.raises(TicketError, match="reprioritised"):
        dues(VCARE, "P1", f"{MON} 10:00", raised(f"{MON} 11:00", "P9"))


LATE = [
    # id, contract, known since, first, second priority, keys, is the raise ignored
    ("exactly-24-hours", INLENERS, "2026-06-07 10:00", "Bug", "Disruption", 2, False),
    ("one-second-more", INLENERS, "2026-06-07 09:59:59", "Bug", "Disruption", 1, True),
    ("not-known", INLENERS, None, "Bug", "Disruption", 2, False),
    ("lowered", INLENERS, "2026-06-01 10:00", "Disruption", "Bug", 1, False),
    ("to-the-same", INLENERS, "2026-06-01 10:00", "Disruption", "Disruption", 2, False),
    ("no-such-clause", VCARE, "2026-06-01 10:00", "P3", "P1", 6, False),
]


@pytest.mark.parametrize(("contract", "known", "first", "second", "keys", "is_kept"), table(LATE))
def test_late_report_keeps_its_priority(contract, known, first, second, keys, is_kept):
    """A raise is ignored if the problem was known for over 24 hours (docs/design.md 4.8)."""
    facts = {"known_since": known} if known else {}
    verdict = judge(contract, first, f"{MON} 10:00", raised(f"{MON} 11:00", second), **facts)
    assert len(verdict.clocks) == keys
    kept = [note for note in verdict.notes if note.code == "late_report_keeps_priority"]
    assert [note.clauses for note in kept] == ([("inl-4b-late",)] if is_kept else [])


def test_late_report_is_measured_in_elapsed_hours():
    """Over the spring gap 25 hours on the clock are 24 elapsed hours, which is not too late."""
    facts = {"known_since": "2026-03-28 12:00"}
    raise_it = raised("2026-03-29 13:30", "Disruption")
    assert codes(judge(INLENERS, "Bug", "2026-03-29 13:00", raise_it, **facts)) == []
    late = judge(INLENERS, "Bug", "2026-03-29 13:00:01", raise_it, **facts)
    assert codes(late) == ["late_report_keeps_priority"]
