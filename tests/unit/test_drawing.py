"""Drawings of a verdict for a page of Helpdesk or the desk: complete, escaped, without a sheet."""

from __future__ import annotations

import dataclasses
import re
from html import unescape

import pytest
from factories import edited, judge

from sla_nl.drawing.steps import steps_html
from sla_nl.engine.steps import steps_of
from sla_nl.engine.words import Words

OFFICE = "vcare-connect-office"
HOSTILE = "\"><script>alert('1')</script>&amp;"


def drawn(verdict, key, language="en"):
    return steps_html(verdict, key, Words(language, verdict.contract.zone))


def told(html):
    """The text of a drawing."""
    return unescape(re.sub(r"<[^>]*>", " ", html))


@pytest.mark.parametrize("language", ["en", "nl"])
def test_every_step_is_told_in_its_order(language):
    verdict = judge(OFFICE, "P2", "2026-04-24 16:50", now="2026-04-29 12:00")
    words = Words(language, verdict.contract.zone)
    for clock in verdict.clocks:
        steps = [step._replace(clauses=()) for step in steps_of(verdict, clock)]
        html = drawn(verdict, clock.key, language)
        assert html.count("<li") == len(steps) > 0
        places = [told(html).casefold().index(words.step(step).casefold()) for step in steps]
        assert places == sorted(places)


def test_bars_of_the_time_used_add_up_to_the_budget():
    verdict = judge(OFFICE, "P2", "2026-04-24 16:50", now="2026-04-29 12:00")
    html = drawn(verdict, "response@100")
    bars = re.findall(r"width:([\d.]+)%;background[^>]*opacity.*?width:([\d.]+)%", html)
    before = 0.0
    for start, width in bars:
        assert float(start) == pytest.approx(before, abs=0.02)
        before += float(width)
    assert len(bars) == 2
    assert before == pytest.approx(100, abs=0.02)


def test_the_clauses_of_a_step_are_shown():
    verdict = judge(OFFICE, "P1", "2026-04-24 16:50")
    assert "vcare-4.5-p1-response</code>" in drawn(verdict, "response@100")


def test_a_text_of_the_contract_is_no_markup():
    contract = edited(OFFICE, lambda t: dataclasses.replace(t, clauses=(HOSTILE,)))
    verdict = judge(contract, "P1", "2026-04-24 16:50")
    html = drawn(verdict, "response@100")
    assert "<script" not in html
    assert HOSTILE in told(html)


def test_a_clock_that_the_ticket_has_not_is_refused():
    with pytest.raises(KeyError):
        drawn(judge(OFFICE, "P1", "2026-04-24 16:50"), "quote@100")
