"""Properties of escalations and follow-ups that hold on any timeline."""

from __future__ import annotations

import contextlib
from itertools import pairwise

from factories import CALENDARS
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from test_properties import DAY, HOUR, tickets

from sla_nl.engine.contract import Contract
from sla_nl.engine.documents import read_matrix
from sla_nl.engine.errors import NoOpeningTimeError, TicketError
from sla_nl.engine.evaluate import evaluate
from sla_nl.engine.follow_ups import DONE, DROPPED, MISSED, OPEN
from sla_nl.engine.terms.vocabulary import RECORDED
from sla_nl.vendors import shipped_contracts

NOWS = st.integers(0, 30 * DAY) | st.integers(0, 6 * HOUR)
FORMS = ("functional", "hierarchical")
LEVELS = [{"level": f"{form}-{n}", "contact": "x", "form": form} for n in (1, 2) for form in FORMS]
OF_CLOCKS = ("share_used", "target_missed")


@st.composite
def triggers(draw):
    """Draw a trigger that can fire."""
    event = draw(st.sampled_from((*OF_CLOCKS, *OF_CLOCKS, "prioritised", "not_resolved",
                                  "status_lasts", "update_missed", *RECORDED)))  # fmt: skip
    row = {"event": event, "form": draw(st.sampled_from(("", *FORMS)))}
    if event in OF_CLOCKS:
        row["clock"] = draw(st.sampled_from(("", "response")))
    if event == "share_used":
        row["percent"] = draw(st.sampled_from(("50", "75", "90", "100")))
    if event == "status_lasts":
        row["status"] = "Wacht op Klant"
    if event in ("status_lasts", "not_resolved") or draw(st.booleans()):
        row |= {"amount": draw(st.integers(0, 3)), "unit": draw(st.sampled_from(UNITS))}
    if draw(st.booleans()):
        row |= {"repeat_amount": draw(st.integers(1, 3)), "repeat_unit": "working_hours"}
    if draw(st.booleans()):
        row["calendar"] = "vcare-office"
    return row


UNITS = ("minutes", "hours", "working_hours", "working_days", "working_day_end")


@st.composite
def cases(draw):
    """Draw a contract, often with a matrix of its own, and a ticket."""
    contract, ticket = draw(tickets())
    if draw(st.booleans()):
        rows = draw(st.lists(triggers(), min_size=1, max_size=4))
        document = {"name": "own", "title": "Own", "levels": LEVELS, "triggers": rows}
        matrix = read_matrix(document, faults := [])
        assume(not faults)
        terms = shipped_contracts()[contract.name].terms
        with contextlib.suppress(ValueError):  # A trigger that can never fire is refused.
            contract = Contract(terms, CALENDARS, matrix=matrix)
    return contract, ticket


def judged(case, since):
    """Return the verdict on a case; None if it has an error of its own."""
    contract, ticket = case
    try:
        return evaluate(contract, ticket, ticket.reported_at + since)
    except (TicketError, NoOpeningTimeError):
        return None


def key_of(escalation):
    return escalation[:4], escalation.cause


@settings(max_examples=150)
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


@settings(max_examples=150)
@given(cases(), NOWS)
def test_what_was_told_does_not_depend_on_later_events(case, since):
    """An event changes what comes after it; nothing is dated back."""
    contract, ticket = case
    until = ticket.reported_at + since
    events = tuple(event for event in ticket.events if event.at <= until)
    whole, known = judged(case, since), judged((contract, ticket._replace(events=events)), since)
    assume(whole is not None and known is not None)
    assert [key_of(e) for e in whole.escalations] == [key_of(e) for e in known.escalations]


@settings(max_examples=150)
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


@settings(max_examples=150)
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


@settings(max_examples=150)
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


@settings(max_examples=150)
@given(cases(), NOWS)
def test_an_escalation_keeps_to_the_hours_of_its_row(case, since):
    """A moment in closed time moves to the next opening."""
    verdict = judged(case, since)
    assume(verdict is not None)
    for escalation in _all(verdict):
        calendar = escalation.row.calendar
        assert calendar is None or calendar.is_open(escalation.at)
        assert escalation.at >= escalation.due_at


@settings(max_examples=150)
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
