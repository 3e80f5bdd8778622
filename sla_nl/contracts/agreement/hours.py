"""The opening hours of a contract's calendars, as tables."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from frappe import _

from sla_nl.engine.calendars.terms import WEEKDAYS, CalendarTerms
from sla_nl.engine.documents.fields import time_text
from sla_nl.engine.words.telling import Words, capital


def hours_html(calendars: Iterable[CalendarTerms], words: Words) -> str:
    """Return the hours of calendars: for each a row with its title, its week and its zone."""
    rows = "".join(_row(terms, words) for terms in calendars)
    heads = (_("Calendar", context="SLA Contract"), _("Hours"), _("Time zone"))
    head = "".join(f"<th>{escape(text)}</th>" for text in heads)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _row(terms: CalendarTerms, words: Words) -> str:
    lines = "<br>".join(escape(line) for line in _lines(terms, words))
    title = escape(terms.title or terms.name)
    return f"<tr><td>{title}</td><td>{lines}</td><td>{escape(terms.time_zone)}</td></tr>"


def _lines(terms: CalendarTerms, words: Words) -> list[str]:
    if terms.always_open:
        return [_("Around the clock, every day")]
    week = [f"{capital(_days(days, words))}: {hours}" for days, hours in _same_hours(terms)]
    closed = _("Closed on holidays")
    return [*week, closed] if terms.holiday_rule or terms.closed_dates else week


def _same_hours(terms: CalendarTerms) -> list[tuple[list[str], str]]:
    """Return the days that follow each other with the same hours, and these hours."""
    by_day: dict[str, list[tuple[int, int]]] = {}
    for row in terms.hours:
        by_day.setdefault(row.day, []).append((row.opens, row.closes))
    found: list[tuple[list[str], str]] = []
    for day, openings in by_day.items():
        hours = ", ".join(f"{time_text(a)}–{_end(b)}" for a, b in sorted(openings))
        if found and found[-1][1] == hours and _follows(found[-1][0][-1], day):
            found[-1][0].append(day)
        else:
            found.append(([day], hours))
    return found


def _days(days: list[str], words: Words) -> str:
    first, last = words.weekday(days[0]), words.weekday(days[-1])
    return first if len(days) == 1 else _("{0} to {1}", context="SLA Contract").format(first, last)


def _follows(before: str, day: str) -> bool:
    """Return whether a day of the week comes right after another one."""
    return day in WEEKDAYS and WEEKDAYS.index(day) == WEEKDAYS.index(before) + 1


def _end(minute: int) -> str:
    """Return the time at which an opening ends, which may be on the day after it began."""
    return time_text(minute - 1440 if minute > 1440 else minute)
