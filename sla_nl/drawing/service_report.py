"""Draw a service report as a page that is printed or mailed.

The tool that prints it runs no scripts and knows no variables of style: charts are SVG, and every
colour is written out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import NamedTuple

GREEN, RED, GREY, PALE = "#278f5e", "#d92d20", "#8a8a8a", "#e2e2e2"

_STYLE = f"""
body {{ font-family: Helvetica, Arial, sans-serif; font-size: 9.5pt; line-height: 1.45;
  color: #222222; }}
h1 {{ font-size: 18pt; margin: 0 0 2pt; }}
h2 {{ font-size: 12pt; margin: 16pt 0 4pt; page-break-after: avoid; }}
p {{ margin: 0 0 5pt; }} .soft {{ color: #666666; }} .small {{ font-size: 8pt; }}
.head {{ border-bottom: 1.5pt solid #222222; padding-bottom: 6pt; margin-bottom: 10pt; }}
.letterhead {{ margin-bottom: 14pt; }} .letterhead img {{ max-width: 100%; }}
.comment {{ border-left: 3pt solid {PALE}; padding: 2pt 0 2pt 9pt; margin: 10pt 0; }}
table {{ border-collapse: collapse; width: 100%; margin: 4pt 0 6pt; }}
thead {{ display: table-header-group; }} tr {{ page-break-inside: avoid; }}
.entry {{ page-break-inside: avoid; border-bottom: 0.5pt solid {PALE}; padding: 4pt 0 1pt; }}
.entry p {{ margin: 0 0 3pt; }}
th, td {{ text-align: left; vertical-align: top; padding: 3pt 6pt 3pt 0; }}
th, td {{ border-bottom: 0.5pt solid {PALE}; }}
th {{ font-size: 8pt; color: #666666; font-weight: normal; vertical-align: bottom; }}
.number {{ text-align: right; white-space: nowrap; }} .narrow {{ white-space: nowrap; }}
.good {{ color: {GREEN}; font-weight: bold; }} .bad {{ color: {RED}; font-weight: bold; }}
"""
_NO_SCRIPTS = (
    """<meta http-equiv="Content-Security-Policy" content="script-src 'none'; object-src 'none'">"""
)
_BAR, _GAP, _HIGH = 7, 2, 26


class Cell(NamedTuple):
    """A cell of a table.

    Args:
        text: plain; it is escaped here.
        look: `number`, `narrow`, `good`, `bad`, several of them, or nothing.
        drawing: safe HTML that stands in place of the text, such as a chart.
    """

    text: str
    look: str = ""
    drawing: str = ""


class Table(NamedTuple):
    """A table with its headings."""

    heads: Sequence[Cell]
    rows: Sequence[Sequence[Cell]]


class Entry(NamedTuple):
    """A text with a heading of its own, which is kept together on a page."""

    title: str
    text: str


class Part(NamedTuple):
    """A part of a report: sentences, and below them a table or entries.

    Args:
        comment: a text of a person, set apart from the other sentences.
    """

    title: str
    sentences: Sequence[str] = ()
    table: Table | None = None
    comment: str = ""
    entries: Sequence[Entry] = ()


class Point(NamedTuple):
    """A month of a trend. Args: share: in percent; None if nothing was decided."""

    month: str
    share: float | None
    is_kept: bool | None


def report_html(
    title: str, subtitle: str, parts: Iterable[Part], letterhead: str = "", language: str = "en"
) -> str:
    """Return a report as a whole page. All texts are plain, and are escaped here.

    Args:
        letterhead: safe HTML of the firm, which stands above everything.
    """
    above = f'<div class="letterhead">{letterhead}</div>' if letterhead else ""
    return (
        f'<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8">'
        f"{_NO_SCRIPTS}<title>{escape(title)}</title><style>{_STYLE}</style></head><body>{above}"
        f'<div class="head"><h1>{escape(title)}</h1><p class="soft">{escape(subtitle)}</p></div>'
        f"{''.join(map(_part, parts))}</body></html>"
    )


def trend_svg(points: Sequence[Point], promised: float, name: str) -> str:
    """Return the shares of some months as bars: green where the promise was kept, red if not.

    A month in which nothing was decided is a dot; a line shows what was promised.

    Args:
        name: what a program reads aloud in place of the picture.
    """
    wide = len(points) * (_BAR + _GAP)
    line = _HIGH - _height(promised)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}" height="{_HIGH + 1}" '
        f'viewBox="0 0 {wide} {_HIGH + 1}" role="img" aria-label="{escape(name, quote=True)}">'
        f"<title>{escape(name)}</title>"
        f"{''.join(_bar(number, point) for number, point in enumerate(points))}"
        f'<line x1="0" x2="{wide}" y1="{line:.1f}" y2="{line:.1f}" stroke="{GREY}" '
        f'stroke-width="0.5"/></svg>'
    )


def _bar(number: int, point: Point) -> str:
    x = number * (_BAR + _GAP)
    if point.share is None:
        return f'<circle cx="{x + _BAR / 2}" cy="{_HIGH - 1}" r="1" fill="{GREY}"/>'
    high = max(_height(point.share), 1)
    colour = RED if point.is_kept is False else GREEN
    return (
        f'<rect x="{x}" y="{_HIGH - high:.1f}" width="{_BAR}" height="{high:.1f}" fill="{colour}"/>'
    )


def _height(share: float) -> float:
    return _HIGH * share / 100


def _part(part: Part) -> str:
    heading = f"<h2>{escape(part.title)}</h2>" if part.title else ""
    sentences = "".join(f"<p>{escape(sentence)}</p>" for sentence in part.sentences)
    comment = ""
    if part.comment:
        lines = (line for line in part.comment.splitlines() if line.strip())
        told = "".join(f"<p>{escape(line)}</p>" for line in lines)
        comment = f'<div class="comment">{told}</div>'
    entries = "".join(map(_entry, part.entries))
    return f"{heading}{sentences}{comment}{_table(part.table)}{entries}"


def _entry(entry: Entry) -> str:
    return (
        f'<div class="entry"><p><b>{escape(entry.title)}</b></p><p>{escape(entry.text)}</p></div>'
    )


def _table(table: Table | None) -> str:
    if table is None or not table.rows:
        return ""
    head = "".join(_cell(cell, "th") for cell in table.heads)
    rows = "".join(f"<tr>{''.join(_cell(cell, 'td') for cell in row)}</tr>" for row in table.rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _cell(cell: Cell, tag: str) -> str:
    look = f' class="{cell.look}"' if cell.look else ""
    return f"<{tag}{look}>{cell.drawing or escape(cell.text)}</{tag}>"
