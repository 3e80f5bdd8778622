"""The page of `stamp --format html` is self-contained, safe, and complete in both languages."""

from __future__ import annotations

import dataclasses
import json
import re
from collections import Counter
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest
from factories import at, edited, make_ticket

from sla_nl.cli.judging import Judged, judge
from sla_nl.cli.reading.source import Line
from sla_nl.cli.writing.html import MOST_TICKETS, ORDER, report, ticket_states
from sla_nl.cli.writing.lanes import Scale, draw, events_of, scale_of, ticks_of
from sla_nl.cli.writing.report_words import EVENT_NAMES, LABELS
from sla_nl.engine.calendars.instants import zone
from sla_nl.engine.clock_state import STATES
from sla_nl.engine.terms.vocabulary import KINDS
from sla_nl.engine.ticket import EVENTS, read_ticket
from sla_nl.engine.words.tables import KIND_NAMES
from sla_nl.engine.words.telling import Words
from sla_nl.vendors import shipped_contracts

CASES = Path(__file__).parent.parent / "cases" / "tickets.jsonl"
NOW = at("2026-06-10 12:00")
AMSTERDAM = zone("Europe/Amsterdam")
OFFICE = "vcare-connect-office"
HOSTILE = "\"><script>alert('1')</script>&amp;"


class Page(HTMLParser):
    """The parts of a page that tests look at; an end tag that closes nothing fails."""

    VOID = frozenset("meta br input use path rect circle line".split())

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.tags: Counter[str] = Counter()
        self.attributes: list[tuple[str, str, str]] = []
        self.open: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags[tag] += 1
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        self.ids += [value for name, value in attrs if name == "id"]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in self.VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def values(self, name):
        return [value for _, attribute, value in self.attributes if attribute == name]


def golden(count=None):
    """Return the golden cases, judged."""
    rows = CASES.read_text(encoding="utf-8").splitlines()
    return judged(*(json.loads(row) for row in (rows[:count] if count else rows)))


def judged(*rows):
    lines = (
        Line(number, str(row["id"]), row["contract"], read_ticket(row), raw=row)
        for number, row in enumerate(rows, 1)
    )
    return list(judge(lines, shipped_contracts(), NOW))


def one(priority, reported, *events, now=NOW, contract=OFFICE, **facts):
    """Return one judged ticket."""
    ticket = make_ticket(contract, priority, reported, *events, **facts)
    line = Line(1, ticket.id, contract, ticket)
    return next(judge([line], shipped_contracts(), now))


def row(ident, **fields):
    return {
        "id": ident,
        "contract": OFFICE,
        "kind": "incident",
        "priority": "P2",
        "reported_at": "2026-06-09T09:00:00+02:00",
        **fields,
    }


# -- one file, no network


def test_page_asks_for_nothing():
    text = report(golden(), NOW)
    page = Page(text)
    assert not re.search(r"https?:|//[a-z]|@import|@font-face|url\((?!#)", text, re.IGNORECASE)
    assert not page.tags.keys() & {"link", "img", "iframe", "object", "embed", "base", "image"}
    assert not page.values("src")
    assert all(value.startswith("#") for value in page.values("href"))
    assert not [name for _, name, _ in page.attributes if name.startswith("on")]


def test_parts_are_inlined_once():
    page = Page(report([], NOW))
    assert page.tags["style"] == page.tags["script"] == 1


def test_ids_are_unique_and_every_reference_has_one():
    page = Page(report(golden(), NOW))
    assert [i for i, count in Counter(page.ids).items() if count > 1] == []
    used = {value[1:] for value in page.values("href")} | set(page.values("aria-labelledby"))
    assert used <= set(page.ids)


# -- content


def test_every_ticket_has_a_row_and_a_section():
    tickets = golden()
    text = report(tickets, NOW)
    assert text.count('<tr role="row" data-s=') == len(tickets)
    assert text.count('<section class="ticket"') == len(tickets)
    for number, ticket in enumerate(tickets, 1):
        assert f'<a href="#t{number}"><bdi>{ticket.line.id}</bdi>' in text


@pytest.mark.parametrize("language", ["en", "nl"])
def test_page_has_every_due_date_and_every_step(language):
    for ticket in golden(60):
        verdict = ticket.verdict
        text = unescape(report([ticket], NOW, language))
        words = Words(language, verdict.contract.zone)
        for clock in verdict.clocks:
            if clock.due is not None:
                assert f'<strong><time datetime="{AMSTERDAM.iso(clock.due)}">' in text
            plain = re.sub(r" ?<[^>]*>", "", text)
            for sentence in words.explain(verdict, clock):
                assert re.sub(r" \([a-z0-9., -]*\)$", "", sentence) in plain
            assert all(f"<code>{clause}</code>" in text for clause in clock.row.terms.clauses)


def test_page_has_notes_with_their_clauses():
    ticket = one("P2", "2026-06-09 09:00", ("2026-06-09 10:00", "resumed"))
    text = unescape(report([ticket], NOW))
    assert "resumed on Tuesday 9 June 2026 10:00, but nothing was paused: ignored" in text


