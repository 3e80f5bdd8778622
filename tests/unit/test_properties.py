"""Properties that hold on any calendar and any timeline."""

from __future__ import annotations

import contextlib
from datetime import date, timedelta
from itertools import pairwise

from factories import at
from hypothesis import given, settings
from hypothesis import strategies as st

from sla_nl.engine.calendars.calendar import Calendar
from sla_nl.engine.calendars.terms import HOLIDAY, WEEKDAYS, CalendarTerms, Hours, SpecialDay
from sla_nl.engine.clock_state import STATES
from sla_nl.engine.errors import NoOpeningTimeError, TicketError
from sla_nl.engine.evaluate import evaluate
from sla_nl.engine.terms.vocabulary import (
    CHANNELS,
    CONTACTED,
    KINDS,
    PAUSE_REASONS,
    READINGS,
    RECORDED,
)
from sla_nl.engine.ticket import EVENTS, Event, Ticket
from sla_nl.vendors import shipped_contracts

ZONES = ("Europe/Amsterdam", "Asia/Kolkata", "Australia/Sydney", "Australia/Lord_Howe")
FIRST, LAST = at("2025-01-01 00:00"), at("2028-12-31 00:00")
DAY, HOUR = 86_400, 3600
# The four days on which the zones above change their clocks, so that these are tried often.
CHANGES = [at(f"2026-{day} 00:00") for day in ("03-29", "10-25", "04-05", "10-04")]

instants = st.integers(FIRST, LAST) | st.builds(
    int.__add__, st.sampled_from(CHANGES), st.integers(-DAY, 2 * DAY)
)
budgets = st.integers(1, 60 * HOUR)
spans = st.tuples(st.integers(0, 1410), st.integers(30, 600)).map(
    lambda s: (s[0], min(1440, s[0] + s[1]))
)
hours = st.builds(
    lambda day, span, kept: Hours(day, *span, kept),
    st.sampled_from((*WEEKDAYS, HOLIDAY)),
    spans,
    st.booleans(),
)
special_days = st.builds(
    lambda offset, is_open, span: SpecialDay(date(2026, 1, 1) + timedelta(offset), is_open, *span),
    st.integers(0, 400),
    st.booleans(),
    spans | st.just((None, None)),
)


@st.composite
def calendars(draw):
    """Draw a calendar with at least one opening a week."""
    if draw(st.integers(0, 9)) == 0:
        return Calendar(CalendarTerms("any", draw(st.sampled_from(ZONES)), always_open=True))
    weekly = Hours(draw(st.sampled_from(WEEKDAYS)), *draw(spans), on_holidays=True)
    return Calendar(
        CalendarTerms(
            "any",
            draw(st.sampled_from(ZONES)),
            hours=(weekly, *draw(st.lists(hours, max_size=12))),
            holiday_rule=draw(st.sampled_from(("", "NL"))),
            special_days=tuple(draw(st.lists(special_days, max_size=6))),
        ),
        closing_rule=draw(st.sampled_from(READINGS["closing_rule"])),
    )


@given(calendars(), instants, budgets)
def test_deadline_uses_up_the_budget_and_not_a_second_later(calendar, start, budget):
    """`elapsed(start, deadline(start, b)) == b`; a second earlier it is less (4.4)."""
    due = calendar.deadline(start, budget)
    assert calendar.elapsed(start, due) == budget
    assert calendar.elapsed(start, due - 1) == budget - 1


@given(calendars(), instants, st.integers(0, 3 * DAY), budgets, st.integers(0, DAY))
def test_deadline_is_monotone_in_start_and_budget(calendar, start, later, budget, more):
    """A later start or a larger budget never ends earlier."""
    due = calendar.deadline(start, budget)
    assert calendar.deadline(start + later, budget) >= due
    assert calendar.deadline(start, budget + more) >= due


@given(calendars(), instants, st.integers(0, 30 * HOUR), st.integers(1, 30 * HOUR))
def test_deadline_of_a_sum_is_the_deadline_of_deadlines(calendar, start, first, second):
    """A clock may be stopped and go on later without a change of its total."""
    halfway = calendar.deadline(start, first)
    assert calendar.deadline(start, first + second) == calendar.deadline(halfway, second)


@given(calendars(), instants)
def test_next_opening_is_the_first_open_instant(calendar, moment):
    """If the calendar is open, `next_opening` is the instant itself."""
    opening = calendar.next_opening(moment)
    assert calendar.is_open(opening)
    assert (opening == moment) is calendar.is_open(moment)
    if opening > moment:
        assert calendar.elapsed(moment, opening) == 0
        assert not calendar.is_open(opening - 1)
        assert calendar.elapsed(opening, opening + 1) == 1


