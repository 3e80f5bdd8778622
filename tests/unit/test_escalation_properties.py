"""Properties of escalations and follow-ups that hold on any timeline."""

from __future__ import annotations

from itertools import pairwise

from factories import CALENDARS, at
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from test_properties import DAY, HOUR

from sla_nl.engine.contract import Contract
from sla_nl.engine.documents.reading import read_matrix
from sla_nl.engine.errors import NoOpeningTimeError, TicketError
from sla_nl.engine.evaluate import evaluate
from sla_nl.engine.follow_ups import DONE, DROPPED, MISSED, OPEN
from sla_nl.engine.ticket import Event, Ticket
from sla_nl.vendors import shipped_contracts

REPORTED = st.sampled_from([at(f"2026-06-{day} {time}") for day in ("08", "12")
                            for time in ("09:00", "16:30", "22:00")])  # fmt: skip
SOON = st.integers(0, 5 * HOUR).map(lambda seconds: seconds - seconds % 60)
NOWS = SOON | st.integers(0, 10 * DAY)
FORMS = ("functional", "hierarchical")
LEVELS = [{"level": f"{form}-{n}", "contact": "x", "form": form} for n in (1, 2) for form in FORMS]
UNITS = ("minutes", "hours", "working_hours", "working_days", "working_day_end")
OF_CLOCKS = ("share_used", "target_missed", "update_missed")
EVENTS = (
    "responded", "updated", "updated", "paused", "resumed", "resolved", "reopened", "reprioritised",
    "reprioritised", "escalated", "acknowledged", "status", "assessed", "unreachable", "reachable",
    "contacted", "planned", "cannot_wait",
)  # fmt: skip
DETAILS = {
    "paused": ("reason", ("customer", "no_access", "supplier")),
    "reprioritised": ("priority", ("P1", "P2", "P3")),
    "escalated": ("reason", ("poor_performance", "line_insufficient")),
    "status": ("status", ("Wacht op Klant", "Nieuw", "Reactie ontvangen")),
    "assessed": ("outside_sla", (True, False)),
    "contacted": ("whom", ("customer", "supplier")),
}
"""For some events the field that they have, and its values."""


@st.composite
def triggers(draw):
    """Draw a trigger that can fire."""
    names = (*OF_CLOCKS, "prioritised", "not_resolved", "status_lasts", "poor_performance")
    event = draw(st.sampled_from(names))
    row = {"event": event, "form": draw(st.sampled_from(("", *FORMS)))}
    row["priority"] = draw(st.sampled_from(("", "P1", "P2")))
    if event in OF_CLOCKS[:2]:
        row["clock"] = draw(st.sampled_from(("", "response", "resolution")))
    if event == "share_used":
        row["percent"] = draw(st.sampled_from(("50", "75", "100")))
    if event == "status_lasts":
        row["status"] = "Wacht op Klant"
    if event in ("status_lasts", "not_resolved") or draw(st.booleans()):
        row |= {"amount": draw(st.integers(0, 2)), "unit": draw(st.sampled_from(UNITS))}
    if draw(st.booleans()):
        row |= {"repeat_amount": 30, "repeat_unit": "minutes"}
    if draw(st.booleans()):
        row["calendar"] = "vcare-office"
    return row


@st.composite
def events(draw, reported):
    """Draw an event of the first hours of a ticket."""
    name = draw(st.sampled_from(EVENTS))
    event = Event(reported + draw(SOON), name)
    if name == "planned":
        return event._replace(until=event.at + draw(SOON))
    if name in DETAILS:
        field, values = DETAILS[name]
        return event._replace(**{field: draw(st.sampled_from(values))})
    return event


@st.composite
def cases(draw):
    """Draw a contract of Vcare, with its own matrix or another, and an incident."""
    contract = shipped_contracts()[draw(st.sampled_from(("vcare-connect-office",
                                                         "vcare-connect-24x7")))]  # fmt: skip
    if draw(st.booleans()):
        rows = draw(st.lists(triggers(), min_size=1, max_size=4, unique_by=str))
        document = {"name": "own", "title": "Own", "levels": LEVELS, "triggers": rows}
        matrix = read_matrix(document, faults := [])
        assume(not faults)
        contract = Contract(contract.terms, CALENDARS, matrix=matrix)
    reported = draw(REPORTED)
    ticket = Ticket("T", contract.name, "incident", draw(st.sampled_from(("P1", "P2"))), reported)
    happened = draw(st.lists(events(reported), max_size=9))
    return contract, ticket._replace(events=tuple(happened))


