"""Show a run that tried a contract: on its form, on a page that is printed, and as a file."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO
from typing import Any
from urllib.parse import quote

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import formatdate

from sla_nl.clauses.articles import cite
from sla_nl.drawing.comparison import Shown, comparison_html, comparison_page
from sla_nl.drawing.differing import sentences
from sla_nl.engine.words.telling import Words
from sla_nl.runs import parts
from sla_nl.safe_output import CsvWriter
from sla_nl.site.language import language, speaking
from sla_nl.site.pdf import pages_of, pdf_of
from sla_nl.site.time import instant_of, site_zone

from ..desk import configuration
from .access import readable_lines, readable_tickets
from .lines import Line
from .working import result_of

_PAGE = "/app/hd-ticket/"
_PRINTED = (12, 8, 5, 2, 0)
"""How many tickets a printed page tries to show, so that it stays one page."""

_MOST_NAMED = 5


def form_html(run: Document) -> str:
    """Return what a finished run found, for its form."""
    found, lines = result_of(run.name)
    return comparison_html(found, _shown(run, lines, is_linked=True), _words())


def pdf(run: Document, code: str) -> bytes:
    """Return what a finished run found as a PDF of one page.

    Args:
        code: the language, `en` or `nl`.
    Raises: frappe.ValidationError: this machine makes no PDF.
    """
    content = b""
    for most in _PRINTED:
        content = pdf_of(page_html(run, code, most))
        if pages_of(content) == 1:
            break
    return content


def page_html(run: Document, code: str, most: int = _PRINTED[0]) -> str:
    """Return the page that is printed. Args: most: how many tickets it shows."""
    found, lines = result_of(run.name)
    with speaking(code):
        title = _("What if: {0}").format(run.tried)
        shown = _shown(run, lines[:most])
        return comparison_page(title, _facts(run), found, shown, _words())


def csv(run: Document) -> str:
    """Return all tickets of a run that differ and that the user may read, a line for each."""
    words, text = _words(), StringIO()
    writer = CsvWriter(text)
    labels = _("Ticket"), _("Customer"), _("Priority"), _("Contract in force"), _("What differs")
    writer.write([labels])
    writer.write(_row(line, words) for line in readable_lines(parts.lines(run.name)))
    return text.getvalue()


def _row(line: Line, words: Words) -> tuple[str, ...]:
    named = (line[name] for name in ("ticket", "customer", "priority", "contract"))
    return *named, "; ".join(sentences(line, words))


def _shown(run: Document, lines: list[Line], is_linked: bool = False) -> Shown:
    """Return the tickets that differ, without those that the user may not read."""
    readable = readable_lines(lines)
    number = run.differing + run.faults
    linked = readable_tickets(line["ticket"] for line in readable) if is_linked else set()
    addresses = {name: f"{_PAGE}{quote(name, safe='')}" for name in linked}
    hidden = len(lines) - len(readable)
    return Shown(readable, number, hidden, addresses, configuration.priorities())


def _words() -> Words:
    return Words(language(), site_zone(), cite)


def _facts(run: Document) -> Iterator[tuple[str, str]]:
    """Yield what the top of the page says of a run, each as a label and a text."""
    days: list[Any] = [formatdate(day) for day in (run.first_day, run.last_day)]
    yield _("Reported"), _("{0} to {1}", context="SLA Contract").format(*days)
    yield _("Customers"), _customers(run)
    yield _("Read otherwise"), str(run.read_otherwise or "").replace("\n", "; ")
    at = instant_of(run.creation)
    yield _("Judged at"), "" if at is None else _words().moment(at)
    outcome = _("{0} tickets judged, {1} differ, {2} not judged")
    yield _("Outcome"), outcome.format(run.looked, run.differing, run.faults)


def _customers(run: Document) -> str:
    """Return the customers of a run, or how many more there are than can be named."""
    names = str(run.customers or "").splitlines()
    told = ", ".join(names[:_MOST_NAMED]) or _("all customers")
    if len(names) > _MOST_NAMED:
        return _("{0} and {1} more").format(told, len(names) - _MOST_NAMED)
    return told


def title_of(run: str) -> str:
    """Return the beginning of the name of a file about a run."""
    return f"what-if-{frappe.scrub(run)}"
