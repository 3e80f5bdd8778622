"""Clocks under decisions, reachability, updates, quotes, reports, channels and conditions."""

from __future__ import annotations

import pytest
from factories import codes, dues, judge, make_contract, make_target, shown, table

from sla_nl.engine.clock_state import BREACHED, MET, NOT_APPLICABLE, NOT_STARTED, RUNNING
from sla_nl.engine.terms.events import ChannelRule

VCARE, ALL_DAY, INLENERS = "vcare-connect-office", "vcare-connect-24x7", "inlenersbeloning"
MON, TUE, WED, THU = "2026-06-08", "2026-06-09", "2026-06-10", "2026-06-11"
FLAG = {"cannot_wait": True}
LATE = ("P1", f"{MON} 16:45")


def on(moment, name, detail=None):
    return (moment, name) if detail is None else (moment, name, detail)


RESPONDED = on(f"{MON} 17:00", "responded")
CANNOT_WAIT = [
    # id, ticket, flag, events, expected; 15 minutes of office hours are left at the report
    ("flag", LATE, FLAG, [RESPONDED],
     {"registration@100": f"{MON} 17:45", "response@100": f"{MON} 17:15",
      "update@100": f"{MON} 17:30", "recovery@80": f"{MON} 21:00",
      "resolution@100": f"{TUE} 05:00"}),
    ("without", LATE, {}, [RESPONDED],
     {"registration@100": f"{TUE} 08:45", "response@100": f"{TUE} 08:15",
      "update@100": f"{TUE} 08:30", "recovery@80": f"{TUE} 12:00"}),
    ("event-before-closing", LATE, {}, [on(f"{MON} 16:50", "cannot_wait")],
     {"registration@100": f"{MON} 17:45", "response@100": f"{MON} 17:15"}),
    # 15 minutes until 17:00, the rest from 18:00: 45 of the registration, 15 of the response
    ("event-after-closing", LATE, {}, [on(f"{MON} 18:00", "cannot_wait")],
     {"registration@100": f"{MON} 18:45", "response@100": f"{MON} 18:15"}),
    ("flag-goes-before-the-event", LATE, FLAG, [on(f"{MON} 18:00", "cannot_wait")],
     {"response@100": f"{MON} 17:15"}),
    ("reported-at-closing", ("P1", f"{MON} 17:00"), FLAG, [], {"response@100": f"{TUE} 08:30"}),
    ("reported-outside", ("P1", f"{MON} 18:00"), FLAG, [], {"response@100": f"{TUE} 08:30"}),
    ("reported-outside-event", ("P1", f"{MON} 18:00"), {}, [on(f"{MON} 18:30", "cannot_wait")],
     {"response@100": f"{TUE} 08:30"}),
    ("p2", ("P2", f"{MON} 16:45"), FLAG, [], {"response@100": f"{TUE} 08:45"}),
    ("raised-to-p1", ("P2", f"{MON} 16:45"), FLAG, [on(f"{MON} 16:50", "reprioritised", "P1")],
     {"response@100": f"{MON} 17:15"}),
    # solved at 16:55: recovery 10 minutes and 3:50 on Tuesday; resolution 0:10, 9:00 and 2:50
    ("after-solved", LATE, {},
     [on(f"{MON} 16:50", "responded"), on(f"{MON} 16:55", "resolved"),
      on(f"{MON} 17:10", "cannot_wait")],
     {"recovery@80": f"{TUE} 11:50", "resolution@100": f"{WED} 10:50"}),
    # 2 of 12 hours until 18:50; reopened on Tuesday evening: 9 h on Wednesday, 1 on Thursday
    ("until-solved", LATE, FLAG,
     [on(f"{MON} 16:50", "responded"), on(f"{MON} 18:50", "resolved"),
      on(f"{TUE} 20:00", "reopened")],
     {"resolution@100": f"{THU} 09:00"}),
    # 1 h until 11:00, 0:30 from 16:00 to 16:30, 10:30 from there
    ("after-a-reopening", ("P1", f"{MON} 10:00"), {},
     [on(f"{MON} 10:00", "responded"), on(f"{MON} 11:00", "resolved"),
      on(f"{MON} 16:00", "reopened"), on(f"{MON} 16:30", "cannot_wait")],
     {"resolution@100": f"{TUE} 03:00"}),
    ("with-a-pause", LATE, FLAG,
     [RESPONDED, on(f"{MON} 18:00", "paused", "customer"), on(f"{MON} 19:00", "resumed")],
     {"recovery@80": f"{MON} 22:00"}),
    ("not-the-report", LATE, FLAG, [on(f"{MON} 18:00", "resolved")],
     {"report@100": "2026-06-16 08:00"}),
]  # fmt: skip


