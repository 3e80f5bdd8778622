"""The week of a calendar: for each day a bar with the opening hours in colour, and a text."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from sla_nl.engine.calendars.days import MIDNIGHT, Minutes
from sla_nl.engine.calendars.spans import merged
from sla_nl.engine.calendars.terms import HOLIDAY, WEEKDAYS, CalendarTerms
from sla_nl.engine.documents.fields import time_text
from sla_nl.engine.words.telling import Words

from .colours import BLUE, GROUND, INK, LINE, SOFT

_LABELS = {
    "en": {"closed": "closed", "always": "around the clock", "holidays": "Holidays", "to": "to"},
    "nl": {"closed": "gesloten", "always": "dag en nacht", "holidays": "Feestdagen", "to": "tot"},
}
_HOURS = (0, 6, 12, 18, 24)
_HEIGHT = 14


def week_html(calendar: CalendarTerms, words: Words) -> str:
    """Return the opening hours of a calendar's week, and of its holidays if it has any.

    Args:
        words: the language of the names of days.
    Returns: HTML with inline styles only, all text escaped, with one text alternative.
    """
    labels = _LABELS[words.language]
    days = list(_days(calendar, words))
    alternative = "; ".join(f"{name} {_hours_text(spans, labels)}" for name, spans in days)
    rows = "".join(
        _row(name, spans, days[(place - 1) % 7][1] if place < 7 else [], labels)
        for place, (name, spans) in enumerate(days)
    )
    style = (
        "display:grid;grid-template-columns:max-content minmax(80px,1fr) max-content;gap:5px 12px;"
        f"align-items:center;max-width:640px;margin-bottom:12px;font-size:13px;line-height:1.3;color:{INK}"
    )
    return (
        f'<div role="img" aria-label="{escape(f"{alternative} ({calendar.time_zone})")}" '
        f'style="{style}">{rows}<span></span>{_axis()}<span style="color:{SOFT};font-size:11px">'
        f"{escape(calendar.time_zone)}</span></div>"
    )


def _days(calendar: CalendarTerms, words: Words) -> Iterator[tuple[str, list[Minutes]]]:
    """Yield the name of each day and its opening intervals in local minutes, merged."""
    if calendar.always_open:
        for day in WEEKDAYS:
            yield words.weekday(day), [(0, MIDNIGHT)]
        return
    for day in WEEKDAYS:
        spans = ((row.opens, row.closes) for row in calendar.hours if row.day == day)
        yield words.weekday(day), merged(spans)
    if calendar.holiday_rule or calendar.closed_dates:
        yield _LABELS[words.language]["holidays"], _on_holidays(calendar)


def _on_holidays(calendar: CalendarTerms) -> list[Minutes]:
    """Return the hours of a holiday: its own, else weekly hours that also hold on holidays."""
    own = [(row.opens, row.closes) for row in calendar.hours if row.day == HOLIDAY]
    return merged(own or ((r.opens, r.closes) for r in calendar.hours if r.on_holidays))


def _row(name: str, spans: list[Minutes], before: list[Minutes], labels: dict[str, str]) -> str:
    """Return the row of a day.

    Args:
        before: the hours of the day before, of which a night shift may end on this day.
    """
    nights = [(0, closes - MIDNIGHT) for _, closes in before if closes > MIDNIGHT]
    bars = "".join(
        f'<rect x="{_percent(opens)}%" width="{_percent(min(closes, MIDNIGHT) - opens)}%" '
        f'height="{_HEIGHT}" rx="2" style="fill:{BLUE}"/>'
        for opens, closes in (*nights, *spans)
    )
    colour = INK if spans else SOFT
    hours = ", ".join(f"{time_text(o)}–{time_text(c)}" for o, c in spans)
    if not spans:
        hours = labels["closed"]
    elif spans == [(0, MIDNIGHT)]:
        hours = labels["always"]
    return (
        f'<span style="color:{colour}">{escape(name.capitalize())}</span>'
        f'<svg width="100%" height="{_HEIGHT}" style="display:block;border-radius:3px;'
        f'background:{GROUND}">{_lines()}{bars}</svg>'
        f'<span style="color:{colour};font-variant-numeric:tabular-nums">{hours}</span>'
    )


def _lines() -> str:
    return "".join(
        f'<line x1="{_percent(hour * 60)}%" x2="{_percent(hour * 60)}%" y2="{_HEIGHT}" '
        f'style="stroke:{LINE}"/>'
        for hour in _HOURS[1:-1]
    )


def _axis() -> str:
    marks = "".join(f"<span>{hour:02d}</span>" for hour in _HOURS)
    return (
        f'<span style="display:flex;justify-content:space-between;color:{SOFT};font-size:11px">'
        f"{marks}</span>"
    )


def _hours_text(spans: list[Minutes], labels: dict[str, str]) -> str:
    if not spans:
        return labels["closed"]
    return ", ".join(
        f"{time_text(opens)} {labels['to']} {time_text(closes)}" for opens, closes in spans
    )


def _percent(minutes: int) -> str:
    return f"{100 * minutes / MIDNIGHT:.3f}".rstrip("0").rstrip(".")
