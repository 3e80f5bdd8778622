"""Tickets read from lines, and the order in which their events count."""

from __future__ import annotations

import pytest
from factories import at, codes, dues, judge, make_ticket, shown, table

from sla_nl.engine.calendars.instants import zone
from sla_nl.engine.clock_state import PAUSED, RUNNING
from sla_nl.engine.errors import TicketError
from sla_nl.engine.ticket import EVENTS, Event, in_order, read_events, read_ticket

LINE = {
    "id": "T-1",
    "contract": "vcare-connect-office",
    "kind": "incident",
    "priority": "P1",
    "reported_at": "2026-06-08T10:00:00+02:00",
}
NOON = "2026-06-08T12:00:00+02:00"


def test_line_becomes_a_ticket():
    """Every field of a line is read; instants become whole seconds (docs/design.md 3)."""
    ticket = read_ticket(
        LINE
        | {
            "channel": "phone",
            "known_since": "2026-06-07T10:00:00.9Z",
            "cannot_wait": True,
            "is_disruption": False,
            "outside_sla": True,
            "events": [{"at": NOON, "event": "paused", "reason": "customer"}],
        }
    )
    assert (ticket.id, ticket.contract, ticket.kind, ticket.priority) == (
        "T-1",
        "vcare-connect-office",
        "incident",
        "P1",
    )
    assert shown(ticket.reported_at) == "2026-06-08 10:00"
    assert shown(ticket.known_since) == "2026-06-07 12:00"
    assert ticket.channel == "phone"
    assert (ticket.cannot_wait, ticket.is_disruption, ticket.outside_sla) == (True, False, True)
    assert ticket.events == (Event(at("2026-06-08 12:00"), "paused", "customer"),)


def test_unknown_keys_are_ignored():
    """A line and its events may have more keys than the engine reads (docs/design.md 3)."""
    events = [{"at": NOON, "event": "responded", "by": "someone"}]
    line = LINE | {"why": "x", "clauses": ["y"], "events": events}
    assert read_ticket(line) == read_ticket(LINE | {"events": [{"at": NOON, "event": "responded"}]})


def test_optional_facts_are_unknown_without_them():
    """A missing channel, `known_since` or assessment is unknown, not false."""
    ticket = read_ticket(LINE)
    assert (ticket.channel, ticket.known_since, ticket.events) == ("", None, ())
    assert (ticket.cannot_wait, ticket.is_disruption, ticket.outside_sla) == (False, None, None)


def test_priority_may_be_a_number():
    """Some exports have Raet's priorities 1 to 3 as numbers."""
    assert read_ticket(LINE | {"priority": 1}).priority == "1"


def test_contract_of_the_command_holds_for_lines_that_name_none():
    """The contract of a line comes before the contract of the command."""
    unnamed = {k: v for k, v in LINE.items() if k != "contract"}
    assert read_ticket(unnamed, contract="visma-raet").contract == "visma-raet"
    assert read_ticket(LINE, contract="visma-raet").contract == "vcare-connect-office"


WRONG = [
    # id, changes to the line, the field that is named
    ("unknown-kind", {"kind": "storing"}, "kind"),
    ("no-kind", {"kind": None}, "kind"),
    ("kind-is-a-list", {"kind": ["incident"]}, "kind"),
    ("no-contract", {"contract": ""}, "contract"),
    ("no-report", {"reported_at": None}, "reported_at"),
    ("naive-report", {"reported_at": "2026-06-08T10:00:00"}, "reported_at"),
    ("report-is-no-date", {"reported_at": "maandag"}, "reported_at"),
    ("naive-known-since", {"known_since": "2026-06-08T10:00:00"}, "known_since"),
    ("unknown-channel", {"channel": "pigeon"}, "channel"),
    ("cannot-wait-is-a-word", {"cannot_wait": "yes"}, "cannot_wait"),
    ("priority-is-a-list", {"priority": ["P1"]}, "priority"),
    ("events-is-a-word", {"events": "responded"}, "events"),
    ("event-is-a-word", {"events": ["responded"]}, "events row 1"),
    ("unknown-event", {"events": [{"at": NOON, "event": "solved"}]}, "events row 1, event"),
    ("no-event", {"events": [{"at": NOON}]}, "events row 1, event"),
    ("event-without-moment", {"events": [{"event": "responded"}]}, "events row 1, at"),
    ("naive-event", {"events": [{"at": NOON[:19], "event": "responded"}]}, "events row 1, at"),
    ("pause-without-reason", {"events": [{"at": NOON, "event": "paused"}]}, "events row 1, reason"),
    (
        "unknown-reason",
        {"events": [{"at": NOON, "event": "paused", "reason": "lunch"}]},
        "events row 1, reason",
    ),
    ("plan-without-date", {"events": [{"at": NOON, "event": "planned"}]}, "events row 1, until"),
    (
        "no-new-priority",
        {"events": [{"at": NOON, "event": "reprioritised"}]},
        "events row 1, priority",
    ),
    ("no-new-kind", {"events": [{"at": NOON, "event": "reclassified"}]}, "events row 1, kind"),
    (
        "second-event",
        {"events": [{"at": NOON, "event": "responded"}, {"at": NOON, "event": "x"}]},
        "events row 2, event",
    ),
]


