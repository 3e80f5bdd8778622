"""Show clauses as articles of their agreement: `vcare-4.5-p1-response` reads `art. 4.5`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from sla_nl.engine.terms.clauses import ClauseText
from sla_nl.engine.words.clauses import Citation, Cite

_TEXTS = Path(__file__).with_name("texts.json")
_LANGUAGE = "nl"
"""The language of every shipped agreement."""

_NUMBERED = re.compile(r"\d[\w.]*")
_ANNEX = re.compile(r"Bijlage (\d+)")
_ANNEXES = {"en": "annex {}", "nl": "bijlage {}"}


class Clause(NamedTuple):
    """A clause of a shipped agreement: its article or heading there, and its text."""

    article: str
    text: str


@lru_cache(maxsize=1)
def known() -> Mapping[str, Clause]:
    """Return the clauses of the shipped agreements by their codes."""
    found = json.loads(_TEXTS.read_text(encoding="utf-8"))
    return {code: Clause(**clause) for code, clause in found.items()}


def cite(clauses: Iterable[str], language: str) -> list[Citation]:
    """Return the articles of some clauses, each once, with the texts of these clauses.

    A clause that an admin has typed, such as `art. 12`, reads as it was typed.

    Example: `vcare-4.5-p1-response` and `vcare-4.5-p1-average` are `art. 4.5` with two texts.
    """
    found: dict[str, list[str]] = {}
    for code in clauses:
        clause = known().get(code)
        texts = found.setdefault(name_of(clause.article, language) if clause else code, [])
        if clause and clause.text not in texts:
            texts.append(clause.text)
    return [
        Citation(name, tuple(texts), _LANGUAGE if texts else "") for name, texts in found.items()
    ]


def cite_of(own: Iterable[ClauseText]) -> Cite:
    """Return a function like `cite` that also knows the texts of a contract of its own.

    Example: a row with "art. 12" gives its text to what reads "art. 12".
    """
    texts = {row.article.casefold(): row.text for row in own}

    def cited(clauses: Iterable[str], language: str) -> list[Citation]:
        return [_with_own(citation, texts) for citation in cite(clauses, language)]

    return cited if texts else cite


def _with_own(citation: Citation, texts: Mapping[str, str]) -> Citation:
    text = texts.get(citation.name.casefold())
    return citation if text is None else Citation(citation.name, (text,))


def name_of(article: str, language: str) -> str:
    """Return how an article reads: `art. 4.5`, `annex 1`, or a heading as it is."""
    if _NUMBERED.fullmatch(article):
        return f"art. {article}"
    if annex := _ANNEX.fullmatch(article):
        return _ANNEXES[language].format(annex[1])
    return article


def names(clauses: str, language: str) -> str:
    """Return the articles of clauses that a document lists: `art. 4.5, art. 4.5.1`."""
    return ", ".join(citation.name for citation in cite(listed(clauses), language))


def named_in(document: Mapping[str, Any], language: str) -> dict[str, dict[str, str]]:
    """Return the clauses of the agreements that a document and its rows name, for its form.

    Whoever edits the form may name other clauses of the same agreement.

    Returns: by code, the `name`, `text` and `language` of each.
    """
    agreements = {_agreement(code) for code in _codes(document)}
    found = {
        code: {"name": name_of(article, language), "text": text, "language": _LANGUAGE}
        for code, (article, text) in known().items()
        if _agreement(code) in agreements
    }
    own = {row["article"].casefold(): row["text"] for row in document.get("clause_texts") or ()}
    typed = {code: {"name": code} for code in _codes(document) if code.casefold() in own}
    for clause in (typed | found).values():
        if (text := own.get(clause["name"].casefold())) is not None:
            clause.update(text=text, language="")
    return typed | found


def listed(clauses: str | None) -> list[str]:
    """Return the codes in a field: `"a, b"` are two."""
    return [code.strip() for code in (clauses or "").split(",") if code.strip()]


def _agreement(code: str) -> str:
    """Return the beginning of a code, which names the agreement."""
    return code.partition("-")[0]


def _codes(document: Mapping[str, Any]) -> Iterator[str]:
    yield from listed(document.get("clause"))
    for value in document.values():
        for row in value if isinstance(value, list) else ():
            yield from listed(row.get("clause"))
