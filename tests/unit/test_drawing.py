"""Drawings for a page of Helpdesk or the desk: complete, escaped, and without a style sheet."""

from __future__ import annotations

import dataclasses
import re
from html import unescape

import pytest
from factories import (
    CALENDARS,
    edited,
    judge,
    make_calendar_terms,
    make_contract,
    make_hours,
    make_target,
)

from sla_nl.clauses.articles import cite
from sla_nl.drawing.promises import promises_html
from sla_nl.drawing.steps import steps_html
from sla_nl.drawing.verdict import verdict_html
from sla_nl.drawing.week import week_html
from sla_nl.engine.calendars.instants import zone
from sla_nl.engine.steps import steps_of
from sla_nl.engine.words.telling import Words
from sla_nl.vendors import shipped_contracts

OFFICE = "vcare-connect-office"
HOSTILE = "\"><script>alert('1')</script>&amp;"
ENGLISH = Words("en", zone("Europe/Amsterdam"))


def drawn(verdict, key, language="en"):
    return steps_html(verdict, key, Words(language, verdict.contract.zone))


def text_of(html):
    """Return the text of a drawing."""
    return unescape(re.sub(r"<[^>]*>", " ", html))


@pytest.mark.parametrize("language", ["en", "nl"])
def test_every_step_has_its_sentence_in_order(language):
    verdict = judge(OFFICE, "P2", "2026-04-24 16:50", now="2026-04-29 12:00")
    words = Words(language, verdict.contract.zone)
    for clock in verdict.clocks:
        steps = [step._replace(clauses=()) for step in steps_of(verdict, clock)]
        html = drawn(verdict, clock.key, language)
        assert html.count("<li") == len(steps) > 0
        places = [text_of(html).casefold().index(words.step(step).casefold()) for step in steps]
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


def test_a_clause_whose_text_is_known_unfolds_to_it():
    """Vcare's article 4.5 in Dutch, also for an English reader."""
    verdict = judge(OFFICE, "P1", "2026-04-24 16:50")
    words = Words("en", verdict.contract.zone, cite)
    html = steps_html(verdict, "response@100", words)
    assert "vcare-" not in html
    assert re.search(r"<summary[^>]*>art\. 4\.5</summary><blockquote lang=\"nl\"", html)
    assert "Prioriteit 1, respons: 30 min." in html


def test_the_clauses_of_a_step_are_shown():
    verdict = judge(OFFICE, "P1", "2026-04-24 16:50")
    assert "vcare-4.5-p1-response</code>" in drawn(verdict, "response@100")


def test_a_text_of_the_contract_is_no_markup():
    contract = edited(OFFICE, lambda t: dataclasses.replace(t, clauses=(HOSTILE,)))
    verdict = judge(contract, "P1", "2026-04-24 16:50")
    html = drawn(verdict, "response@100")
    assert "<script" not in html
    assert HOSTILE in text_of(html)


def test_a_clock_that_the_ticket_has_not_is_refused():
    with pytest.raises(KeyError):
        drawn(judge(OFFICE, "P1", "2026-04-24 16:50"), "quote@100")


# -- the week of a calendar


def week(calendar, language="en"):
    return week_html(calendar, Words(language, zone("Europe/Amsterdam")))


def test_a_lunch_break_is_a_gap_between_two_bars():
    """09:00 to 12:30 and 13:00 to 17:00, on Friday until 12:00 (smart-fms)."""
    html = week(CALENDARS["smart-fms-window"])
    assert html.count("<rect") == 9
    assert 'x="37.5%" width="14.583%"' in html
    assert 'x="54.167%" width="16.667%"' in html
    assert "Friday 09:00 to 12:00; Saturday closed" in html


def test_hours_that_touch_are_one_bar():
    html = week(make_calendar_terms(hours=make_hours("08:00-12:00 12:00-17:00", ["Monday"])))
    assert html.count("<rect") == 1
    assert "08:00–17:00" in html


def test_a_calendar_that_never_closes_says_so():
    html = week(make_calendar_terms(always_open=True, hours=()), "nl")
    assert html.count("<rect") == 7
    assert "dag en nacht" in html


def test_holidays_have_a_row_where_the_calendar_knows_them():
    assert "Holidays closed" in week(make_calendar_terms(holiday_rule="NL"))
    assert "Holidays" not in week(make_calendar_terms())


def test_a_time_zone_is_no_markup():
    assert "<script" not in week(make_calendar_terms(time_zone=HOSTILE))


# -- the promises of a contract


@pytest.mark.parametrize(
    ("amount", "unit", "words"),
    [
        ("1", "working_hours", "1 working hour"),
        ("0.5", "working_hours", "30 working minutes"),
        ("1.5", "hours", "90 minutes"),
        ("0", "hours", "at once"),
        ("0", "working_day_end", "the end of the working day"),
        ("2", "weeks", "2 weeks"),
        (None, "", "by agreement"),
    ],
)
def test_a_promise_in_words(amount, unit, words):
    html = promises_html(make_contract(make_target(amount=amount, unit=unit)), ENGLISH)
    assert f"<div>{words}</div>" in html


def test_shares_stand_beside_their_amounts():
    """Covide promises 90% within 4 working hours and 99.9% within 6; Dutch writes 99,9."""
    covide = shipped_contracts()["covide-basic"]
    assert "4 working hours (90%), 6 (99.9%)" in text_of(promises_html(covide, ENGLISH))
    assert "4 werkuren (90%), 6 (99,9%)" in text_of(promises_html(covide, Words("nl", covide.zone)))


def test_a_row_of_its_own_takes_the_place_of_one_for_all():
    contract = make_contract(make_target(amount="8"), make_target(amount="2", priority="P1"))
    rows = re.findall(r"<tr>.*?</tr>", promises_html(contract, ENGLISH))
    assert [text_of(row).split() for row in rows[1:]] == [
        ["P1", "2", "working", "hours"],
        ["P2", "8", "working", "hours"],
    ]


@pytest.mark.parametrize("name", shipped_contracts())
@pytest.mark.parametrize("language", ["en", "nl"])
def test_every_shipped_promise_has_its_clauses_to_hover_over(name, language):
    contract = shipped_contracts()[name]
    html = unescape(promises_html(contract, Words(language, contract.zone)))
    assert all(clause in html for target in contract.terms.targets for clause in target.clauses)


def test_the_texts_of_a_contract_are_no_markup():
    contract = edited(
        OFFICE,
        lambda t: dataclasses.replace(t, note=HOSTILE),
        priorities=tuple(
            dataclasses.replace(p, definition=HOSTILE)
            for p in shipped_contracts()[OFFICE].terms.priorities
        ),
    )
    assert "<script" not in promises_html(contract, ENGLISH)


# -- a verdict


def test_a_verdict_shows_each_clock_with_its_date_state_and_steps():
    verdict = judge(OFFICE, "P2", "2026-04-24 16:50", now="2026-04-24 16:51")
    html = verdict_html(verdict, Words("en", verdict.contract.zone))
    assert html.count("<details") == len(verdict.clocks)
    assert "Recovery (80%)" in html
    assert "Tuesday 28 April 2026 08:50" in html
    assert all(drawn(verdict, clock.key) in html for clock in verdict.clocks)


def test_a_ticket_without_promises_says_so():
    verdict = judge("smart-fms-basic", "A", "2026-06-08 10:00", kind="change")
    html = verdict_html(verdict, Words("en", verdict.contract.zone))
    assert "no promise" in text_of(html)
