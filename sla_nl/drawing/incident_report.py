"""Draw a post-incident report as a page that is printed or mailed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

_STYLE = """
body { font-family: Helvetica, Arial, sans-serif; font-size: 11pt; line-height: 1.45; }
h1 { font-size: 18pt; margin: 0 0 2pt; } h2 { font-size: 12pt; margin: 14pt 0 3pt; }
p { margin: 0 0 4pt; } table { border-collapse: collapse; width: 100%; margin-top: 8pt; }
td, th { text-align: left; vertical-align: top; padding: 3pt 6pt 3pt 0; }
td, th { border-bottom: 1px solid #dddddd; }
th { width: 34%; font-weight: bold; } .soft { color: #666666; }
"""


def report_html(
    title: str,
    subtitle: str,
    facts: Iterable[tuple[str, str]],
    parts: Iterable[tuple[str, str]],
    events: Sequence[tuple[str, str]],
    events_title: str,
) -> str:
    """Return a report as a whole page. All texts are plain, and are escaped here.

    Args:
        facts: pairs of a label and a text, for the table at the top.
        parts: pairs of a heading and a text; a part without a text is left out.
        events: pairs of a moment and what happened then.
    """
    return "".join(
        (
            f'<!DOCTYPE html><html><head><meta charset="utf-8"><style>{_STYLE}</style></head>',
            "<body>",
            f'<h1>{escape(title)}</h1><p class="soft">{escape(subtitle)}</p>',
            _table(facts),
            *(f"<h2>{escape(name)}</h2>{_paragraphs(text)}" for name, text in parts if text),
            f"<h2>{escape(events_title)}</h2>{_table(events)}" if events else "",
            "</body></html>",
        )
    )


def _table(rows: Iterable[tuple[str, str]]) -> str:
    cells = "".join(f"<tr><th>{escape(a)}</th><td>{escape(b)}</td></tr>" for a, b in rows if b)
    return f"<table>{cells}</table>"


def _paragraphs(text: str) -> str:
    return "".join(f"<p>{escape(line)}</p>" for line in text.splitlines() if line.strip())
