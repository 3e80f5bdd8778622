"""Figures as the rows and the chart of a report, and as the lines of a file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from frappe import _

from sla_nl.engine.compliance.results import Mean, Share
from sla_nl.engine.words.telling import clock_name

Row = dict[str, Any]
_HOUR_S = 3600


def rows_of(figures: Iterable[Share | Mean], language: str) -> list[Row]:
    """Return figures as rows, with floats: the desk and its exports cannot show a Decimal.

    `kept` is `Yes`, `No`, or empty where nothing was decided; `is_kept` is 1, 0 or None.
    """
    return [_row(figure, language) for figure in figures if _has_tickets(figure)]


def chart_of(figures: Sequence[Share | Mean], language: str) -> Row | None:
    """Return a chart of how many promises were met and missed; None if none was decided.

    Where the figures are split by month it has a bar for each month, else for each promise.
    """
    counts: dict[str, list[int]] = {}
    for figure in figures:
        if isinstance(figure, Share) and figure.met + figure.missed:
            promise = figure.promise
            label = promise.month or clock_name(promise.target, language)
            own = counts.setdefault(label, [0, 0])
            own[0] += figure.met
            own[1] += figure.missed
    if not counts:
        return None
    names = sorted(counts) if any(figure.promise.month for figure in figures) else [*counts]
    return {
        "type": "bar",
        "data": {
            "labels": names,
            "datasets": [
                {"name": _("Met"), "values": [counts[name][0] for name in names]},
                {"name": _("Missed"), "values": [counts[name][1] for name in names]},
            ],
        },
        "colors": ["#278f5e", "#d92d20"],
        "barOptions": {"stacked": 1},
    }


def _has_tickets(figure: Share | Mean) -> bool:
    return bool(figure.tickets)


def _row(figure: Share | Mean, language: str) -> Row:
    promise = figure.promise
    row: Row = {
        "contract": promise.contract,
        "customer": promise.customer,
        "team": promise.team,
        "month": promise.month,
        "kind": promise.kind,
        "kind_name": _(promise.kind),
        "priority": promise.priority,
        "target": promise.target,
        "promise": promise_name(promise.target, language),
        "tickets": figure.tickets,
        "is_kept": None if figure.is_kept is None else int(figure.is_kept),
        "kept": kept_text(figure.is_kept),
    }
    if isinstance(figure, Mean):
        mean = figure.average_s
        mean_h = None if mean is None else mean / _HOUR_S
        return row | {"mean_h": mean_h, "promised_h": figure.promised_s / _HOUR_S}
    return row | {
        "met": figure.met,
        "missed": figure.missed,
        "undecided": figure.undecided,
        "share": _float(figure.share),
        "promised": _float(figure.promised),
        "warning": _float(figure.warning),
    }


def promise_name(target: str, language: str) -> str:
    """Return the name of a due key, or of a mean: `Recovery, mean`."""
    clock, _at, share = target.partition("@")
    if share == "average":
        return _("{0}, mean").format(clock_name(clock, language))
    return clock_name(target, language)


def kept_text(is_kept: bool | None) -> str:
    """Return `Yes` or `No`; a dash where nothing was decided."""
    return "—" if is_kept is None else _("Yes") if is_kept else _("No")


def _float(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
