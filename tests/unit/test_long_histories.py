"""The time for a ticket grows with the number of its events, not with the square of that."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import cycle, islice
from random import Random
from time import process_time

import pytest
from factories import edited, table

from sla_nl.cli.judging import Judged
from sla_nl.cli.reading.source import Line
from sla_nl.cli.writing.html import report
from sla_nl.engine.counting import between, merge_spans, spans_of_clock
from sla_nl.engine.evaluate import evaluate
from sla_nl.engine.terms.money import FeeRule
from sla_nl.engine.ticket import read_ticket
from sla_nl.engine.words.telling import Words
from sla_nl.vendors import shipped_contracts

START = datetime(2026, 1, 5, 9, tzinfo=UTC)
RECORDED = {"event": "escalated", "reason": "poor_performance"}
WAITING = {"event": "status", "status": "Wacht op Klant"}
LOWERED, RAISED = ({"event": "reprioritised", "priority": priority} for priority in ("P2", "P1"))
PAUSE = ({"event": "paused", "reason": "customer"}, {"event": "resumed"})


def named(*names):
    return tuple({"event": name} for name in names)


HISTORIES = [
    ("updates-and-pauses", (*named("updated"), *PAUSE)),
    ("updates", named("updated")),
    ("decisions", named("cannot_wait", "updated")),
    ("decisions-and-pauses", (*named("cannot_wait", "updated"), *PAUSE)),
    ("plans", ({"event": "planned", "until": "2027-01-01T09:00:00Z"}, *named("updated"))),
    ("reopenings", named("resolved", "reopened")),
    ("solved-again-and-again", (*named("cannot_wait", "resolved"), *PAUSE, *named("reopened"))),
    ("unreachable", named("unreachable", "reachable")),
    ("raises", (LOWERED, RAISED)),
    ("escalated-and-raised", (RECORDED, *named("acknowledged"), LOWERED, RAISED)),
    ("statuses-and-raises", (WAITING, LOWERED, {"event": "status", "status": "Nieuw"}, RAISED)),
]


def line_of(events, count, contract, minutes):
    """Return a ticket with `count` events that lie `minutes` apart."""
    moments = (START + timedelta(minutes=minutes * number) for number in range(1, count))
    first = {"event": "responded", "at": START.isoformat()}
    rest = zip(islice(cycle(events), count - 1), moments, strict=True)
    return {
        "id": "T", "contract": contract, "kind": "incident", "priority": "P1",
        "reported_at": START.isoformat(),
        "events": [first, *(event | {"at": moment.isoformat()} for event, moment in rest)],
    }  # fmt: skip


def seconds_taken(line):
    """Judge a ticket, explain it and draw it; return the seconds that this took."""
    contract = shipped_contracts()[line["contract"]]
    ticket = read_ticket(line)
    began = process_time()
    verdict = evaluate(contract, ticket, max(event.at for event in ticket.events))
    words = Words("en", contract.zone)
    for clock in verdict.clocks:
        words.explain(verdict, clock)
    report([Judged(Line(1, "T", contract.name, ticket), verdict)], verdict.now)
    return process_time() - began


@pytest.mark.parametrize("events", table(HISTORIES))
def test_a_history_of_every_kind_is_judged_and_explained_in_time(events):
    """Four times the events take 4 times as long in linear time, 16 times in quadratic time."""
    few, many = (line_of(events, count, "vcare-connect-24x7", 97) for count in (5_000, 20_000))
    assert seconds_taken(many) < 12 * seconds_taken(few)


def test_a_surcharge_on_every_fee_is_calculated_in_time():
    """Each of 10,000 raises has a fee, and a surcharge on all fees."""
    rules = (
        FeeRule("raise", "reprioritised", "always", "fixed", rate=Decimal("33.33")),
        FeeRule("surcharge", "reprioritised", "always", "percentage", rate=Decimal(10)),
    )
    contract = edited("vcare-connect-24x7", fees=rules)
    line = line_of(dict(HISTORIES)["raises"], 20_000, contract.name, 1)
    ticket = read_ticket(line)
    began = process_time()
    fees = evaluate(contract, ticket, ticket.reported_at).fees
    assert process_time() - began < 3
    assert len(fees) == 19_998
    assert {fee.amount for fee in fees} == {Decimal("33.33"), Decimal("33326.67")}


def limit_process():
    """End the process after five seconds of work."""
    resource.setrlimit(resource.RLIMIT_CPU, (5, 5))


def test_a_ticket_of_100_000_events_is_stamped_in_five_seconds(tmp_path):
    path = tmp_path / "long.jsonl"
    path.write_text(json.dumps(line_of(HISTORIES[0][1], 100_000, "vcare-connect-24x7", 1)))
    command = [sys.executable, "-m", "sla_nl", "stamp", str(path), "--format", "jsonl"]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, preexec_fn=limit_process)
    assert json.loads(done.stdout)["clocks"]["update@100"]["state"] == "breached"


# -- the fast searches find the same as plain loops ------------------------------------------------


def some_spans(chance):
    """Return merged spans among the instants 0 to 60; the last span may have no end."""
    pairs = [sorted((chance.randrange(60), chance.randrange(60))) for _ in range(5)]
    spans = [(since, until) for since, until in pairs]
    return merge_spans([*spans, (chance.randrange(60), None)] if chance.random() < 0.3 else spans)


def test_the_spans_between_two_instants_are_those_that_a_plain_search_finds():
    chance = Random(1)
    for _ in range(3000):
        spans, start = some_spans(chance), chance.randrange(60)
        end = chance.choice([None, chance.randrange(60)])
        cut = [
            (s, end if end is not None and (u is None or u > end) else u)
            for s, u in spans
            if end is None or s < end
        ]
        assert between(spans, start, end) == [s for s in cut if s[1] is None or s[1] > start]


def test_the_spans_that_matter_for_a_clock_began_before_it_was_met():
    """Spans that ended before its start may be left out if one that began by then is kept."""
    chance = Random(2)
    for _ in range(3000):
        spans, start = some_spans(chance), chance.randrange(60)
        met = chance.choice([None, chance.randrange(60)])
        plain = [
            (s, None if met is not None and (u is None or u >= met) else u)
            for s, u in spans
            if met is None or s < met
        ]
        found = spans_of_clock(spans, start, met)
        assert found == plain[len(plain) - len(found) :]
        assert bool(found) == bool(plain)
        assert any(s <= start for s, _ in found) == any(s <= start for s, _ in plain)
        left_out = plain[: len(plain) - len(found)]
        assert all(until is not None and until <= start for _, until in left_out)
