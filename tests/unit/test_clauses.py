"""The clauses of the shipped agreements, with their articles and texts."""

from __future__ import annotations

import json

import pytest

from sla_nl.clauses import articles
from sla_nl.cli.coverage import read_register
from sla_nl.cli.mentions import mentions
from sla_nl.engine.terms.clauses import ClauseText
from sla_nl.vendors import FIXTURES, shipped_catalogue

CALENDARS = json.loads((FIXTURES / "sla_calendar.json").read_text("utf-8"))


def test_every_clause_that_a_shipped_document_names_has_its_text():
    named = {mention.clause for mention in mentions(shipped_catalogue(), CALENDARS)}
    assert named == set(articles.known())
    assert all(clause.text.strip() for clause in articles.known().values())


def test_articles_agree_with_the_register():
    sections = {clause.id: clause.section for clause in read_register().clauses}
    assert {code: clause.article for code, clause in articles.known().items()} == {
        code: sections[code] for code in articles.known()
    }


@pytest.mark.parametrize(
    ("article", "english", "dutch"),
    [
        ("4.5.1", "art. 4.5.1", "art. 4.5.1"),
        ("3d", "art. 3d", "art. 3d"),
        ("Bijlage 1", "annex 1", "bijlage 1"),
        ("Service Center", "Service Center", "Service Center"),
    ],
)
def test_an_article_reads_as_people_write_it(article, english, dutch):
    assert articles.name_of(article, "en") == english
    assert articles.name_of(article, "nl") == dutch


def test_clauses_of_one_article_are_one_citation_and_a_typed_clause_stays():
    clauses = ("vcare-4.5-p1-response", "art. 12 of the annex", "vcare-4.5-p1-average")
    vcare, own = articles.cite(clauses, "en")
    assert (vcare.name, len(vcare.texts), vcare.language) == ("art. 4.5", 2, "nl")
    assert own == ("art. 12 of the annex", (), "")


OWN = (ClauseText("Art. 12", "Within the hour."), ClauseText("art. 4.5", "As agreed by letter."))


def test_a_contract_gives_its_own_texts_to_articles():
    """To one that has none yet, and in place of a shipped one; others stay."""
    clauses = ("art. 12", "vcare-4.5-p1-response", "vcare-4.5.1-start")
    typed, replaced, shipped = articles.cite_of(OWN)(clauses, "en")
    assert typed == ("art. 12", ("Within the hour.",), "")
    assert replaced == ("art. 4.5", ("As agreed by letter.",), "")
    assert (shipped.name, shipped.language) == ("art. 4.5.1", "nl")


def test_a_form_gets_the_own_texts_of_its_document():
    rows = [{"article": row.article, "text": row.text} for row in OWN]
    document = {"targets": [{"clause": "art. 12, vcare-4.5-p1-response"}], "clause_texts": rows}
    found = articles.named_in(document, "en")
    assert found["art. 12"] == {"name": "art. 12", "text": "Within the hour.", "language": ""}
    assert found["vcare-4.5-p1-response"]["text"] == "As agreed by letter."
    assert found["vcare-4.5.1-start"]["language"] == "nl"


def test_a_form_gets_the_clauses_of_the_agreements_that_it_names():
    document = {"clause": "own", "targets": [{"clause": "vcare-4.5-p1-response"}]}
    found = articles.named_in(document, "nl")
    assert found["vcare-4.5-p1-response"]["name"] == "art. 4.5"
    assert found["vcare-b1-notice"]["name"] == "bijlage 1"
    assert all(code.startswith("vcare-") for code in found)
