"""The sums of two judgements of many tickets, and how they are told (docs/design.md 4.17)."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from factories import at, make_ticket, table

from sla_nl.clauses.articles import cite
from sla_nl.drawing.comparison import Shown, comparison_html, comparison_page
from sla_nl.drawing.differing import sentences
from sla_nl.engine.calendars.instants import zone
from sla_nl.engine.compliance.beside import Comparison, read
from sla_nl.engine.compliance.comparing import difference
from sla_nl.engine.compliance.sums import FeeSum, Sums
from sla_nl.engine.evaluate import evaluate
from sla_nl.engine.words.telling import Words
from sla_nl.vendors import shipped_contracts

OFFICE, ALWAYS = (shipped_contracts()[f"vcare-connect-{name}"] for name in ("office", "24x7"))
SATURDAY, NOW = "2026-06-13 10:00", "2026-06-13 11:00"


def verdicts():
    """Judge an incident of Saturday, which nobody answers, by office hours and round the clock."""
    ticket = make_ticket(OFFICE, "P1", SATURDAY, (SATURDAY, "registered"))
    return tuple(evaluate(c, ticket._replace(contract=c.name), at(NOW)) for c in (OFFICE, ALWAYS))


def compared(*cells):
    found = Comparison()
    before, after = verdicts()
    for cell in cells:
        found.add(cell, before, after, is_different=True)
    return found


def told(sums):
    """Return the tickets, and of both sides what was met, missed, not decided, and escalations."""
    return sums.tickets, *((*side.totals, side.escalations) for side in (sums.before, sums.after))


def test_sums_are_told_by_month_and_by_priority():
    """By office hours nothing is due on a Saturday; round the clock the response is missed."""
    found = compared(("2026-06", "Urgent"), ("2026-06", "High"), ("2026-07", "Urgent"))
    one = ((1, 0, 5, 1), (1, 1, 4, 2))
    assert told(found.total) == (3, *(tuple(3 * n for n in side) for side in one))
    assert {name: told(sums)[0] for name, sums in found.by_month.items()} == {
        "2026-06": 2, "2026-07": 1,
    }  # fmt: skip
    assert {name: told(sums)[0] for name, sums in found.by_priority.items()} == {
        "High": 1, "Urgent": 2,
    }  # fmt: skip


def test_sums_come_back_from_json_and_are_added_up():
    """Two workers that each did a part find what one finds who did both."""
    first, second = compared(("2026-06", "Urgent")), compared(("2026-06", "Urgent"), ("", ""))
    both = Comparison()
    for part in (first, second):
        part.cells[next(iter(part.cells))].after.fees["EUR"] = FeeSum(2, Decimal("33.30"), 1)
        both.add_comparison(read(json.loads(json.dumps(part.plain()))))
    assert told(both.total)[0] == 3
    assert both.total.after.fees == {"EUR": FeeSum(4, Decimal("66.60"), 2)}
    assert both.total.rows == first.total.rows
    assert told(both.by_month["2026-06"]) == tuple(
        2 * n if isinstance(n, int) else tuple(2 * m for m in n) for n in told(first.total)
    )


def test_a_ticket_without_a_contract_has_no_promises_on_that_side():
    _before, after = verdicts()
    found = difference(None, after)
    sums = Sums()
    sums.add(None, after, bool(found))
    assert {key: sides[0] for key, sides in found.states.items()} == dict.fromkeys(
        clock.key for clock in after.clocks
    )
    assert found.escalations == ((), after.escalations)
    assert told(sums) == (1, (0, 0, 0, 0), (1, 1, 4, 2))


LINE = {
    "ticket": "0001", "customer": "Acme <BV>", "priority": "Urgent", "contract": "covide-basic",
    "promises": [
        ["response@100", at("2026-06-15 08:30"), at("2026-06-13 10:30"), "running", "breached",
         ["vcare-4.5-p1-response"]],
        ["resolution@90", None, at("2026-06-13 12:00"), None, "met", []],
    ],
    "fees": [[], [["Spoed <x>", "150", "EUR"], ["Uren", None, "EUR"]]],
    "escalations": [1, 2], "weight": 3,
}  # fmt: skip
SENTENCES = [
    ("en", [
        "Response: running → breached, due Mon 2026-06-15 08:30 → Sat 2026-06-13 10:30 (art. 4.5)",
        "Resolution (90%): no promise → met",
        "Fees: none → Spoed <x> (EUR 150.00), Uren (amount not known yet)",
        "Escalations: 1 → 2",
    ]),
    ("nl", [
        "Reactie: loopt → overschreden, uiterlijk ma 2026-06-15 08:30 → za 2026-06-13 10:30 "
        "(art. 4.5)",
        "Oplossing (90%): geen belofte → gehaald",
        "Kosten: geen → Spoed <x> (EUR 150,00), Uren (bedrag nog niet bekend)",
        "Escalaties: 1 → 2",
    ]),
]  # fmt: skip


def words_in(language):
    return Words(language, zone("Europe/Amsterdam"), cite)


@pytest.mark.parametrize(("language", "expected"), table([(n, n, e) for n, e in SENTENCES]))
def test_what_differs_is_told_in_sentences(language, expected):
    assert sentences(LINE, words_in(language)) == expected


def test_a_ticket_that_cannot_be_judged_says_why():
    line = LINE | {"fault": "priority: 'P9' is none of P1"}
    assert sentences(line, words_in("en")) == ["Not judged: priority: 'P9' is none of P1"]


def test_the_drawing_escapes_and_links_what_can_be_opened():
    shown = Shown([LINE, LINE | {"ticket": "0002"}], 5, 1, {"0001": "/app/hd-ticket/0001"})
    html = comparison_html(compared(("2026-06", "<b>")), shown, words_in("en"))
    assert '<a href="/app/hd-ticket/0001">0001</a>' in html
    assert "<td" in html
    assert ">0002<" in html
    assert "<b>" not in html
    assert "Acme &lt;BV&gt;" in html
    assert "Spoed &lt;x&gt;" in html
    assert "1 of them are not shown" in html
    assert "2 more: the file has all of them." in html


def test_a_page_has_at_most_twelve_rows_of_months_and_plain_colours():
    """The months before the last eleven are one row."""
    months = [f"20{year}-{month:02d}" for year in (25, 26) for month in range(1, 13)]
    found = compared(*((month, "Urgent") for month in months))
    page = comparison_page("What if", [("Reported", "2025")], found, Shown([], 0), words_in("en"))
    assert page.count(">2026-") == 11
    assert ">earlier<" in page
    assert "2026-01" not in page
    assert "var(" not in page


def test_priorities_are_shown_in_the_order_of_helpdesk():
    """One that Helpdesk no longer has comes last, and a ticket without one has a word."""
    found = compared(*(("2026-06", name) for name in ("", "Gone", "High", "Urgent")))
    shown = Shown([], 0, priorities=("Urgent", "High", "Low"))
    html = comparison_html(found, shown, words_in("en"))
    places = [html.index(f">{name}<") for name in ("Urgent", "High", "none", "Gone")]
    assert places == sorted(places)
    assert ">Low<" not in html


def test_promises_are_shown_in_the_order_of_their_clocks():
    html = comparison_html(compared(("2026-06", "Urgent")), Shown([], 0), words_in("en"))
    names = ("Registration", "Response", "Recovery (80%)", "Resolution", "Status update")
    places = [html.index(f">{name}<") for name in names]
    assert places == sorted(places)
