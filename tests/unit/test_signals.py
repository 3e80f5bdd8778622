"""Outages from what a monitor reports: once, in any order, and without flapping."""

from __future__ import annotations

from itertools import pairwise, permutations

import pytest
from factories import table
from hypothesis import given
from hypothesis import strategies as st

from sla_nl.engine.service.signals import FLAPPING_S, Signal, outages_of


def down(at, incident=""):
    return Signal(incident, at, True)


def up(at, incident=""):
    return Signal(incident, at, False)


SEQUENCES = [
    # id, signals, spans
    ("nothing", [], []),
    ("open", [down(100)], [(100, None)]),
    ("over", [down(100), up(400)], [(100, 400)]),
    ("up-alone", [up(100)], []),
    ("told-again", [down(100), down(200), down(300), up(400)], [(100, 400)]),
    ("up-twice", [down(100), up(400), up(500)], [(100, 400)]),
    ("flapping", [down(100), up(150), down(170), up(400)], [(100, 400)]),
    ("a-minute", [down(100), up(200), down(260), up(400)], [(100, 400)]),
    ("more-than-a-minute", [down(100), up(200), down(261), up(400)], [(100, 200), (261, 400)]),
    ("flapping-goes-on", [down(100), up(150), down(170)], [(100, None)]),
    ("no-time", [down(100), up(100)], []),
    ("two-incidents", [down(100, "a"), down(200, "b"), up(300, "a"), up(500, "b")], [(100, 500)]),
    ("one-goes-on", [down(100, "a"), down(200, "b"), up(300, "a")], [(100, None)]),
    ("apart", [down(100, "a"), up(200, "a"), down(900, "b"), up(950, "b")],
     [(100, 200), (900, 950)]),
    ("up-of-another", [down(100, "a"), up(200, "b")], [(100, None)]),
]  # fmt: skip


@pytest.mark.parametrize(("signals", "spans"), table(SEQUENCES))
def test_signals_become_spans(signals, spans):
    assert outages_of(signals) == spans


def test_the_order_in_which_signals_arrive_does_not_matter():
    signals = [down(100), up(400), down(1000), up(1300)]
    for order in permutations(signals):
        assert outages_of(order) == [(100, 400), (1000, 1300)]


moments = st.lists(st.tuples(st.integers(0, 9_000), st.booleans(), st.sampled_from("ab")))


@given(moments)
def test_the_same_signals_twice_change_nothing_and_spans_lie_apart(given_signals):
    """Spans are in order, none is empty, and each begins over a minute after the one before."""
    signals = [Signal(incident, at, is_down) for at, is_down, incident in given_signals]
    once = list(dict.fromkeys(signals))
    spans = outages_of(once)
    assert outages_of([*once, *once]) == spans
    assert all(end is None or start < end for start, end in spans)
    for (_start, end), (later, _end) in pairwise(spans):
        assert end is not None
        assert later > end + FLAPPING_S