def test_priority_is_shown_with_its_definition():
    text = report([one("P2", "2026-06-09 09:00")], NOW)
    assert "<b>P2</b> Prioriteit 2" in text
    assert "Uitval van 51% of meer" in text


def test_share_is_shown_where_it_is_not_all_tickets():
    ticket = one("Hoog", "2026-06-08 10:00", contract="covide-premium")
    assert ">99.9%</span>" in report([ticket], NOW, "en")
    assert ">99,9%</span>" in report([ticket], NOW, "nl")
    assert ">100%</span>" not in report([ticket], NOW, "en")


def test_ticket_without_promises_is_there():
    ticket = one("Hoog", "2026-06-08 10:00", contract="covide-basic", kind="problem")
    assert ticket_states(ticket.verdict) == ("not applicable",)
    assert LABELS["en"]["no_clocks"] in report([ticket], NOW)


def test_empty_report_is_a_page():
    assert "<h1>SLA report</h1>" in report([], NOW)


# -- errors and hostile text


def test_error_is_shown_in_its_place():
    bad = Judged(Line(2, "B", "covide-basic", None, "priority", "priority: 'P9' is unknown"), None)
    first, last = judged(row("A"), row("C"))
    text = report([first, bad, last], NOW)
    places = [text.index(f'id="h{number}"') for number in (1, 2, 3)]
    assert places[1] < text.rindex("priority: &#x27;P9&#x27; is unknown") < places[2]
    assert 'data-s="s-error"' in text


def test_line_without_id_is_called_by_its_number():
    bad = Judged(Line(7, "", "", None, "", "not JSON"), None)
    assert "<bdi>line 7</bdi>" in report([bad], NOW)
    assert "<bdi>regel 7</bdi>" in report([bad], NOW, "nl")


def test_field_is_named_where_the_message_does_not():
    bad = Judged(Line(1, "A", "", None, "kind", "is missing"), None)
    assert "kind: is missing" in report([bad], NOW)


@pytest.mark.parametrize("language", ["en", "nl"])
def test_hostile_text_stays_text(language):
    bad = Judged(Line(2, HOSTILE, HOSTILE, None, HOSTILE, HOSTILE), None)
    tickets = [*judged(row(HOSTILE, subject=HOSTILE)), bad]
    text = report(tickets, NOW, language)
    page = Page(text)
    assert page.tags["script"] == 1
    assert text.count("alert(") == unescape(text).count("alert(") >= 6
    assert "<script>alert" not in text


def test_hostile_contract_stays_text():
    terms = shipped_contracts()[OFFICE].terms
    priorities = tuple(
        dataclasses.replace(p, title=HOSTILE, definition=HOSTILE) for p in terms.priorities
    )
    contract = edited(
        OFFICE,
        lambda target: dataclasses.replace(target, clauses=(HOSTILE,)),
        priorities=priorities,
        title=HOSTILE,
    )
    line = one("P2", "2026-06-09 09:00").line
    text = report(list(judge([line], {OFFICE: contract}, NOW)), NOW)
    assert Page(text).tags["script"] == 1
    assert text.count("&lt;script&gt;") > 5


def test_text_that_is_no_unicode_can_be_written():
    text = report(judged(row("\ud800-1", subject="\udfff")), NOW)
    assert "?-1" in text.encode("utf-8").decode()


def test_moments_at_the_ends_of_the_calendar_can_be_drawn():
    for reported in ("0002-01-05 10:00", "9997-12-20 10:00"):
        ticket = one("3", reported, contract="visma-raet")
        assert "</html>" in report([ticket], NOW)
    far = one("P2", "2026-06-09 09:00", ("2190-01-01 10:00", "responded"))
    assert "</html>" in report([far], NOW)


# -- languages


def test_both_languages_are_complete():
    for table in (LABELS, EVENT_NAMES, KIND_NAMES):
        assert table["en"].keys() == table["nl"].keys()
        assert all(name for names in table.values() for name in names.values())
    assert set(EVENT_NAMES["en"]) == EVENTS | {"reported"}
    assert set(KIND_NAMES["en"]) == set(KINDS)
    assert set(ORDER) == set(STATES)


def test_dutch_page_has_no_english():
    text = report(golden(40), NOW, "nl")
    assert '<html lang="nl">' in text
    for english in ("breached", "Reported", "Why this date", "not started", "Used<", "events<"):
        assert english not in re.sub(r"s-[a-z-]+|<(style|script)>.*?</\1>", "", text, flags=re.S)


# -- states


@pytest.mark.parametrize(
    ("expected", "now", "events"),
    [
        (("running",), "10:00", [("09:30", "responded")]),
        (("breached", "running"), "12:00", [("11:45", "responded")]),
        (("paused",), "10:05", [("09:30", "responded"), ("09:40", "paused", "customer")]),
        (("met",), "10:00", [("09:20", "resolved")]),
        (("not started",), "08:00", []),
    ],
)
def test_states_of_a_ticket_that_need_attention_come_first(expected, now, events):
    day = "2026-06-10 "
    moments = [(day + "09:05", "registered"), *((day + e[0], *e[1:]) for e in events)]
    ticket = one("P2", day + "09:00", *(moments if events else []), now=at(day + now))
    assert ticket_states(ticket.verdict) == expected


