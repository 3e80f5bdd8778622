"""The mail about obligations: one for each receiver of a sweep."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from frappe import _
from frappe.utils import get_url_to_form, now_datetime

from sla_nl.clauses.articles import names
from sla_nl.engine.words.telling import Words
from sla_nl.escalation.letter import Letter, section_html
from sla_nl.site.language import language
from sla_nl.site.time import instant_of, site_zone

from .checking import OBLIGATION

_MOST = 100
"""The most obligations in one mail."""


def letter_of(rows: Sequence[Any]) -> Letter:
    """Return the mail about obligations, in the language that is spoken now.

    Args:
        rows: `name`, `what`, `due`, `contract`, `contract_title`, `clause` and `note` of each, at
            least one.
    """
    parts = [_part(row, bool(number)) for number, row in enumerate(rows[:_MOST])]
    subject = line_of(rows[0]) if len(rows) == 1 else _("{0} obligations need you")
    return Letter(subject.format(len(rows)) if len(rows) > 1 else subject, "".join(parts))


def line_of(row: Any) -> str:
    """Return one line: what is due when, or since when it is late."""
    text = _("{0}: was due {1}") if row.due <= now_datetime() else _("{0}: due {1}")
    return text.format(_short(row.what), _moment(row))


def address(name: str) -> str:
    """Return the address of an obligation in the desk."""
    return str(get_url_to_form(OBLIGATION, name))


def _part(row: Any, is_next: bool) -> str:
    lines = (
        (_("What"), row.what),
        (_("Due"), _moment(row)),
        (_("Contract"), row.contract_title or row.contract or ""),
        (_("Clauses"), names(row.clause, language())),
        (_("Note"), row.note or ""),
    )
    return section_html(lines, _("Open the obligation"), address(row.name), is_next)


def _moment(row: Any) -> str:
    return Words(language(), site_zone()).moment(instant_of(row.due) or 0)


def _short(text: str) -> str:
    first = (text.splitlines() or [""])[0]
    return first if len(first) <= 80 else f"{first[:79]}…"