@given(calendars(), instants, instants)
def test_intervals_are_the_opening_time(calendar, first, second):
    """They are in order, do not touch, and add up to the elapsed opening time."""
    start, end = min(first, second), max(first, second)
    found = list(calendar.intervals(start, end))
    assert sum(b - a for a, b in found) == calendar.elapsed(start, end)
    ends = [start, *(moment for span in found for moment in span), end]
    assert ends == sorted(ends)
    assert all(before[1] < after[0] for before, after in pairwise(found))


@settings(max_examples=50)
@given(calendars(), instants, budgets, st.lists(st.integers(1990, 2050), min_size=1, max_size=4))
def test_results_do_not_depend_on_earlier_calls(calendar, start, budget, years):
    """A calendar whose table was extended both ways gives the same results as a new one."""
    grown = Calendar(calendar.terms, closing_rule=calendar.closing_rule)
    for year in years:
        grown.is_open(at(f"{year}-07-01 12:00"))
    end = start + 40 * DAY
    day, new_year = calendar.local_day(start), at("2027-01-01 00:00")
    for ask in (
        lambda c: c.deadline(start, budget),
        lambda c: c.elapsed(start, end),
        lambda c: c.next_opening(start),
        lambda c: [c.is_open(moment) for moment in (start, end, new_year)],
        lambda c: [c.is_closing(moment) for moment in (start, new_year, c.deadline(start, 1))],
        lambda c: list(c.intervals(start, end)),
        lambda c: [c.working_day(day, count) for count in (-7, -1, 0, 1, 20)],
    ):
        assert ask(grown) == ask(calendar)


# -- tickets ---------------------------------------------------------------------------------------

CONTRACTS = shipped_contracts()
STATUSES = ("Nieuw", "Wacht op Klant", "Wacht op leverancier", "Reactie ontvangen")
REPORTED = st.integers(at("2025-12-01 00:00"), at("2026-12-31 00:00"))
SINCE = st.integers(-DAY, 30 * DAY) | st.integers(0, 3 * HOUR)
OFFSETS = st.integers(0, 20 * DAY) | st.integers(0, 3 * HOUR)
AROUND = OFFSETS | st.integers(-DAY, HOUR)


@st.composite
def events_of(draw, reported, codes, offsets=OFFSETS):
    """Draw one event of any sort, with the field that it needs."""
    at_s = reported + draw(offsets)
    name = draw(st.sampled_from(sorted(EVENTS)))
    event = Event(at_s, name)
    if name == "paused":
        return event._replace(reason=draw(st.sampled_from(PAUSE_REASONS)))
    if name == "resumed":
        return event._replace(reason=draw(st.sampled_from(("", *PAUSE_REASONS))))
    if name == "planned":
        return event._replace(until=at_s + draw(st.integers(-DAY, 40 * DAY)))
    if name == "reprioritised":
        return event._replace(priority=draw(st.sampled_from(codes)))
    if name == "reclassified":
        kind = draw(st.sampled_from(KINDS))
        return event._replace(kind=kind, priority=draw(st.sampled_from(codes)))
    if name == "assessed":
        return event._replace(outside_sla=draw(st.sampled_from((None, True, False))))
    if name == "escalated":
        return event._replace(reason=draw(st.sampled_from(RECORDED)))
    if name == "status":
        return event._replace(status=draw(st.sampled_from(STATUSES)))
    if name == "contacted":
        return event._replace(whom=draw(st.sampled_from(CONTACTED)))
    if name == "followed_up":
        return event._replace(what=draw(st.sampled_from(("Klant benaderen", "Bellen"))))
    return event


@st.composite
def tickets(draw, offsets=OFFSETS, has_distinct_moments=False):
    """Draw a contract and a ticket; the contract may not know the ticket's priority."""
    contract = CONTRACTS[draw(st.sampled_from(sorted(CONTRACTS)))]
    codes = sorted({p.code for p in contract.terms.priorities})
    reported = draw(REPORTED)
    moments = {"unique_by": lambda e: e.at} if has_distinct_moments else {}
    return contract, Ticket(
        "T-1",
        contract.name,
        draw(st.sampled_from(("incident", "incident", *KINDS))),
        draw(st.sampled_from([*codes, *codes, "", "P9"])),
        reported,
        draw(st.sampled_from(("", *CHANNELS))),
        draw(st.none() | st.integers(-3 * DAY, 0).map(lambda s: reported + s)),
        draw(st.booleans()),
        None,
        draw(st.sampled_from((None, None, True, False))),
        tuple(draw(st.lists(events_of(reported, codes, offsets), max_size=9, **moments))),
    )