@pytest.mark.parametrize(("ticket", "flag", "events", "expected"), table(CANNOT_WAIT))
def test_cannot_wait(ticket, flag, events, expected):
    """A P1 of office hours runs round the clock from the decision until it is solved (4.8)."""
    found = dues(VCARE, *ticket, *events, **flag)
    assert {key: found[key] for key in expected} == expected


def test_cannot_wait_that_changes_nothing_is_noted():
    """It does nothing outside office hours or without a rule (docs/design.md 4.8)."""
    assert codes(judge(VCARE, "P1", f"{MON} 18:00", **FLAG)) == ["cannot_wait_outside_hours"]
    assert codes(judge(VCARE, "P2", f"{MON} 10:00", **FLAG)) == ["cannot_wait_without_rule"]
    assert codes(judge(VCARE, "P1", f"{MON} 10:00", **FLAG)) == []


UNREACHABLE = [
    # id, contract, priority, events, now, response, registration of a ticket of 12:00
    ("from-the-report", INLENERS, "Disruption", [on(f"{MON} 12:00", "unreachable")],
     f"{MON} 13:00",
     NOT_APPLICABLE, NOT_APPLICABLE),
    ("still-after-the-date", INLENERS, "Disruption", [on(f"{MON} 12:00", "unreachable")],
     f"{WED} 13:00",
     NOT_APPLICABLE, NOT_APPLICABLE),
    # the response was due while the customer could not be reached, the registration was not
    ("reachable-again", INLENERS, "Disruption",
     [on(f"{MON} 12:00", "unreachable"), on(f"{MON} 14:00", "reachable")], f"{MON} 15:00",
     NOT_APPLICABLE, RUNNING),
    ("breached-before", INLENERS, "Disruption", [on(f"{MON} 12:30", "unreachable")],
     f"{MON} 13:00",
     BREACHED, NOT_APPLICABLE),
    ("met-all-the-same", INLENERS, "Disruption",
     [on(f"{MON} 12:00", "unreachable"), on(f"{MON} 12:00", "responded")], f"{MON} 13:00",
     MET, NOT_APPLICABLE),
    ("no-such-clause", VCARE, "P1", [on(f"{MON} 12:00", "unreachable")], f"{MON} 15:00",
     BREACHED, BREACHED),
]  # fmt: skip


@pytest.mark.parametrize(
    ("contract", "priority", "events", "now", "response", "registration"), table(UNREACHABLE)
)
def test_unreachable(contract, priority, events, now, response, registration):
    """No promise binds while the customer cannot be reached, where the contract says so (4.8)."""
    verdict = judge(contract, priority, f"{MON} 12:00", *events, now=now)
    clocks = verdict.clock("response@100"), verdict.clock("registration@100")
    assert tuple(clock.state for clock in clocks) == (response, registration)
    for clock in clocks:
        assert (clock.breached_at is not None) is (clock.state == BREACHED)


def test_unreachable_leaves_the_dates():
    ticket = ("Disruption", f"{MON} 12:00")
    assert dues(INLENERS, *ticket, on(f"{MON} 12:00", "unreachable")) == dues(INLENERS, *ticket)


