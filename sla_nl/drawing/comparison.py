"""Draw two judgements of many tickets side by side: what was in force, and what was tried."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from html import escape
from typing import Any, NamedTuple

from sla_nl.engine.compliance.beside import Comparison
from sla_nl.engine.compliance.sums import FeeSum, Row, Side, Sums
from sla_nl.engine.terms.vocabulary import CLOCKS, KINDS
from sla_nl.engine.words.tables import KIND_NAMES
from sla_nl.engine.words.telling import Words, clock_name, decimal_text

from .colours import INK, LINE, SOFT, printed
from .differing import money, sentences

LABELS = {
    "en": {
        "in_force": "in force", "tried": "tried", "tickets": "Tickets", "differ": "Differ",
        "kept": "Promises kept", "missed": "Missed", "fees": "Fees", "escalations": "Escalations",
        "all": "All tickets", "priority": "Priority", "by_priority": "By priority",
        "month": "Month", "by_month": "By month of the report", "earlier": "earlier",
        "no_priority": "none", "promise": "Promise", "by_promise": "By promise",
        "promised": "Promised", "unknown": "{0} without an amount",
        "lines": "Tickets that differ", "ticket": "Ticket", "customer": "Customer",
        "why": "What differs, and by which clause", "none": "No ticket differs.",
        "more": "{0} more: the file has all of them.",
        "hidden": "{0} of them are not shown, because you may not read these tickets.",
        "of": "{0} of {1}",
    },
    "nl": {
        "in_force": "geldend", "tried": "geprobeerd", "tickets": "Tickets",
        "differ": "Verschillen", "kept": "Nagekomen beloften", "missed": "Gemist",
        "fees": "Kosten", "escalations": "Escalaties", "all": "Alle tickets",
        "priority": "Prioriteit", "by_priority": "Per prioriteit", "month": "Maand",
        "by_month": "Per maand van melding", "earlier": "eerder", "no_priority": "geen",
        "promise": "Belofte", "by_promise": "Per belofte", "promised": "Beloofd",
        "unknown": "{0} zonder bedrag", "lines": "Tickets die verschillen", "ticket": "Ticket",
        "customer": "Klant", "why": "Wat er verschilt, en door welke bepaling",
        "none": "Geen ticket verschilt.", "more": "Nog {0}: in het bestand staan ze allemaal.",
        "hidden": "{0} ervan staan hier niet, omdat u deze tickets niet mag lezen.",
        "of": "{0} van {1}",
    },
}  # fmt: skip
_MEASURES = ("kept", "missed", "fees", "escalations")
_MOST_MONTHS = 12
_CELL = f"padding:4px 8px;border-bottom:1px solid {LINE};vertical-align:top"
_PAGE_STYLE = """
body { font-family: Helvetica, Arial, sans-serif; font-size: 9pt; line-height: 1.3; color: #222; }
h1 { font-size: 16pt; margin: 0 0 2pt; } h4 { font-size: 10.5pt; margin: 9pt 0 2pt; }
p { margin: 0 0 3pt; } table { width: 100%; }
.facts { margin-bottom: 4pt; } .facts td { padding: 0 8pt 1pt 0; vertical-align: top; }
.facts td:first-child { width: 22%; color: #666; }
"""


class Shown(NamedTuple):
    """The tickets that differ, as one reader sees them.

    Args:
        lines: those that are shown.
        number: how many differ.
        hidden: how many of the lines the reader may not read.
        addresses: the page of each ticket that the reader can open.
        priorities: of Helpdesk, in the order in which they are shown; others come last.
    """

    lines: Sequence[Mapping[str, Any]]
    number: int
    hidden: int = 0
    addresses: Mapping[str, str] = {}
    priorities: Sequence[str] = ()


def comparison_html(found: Comparison, shown: Shown, words: Words) -> str:
    """Return the tables of a comparison, for a form.

    Returns: HTML with inline styles only, all text escaped.
    """
    labels = LABELS[words.language]
    parts = [
        _table("", labels["all"], {"": found.total}, words),
        _table(labels["by_priority"], labels["priority"], _by_priority(found, shown, words), words),
        _table(labels["by_month"], labels["month"], found.by_month, words),
        _promises(found.total, words),
        _lines(shown, words),
    ]
    return "".join(parts)


def comparison_page(
    title: str, facts: Iterable[tuple[str, str]], found: Comparison, shown: Shown, words: Words
) -> str:
    """Return a comparison as a page to be printed; the months before the last twelve are one row.

    Args:
        facts: pairs of a label and a text, for the top.
    """
    labels = LABELS[words.language]
    told = "".join(f"<tr><td>{escape(a)}</td><td>{escape(b)}</td></tr>" for a, b in facts if b)
    body = [
        f"<h1>{escape(title)}</h1><table class='facts'>{told}</table>",
        _table("", labels["all"], {"": found.total}, words),
        _table(labels["by_priority"], labels["priority"], _by_priority(found, shown, words), words),
        _table(labels["by_month"], labels["month"], _lately(found.by_month, words), words),
        _lines(shown, words),
    ]
    head = f'<!DOCTYPE html><html><head><meta charset="utf-8"><style>{_PAGE_STYLE}</style></head>'
    return printed(f"{head}<body>{''.join(body)}</body></html>")


def _by_priority(found: Comparison, shown: Shown, words: Words) -> dict[str, Sums]:
    none, by_priority = LABELS[words.language]["no_priority"], found.by_priority
    known = [name for name in shown.priorities if name in by_priority]
    return {name or none: by_priority[name] for name in dict.fromkeys((*known, *by_priority))}


def _lately(by_month: Mapping[str, Sums], words: Words) -> dict[str, Sums]:
    """Return the sums of the last months, after those of all earlier months together."""
    months = list(by_month)
    early = months[: -(_MOST_MONTHS - 1)] if len(months) > _MOST_MONTHS else []
    if not early:
        return dict(by_month)
    total = Sums()
    for month in early:
        total.add_sums(by_month[month])
    later = {month: by_month[month] for month in months if month not in early}
    return {LABELS[words.language]["earlier"]: total} | later


# -- the tables ------------------------------------------------------------------------------------


def _table(title: str, heading: str, rows: Mapping[str, Sums], words: Words) -> str:
    """Return a table with a row for each name, and two columns for each measure."""
    labels = LABELS[words.language]
    body = "".join(_row(name, sums, words) for name, sums in rows.items())
    first = (heading if title else "", labels["tickets"], labels["differ"])
    return _drawn(title, _head(first, [labels[name] for name in _MEASURES], words), body)


def _head(single: Iterable[str], sided: Sequence[str], words: Words) -> str:
    """Return two lines of headings: those over one column, and those over two."""
    labels = LABELS[words.language]
    style = f"{_CELL};font-weight:500;color:{SOFT};white-space:nowrap"
    left = f'style="{style};text-align:left"'
    right = f'style="{style};text-align:right"'
    first = "".join(f'<th rowspan="2" scope="col" {left}>{escape(name)}</th>' for name in single)
    pairs = "".join(f'<th colspan="2" scope="colgroup" {right}>{escape(n)}</th>' for n in sided)
    sides = "".join(
        f'<th scope="col" {right}>{escape(labels[side])}</th>' for side in ("in_force", "tried")
    )
    return f"<tr>{first}{pairs}</tr><tr>{sides * len(sided)}</tr>"


def _row(name: str, sums: Sums, words: Words) -> str:
    before, after = (_measures(side, words) for side in (sums.before, sums.after))
    cells = [_cell(name, is_whole=True), _cell(str(sums.tickets)), _cell(str(sums.different))]
    for old, new in zip(before, after, strict=True):
        cells += [_cell(old, is_number=True), _cell(new, is_number=True, is_strong=old != new)]
    return f"<tr>{''.join(cells)}</tr>"


def _measures(side: Side, words: Words) -> tuple[str, ...]:
    """Return the promises that were kept and missed, the fees and the escalations of a side."""
    met, missed, _undecided = side.totals
    return str(met), str(missed), _fees(side.fees, words), str(side.escalations)


def _fees(fees: Mapping[str, FeeSum], words: Words) -> str:
    """Return the fees of a side: `EUR 150.00, 2 without an amount`."""
    parts = [
        money(total.amount, currency, words.language).replace(" ", "\u00a0")
        for currency, total in sorted(fees.items())
        if total.number > total.unknown
    ]
    if unknown := sum(total.unknown for total in fees.values()):
        parts.append(LABELS[words.language]["unknown"].format(unknown))
    return ", ".join(parts) or "–"


def _promises(sums: Sums, words: Words) -> str:
    """Return a table of the promises of both sides, each with the share of tickets that kept it."""
    labels = LABELS[words.language]
    single = (labels["priority"], labels["promise"], labels["promised"])
    body = "".join(_promise(row, sums, words) for row in sorted(sums.rows, key=_place))
    return _drawn(labels["by_promise"], _head(single, [labels["kept"]], words), body)


def _place(row: Row) -> tuple[int, str, int, Decimal]:
    """Return a key that puts promises in the order of kinds, priorities, clocks and shares."""
    clock, _, share = row.target.partition("@")
    return KINDS.index(row.kind), row.priority, CLOCKS.index(clock), Decimal(share)


def _promise(row: Row, sums: Sums, words: Words) -> str:
    kind = KIND_NAMES[words.language][row.kind].capitalize()
    promised = decimal_text(row.target.partition("@")[2], words.language)
    old, new = (_share(side.outcomes.get(row), words) for side in (sums.before, sums.after))
    cells = (
        _cell(f"{kind} {row.priority}".strip()),
        _cell(clock_name(row.target, words.language)),
        _cell(f"{promised}%"),
        _cell(old, is_number=True),
        _cell(new, is_number=True, is_strong=old != new),
    )
    return f"<tr>{''.join(cells)}</tr>"


def _share(counts: Sequence[int] | None, words: Words) -> str:
    """Return how many of the decided promises were kept: `9 of 10 (90.0%)`."""
    if counts is None:
        return "–"
    met, decided = counts[0], counts[0] + counts[1]
    told = LABELS[words.language]["of"].format(met, decided)
    if not decided:
        return told
    return f"{told} ({decimal_text(f'{Decimal(100 * met) / decided:.1f}', words.language)}%)"


def _lines(shown: Shown, words: Words) -> str:
    """Return the tickets that differ, each with what differs."""
    labels = LABELS[words.language]
    title = f'<h4 style="color:{INK}">{escape(labels["lines"])}</h4>'
    if not shown.number:
        return f'{title}<p style="color:{SOFT}">{escape(labels["none"])}</p>'
    style = f"{_CELL};font-weight:500;color:{SOFT};text-align:left"
    names = ("ticket", "customer", "priority", "why")
    head = "".join(f'<th scope="col" style="{style}">{escape(labels[name])}</th>' for name in names)
    body = "".join(_line(line, shown.addresses, words) for line in shown.lines)
    notes = "".join(f'<p style="color:{SOFT}">{escape(note)}</p>' for note in _notes(shown, labels))
    table = _drawn("", f"<tr>{head}</tr>", body) if body else ""
    return f"{title}{table}{notes}"


def _notes(shown: Shown, labels: Mapping[str, str]) -> Iterator[str]:
    """Yield how many tickets are not shown, and why."""
    if shown.hidden:
        yield labels["hidden"].format(shown.hidden)
    if more := shown.number - len(shown.lines) - shown.hidden:
        yield labels["more"].format(more)


def _line(line: Mapping[str, Any], addresses: Mapping[str, str], words: Words) -> str:
    name = escape(line["ticket"])
    if line["ticket"] in addresses:
        name = f'<a href="{escape(addresses[line["ticket"]])}">{name}</a>'
    why = "<br>".join(map(escape, sentences(line, words)))
    cells = (name, escape(line["customer"]), escape(line["priority"]), why)
    drawn = "".join(f'<td style="{_CELL}">{cell}</td>' for cell in cells)
    return f"<tr>{drawn}</tr>"


def _cell(
    text: str, is_number: bool = False, is_strong: bool = False, is_whole: bool = False
) -> str:
    """Return a cell. Args: is_whole: keep the text in one line."""
    whole = ";white-space:nowrap" if is_whole else ""
    align = ";text-align:right" if is_number else ""
    weight = ";font-weight:600" if is_strong else ""
    return f'<td style="{_CELL}{align}{weight}{whole}">{escape(text)}</td>'


def _drawn(title: str, head: str, body: str) -> str:
    """Return a table below its title; it can be scrolled where the page is narrow."""
    above = f'<h4 style="color:{INK}">{escape(title)}</h4>' if title else ""
    return (
        f'{above}<div style="overflow-x:auto;margin-bottom:12px"><table style="'
        f'border-collapse:collapse;font-size:13px;line-height:1.4;color:{INK}">'
        f"<thead>{head}</thead><tbody>{body}</tbody></table></div>"
    )
