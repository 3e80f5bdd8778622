"""Clocks under the shipped contracts: how they start, stop, are met and are breached."""

from __future__ import annotations

import pytest
from factories import (
    codes,
    dues,
    judge,
    make_calendar_terms,
    make_contract,
    make_target,
    shown,
    table,
)

from sla_nl.engine.clock_state import BREACHED, MET, NOT_STARTED, RUNNING
from sla_nl.engine.errors import NoOpeningTimeError, TicketError
from sla_nl.engine.evaluate import latest_due
from sla_nl.vendors import shipped_contracts

VCARE = "vcare-connect-office"
# Monday 8 June 2026; P1: response 0.5 h, then recovery 4, resolution 12, an update each 0.5 h, all
# in office hours of 08:00-17:00
MON, TUE, WED = "2026-06-08", "2026-06-09", "2026-06-10"
FRI, NEXT = "2026-06-12", "2026-06-15"
P1 = ("P1", f"{MON} 09:00", (f"{MON} 09:20", "responded"))


MEETING = [
    # id, events on a P1 of 09:00, clock, when it was met, its due date
    ("responded", [(f"{MON} 09:20", "responded")], "response@100", "09:20", f"{MON} 09:30"),
    ("recovered", [(f"{MON} 09:25", "recovered")], "response@100", "09:25", f"{MON} 09:30"),
    ("resolved", [(f"{MON} 09:15", "resolved")], "response@100", "09:15", f"{MON} 09:30"),
    ("closed", [(f"{MON} 09:15", "closed")], "response@100", "09:15", f"{MON} 09:30"),
    ("recovery", [(f"{MON} 09:15", "recovered")], "recovery@80", "09:15", f"{MON} 13:15"),
    ("recovery-too", [(f"{MON} 09:15", "resolved")], "recovery@80", "09:15", f"{MON} 13:15"),
    # 12 hours from 09:15: 7:45 on Monday, 4:15 on Tuesday
    ("resolution", [(f"{MON} 09:15", "resolved")], "resolution@100", "09:15", f"{TUE} 12:15"),
    ("resolution-too", [(f"{MON} 09:15", "closed")], "resolution@100", "09:15", f"{TUE} 12:15"),
    ("registered", [(f"{MON} 09:05", "registered")], "registration@100", "09:05", f"{MON} 10:00"),
    ("first-response-counts", [(f"{MON} 09:10", "responded"), (f"{MON} 09:50", "responded")],
     "response@100", "09:10", f"{MON} 09:30"),
]  # fmt: skip


@pytest.mark.parametrize(("events", "key", "met", "due"), table(MEETING))
def test_clock_is_met_by_its_event_or_a_later_stage(events, key, met, due):
    """`resolved` also counts as responded and recovered, `closed` also as resolved (4.8)."""
    clock = judge(VCARE, "P1", f"{MON} 09:00", *events, now=f"{WED} 12:00").clock(key)
    assert (clock.state, shown(clock.met_at), shown(clock.due)) == (MET, f"{MON} {met}", due)


def test_responded_does_not_meet_a_later_stage():
    assert judge(VCARE, *P1, now=f"{MON} 10:00").clock("recovery@80").state == RUNNING


STATES = [
    # id, response or none, now, state, used, left, breached; 30 minutes from 09:00 to 09:30
    ("before-the-report", None, "08:59:59", NOT_STARTED, 0, 1800, None),
    ("at-the-report", None, "09:00", RUNNING, 0, 1800, None),
    ("halfway", None, "09:10", RUNNING, 600, 1200, None),
    ("at-the-due-date", None, "09:30", RUNNING, 1800, 0, None),
    ("one-second-late", None, "09:30:01", BREACHED, 1801, 0, f"{MON} 09:30"),
    ("met-in-time", "09:20", "12:00", MET, 1200, 600, None),
    ("met-at-the-due-date", "09:30", "12:00", MET, 1800, 0, None),
    ("met-one-second-late", "09:30:01", "12:00", BREACHED, 1801, 0, f"{MON} 09:30"),
    ("met-in-the-future", "09:20", "09:10", RUNNING, 600, 1200, None),
    ("met-late-in-the-future", "09:40", "09:35", BREACHED, 2100, 0, f"{MON} 09:30"),
    ("met-in-time-seen-at-that-moment", "09:20", "09:20", MET, 1200, 600, None),
]


@pytest.mark.parametrize(("met", "now", "state", "used", "left", "breached"), table(STATES))
def test_state_and_figures_at_now(met, now, state, used, left, breached):
    """A clock met on its due date is in time; a second later it is breached since that date."""
    events = [(f"{MON} {met}", "responded")] if met else []
    verdict = judge(VCARE, "P1", f"{MON} 09:00", *events, now=f"{MON} {now}")
    clock = verdict.clock("response@100")
    assert shown(clock.due) == f"{MON} 09:30"
    assert (clock.state, clock.used_s, clock.left_s) == (state, used, left)
    assert shown(clock.breached_at) == breached