UPDATES = [
    # id, events after a response of 10:10, now, due, state, notes
    ("first", [], "10:20", f"{MON} 10:40", RUNNING, []),
    ("next", [on(f"{MON} 10:30", "updated")], "10:50", f"{MON} 11:00", RUNNING, []),
    ("missed-stays-due", [], "12:00", f"{MON} 10:40", BREACHED, []),
    ("missed-stays-due-next-day", [], "16:59", f"{MON} 10:40", BREACHED, []),
    ("late", [on(f"{MON} 11:20", "updated")], "11:30", f"{MON} 11:50", RUNNING, ["update_late"]),
    ("to-the-second", [on(f"{MON} 10:40", "updated")], "10:50", f"{MON} 11:10", RUNNING, []),
    ("over-the-night", [on(f"{MON} 16:50", "updated")], "16:55", f"{TUE} 08:20", RUNNING,
     ["update_late"]),
    ("ends-at-resolved", [on(f"{MON} 10:30", "updated"), on(f"{MON} 10:50", "resolved")],
     "12:00", f"{MON} 11:00", MET, []),
    ("ends-missed", [on(f"{MON} 10:50", "resolved")], "12:00", f"{MON} 10:40", BREACHED, []),
    ("after-resolved", [on(f"{MON} 10:30", "resolved"), on(f"{MON} 10:50", "updated")],
     "12:00", f"{MON} 10:40", MET, []),
    ("before-the-response", [on(f"{MON} 10:05", "updated")], "10:20", f"{MON} 10:40", RUNNING, []),
    # 10 minutes before the pause and 20 after it
    ("paused", [on(f"{MON} 10:20", "paused", "customer"), on(f"{MON} 11:20", "resumed"),
                on(f"{MON} 11:30", "updated")], "11:45", f"{MON} 12:00", RUNNING, []),
]  # fmt: skip


@pytest.mark.parametrize(("events", "now", "due", "state", "notes"), table(UPDATES))
def test_status_updates(events, now, due, state, notes):
    """One is due half an hour after the response and after each update, until resolved (3)."""
    events = [on(f"{MON} 10:10", "responded"), *events]
    verdict = judge(VCARE, "P1", f"{MON} 10:00", *events, now=f"{MON} {now}")
    clock = verdict.clock("update@100")
    assert (shown(clock.due), clock.state, codes(verdict)) == (due, state, notes)


QUOTES = [
    # id, events on a change of Monday 10:00, due, state on Tuesday 12:00
    ("not-asked", [], None, NOT_STARTED),
    ("asked", [on(f"{MON} 11:00", "quote_requested")], "2026-06-18 11:00", RUNNING),
    ("asked-twice", [on(f"{MON} 11:00", "quote_requested"), on(f"{TUE} 09:00", "quote_requested")],
     "2026-06-18 11:00", RUNNING),
    ("sent", [on(f"{MON} 11:00", "quote_requested"), on(f"{TUE} 09:00", "quote_sent")],
     "2026-06-18 11:00", MET),
    ("to-be-asked", [on(f"{WED} 11:00", "quote_requested")], "2026-06-20 11:00", NOT_STARTED),
]  # fmt: skip


@pytest.mark.parametrize(("events", "due", "state"), table(QUOTES))
def test_quote_is_due_ten_days_after_it_was_asked_for(events, due, state):
    """It has 10 calendar days (V-QUOTE); it has a key before it has a date (docs/design.md 4.9)."""
    verdict = judge(VCARE, "P3", f"{MON} 10:00", *events, kind="change", now=f"{TUE} 12:00")
    clock = verdict.clock("quote@100")
    assert (shown(clock.due), clock.state) == (due, state)