def test_counts_are_those_of_the_rows():
    text = report(golden(), NOW)
    rows = re.findall(r'<tr role="row" data-s="([^"]+)"', text)
    counts = Counter(state for states in rows for state in states.split())
    shown = re.findall(r'data-s="(s-[a-z-]+)" aria-pressed="false" disabled>[^<]+<b>(\d+)', text)
    assert {state: int(count) for state, count in shown} == counts


# -- the drawing


@pytest.mark.parametrize(
    ("reported", "until", "labels"),
    [
        ("2026-06-08 10:00", "2026-06-08 14:00", ["10:00", "11:00", "12:00", "13:00", "14:00"]),
        ("2026-06-08 10:00", "2026-06-10 10:00", ["12:00", "18:00", "00:00", "06:00", "12:00"]),
        ("2026-06-08 10:00", "2026-06-16 10:00", ["Tue 9", "Wed 10", "Thu 11"]),
        ("2026-06-08 10:00", "2026-07-20 10:00", ["15 Jun", "22 Jun", "29 Jun"]),
        ("2026-06-08 10:00", "2027-03-08 10:00", ["Jul", "Aug", "Sep"]),
        ("2026-06-08 10:00", "2039-06-08 10:00", ["2030", "2035"]),
    ],
)
def test_axis_fits_the_span(reported, until, labels):
    scale = Scale(at(reported), at(until))
    ticks = ticks_of(scale, AMSTERDAM, "en")
    assert 2 <= len(ticks) <= 13
    shown = [tick.label for tick in ticks]
    offset = shown.index(labels[0])
    assert shown[offset : offset + len(labels)] == labels


@pytest.mark.parametrize(
    ("day", "hours"),
    [("2026-03-29", ["00", "01", "03", "04"]), ("2026-10-25", ["00", "01", "02", "03", "04"])],
)
def test_axis_follows_the_clocks_of_the_zone(day, hours):
    scale = Scale(at(f"{day} 00:00"), at(f"{day} 04:00"))
    at_hours = {
        AMSTERDAM.local(tick.at).strftime("%H") for tick in ticks_of(scale, AMSTERDAM, "en")
    }
    assert at_hours == set(hours)


def test_now_is_drawn_where_it_is_near():
    near = one("P2", "2026-06-10 09:30").verdict
    assert scale_of(near).holds(NOW)
    far = one("P2", "2024-06-10 09:00").verdict
    assert not scale_of(far).holds(NOW)


def test_everything_lies_within_the_drawing():
    for ticket in golden():
        verdict = ticket.verdict
        scale = scale_of(verdict)
        moments = [event.at for event in events_of(verdict)]
        moments += [c.due for c in verdict.clocks if c.due is not None]
        assert all(scale.holds(moment) for moment in moments)


def drawn(ticket):
    names = EVENT_NAMES["en"] | {"now": "now", "events": "events"}
    lanes = [(clock, "") for clock in ticket.verdict.clocks]
    return draw(ticket.verdict, "en", lanes, names, HOSTILE)


def test_pauses_dates_and_closed_time_are_drawn():
    ticket = one(
        "P2",
        "2026-06-09 09:00",
        ("2026-06-09 09:10", "registered"),
        ("2026-06-09 09:40", "responded"),
        ("2026-06-09 13:00", "paused", "customer"),
        ("2026-06-09 15:30", "resumed"),
        ("2026-06-10 09:00", "paused", "no_access"),
    )
    text = drawn(ticket)
    states = [clock.state for clock in ticket.verdict.clocks]
    assert states == ["met", "met", "paused", "paused", "breached"]
    assert text.count('class="pause"') == 6
    assert text.count('"#held"') == 2
    assert text.count('"#due"') == text.count('"#met"') == 2
    assert text.count('"#breach"') == text.count('class="over"') == 1
    assert text.count('class="closed"') == text.count('class="lane') == 5


def test_drawing_has_a_text_alternative():
    ticket = one("P2", "2026-06-09 09:00")
    assert "<script" not in drawn(ticket)
    text = report([ticket], NOW)
    assert 'role="img" aria-label="Timeline. registration: breached, Tuesday 9 June' in text


def test_always_open_calendar_has_no_closed_time():
    ticket = one("1", "2026-06-08 10:00", contract="visma-raet")
    assert 'class="closed"' not in drawn(ticket)


def test_clock_without_a_date_has_nothing_left():
    text = drawn(one("3", "2026-06-08 10:00", contract="visma-raet"))
    assert 'class="used"' in text
    assert 'class="left"' not in text


def test_most_tickets_make_a_page_of_a_sane_size():
    tickets = golden()
    many = (tickets * (MOST_TICKETS // len(tickets) + 1))[:MOST_TICKETS]
    text = report(many, NOW)
    assert text.count('<section class="ticket"') == MOST_TICKETS
    assert len(text.encode()) < 25_000_000
