"""What the form of a window shows while it is filled in, as HTML in which all text is escaped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import Any

from frappe import _
from frappe.model.document import Document
from frappe.utils import get_link_to_form

from sla_nl.drawing.citations import citations_html
from sla_nl.drawing.colours import AMBER, GREEN, RED, SOFT
from sla_nl.drawing.steps import plain_steps_html
from sla_nl.engine.service.maintenance import WindowFault
from sla_nl.engine.service.maintenance_steps import window_steps
from sla_nl.engine.service.planned import Count
from sla_nl.engine.words.telling import Words, capital
from sla_nl.site.language import language
from sla_nl.site.time import instant_of, site_zone

from . import judging
from .judging import Judged
from .notices import Person
from .reading import WINDOW, announced_at, contracts_of, overlapping

_LINE = "margin:0 0 6px;display:flex;gap:8px;align-items:baseline"
_MARK = "flex:none;min-width:84px;font-size:11px;font-weight:600"


def is_complete(window: Document) -> bool:
    """Return whether enough of a window is filled in to judge it."""
    start, end = instant_of(window.planned_start), instant_of(window.planned_end)
    named = window.contract and window.maintenance_type
    return bool(named and start is not None and end is not None and start < end)


def of_window(window: Document, now: int) -> dict[str, Any]:
    """Return what the form of a window shows.

    Returns: `judgement` and `steps` as HTML; `announce_by`, the latest moment in seconds of UTC or
        None; `is_announced`; `has_hard_faults`.
    """
    if not is_complete(window):
        text = _("Fill in contract, type, start and end to see what the contract says.")
        return {"judgement": _line(SOFT, "", escape(text)), "steps": "", "announce_by": None,
                "is_announced": False, "has_hard_faults": False}  # fmt: skip
    judged = judging.judge(window, now)
    return {
        "judgement": "".join(_lines(window, judged)),
        "steps": "".join(_steps(judged)),
        "announce_by": judging.announce_by(judged),
        "is_announced": announced_at(window) is not None,
        "has_hard_faults": any(one.hard for one in judged),
    }


def _lines(window: Document, judged: Sequence[Judged]) -> Iterator[str]:
    has_others = len(judged) > 1
    for one in judged:
        if one.fault:
            yield _line(RED, _("Not judged"), escape(one.fault))
        for fault in one.faults:
            yield _fault(one, fault, has_others)
        for count in one.verdict.counts if one.verdict else ():
            if count.number is not None and not count.is_too_many:
                yield _line(
                    SOFT,
                    _("Number", context="SLA Maintenance Window"),
                    escape(_number(one, count, has_others)),
                )
    if not any(one.faults or one.fault for one in judged):
        yield _line(
            GREEN,
            _("Allowed", context="SLA Maintenance Window"),
            escape(_("It keeps the rules of the contract.")),
        )
    yield _announcing(window, judged)
    yield from _overlaps(window)


def _fault(one: Judged, fault: WindowFault, has_others: bool) -> str:
    bare = fault._replace(step=fault.step._replace(clauses=()))
    text = escape(judging.sentence(one, bare, has_others))
    chips = citations_html(one.words.citations(fault.step.clauses))
    if fault.is_hard:
        return _line(RED, _("Not allowed"), f"{text} {chips}")
    return _line(AMBER, _("Mind"), f"{text} {chips}")


def _number(one: Judged, count: Count, has_others: bool) -> str:
    """Return `2 of 2 this month`."""
    period = one.words.period(count.period.kind, count.period.name)
    text = _("{0} of {1} in {2}").format(count.number, count.rule.maximum, period)
    return f"{one.title}: {text}" if has_others else text


def _announcing(window: Document, judged: Sequence[Judged]) -> str:
    by, told = judging.announce_by(judged), announced_at(window)
    words = Words(language(), site_zone())
    if told is not None:
        at = instant_of(told)
        assert at is not None
        return _line(SOFT, _("Announced"), escape(capital(words.moment(at))))
    if by is None:
        text = _("The contract does not say that it has to be announced.")
        return _line(SOFT, _("Announce"), escape(text))
    text = _("by {0} at the latest").format(words.moment(by))
    return _line(SOFT, _("Announce"), f'{escape(text)} <strong data-until="{by}"></strong>')


def _overlaps(window: Document) -> Iterator[str]:
    words = Words(language(), site_zone())
    for row in overlapping(window, contracts_of(window)):
        start, end = instant_of(row.planned_start), instant_of(row.planned_end)
        assert start is not None
        assert end is not None
        link = get_link_to_form(WINDOW, row.name, escape(row.title or row.maintenance_type))
        span = escape(_("{0} until {1}").format(words.moment(start), words.time(end)))
        yield _line(AMBER, _("At the same time"), f"{link}, {span}")


def _steps(judged: Sequence[Judged]) -> Iterator[str]:
    for one in judged:
        if one.verdict is None:
            continue
        if len(judged) > 1:
            yield f'<p style="margin:8px 0;font-weight:600">{escape(one.title)}</p>'
        yield plain_steps_html(window_steps(one.verdict), one.words)


def told_html(people: Sequence[Person], is_complete: bool) -> str:
    """Return who will be told.

    Args:
        is_complete: whether the window says for which contracts and when it is.
    """
    if not is_complete:
        return ""
    if not people:
        text = _("Nobody: at that time no customer of the contract has a contact with an address.")
        return f'<p style="color:{AMBER}">{escape(text)}</p>'
    head = _("One person gets a mail")
    if len(people) > 1:
        head = _("{0} people get one mail each").format(len(people))
    items = "".join(
        f"<li>{escape(one.email)} · {escape(one.customer)} · {escape(_language(one.language))}</li>"
        for one in people
    )
    summary = f'<summary style="cursor:pointer">{escape(head)}</summary>'
    return f"<details>{summary}<ul>{items}</ul></details>"


def log_html(rows: Sequence[Any]) -> str:
    """Return who was told, when and of what, the newest first."""
    if not rows:
        return ""
    body = "".join(f"<tr>{''.join(map(_cell, _told(row)))}</tr>" for row in rows)
    head = f'<p style="margin:12px 0 4px;font-weight:600">{escape(_("Told so far"))}</p>'
    return f'{head}<div style="overflow-x:auto"><table style="font-size:13px">{body}</table></div>'


def _told(row: Any) -> tuple[str, ...]:
    words, at = Words(language(), site_zone()), instant_of(row.told_at)
    assert at is not None
    states = {
        "waiting": _("on its way"),
        "queued": _("sent"),
        "failed": _("failed: {0}").format(row.fault or ""),
    }
    return (
        words.moment(at),
        _(row.kind, context="SLA Maintenance Notice"),
        row.email,
        row.customer or "",
        states[row.mail],
    )


def _cell(text: str) -> str:
    return f'<td style="padding:2px 14px 2px 0;vertical-align:top">{escape(text)}</td>'


def _language(code: str) -> str:
    return _("Dutch") if code == "nl" else _("English")


def _line(colour: str, mark: str, html: str) -> str:
    """Return a line with a mark in a colour; the mark says the same in words."""
    label = f'<span style="{_MARK};color:{colour}">{escape(mark)}</span>' if mark else ""
    return f'<div style="{_LINE}">{label}<div style="min-width:0">{html}</div></div>'
