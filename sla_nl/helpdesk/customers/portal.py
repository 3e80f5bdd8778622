"""What the customers of a user see of the service: sections of the page `/sla-maintenance`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any, NamedTuple

from frappe import _

from sla_nl.maintenance.letter import span_of, text_of
from sla_nl.maintenance.reading import CANCELLED, DONE, IN_PROGRESS
from sla_nl.site.time import instant_of, now_s

from .announced import windows_of

_MOST_PAST = 24
_CARD = "padding:12px 0;border-top:1px solid #e2e2e2;overflow-wrap:anywhere"
_SOFT = "color:#666;font-size:13px"


class Section(NamedTuple):
    """A part of the page, with a title and safe HTML."""

    title: str
    html: str


def sections(customer: str) -> list[Section]:
    """Return what a customer sees, in the language that is spoken.

    Each function adds its sections; a customer's user has been checked before.
    """
    return [section for make in _PARTS for section in make(customer)]


def maintenance(customer: str) -> list[Section]:
    """Return the maintenance that is planned or going on, and that of the past year."""
    windows = windows_of(customer)
    ahead = [one for one in windows if _is_ahead(one)]
    past = [one for one in reversed(windows) if not _is_ahead(one)][:_MOST_PAST]
    return [
        Section(_("Planned maintenance"), _list(ahead, _("No maintenance is planned."))),
        Section(
            _("Past maintenance"), _list(past, _("There was no maintenance in the past year."))
        ),
    ]


_PARTS = (maintenance,)


def _is_ahead(window: Any) -> bool:
    end = instant_of(window.planned_end)
    return window.status != DONE and end is not None and end > now_s()


def _list(windows: Sequence[Any], nothing: str) -> str:
    if not windows:
        return f'<p style="{_SOFT}">{escape(nothing)}</p>'
    return "".join(map(_card, windows))


def _card(window: Any) -> str:
    title = window.service or window.maintenance_type
    lines = [f'<div style="font-weight:600">{escape(span_of(window))}</div>']
    lines.append(f"<div>{escape(title)} · {escape(_state(window))}</div>")
    lines += _texts(window)
    return f'<article style="{_CARD}">{"".join(lines)}</article>'


def _texts(window: Any) -> Iterable[str]:
    is_off = window.status == CANCELLED
    text = str(window.cancel_reason or "") if is_off else text_of(window)
    for line in filter(None, text.splitlines()):
        yield f"<div>{escape(line)}</div>"
    if window.status not in (CANCELLED, DONE):
        effect = _("The service stays available.")
        if window.interrupts:
            effect = _("The service is not available meanwhile.")
        yield f'<div style="{_SOFT}">{escape(effect)}</div>'


def _state(window: Any) -> str:
    return {
        CANCELLED: _("cancelled"),
        DONE: _("done"),
        IN_PROGRESS: _("going on now"),
    }.get(window.status, _("planned"))
