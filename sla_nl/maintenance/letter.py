"""The mail to a contact about a window, in the language that is spoken now (`speaking`)."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Any, NamedTuple

from frappe import _

from sla_nl.engine.words.telling import Words, capital
from sla_nl.site.language import language, speaking
from sla_nl.site.time import instant_of, site_zone

from .notices import ANNOUNCED, CANCELLED, CHANGED, COMPLETED
from .reading import moment

_TABLE = "width:100%;border-collapse:collapse;font-size:14px;line-height:1.5;margin:12px 0"
_LABEL = "padding:2px 12px 2px 0;color:#666;vertical-align:top;width:130px"
_VALUE = "padding:2px 0;vertical-align:top"


class Letter(NamedTuple):
    """A mail: its subject, and its body as safe HTML."""

    subject: str
    html: str


def letter_of(window: Any, kind: str) -> Letter:
    """Return the mail of a kind about a window."""
    rows = "".join(
        f'<tr><td style="{_LABEL}">{escape(label)}</td><td style="{_VALUE}">{_html(text)}</td></tr>'
        for label, text in _lines(window, kind)
        if text
    )
    return Letter(
        _subject(window, kind),
        f'<p>{escape(_opening(kind))}</p><table style="{_TABLE}">{rows}</table>',
    )


def mails_for(window: Any, kind: str, languages: Iterable[str]) -> list[dict[str, str]]:
    """Return the mail of a kind in some languages, for a look before it is sent."""
    found = []
    for code in sorted(languages):
        with speaking(code):
            mail = letter_of(window, kind)
        found.append({"language": code, "subject": mail.subject, "html": mail.html})
    return found


def span_of(window: Any) -> str:
    """Return when a window is, such as `Tuesday 8 December 2026 20:00 – 22:00`."""
    start, end = instant_of(window.planned_start), instant_of(window.planned_end)
    assert start is not None
    assert end is not None
    words = Words(language(), site_zone())
    is_one_day = words.zone.local(start).date() == words.zone.local(end - 1).date()
    until = words.time(end) if is_one_day and words.time(end) != "00:00" else words.moment(end)
    return f"{capital(words.moment(start))} – {until}"


def text_of(window: Any) -> str:
    """Return the text for customers in the language that is spoken, else in the other one."""
    nl, en = (str(window.get(field) or "").strip() for field in ("text_nl", "text_en"))
    return (nl or en) if language() == "nl" else (en or nl)


def heading_of(window: Any) -> str:
    """Return what the work is about: the service, or else the kind of work."""
    return _("Maintenance: {0}").format(window.service or window.maintenance_type)


def _subject(window: Any, kind: str) -> str:
    texts = {
        ANNOUNCED: _("{0}, {1}"),
        CHANGED: _("Changed: {0}, {1}"),
        CANCELLED: _("Cancelled: {0}, {1}"),
        COMPLETED: _("Completed: {0}, {1}"),
    }
    start = moment(window.planned_start)
    assert start is not None
    words = Words(language(), site_zone())
    return texts[kind].format(heading_of(window), words.day(start.date()))


def _opening(kind: str) -> str:
    return {
        ANNOUNCED: _("We plan maintenance."),
        CHANGED: _("Maintenance that we announced has changed. It is now planned like this."),
        CANCELLED: _("Maintenance that we announced does not take place."),
        COMPLETED: _("Maintenance that we announced is done."),
    }[kind]


def _lines(window: Any, kind: str) -> list[tuple[str, str]]:
    lines = [
        (_("When"), span_of(window)),
        (_("Service", context="SLA Outage"), window.service or ""),
        (_("Kind of work"), window.maintenance_type),
    ]
    if kind == CANCELLED:
        return [*lines, (_("Why"), window.cancel_reason or "")]
    if kind == COMPLETED:
        return [*lines, (_("Ended at"), _ended(window))]
    effect = _("The service is not available meanwhile.")
    if not window.interrupts:
        effect = _("The service stays available.")
    return [*lines, (_("What you notice"), effect), (_("What we do"), text_of(window))]


def _ended(window: Any) -> str:
    at = instant_of(window.real_end)
    return "" if at is None else capital(Words(language(), site_zone()).moment(at))


def _html(text: str) -> str:
    return "<br>".join(escape(line) for line in text.splitlines())