REPORTS = [
    # id, events on a P1 of Monday 09:00, due; five working days
    ("resolved", [on(f"{MON} 12:00", "resolved")], "2026-06-15 12:00"),
    ("closed", [on(f"{MON} 12:00", "closed")], "2026-06-15 12:00"),
    ("closed-later", [on(f"{MON} 12:00", "resolved"), on(f"{TUE} 15:00", "closed")],
     "2026-06-15 12:00"),
    ("the-last-one", [on(f"{MON} 12:00", "resolved"), on(f"{TUE} 10:00", "reopened"),
                      on(f"{WED} 11:00", "resolved")], "2026-06-17 11:00"),
    ("resolved-in-the-evening", [on(f"{MON} 20:00", "resolved")], "2026-06-16 08:00"),
]  # fmt: skip


@pytest.mark.parametrize(("events", "due"), table(REPORTS))
def test_report_is_due_five_working_days_after_the_last_solution(events, due):
    """It is the post-incident report of a P1 (vcare-4.9-pir)."""
    assert dues(VCARE, "P1", f"{MON} 09:00", *events)["report@100"] == due
    sent = on("2026-06-12 09:00", "report_sent")
    clock = judge(VCARE, "P1", f"{MON} 09:00", *events, sent, now="2026-07-01 12:00")
    assert clock.clock("report@100").state == MET


def test_report_is_for_p1_only():
    """P2 has no key for it (docs/design.md 4.9)."""
    assert "report@100" not in dues(VCARE, "P2", f"{MON} 09:00", on(f"{MON} 12:00", "resolved"))


def test_quote_or_report_sent_too_early_is_noted():
    """A quote before its request, or a report before a resolution, meets no clock."""
    quote = judge(VCARE, "P3", f"{MON} 10:00", on(f"{MON} 11:00", "quote_sent"), kind="change")
    report = judge(VCARE, "P1", f"{MON} 10:00", on(f"{MON} 11:00", "report_sent"))
    assert codes(quote) == codes(report) == ["sent_before_start"]


CALLED = [
    # id, moment of the call, expected
    ("call-before-the-ticket", f"{MON} 09:00", f"{MON} 09:30"),
    ("call-after-the-ticket", f"{MON} 11:00", f"{MON} 11:30"),
]


@pytest.mark.parametrize(("called_at", "expected"), table(CALLED))
def test_the_clock_of_a_phoned_p1_starts_at_the_call(called_at, expected):
    """The register's reading of vcare-4.6-p12-phone; the ticket itself is made at 10:00."""
    made = [on(f"{MON} 10:00", "registered")]
    found = dues(VCARE, "P1", called_at, *made, channel="phone")
    assert found["response@100"] == expected


CHANNELS = [
    # id, contract, priority, channel, key, due, state, note
    ("smart-fms-phone", "smart-fms-basic", "A", "phone", "response@100", None, NOT_APPLICABLE,
     ["channel_not_applicable"]),
    ("smart-fms-portal", "smart-fms-basic", "A", "portal", "response@100",
     f"{MON} 12:00", RUNNING, []),
    ("smart-fms-unknown", "smart-fms-basic", "A", None, "response@100",
     f"{MON} 12:00", RUNNING, []),
    ("covide-chat", "covide-premium", "Urgent", "chat", "response@100", None, NOT_APPLICABLE,
     ["channel_not_applicable"]),
    ("covide-chat-still-resolves", "covide-premium", "Urgent", "chat", "resolution@90",
     f"{MON} 14:00", RUNNING, ["channel_not_applicable"]),
    ("vcare-p1-by-mail", VCARE, "P1", "email", "response@100", f"{MON} 10:30", RUNNING,
     ["channel_expected"]),
    ("vcare-p3-by-mail", VCARE, "P3", "email", "response@100", f"{MON} 12:00", RUNNING, []),
]  # fmt: skip


@pytest.mark.parametrize(
    ("contract", "priority", "channel", "key", "due", "state", "notes"), table(CHANNELS)
)
def test_channel(contract, priority, channel, key, due, state, notes):
    """A promise may hold for some channels only; an unknown channel keeps it (docs/design.md 3)."""
    facts = {"channel": channel} if channel else {}
    verdict = judge(contract, priority, f"{MON} 10:00", now=f"{MON} 10:10", **facts)
    clock = verdict.clock(key)
    assert (shown(clock.due), clock.state, codes(verdict)) == (due, state, notes)