@pytest.mark.parametrize(("changes", "field"), table(WRONG))
def test_line_that_cannot_be_judged_names_its_field(changes, field):
    """An unknown word or a missing or naive moment is an error of the ticket (docs/design.md 3)."""
    with pytest.raises(TicketError) as caught:
        read_ticket(LINE | changes)
    assert caught.value.field == field
    assert str(caught.value).startswith(f"{field}: ")


@pytest.mark.parametrize("line", [None, "T-1", ["T-1"], 5], ids=repr)
def test_line_that_is_no_object_is_refused(line):
    """A line may be any JSON value."""
    with pytest.raises(TicketError, match="object"):
        read_ticket(line)


def test_naive_moments_are_read_in_the_zone_given():
    """`--timezone` gives the zone of moments without an offset (docs/design.md 3)."""
    line = LINE | {"reported_at": "2026-06-08 10:00:00"}
    assert read_ticket(line, zone("Asia/Kolkata")).reported_at == at("2026-06-08T10:00:00+05:30")


def test_there_are_twenty_nine_kinds_of_events():
    """They are the events of docs/design.md 3."""
    assert len(EVENTS) == 29


def test_events_count_in_time_also_if_listed_out_of_order():
    """A list in any order is the same timeline."""
    late, early = (Event(at(f"2026-06-08 {t}"), "updated") for t in ("12:00", "11:00"))
    ticket = read_ticket(LINE)._replace(events=(late, early))
    assert in_order(ticket) == (early, late)


def test_events_of_one_moment_keep_the_order_in_which_they_were_given():
    """Paused and then resumed at 12:00 leaves no pause, the opposite order leaves one (4.8)."""
    pause, resume = ("2026-06-08 12:00", "paused", "customer"), ("2026-06-08 12:00", "resumed")
    response = ("2026-06-08 10:10", "responded")
    there = judge("vcare-connect-office", "P1", "2026-06-08 10:00", response, pause, resume)
    back = judge("vcare-connect-office", "P1", "2026-06-08 10:00", response, resume, pause)
    assert shown(there.clock("recovery@80").due) == "2026-06-08 14:10"
    assert back.clock("recovery@80").due is None
    assert codes(back) == ["resumed_without_pause"]


def test_exact_duplicate_counts_once():
    """The same event twice gives one note, not two (docs/design.md 4.8)."""
    resumed = ("2026-06-08 12:00", "resumed")
    found = judge("vcare-connect-office", "P1", "2026-06-08 10:00", resumed, resumed)
    assert codes(found) == ["resumed_without_pause"]


def test_event_before_the_report_counts_at_the_report():
    """A response at 09:00 to a report at 10:00 starts recovery at 10:00 (docs/design.md 4.8)."""
    found = dues(
        "vcare-connect-office", "P1", "2026-06-08 10:00", ("2026-06-08 09:00", "responded")
    )
    assert found["recovery@80"] == "2026-06-08 14:00"


def test_pause_around_the_report_counts_from_the_report():
    """A pause from 09:00 to 10:30 stops the response clock from 10:00 to 10:30."""
    verdict = judge(
        "vcare-connect-office",
        "P1",
        "2026-06-08 10:00",
        ("2026-06-08 09:00", "paused", "customer"),
        ("2026-06-08 10:30", "resumed"),
        now="2026-06-08 10:45",
    )
    response = verdict.clock("response@100")
    assert shown(response.due) == "2026-06-08 11:00"
    assert (response.state, response.paused_s, response.used_s) == (RUNNING, 1800, 900)


def test_events_before_the_report_count_in_time():
    """A pause from 09:00 to 09:30 is over at 10:00, also if its end comes first in the list."""
    found = dues(
        "vcare-connect-office",
        "P1",
        "2026-06-08 10:00",
        ("2026-06-08 09:30", "resumed"),
        ("2026-06-08 09:00", "paused", "customer"),
    )
    assert found["response@100"] == "2026-06-08 10:30"


def test_event_in_the_future_counts_and_only_the_state_waits():
    """A pause planned for tomorrow moves the date today; the clock runs (docs/design.md 4.7)."""
    pause = ("2026-06-08 10:10", "paused", "customer"), ("2026-06-08 10:20", "resumed")
    states = {}
    for now in ("2026-06-08 10:05", "2026-06-08 10:15", "2026-06-08 10:25"):
        verdict = judge("vcare-connect-office", "P1", "2026-06-08 10:00", *pause, now=now)
        response = verdict.clock("response@100")
        assert shown(response.due) == "2026-06-08 10:40"
        states[now[-5:]] = (response.state, response.used_s, response.paused_s)
    assert states == {
        "10:05": (RUNNING, 300, 0),
        "10:15": (PAUSED, 600, 300),
        "10:25": (RUNNING, 900, 600),
    }


def test_events_can_be_read_on_their_own():
    """A list of events is read without the other fields of a line."""
    rows = [{"at": NOON, "event": "reclassified", "kind": "change", "priority": "P2"}]
    assert read_events(rows) == (
        Event(at("2026-06-08 12:00"), "reclassified", kind="change", priority="P2"),
    )


def test_factories_write_the_line_that_is_read():
    """The factory `make_ticket` makes the same ticket as `read_ticket` does from a line."""
    event = {"at": NOON, "event": "responded"}
    made = make_ticket(
        "vcare-connect-office", "P1", "2026-06-08 10:00", ("2026-06-08 12:00", "responded")
    )
    assert made == read_ticket(LINE | {"events": [event]})
