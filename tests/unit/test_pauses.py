"""Pauses: which clocks stand still, for how long, and how their dates move."""

from __future__ import annotations

import pytest
from factories import codes, dues, judge, shown, table

from sla_nl.engine.clock_state import PAUSED

VCARE = "vcare-connect-office"
# Monday 8 June 2026; P1: response 0.5 h, then recovery 4, resolution 12, an update each 0.5 h, all
# in office hours of 08:00-17:00; P3: response 2 h, then recovery 8 and resolution 48
MON, TUE, WED = "2026-06-08", "2026-06-09", "2026-06-10"
FRI, NEXT = "2026-06-12", "2026-06-15"
P1 = ("P1", f"{MON} 09:00", (f"{MON} 09:20", "responded"))
P3 = ("P3", f"{MON} 08:00", (f"{MON} 09:00", "responded"))


def pause(moment, reason="customer"):
    return (moment, "paused", reason)


def resume(moment, reason=None):
    return (moment, "resumed", reason) if reason else (moment, "resumed")


PAUSES = [
    # id, ticket, further events, expected, clause
    (
        "over-a-weekend",  # 50 minutes on Friday, 3:10 from Monday 10:00
        ("P1", f"{FRI} 13:00", (f"{FRI} 13:10", "responded")),
        (pause(f"{FRI} 14:00"), resume(f"{NEXT} 10:00")),
        {"recovery@80": f"{NEXT} 13:10", "update@100": f"{FRI} 13:40"},
        "vcare-5.1-st-wait-customer",
    ),
    (
        "open-after-the-budget",  # used up at 13:20, before the pause
        P1,
        (pause(f"{MON} 14:00"),),
        {"recovery@80": f"{MON} 13:20", "resolution@100": None},
        "4.8",
    ),
    (
        "open-at-the-due-date",
        P1,
        (pause(f"{MON} 13:20"),),
        {"recovery@80": f"{MON} 13:20", "resolution@100": None},
        "4.8",
    ),
    (
        "open-one-second-before",
        P1,
        (pause(f"{MON} 13:19:59"),),
        {"recovery@80": None},
        "4.8",
    ),
    (
        "overlapping-reasons",  # 10:00-13:00: 1 h before, 4 h after, 3 h on Tuesday
        P3,
        (
            pause(f"{MON} 10:00"),
            pause(f"{MON} 11:00", "no_access"),
            resume(f"{MON} 12:00", "customer"),
            resume(f"{MON} 13:00", "no_access"),
        ),
        {"recovery@80": f"{TUE} 11:00"},
        "4.8",
    ),
    (
        "resumed-without-reason-ends-all",  # 10:00-12:00: 1 h before, 5 h after, 2 h on Tuesday
        P3,
        (pause(f"{MON} 10:00"), pause(f"{MON} 11:00", "no_access"), resume(f"{MON} 12:00")),
        {"recovery@80": f"{TUE} 10:00"},
        "4.8",
    ),
    (
        "resumed-with-reason-ends-its-own",
        P3,
        (
            pause(f"{MON} 10:00"),
            pause(f"{MON} 11:00", "no_access"),
            resume(f"{MON} 12:00", "customer"),
        ),
        {"recovery@80": None, "resolution@100": None},
        "4.8",
    ),
    (
        "supplier-stops-nothing",  # only 11:00-12:00: 2 h before, 5 h after, 1 h on Tuesday
        P3,
        (
            pause(f"{MON} 10:00", "supplier"),
            pause(f"{MON} 11:00"),
            resume(f"{MON} 12:00", "customer"),
        ),
        {"recovery@80": f"{TUE} 09:00"},
        "vcare-5.1-st-wait-supplier",
    ),
    (
        "second-pause-of-one-reason",  # 10:00-11:00: 0:40 before, 3:20 after
        P1,
        (pause(f"{MON} 10:00"), pause(f"{MON} 10:30"), resume(f"{MON} 11:00")),
        {"recovery@80": f"{MON} 14:20"},
        "4.8",
    ),
    (
        "before-the-response",  # 10 minutes before, 20 from 09:40; registration is never stopped
        ("P1", f"{MON} 09:00"),
        (pause(f"{MON} 09:10"), resume(f"{MON} 09:40"), (f"{MON} 10:00", "responded")),
        {
            "registration@100": f"{MON} 10:00",
            "response@100": f"{MON} 10:00",
            "recovery@80": f"{MON} 14:00",
        },
        "4.8",
    ),
    (
        "over-the-response",  # response: 0:30, met inside the pause, 1:30 from there; recovery:
        # starts inside the pause, 7 h from 10:00 and 1 on Tuesday
        ("P3", f"{MON} 08:00"),
        (pause(f"{MON} 08:30"), (f"{MON} 09:00", "responded"), resume(f"{MON} 10:00")),
        {"response@100": f"{MON} 10:30", "recovery@80": f"{TUE} 09:00"},
        "4.8",
    ),
    (
        "met-inside",  # 1:40 before; recovery 2:20 from 12:00; resolution 5 h on, 5:20 on Tuesday
        P1,
        (pause(f"{MON} 11:00"), (f"{MON} 12:00", "resolved")),
        {"recovery@80": f"{MON} 14:20", "resolution@100": f"{TUE} 13:20"},
        "4.8",
    ),
    (
        "after-it-was-met",
        P1,
        ((f"{MON} 11:00", "resolved"), pause(f"{MON} 12:00")),
        {"recovery@80": f"{MON} 13:20", "resolution@100": f"{TUE} 12:20"},
        "4.8",
    ),
    (
        "at-the-moment-it-was-met",
        P1,
        (pause(f"{MON} 12:00"), (f"{MON} 12:00", "resolved")),
        {"recovery@80": f"{MON} 13:20", "resolution@100": f"{TUE} 12:20"},
        "4.8",
    ),
    (
        "without-a-pause",
        P1,
        (resume(f"{MON} 11:00"),),
        {"recovery@80": f"{MON} 13:20"},
        "4.8",
    ),
]