def test_clock_that_has_not_started_has_a_key_and_no_date():
    """An example is the recovery of a ticket without a response (docs/design.md 4.9)."""
    verdict = judge(VCARE, "P1", f"{MON} 09:00", now=f"{MON} 10:00")
    clock = verdict.clock("recovery@80")
    assert (clock.state, clock.start, clock.due) == (NOT_STARTED, None, None)
    assert {c.key for c in verdict.clocks} == {
        "registration@100", "response@100", "recovery@80", "resolution@100", "update@100",
        "report@100",
    }  # fmt: skip


LATEST = [
    # id, events on a P1 of 09:00, clock, its date if the response came at the last moment
    ("at-the-date", [], "resolution@100", f"{TUE} 12:30"),
    ("an-aim-too", [], "recovery@80", f"{MON} 13:30"),
    ("paused-since-09:10", [(f"{MON} 09:10", "paused", "no_access")], "resolution@100",
     f"{TUE} 12:30"),
    ("paused-for-an-hour", [(f"{MON} 09:10", "paused", "no_access"), (f"{MON} 10:10", "resumed")],
     "resolution@100", f"{TUE} 13:30"),
    ("after-another-start", [], "report@100", None),
]  # fmt: skip


@pytest.mark.parametrize(("events", "key", "due"), table(LATEST))
def test_latest_date_of_a_clock_that_waits_for_the_response(events, key, due):
    """The clock has no date yet; up to this date it would be in time (docs/design.md 6)."""
    verdict = judge(VCARE, "P1", f"{MON} 09:00", *events, now=f"{MON} 09:05")
    clock = verdict.clock(key)
    assert (clock.state, clock.due) == (NOT_STARTED, None)
    assert shown(latest_due(verdict, clock)) == due


def test_next_is_the_earliest_date_ahead():
    """At 09:25 the update of 09:50 comes before registration (10:00) and recovery (13:20)."""
    assert judge(VCARE, *P1, now=f"{MON} 09:25").next.key == "update@100"
    assert judge(VCARE, *P1, now=f"{MON} 09:55").next.key == "registration@100"
    assert judge(VCARE, *P1, (f"{MON} 10:00", "resolved"), now="2027-01-01 00:00").next is None


SOON, LATER = ("resolved", "11:20", TUE, "10:00"), ("resolved", "16:00", WED, "16:00")
RAET, COVIDE = ("1", f"{MON} 10:00"), ("Hoog", f"{MON} 10:00")
LIMIT = "resolution@100"

REOPENED = [
    # id, contract, ticket, (how, when it was resolved on Monday, reopening), rule, clock, expected
    # 2 h used; 10 h from Tuesday 10:00: 7 on Tuesday, 3 on Wednesday
    ("continue", VCARE, P1, SOON, "continue", LIMIT, f"{WED} 11:00"),
    ("after-closed", VCARE, P1, ("closed", *SOON[1:]), "continue", LIMIT, f"{WED} 11:00"),
    ("afresh", VCARE, P1, SOON, "afresh", LIMIT, f"{WED} 13:00"),
    ("others-stay", VCARE, P1, SOON, "afresh", "recovery@80", f"{MON} 13:20"),
    # 30 days to 8 July 10:00, and two days in which it was resolved; afresh from 10 June 16:00
    ("date", "visma-raet", RAET, LATER, "continue", LIMIT, "2026-07-10 10:00"),
    ("date-afresh", "visma-raet", RAET, LATER, "afresh", LIMIT, "2026-07-10 16:00"),
    # 2 working days to Wednesday 10:00, and 7:40: Monday 11:20 to 17:00 is 5:40, Tuesday 2:00;
    # 7 on Wednesday, 0:40 on Thursday
    ("days", "covide-basic", COVIDE, SOON, "continue", "resolution@99.9", "2026-06-11 08:40"),
]


@pytest.mark.parametrize(("contract", "ticket", "events", "rule", "key", "due"), table(REOPENED))
def test_reopened(contract, ticket, events, rule, key, due):
    """From the reopening the rest of the budget is left, or all of it (docs/design.md 4.8)."""
    how, resolved, day, reopened = events
    contract = shipped_contracts()[contract].with_readings({"reopen_rule": rule})
    events = (f"{MON} {resolved}", how), (f"{day} {reopened}", "reopened")
    assert dues(contract, *ticket, *events)[key] == due