def test_a_channel_rule_without_clocks_holds_for_all_clocks():
    """Through another channel no clock is promised, as the form says."""
    rule = ChannelRule(("portal",), "not_applicable")
    targets = (make_target("response", "1"), make_target("resolution", "8"))
    contract = make_contract(*targets, channel_rules=(rule,))
    states = {
        channel: {c.state for c in judge(contract, "P1", f"{MON} 10:00", channel=channel).clocks}
        for channel in ("portal", "phone")
    }
    assert states == {"portal": {RUNNING}, "phone": {NOT_APPLICABLE}}


OUTSIDE = [
    # id, priority, reported, ticket number by; by the closing of the next working day if outside
    ("inside-p1", "P1", f"{MON} 10:00", f"{MON} 11:00"),
    ("inside-p2", "P2", f"{MON} 10:00", f"{MON} 12:00"),
    # reported inside, P1 and P2 run round the clock, also past 17:00
    ("one-minute-before-closing", "P1", f"{MON} 16:59", f"{MON} 17:59"),
    ("at-closing", "P1", f"{MON} 17:00", f"{TUE} 17:00"),
    ("evening", "P2", f"{MON} 20:00", f"{TUE} 17:00"),
    ("before-opening-that-day", "P1", f"{MON} 06:30", f"{MON} 17:00"),
    ("saturday", "P1", "2026-06-13 12:00", "2026-06-15 17:00"),
    ("friday-evening", "P2", "2026-06-12 18:00", "2026-06-15 17:00"),
    ("kings-day", "P1", "2026-04-27 10:00", "2026-04-28 17:00"),
    ("saturday-p3", "P3", "2026-06-13 12:00", "2026-06-15 11:00"),
    ("saturday-p4", "P4", "2026-06-13 12:00", "2026-06-15 12:00"),
]


@pytest.mark.parametrize(("priority", "reported", "due"), table(OUTSIDE))
def test_ticket_number_inside_and_outside_office_hours(priority, reported, due):
    """P1 and P2 outside office hours are administered on the next working day (4.10)."""
    assert dues(ALL_DAY, priority, reported)["registration@100"] == due


ASSESSED = [
    ("at-the-report", [], {"outside_sla": True}, NOT_APPLICABLE),
    ("later", [on(f"{MON} 11:00", "assessed", {"outside_sla": True})], {}, NOT_APPLICABLE),
    ("taken-back", [on(f"{MON} 11:00", "assessed", {"outside_sla": False})], {"outside_sla": True},
     BREACHED),
    ("disruption-only", [on(f"{MON} 11:00", "assessed", {"is_disruption": True})], {}, BREACHED),
]  # fmt: skip


@pytest.mark.parametrize(("events", "facts", "state"), table(ASSESSED))
def test_work_outside_the_sla_cannot_be_breached(events, facts, state):
    """Work assessed as outside the SLA keeps its dates, but they do not bind (vcare-2.5)."""
    verdict = judge(VCARE, "P1", f"{MON} 10:00", *events, now=f"{MON} 15:00", **facts)
    clock = verdict.clock("response@100")
    assert (clock.state, shown(clock.due)) == (state, f"{MON} 10:30")


def test_a_custom_made_application_is_outside_the_sla_of_smart_fms():
    """An agent says so on the ticket (smartfms-alg-scope); the promise does not bind then."""
    for is_outside, state in ((True, NOT_APPLICABLE), (False, BREACHED)):
        facts = {"outside_sla": is_outside, "now": f"{TUE} 15:00"}
        verdict = judge("smart-fms-basic", "A", f"{MON} 10:00", **facts)
        assert verdict.clock("response@100").state == state