@pytest.mark.parametrize(("ticket", "events", "expected", "clause"), table(PAUSES))
def test_pause(ticket, events, expected, clause):
    """A pause that stops a clock keeps its budget; after all pauses the clock runs on (4.8)."""
    found = dues(VCARE, *ticket, *events)
    assert {key: found[key] for key in expected} == expected, clause


DATE_PAUSES = [
    # id, priority, reported, pause, expected date of the response or resolution of a change
    # 3 working days to Thursday 10:00; 9 opening hours of pause: 7 on Thursday, 2 on Friday
    ("working-days", "P3", f"{MON} 10:00", TUE, WED, "response@100", f"{FRI} 10:00"),
    # Friday 10:00 to Monday 10:00 is 7 + 2 opening hours: from Tuesday 10:00 to Wednesday 10:00
    ("weekend", "P3", "2026-06-11 10:00", FRI, NEXT, "response@100", "2026-06-17 10:00"),
    # a pause from the due date on stops nothing
    ("from-then-on", "P3", f"{MON} 10:00", "2026-06-11", FRI, "response@100", "2026-06-11 10:00"),
    ("after-the-date", "P3", f"{MON} 10:00", FRI, NEXT, "response@100", "2026-06-11 10:00"),
    # 48 elapsed hours to Wednesday 10:00, and 24 of pause
    ("elapsed", "P2", f"{MON} 10:00", MON, TUE, "resolution@100", "2026-06-11 10:00"),
]


@pytest.mark.parametrize(
    ("priority", "reported", "since", "until", "key", "due"), table(DATE_PAUSES)
)
def test_pause_moves_a_date_on_by_the_time_that_counts(priority, reported, since, until, key, due):
    """Working days move by opening time, other dates by elapsed time (docs/design.md 4.8)."""
    events = pause(f"{since} 10:00"), resume(f"{until} 10:00")
    assert dues(VCARE, priority, reported, *events, kind="change")[key] == due


@pytest.mark.parametrize(
    ("contract", "priority"), [("covide-premium", "Urgent"), ("visma-raet", "1")]
)
def test_nothing_stops_a_clock_where_no_clause_says_so(contract, priority):
    """The contracts of Covide and Raet have no pauses (C-PAUSE, R-PAUSE)."""
    paused = dues(contract, priority, f"{MON} 09:00", pause(f"{MON} 10:00"))
    assert paused == dues(contract, priority, f"{MON} 09:00")
    assert None not in paused.values()


def test_open_pause_keeps_the_date_it_would_have_had():
    """`due` is null, `held_due` is as if the pause had no length; 3:20 of 4 h are left (6)."""
    clock = judge(VCARE, *P1, pause(f"{MON} 10:00"), now=f"{MON} 12:00").clock("recovery@80")
    assert (clock.state, clock.due, shown(clock.held_due)) == (PAUSED, None, f"{MON} 13:20")
    assert (clock.used_s, clock.left_s, clock.paused_s) == (40 * 60, 200 * 60, 2 * 3600)


def test_resumed_without_a_pause_is_noted():
    """It changes nothing, and a note says so (docs/design.md 4.8)."""
    verdict = judge(
        VCARE, *P1, resume(f"{MON} 10:00"), pause(f"{MON} 11:00"), resume(f"{MON} 11:30")
    )
    assert codes(verdict) == ["resumed_without_pause"]


def test_open_pause_takes_a_date_away_only_before_it():
    """The date, Thursday 10:00, is null during an earlier pause, and kept if paused at 10:00."""
    for moment, due in (("09:59", None), ("10:00", "2026-06-11 10:00")):
        stop = pause(f"2026-06-11 {moment}")
        assert dues(VCARE, "P3", f"{MON} 10:00", stop, kind="change")["response@100"] == due
