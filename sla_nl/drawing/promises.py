"""Tables of a contract's promises: one for each kind, a row per priority, a column per clock."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from html import escape
from itertools import groupby

from sla_nl.engine.contract import Contract
from sla_nl.engine.terms.contract import ContractTerms
from sla_nl.engine.terms.targets import Target
from sla_nl.engine.terms.vocabulary import CLOCKS, KINDS
from sla_nl.engine.words.tables import CLOCK_NAMES, KIND_NAMES, UNITS
from sla_nl.engine.words.telling import Words, decimal_text

from .colours import INK, LINE, SOFT

_LABELS = {
    "en": {
        "priority": "Priority",
        "all": "all",
        "no_date": "by agreement",
        "at_once": "at once",
        "same_day": "the end of the working day",
        "later_day": "the end of working day {n} after it",
        "none": "Nothing is promised yet: add a row for each promise.",
    },
    "nl": {
        "priority": "Prioriteit",
        "all": "alle",
        "no_date": "in overleg",
        "at_once": "meteen",
        "same_day": "het einde van de werkdag",
        "later_day": "het einde van werkdag {n} erna",
        "none": "Er is nog niets toegezegd: voeg een rij toe voor elke toezegging.",
    },
}
_MORE = {
    "en": {
        "responded": "after the response",
        "resolved": "after the resolution",
        "quote_requested": "after the request",
        "inside": "reported in opening hours",
        "outside": "reported outside opening hours",
        "always": "around the clock",
    },
    "nl": {
        "responded": "na de reactie",
        "resolved": "na de oplossing",
        "quote_requested": "na de aanvraag",
        "inside": "gemeld binnen openingstijd",
        "outside": "gemeld buiten openingstijd",
        "always": "dag en nacht",
    },
}
_MINUTES = {"hours": "minutes", "working_hours": "working_minutes"}
_CELL = f"padding:6px 10px;border:1px solid {LINE};vertical-align:top;text-align:left"


def promises_html(contract: Contract, words: Words) -> str:
    """Return the targets of a contract as tables; hovering over a cell shows its clauses.

    Args:
        words: the language, and how clauses are shown.
    Returns: HTML with inline styles only, all text escaped.
    """
    tables = [
        _table(contract, kind, words)
        for kind in KINDS
        if any(target.kind == kind for target in contract.terms.targets)
    ]
    none = f'<p style="color:{SOFT}">{_LABELS[words.language]["none"]}</p>'
    return "".join(tables) or none


def _table(contract: Contract, kind: str, words: Words) -> str:
    terms, language = contract.terms, words.language
    targets = [target for target in terms.targets if target.kind == kind]
    clocks = [clock for clock in CLOCKS if any(t.clock == clock for t in targets)]
    names = CLOCK_NAMES[language]
    head = _LABELS[language]["priority"], *(names[clock].capitalize() for clock in clocks)
    style = f"{_CELL};font-weight:500;color:{SOFT};white-space:nowrap"
    header = "".join(f'<th scope="col" style="{style}">{escape(name)}</th>' for name in head)
    rows = "".join(
        _row(contract, [_targets_of(targets, clock, code) for clock in clocks], code, kind, words)
        for code in _codes(terms, kind, targets)
    )
    caption = escape(KIND_NAMES[language][kind].capitalize())
    return (
        f'<div style="overflow-x:auto;margin-bottom:16px"><table style="border-collapse:collapse;'
        f'font-size:13px;line-height:1.4;color:{INK}"><caption style="caption-side:top;'
        f'text-align:left;padding:0 0 6px;font-weight:600;color:{INK}">{caption}</caption>'
        f"<thead><tr>{header}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _codes(terms: ContractTerms, kind: str, targets: Iterable[Target]) -> list[str]:
    """Return the priority codes of a kind, most urgent first; one empty code if it has none."""
    codes = [priority.code for priority in terms.priorities_of(kind)]
    named = {target.priority for target in targets}
    return [code for code in codes if code in named or "" in named] or [""]


def _targets_of(targets: Iterable[Target], clock: str, code: str) -> list[Target]:
    """Return the targets of a clock for a priority: its own, and the general ones beside them."""
    found = [target for target in targets if target.clock == clock]
    own = [target for target in found if target.priority == code]
    keys = {(target.share, target.condition) for target in own}
    general = (t for t in found if not t.priority and (t.share, t.condition) not in keys)
    return [*own, *general] if code else own


def _row(contract: Contract, cells: list[list[Target]], code: str, kind: str, words: Words) -> str:
    priority = contract.terms.priority(kind, code)
    name = escape(code or _LABELS[words.language]["all"])
    hint = f' title="{escape(priority.definition)}"' if priority and priority.definition else ""
    head = f'<th scope="row" style="{_CELL};font-weight:600"{hint}>{name}</th>'
    return f"<tr>{head}{''.join(_cell(contract, cell, words) for cell in cells)}</tr>"


def _cell(contract: Contract, targets: list[Target], words: Words) -> str:
    lines, language = [], words.language
    for details, same in groupby(targets, lambda target: _details(contract, target, language)):
        promise = ", ".join(_promises(list(same), language))
        small = f'<div style="color:{SOFT};font-size:12px">{escape(details)}</div>'
        lines.append(f"<div>{escape(promise)}</div>{small if details else ''}")
    hint = escape(_hint(targets, words))
    return f'<td style="{_CELL}" title="{hint}">{"".join(lines) or "–"}</td>'


def _promises(targets: list[Target], language: str) -> Iterator[str]:
    """Yield texts such as `4 working hours (90%)` and `6 (99.9%)`; a repeated unit is left out."""
    has_shares = len(targets) > 1 or any(target.share != 100 for target in targets)
    unit = None
    for target in targets:
        amount, its_unit = _amount_and_unit(target)
        words = _amount(amount, its_unit, language, has_unit=its_unit != unit)
        unit = its_unit
        yield f"{words} ({_number(target.share, language)}%)" if has_shares else words


def _amount_and_unit(target: Target) -> tuple[Decimal | None, str]:
    """Return the amount and unit of a target; parts of an hour become minutes."""
    amount, unit = target.amount, target.unit
    if amount is not None and amount % 1 and unit in _MINUTES:
        return amount * 60, _MINUTES[unit]
    return amount, unit


def _amount(amount: Decimal | None, unit: str, language: str, *, has_unit: bool) -> str:
    labels = _LABELS[language]
    if amount is None:
        return labels["no_date"]
    if unit == "working_day_end":
        name = "later_day" if amount else "same_day"
        return labels[name].format(n=_number(amount, language))
    if not amount:
        return labels["at_once"]
    one, many = UNITS[language][unit]
    return _number(amount, language) + (f" {one if amount == 1 else many}" if has_unit else "")


def _details(contract: Contract, target: Target, language: str) -> str:
    """Return the details of a promise: its start event, condition and other calendar."""
    more = _MORE[language]
    words = [more[word] for word in (target.starts_at, target.condition) if word in more]
    if target.calendar and target.calendar != contract.terms.calendar:
        calendar = contract.calendars[target.calendar].terms
        words.append(more["always"] if calendar.always_open else calendar.title or calendar.name)
    return ", ".join(words)


def _hint(targets: Iterable[Target], words: Words) -> str:
    """Return the notes and clauses of a cell, one per line, each clause with its text."""
    notes = [target.note for target in targets if target.note]
    clauses = dict.fromkeys(clause for target in targets for clause in target.clauses)
    told = (": ".join((cited.name, *cited.texts)) for cited in words.citations(tuple(clauses)))
    return "\n".join((*dict.fromkeys(notes), *told))


def _number(number: Decimal, language: str) -> str:
    return decimal_text(f"{number.normalize():f}", language)
