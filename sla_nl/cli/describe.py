"""Contracts and calendars in words, for the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta

from sla_nl.engine.calendars.calendar import Calendar
from sla_nl.engine.calendars.holidays_nl import holiday_names
from sla_nl.engine.calendars.terms import CalendarTerms
from sla_nl.engine.contract import Contract
from sla_nl.engine.documents.fields import time_text
from sla_nl.engine.terms.contract import ContractTerms
from sla_nl.engine.terms.targets import Target
from sla_nl.engine.terms.vocabulary import READINGS
from sla_nl.engine.words.telling import Words

_DAY = timedelta(days=1)
_LABELS = {
    "en": {
        "special": "Holidays and special days in",
        "open": "Open in",
        "always": "always open",
        "days": "days",
        "hour": "h",
    },
    "nl": {
        "special": "Feestdagen en bijzondere dagen in",
        "open": "Open in",
        "always": "altijd open",
        "days": "dagen",
        "hour": "uur",
    },
}


def contract_list(contracts: Mapping[str, Contract]) -> Iterator[str]:
    """Return a line for each contract."""
    width = max(map(len, contracts))
    for name, contract in contracts.items():
        terms = contract.terms
        yield f"{name:<{width}}  {_edition(terms)}: {terms.title}"


def contract_text(contract: Contract) -> Iterator[str]:
    """Describe the promises of a contract, and the readings behind them."""
    terms = contract.terms
    yield f"{terms.name}: {terms.title}"
    yield f"  vendor {_edition(terms)}"
    yield f"  calendar {terms.calendar}"
    changed = [n for n in READINGS if getattr(terms, n) != READINGS[n][0]]
    if changed:
        yield "  readings " + ", ".join(f"{n}={getattr(terms, n)}" for n in changed)
    yield ""
    yield "Priorities"
    for priority in terms.priorities:
        kind = f" ({priority.kind})" if priority.kind else ""
        yield f"  {priority.code}{kind}: {priority.definition}"
    yield ""
    yield "Targets"
    yield from _aligned(
        (
            target.kind,
            target.priority or "any",
            target.due_key,
            promise(target),
            target.calendar or terms.calendar,
            ", ".join(target.clauses),
        )
        for target in terms.targets
    )


def _edition(terms: ContractTerms) -> str:
    """Return the vendor with the version, where the agreement has one."""
    return f"{terms.vendor}, version {terms.version}" if terms.version else terms.vendor


def promise(target: Target) -> str:
    """`4 working_hours after responded`; `by plan` where the row gives no date."""
    if target.amount is None:
        return "by plan"
    words = f"{target.amount} {target.unit}"
    if target.starts_at != "reported":
        words += f" after {target.starts_at}"
    return f"{words}, reported {target.condition} hours" if target.condition else words


def calendar_text(calendar: Calendar, year: int, language: str) -> Iterator[str]:
    """Describe the week of a calendar, and the closed weekdays and opening hours of a year."""
    terms, words = calendar.terms, Words(language, calendar.zone)
    yield f"{terms.name}: {terms.title} ({terms.time_zone})"
    if calendar.is_always_open:
        yield f"  {_LABELS[language]['always']}"
        return
    yield from _week(terms, words)
    names = holiday_names(year, language)
    labels = _LABELS[language]
    yield ""
    yield f"{labels['special']} {year}"
    for day in _days(year):
        if calendar.days.is_holiday(day) or day in {s.day for s in terms.special_days}:
            hours = _hours(calendar.days.minutes(day))
            yield f"  {words.day(day)}: {names.get(day, '')} {hours}".rstrip()
    yield ""
    yield f"{labels['open']} {year}"
    for month in range(1, 13):
        days = [d for d in _days(year) if d.month == month and calendar.is_working_day(d)]
        minutes = sum(c - o for d in days for o, c in calendar.days.minutes(d))
        name = words.day(date(year, month, 1)).split()[-1]
        hours = f"{minutes // 60:>4} {labels['hour']} {minutes % 60:02d} min"
        yield f"  {name:<10} {len(days):>3} {labels['days']} {hours}"


def _week(terms: CalendarTerms, words: Words) -> Iterator[str]:
    hours: dict[str, list[tuple[int, int]]] = {}
    for row in terms.hours:
        hours.setdefault(row.day, []).append((row.opens, row.closes))
    for day, intervals in hours.items():
        yield f"  {words.weekday(day):<10} {_hours(sorted(intervals))}"


def _hours(intervals: list[tuple[int, int]]) -> str:
    return ", ".join(f"{time_text(opens)}-{time_text(closes)}" for opens, closes in intervals)


def _days(year: int) -> Iterator[date]:
    day = date(year, 1, 1)
    while day.year == year:
        yield day
        day += _DAY


def _aligned(rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    found = list(rows)
    widths = [max(map(len, column)) for column in zip(*found, strict=True)]
    for row in found:
        yield "  " + "  ".join(f"{c:<{w}}" for c, w in zip(row, widths, strict=True)).rstrip()
