"""Clauses as small labels; one whose text is known unfolds to that text."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from sla_nl.engine.words.clauses import Citation

from .colours import GROUND, LINE, SOFT

_LABEL = (
    f"display:inline-block;margin:2px 6px 0 0;padding:0 6px;border-radius:4px;font-size:11px;"
    f"line-height:1.6;background:{GROUND};color:{SOFT}"
)
_CODE = f"{_LABEL};font-family:ui-monospace,monospace"
_QUOTE = (
    f"margin:4px 0 6px;padding:2px 0 2px 10px;border-left:2px solid {LINE};font-size:12px;"
    f"line-height:1.5;color:{SOFT};white-space:normal"
)


def citations_html(citations: Iterable[Citation]) -> str:
    """Return a label for each citation.

    Returns: HTML with inline styles only, all text escaped.
    """
    return "".join(map(_one, citations))


def _one(citation: Citation) -> str:
    if not citation.texts:
        return f'<code style="{_CODE}">{escape(citation.name)}</code>'
    quotes = "".join(
        f'<blockquote lang="{escape(citation.language)}" style="{_QUOTE}">{escape(text)}'
        "</blockquote>"
        for text in citation.texts
    )
    label = f'<summary style="{_LABEL};cursor:pointer">{escape(citation.name)}</summary>'
    return f'<details class="sla-nl-article" style="display:inline">{label}{quotes}</details>'
