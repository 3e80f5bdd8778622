"""Tickets side by side, one for each priority: their dates, what they cost, and why."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from sla_nl.engine.fees import Fee
from sla_nl.engine.verdict import Verdict
from sla_nl.engine.words.telling import Words, decimal_text

from .colours import AMBER, INK, LINE, RED, SOFT
from .verdict import verdict_html

_GRID = "display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,340px),1fr));gap:14px"
_CARD = f"border:1px solid {LINE};border-radius:10px;padding:12px 14px 4px;color:{INK};min-width:0"


_NONE = {
    "en": "Nothing is promised: such a ticket gets no date.",
    "nl": "Niets toegezegd: zo'n ticket krijgt geen datum.",
}


def tickets_html(tickets: Iterable[tuple[str, Verdict | str]], words: Words) -> str:
    """Return a card for each ticket: its title, and its verdict or why it has none.

    Returns: HTML with inline styles only, all text escaped.
    """
    cards = "".join(_card(title, found, words) for title, found in tickets)
    return f'<div style="{_GRID}">{cards}</div>'


def _card(title: str, found: Verdict | str, words: Words) -> str:
    if isinstance(found, str):
        body = f'<p style="color:{RED}">{escape(found)}</p>'
    else:
        none = f'<p style="color:{SOFT}">{escape(_NONE[words.language])}</p>'
        body = verdict_html(found, words, is_open=False) if found.clocks else none
        body += "".join(_fee(fee, words.language) for fee in found.fees)
    head = f'<div style="font-weight:600;font-size:15px;margin-bottom:8px">{escape(title)}</div>'
    return f'<section style="{_CARD}">{head}{body}</section>'


def _fee(fee: Fee, language: str) -> str:
    """Return a fee as a line with its title and its amount, if that is known."""
    amount = "" if fee.amount is None else decimal_text(f"{fee.amount:.2f}", language)
    price = f"{fee.rule.currency} {amount}" if amount else ""
    mark = f'<span aria-hidden="true" style="color:{AMBER}">●</span>'
    return (
        f'<div style="display:flex;gap:8px;border-top:1px solid {LINE};padding:10px 0">{mark}'
        f'<span>{escape(fee.rule.title)}</span><span style="margin-left:auto;color:{SOFT}">'
        f"{escape(price)}</span></div>"
    )