def test_reopened_is_not_met_until_it_is_resolved_again():
    """The clock runs on Wednesday 10:00, and is met at 10:30, half an hour before its date."""
    events = (*P1, (f"{MON} 11:20", "resolved"), (f"{TUE} 10:00", "reopened"))
    running = judge(VCARE, *events, now=f"{WED} 10:00").clock("resolution@100")
    assert (running.state, running.met_at) == (RUNNING, None)
    assert running.used_s == (2 + 7 + 2) * 3600
    again = judge(VCARE, *events, (f"{WED} 10:30", "resolved"), now="2026-06-11 09:00")
    assert (again.clock("resolution@100").state, again.clock("recovery@80").state) == (MET, MET)
    assert shown(again.clock("resolution@100").met_at) == f"{WED} 10:30"


def test_reopened_after_a_late_resolution_stays_breached_since_the_first_date():
    """The 12 hours were used up on Tuesday 12:20, before the resolution (docs/design.md 4.8)."""
    events = (f"{WED} 10:00", "resolved"), (f"{WED} 11:00", "reopened")
    clock = judge(VCARE, *P1, *events, now=f"{WED} 12:00").clock("resolution@100")
    assert (clock.state, shown(clock.breached_at)) == (BREACHED, f"{TUE} 12:20")


def test_reopened_while_open_is_noted():
    """The reopening changes nothing; the date stays."""
    verdict = judge(VCARE, *P1, (f"{MON} 11:00", "reopened"))
    assert codes(verdict) == ["reopened_while_open"]
    assert shown(verdict.clock("resolution@100").due) == f"{TUE} 12:20"


def test_kind_without_targets_has_no_dates_and_a_note():
    """Covide promises nothing for changes (docs/design.md 3)."""
    verdict = judge("covide-basic", None, f"{MON} 10:00", kind="change")
    assert (verdict.clocks, codes(verdict)) == ((), ["no_targets"])


def test_zero_budget_ends_at_once_or_at_the_next_opening():
    """Elapsed hours end at once, at night too; working hours at the next opening (4.4)."""
    night = make_contract(make_target("response", "0", "hours"))
    assert dues(night, "P1", "2026-06-13 03:00") == {"response@100": "2026-06-13 03:00"}
    contract = make_contract(make_target("response", "0"))
    assert dues(contract, "P1", "2026-06-13 03:00") == {"response@100": f"{NEXT} 08:00"}
    assert dues(contract, "P1", f"{MON} 10:00") == {"response@100": f"{MON} 10:00"}


DOUBLE_HOUR = [
    # id, weeks, reported in the second pass of the double hour, expected
    ("to-an-ordinary-day", "1", "2026-10-25 02:30+01:00", "2026-11-01 02:30"),
    ("to-the-gap", "22", "2026-10-25 02:30+01:00", "2027-03-28 03:30"),
    ("to-the-double-hour", "52", "2025-10-26 02:30+01:00", "2026-10-25 02:30"),
]


@pytest.mark.parametrize(("weeks", "reported", "due"), table(DOUBLE_HOUR))
def test_date_from_the_second_pass_of_the_double_hour(weeks, reported, due):
    """A time that exists twice is its first pass; a skipped one moves on by the gap (4.1)."""
    calendars = {"office": make_calendar_terms(always_open=True)}
    contract = make_contract(make_target(amount=weeks, unit="weeks"), calendars=calendars)
    assert dues(contract, "P1", reported) == {"resolution@100": due}


FAR = [
    ("raet-end", "visma-raet", "1", "9999-12-20 10:00"),
    ("inleners-end", "inlenersbeloning", "Disruption", "9999-12-31 23:00"),
    ("covide-end", "covide-premium", "Laag", "9999-12-20 10:00"),
    ("smart-fms-begin", "smart-fms-basic", "A", "0001-01-02 00:00"),
    ("vcare-begin", VCARE, "P1", "0001-01-02 00:00"),
]


@pytest.mark.parametrize(("contract", "priority", "reported"), table(FAR))
def test_report_at_the_ends_of_time_is_an_error_of_the_ticket(contract, priority, reported):
    """A mistyped year raises TicketError or NoOpeningTimeError, and nothing else (4.6)."""
    with pytest.raises((TicketError, NoOpeningTimeError)):
        dues(contract, priority, reported)


UNKNOWN = [
    ("unknown-priority", VCARE, "P9", "incident"),
    ("change-priority-on-an-incident", VCARE, "P5", "incident"),
    ("no-priority", VCARE, None, "incident"),
    ("of-another-contract", "covide-basic", "P1", "incident"),
    ("on-a-kind-without-its-own", "covide-basic", "P1", "question"),
]


@pytest.mark.parametrize(("contract", "priority", "kind"), table(UNKNOWN))
def test_unknown_priority_is_an_error_of_the_ticket(contract, priority, kind):
    """It names the field, the contract and the contract's priorities (docs/design.md 3)."""
    with pytest.raises(TicketError) as caught:
        judge(contract, priority, f"{MON} 10:00", kind=kind)
    assert caught.value.field == "priority"
    assert contract in str(caught.value)