def judged(case, since):
    """Return the verdict on a case; None if it has an error of its own."""
    contract, ticket = case
    try:
        return evaluate(contract, ticket, ticket.reported_at + since)
    except (TicketError, NoOpeningTimeError):
        return None


def key_of(escalation):
    return escalation[:4], escalation.cause


@settings(max_examples=200)
@given(cases(), NOWS, NOWS)
def test_the_past_does_not_change_when_now_moves_on(case, first, second):
    """If nothing happens, what was told stays, and the next one is told at its moment."""
    early, late = (judged(case, since) for since in sorted((first, second)))
    assume(early is not None)
    before, after = early.escalations, late.escalations
    assert after[: len(before)] == before
    following = early.next_escalation
    if following is None:
        assert after == before
    else:
        assert following.at > early.now
        assert (after[len(before) :] or (late.next_escalation,))[0] == following


@settings(max_examples=200)
@given(cases(), NOWS)
def test_what_was_told_does_not_depend_on_later_events(case, since):
    """An event changes what comes after it; nothing is dated back."""
    contract, ticket = case
    until = ticket.reported_at + since
    events = tuple(event for event in ticket.events if event.at <= until)
    whole, known = judged(case, since), judged((contract, ticket._replace(events=events)), since)
    assume(whole is not None and known is not None)
    assert [key_of(e) for e in whole.escalations] == [key_of(e) for e in known.escalations]


@settings(max_examples=200)
@given(cases(), NOWS)
def test_nobody_is_told_while_the_ticket_is_solved(case, since):
    """From the resolution until it is opened again."""
    verdict = judged(case, since)
    assume(verdict is not None)
    history = verdict.history
    spans = [*history.resolved_spans]
    if "resolution" in history.met:
        spans.append((history.met["resolution"], None))
    for escalation in _all(verdict):
        for start, end in spans:
            assert not (start <= escalation.at and (end is None or escalation.at < end))


@settings(max_examples=200)
@given(cases(), NOWS)
def test_nobody_is_told_of_a_clock_while_it_is_paused(case, since):
    """A trigger of a clock waits while a pause stops that clock."""
    verdict = judged(case, since)
    assume(verdict is not None)
    for escalation in _all(verdict):
        clock = escalation.clock.partition("@")[0]
        level = verdict.history.service_level_at(verdict.contract, escalation.at)
        for reason in level.stops.get(clock, {}):
            for start, end in verdict.history.pauses.get(reason, ()):
                assert not (start <= escalation.at and (end is None or escalation.at < end))


@settings(max_examples=200)
@given(cases(), NOWS)
def test_a_cause_is_told_once_and_then_only_repeated(case, since):
    """Each cause has a key of its own, each level is told once for it, repeats are numbered."""
    verdict = judged(case, since)
    assume(verdict is not None)
    found = verdict.escalations
    assert all(before.at <= after.at for before, after in pairwise(found))
    assert len({escalation.cause for escalation in found}) == len(found)
    numbers = {}
    for escalation in found:
        reason = escalation.reason
        cause = reason.row.place, reason.key
        level = numbers.setdefault(cause, (escalation.level, 0))[0]
        assert escalation.level == level
        assert escalation.number == numbers[cause][1] + 1 or escalation.number > 1
        numbers[cause] = level, escalation.number


@settings(max_examples=200)
@given(cases(), NOWS)
def test_an_escalation_keeps_to_the_hours_of_its_row(case, since):
    """A moment in closed time moves to the next opening."""
    verdict = judged(case, since)
    assume(verdict is not None)
    for escalation in _all(verdict):
        calendar = escalation.row.calendar
        assert calendar is None or calendar.is_open(escalation.at)
        assert escalation.at >= escalation.due_at


@settings(max_examples=200)
@given(cases(), NOWS)
def test_a_follow_up_has_one_state_that_agrees_with_its_moments(case, since):
    """It is done at or before now, missed after its date, and never comes up in the future."""
    verdict = judged(case, since)
    assume(verdict is not None)
    for task in verdict.follow_ups:
        assert task.since <= verdict.now
        assert task.state in (OPEN, DONE, MISSED, DROPPED)
        assert (task.state == DONE) is (task.done_at is not None)
        assert task.done_at is None or task.since <= task.done_at <= verdict.now
        assert task.state != MISSED or task.due < verdict.now
        assert task.state != OPEN or task.due is None or task.due >= verdict.now


def _all(verdict):
    """Return the escalations up to now, and the next one."""
    following = verdict.next_escalation
    return (*verdict.escalations, *((following,) if following else ()))