def judged(contract, ticket, now):
    """Return the verdict on a ticket, or the error that it raises."""
    try:
        verdict = evaluate(contract, ticket, now)
    except TicketError as error:
        return str(error)
    clocks = [clock._replace(row=clock.row.key) for clock in verdict.clocks]
    return clocks, sorted(map(repr, verdict.notes))


readings = st.fixed_dictionaries(
    {}, optional={name: st.sampled_from(values) for name, values in READINGS.items()}
)


@settings(max_examples=400)
@given(tickets(offsets=st.integers(-2 * DAY, 60 * DAY) | OFFSETS), SINCE, readings)
def test_any_timeline_has_a_verdict_or_an_error_of_its_own(case, since, changed):
    """Only TicketError and NoOpeningTimeError are raised; no figure is negative (4.6)."""
    contract, ticket = case
    now = ticket.reported_at + since
    if changed:
        contract = contract.with_readings(changed)
    with contextlib.suppress(TicketError, NoOpeningTimeError):
        for clock in evaluate(contract, ticket, now).clocks:
            assert clock.state in STATES
            assert clock.paused_s >= 0
            assert clock.used_s is None or clock.used_s >= 0
            assert clock.left_s is None or clock.left_s >= 0
            assert clock.breached_at is None or clock.breached_at == clock.due < now
            assert clock.met_at is None or ticket.reported_at <= clock.met_at <= now
            assert clock.due is not None or clock.breached_at is None


@settings(max_examples=200)
@given(tickets(), SINCE, st.integers(-1000 * DAY, 1000 * DAY))
def test_due_dates_do_not_depend_on_now(case, first, second):
    """`now` decides states and figures only (docs/design.md 4.7)."""
    contract, ticket = case
    with contextlib.suppress(TicketError):
        moments = ticket.reported_at + first, ticket.reported_at + second
        then, later = (evaluate(contract, ticket, now) for now in moments)
        assert [(c.key, c.due, c.held_due) for c in then.clocks] == [
            (c.key, c.due, c.held_due) for c in later.clocks
        ]


@settings(max_examples=200)
@given(
    tickets(OFFSETS | st.integers(-DAY, HOUR), has_distinct_moments=True),
    st.randoms(use_true_random=False),
    SINCE,
)
def test_order_of_distinct_moments_in_the_list_does_not_matter(case, random, since):
    """The moments of events decide their order, not the order in the list (docs/design.md 4.8)."""
    contract, ticket = case
    now = ticket.reported_at + since
    shuffled = list(ticket.events)
    random.shuffle(shuffled)
    again = ticket._replace(events=tuple(shuffled))
    assert judged(contract, again, now) == judged(contract, ticket, now)


@settings(max_examples=200)
@given(tickets(offsets=st.integers(-HOUR, HOUR)), st.data(), SINCE)
def test_exact_duplicates_change_nothing(case, data, since):
    """An event that is listed twice counts once (docs/design.md 4.8)."""
    contract, ticket = case
    now = ticket.reported_at + since
    events = list(ticket.events)
    for event in ticket.events:
        if data.draw(st.booleans()):
            events.insert(data.draw(st.integers(events.index(event) + 1, len(events))), event)
    again = ticket._replace(events=tuple(events))
    assert judged(contract, again, now) == judged(contract, ticket, now)


@settings(max_examples=200)
@given(
    tickets(),
    st.lists(st.tuples(OFFSETS, st.integers(1, 3 * DAY)), min_size=1, max_size=3),
    st.booleans(),
    SINCE,
)
def test_more_pause_never_shortens_a_deadline(case, pauses, is_last_open, since):
    """With more pauses a date moves on, goes away or stays as it is (docs/design.md 4.8)."""
    contract, ticket = case
    now = ticket.reported_at + since
    # the pauses of the timeline are the customer's, those that are added lack of access
    own = [e._replace(reason="customer") if e.event == "paused" else e for e in ticket.events]
    own = [e._replace(reason="customer") if e.event == "resumed" else e for e in own]
    more, moment = [], ticket.reported_at
    for offset, length in pauses:
        moment += offset + 1
        more.append(Event(moment, "paused", "no_access"))
        moment += length
        more.append(Event(moment, "resumed", "no_access"))
    if is_last_open:
        more.pop()
    with contextlib.suppress(TicketError):
        before = evaluate(contract, ticket._replace(events=tuple(own)), now)
        after = evaluate(contract, ticket._replace(events=(*own, *more)), now)
        assert [c.key for c in before.clocks] == [c.key for c in after.clocks]
        for less, paused in zip(before.clocks, after.clocks, strict=True):
            if less.due is None:
                assert paused.due is None
            elif paused.due is None:
                assert is_last_open
            else:
                assert paused.due >= less.due
