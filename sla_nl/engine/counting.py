"""Due dates from a start and a target: budgets that are used up, and dates found on a calendar.

A budget is used up on stretches: spans of time, each with the calendar that counts in it. Between
stretches the clock stands still. A date is found on the calendar and then moved on by pauses.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from .calendars.calendar import Calendar
from .calendars.instants import Zone
from .history import Span
from .target_rows import ALWAYS, TargetRow
from .terms.contract import ContractTerms

_DAY_END = 1440
_NEVER = 2**63
_ELAPSED_S = {"calendar_days": 86_400, "weeks": 7 * 86_400}


class Stretch(NamedTuple):
    """A span in which a calendar counts; `end` is None if it goes on for ever."""

    start: int
    end: int | None
    calendar: Calendar


def merge_spans(spans: Iterable[Span]) -> list[Span]:
    """Return the spans sorted; join those that touch or overlap."""
    merged: list[Span] = []
    for start, end in sorted(spans, key=lambda span: span[0]):
        if merged and (merged[-1][1] is None or start <= merged[-1][1]):
            last = merged[-1][1]
            if last is not None and (end is None or end > last):
                merged[-1] = (merged[-1][0], end)
        elif end is None or start < end:
            merged.append((start, end))
    return merged


def between(spans: Sequence[Span], start: int, end: int | None) -> list[Span]:
    """Return the merged spans that end after `start`, cut off at `end`."""
    if end is not None and end <= start:
        return []
    first = bisect_right(spans, start, key=_end_of)
    found = [*spans[first : None if end is None else bisect_left(spans, (end,))]]
    if found and end is not None and _end_of(found[-1]) > end:
        found[-1] = (found[-1][0], end)
    return found


def spans_of_clock(spans: list[Span], start: int, met: int | None) -> list[Span]:
    """Return the merged spans that matter for a clock from its start until it was met.

    Of the spans that began by the start only the last one matters. If the clock was met in the last
    span, that span gets no end: the resolution of the ticket must not move the clock's date.
    """
    last = len(spans) if met is None else bisect_left(spans, (met,))
    first = bisect_left(spans, (start + 1,), 0, last) - 1
    found = spans[max(first, 0) : last]
    if found and met is not None and (found[-1][1] is None or found[-1][1] >= met):
        found[-1] = (found[-1][0], None)
    return found


def _end_of(span: Span) -> int:
    return _NEVER if span[1] is None else span[1]


def stretches(
    start: int, calendar: Calendar, stops: Sequence[Span], round_the_clock: Sequence[Span] = ()
) -> list[Stretch]:
    """Return the stretches of a clock that starts at `start`.

    Args:
        stops: merged spans in which the clock stands still.
        round_the_clock: merged spans in which every second counts.
    """
    return [
        Stretch(since, until, piece.calendar)
        for piece in _pieces(start, calendar, round_the_clock)
        for since, until in _without(piece, stops)
    ]


def _pieces(start: int, calendar: Calendar, round_the_clock: Sequence[Span]) -> Iterator[Stretch]:
    """Split the time from `start` on into stretches of the calendar and round the clock."""
    at = start
    for since, until in round_the_clock:
        if until is not None and until <= at:
            continue
        if since > at:
            yield Stretch(at, since, calendar)
            at = since
        yield Stretch(at, until, ALWAYS)
        if until is None:
            return
        at = until
    yield Stretch(at, None, calendar)


def _without(piece: Stretch, stops: Sequence[Span]) -> Iterator[Span]:
    """Yield the parts of a stretch that lie outside the stops."""
    at, end, _ = piece
    for since, until in between(stops, at, end):
        if since > at:
            yield at, since
        if until is None or (end is not None and until >= end):
            return
        at = until
    yield at, end


def used_up_at(running: Sequence[Stretch], budget_s: int) -> int | None:
    """Return the first instant at which the budget is used up; None while the clock stands still.

    Raises: NoOpeningTimeError: a calendar has too little opening time.
    Source: docs/design.md 4.4.
    """
    left = budget_s
    for start, end, calendar in running:
        due = calendar.deadline(start, left)
        if end is None or due <= end:
            return due
        left -= calendar.elapsed(start, end)
    return None


def counted(running: Iterable[Stretch], start_s: int, end_s: int) -> int:
    """Return the seconds that counted between two instants."""
    return sum(
        calendar.elapsed(max(start, start_s), end_s if end is None else min(end, end_s))
        for start, end, calendar in running
        if start < end_s
    )


def counts_from(row: TargetRow, event_s: int) -> int:
    """Return the instant from which a row counts, given the instant of its start event."""
    terms, calendar = row.terms, row.calendar
    if terms.count_from == "next_working_day" and not calendar.is_open(event_s):
        return calendar.opening(calendar.working_day(calendar.local_day(event_s), 1))
    if terms.count_from == "next_opening" or terms.unit == "working_days":
        return calendar.next_opening(event_s)
    return event_s


def date_of(row: TargetRow, event_s: int, terms: ContractTerms, *, is_rolled: bool = True) -> int:
    """Return the due date of a row in days, weeks or months, before any pause moves it.

    Args:
        is_rolled: move a date in closed time to the next opening, if the contract says so.
    Source: docs/design.md 4.5, 4.11.
    """
    amount = int(row.terms.amount or 0)
    if row.terms.unit == "working_days":
        return _working_days(row, event_s, amount)
    if row.terms.unit == "working_day_end":
        return _working_day_end(row, event_s, amount)
    due = _calendar_date(row, counts_from(row, event_s), amount, terms)
    return rolled(row, due, terms) if is_rolled else due


def after(row: TargetRow, event_s: int, terms: ContractTerms) -> int:
    """Return the instant at which the time of a row is over after an event, without any pause.

    Raises: NoOpeningTimeError: the calendar has too little opening time.
    """
    if row.budget_s is not None:
        return row.counting.deadline(counts_from(row, event_s), row.budget_s)
    return date_of(row, event_s, terms)


def moved(
    row: TargetRow, due: int, begin: int, stops: Iterable[Span], terms: ContractTerms
) -> int | None:
    """Return a due date moved on by pauses.

    A pause moves a date in working days by its opening time, another date by its length.

    Args:
        begin: the instant from which the row counts; a pause before it moves nothing.
    Returns: None while a pause that began before the date is open.
    Source: docs/design.md 4.8.
    """
    for since, until in stops:
        since = max(since, begin)
        if since >= due:
            break
        if until is None:
            return None
        if until <= begin:
            continue
        if length := moved_by(row, since, until):
            due = moved_on(row, due, length, terms)
    return due


def moved_by(row: TargetRow, since: int, until: int) -> int:
    """Return the seconds by which a pause moves a date: its opening time, or all of its time."""
    if row.terms.unit == "working_days":
        return row.calendar.elapsed(since, until)
    return until - since


def moved_on(row: TargetRow, due: int, length: int, terms: ContractTerms) -> int:
    """Return a date moved on by a pause of `length` seconds, counted as in `moved_by`."""
    if row.terms.unit == "working_days":
        return row.calendar.deadline(due, length)
    return rolled(row, due + length, terms)


def rolled(row: TargetRow, due: int, terms: ContractTerms) -> int:
    """Return a date; in closed time the next opening, if the contract rolls dates (ROLL)."""
    if terms.roll_rule == "none" or row.terms.unit not in ("calendar_days", "weeks", "months"):
        return due
    if row.calendar.is_closing(due):
        return due
    return row.calendar.next_opening(due)


def _working_days(row: TargetRow, event_s: int, amount: int) -> int:
    calendar = row.calendar
    if row.rule == "end_of_day":
        return calendar.closing(calendar.working_day(calendar.service_day(event_s), amount))
    start = counts_from(row, event_s)
    local, shift = calendar.zone.local(start), calendar.service_day(start)
    day = calendar.working_day(shift, amount)
    due = calendar.zone.instant(day + (local.date() - shift), first_pass(local))
    if not amount or calendar.is_open(due) or calendar.is_closing(due):
        return due
    return calendar.closing(day)


def _working_day_end(row: TargetRow, event_s: int, amount: int) -> int:
    calendar = row.calendar
    day = calendar.service_day(calendar.next_opening(event_s))
    day = calendar.working_day(day, amount)
    if row.rule == "midnight":
        return calendar.zone.instant_of_minute(day, _DAY_END) - 1
    return calendar.closing(day)


def _calendar_date(row: TargetRow, start: int, amount: int, terms: ContractTerms) -> int:
    unit, zone = row.terms.unit, row.calendar.zone
    return date_after(zone, start, amount, unit, row.rule, terms.month_end_rule)


def date_after(
    zone: Zone, start: int, amount: int, unit: str, rule: str, month_end_rule: str
) -> int:
    """Return the moment some days, weeks or months after another; before it if negative.

    Args:
        rule: `clock_time`, `elapsed` (of days and weeks) or `end_of_day`, as `calendar_day_rule`.
    Source: docs/design.md 4.5, 4.11.
    """
    if rule == "elapsed" and unit in _ELAPSED_S:
        return start + amount * _ELAPSED_S[unit]
    local = zone.local(start)
    day = local.date()
    if unit == "months":
        day = add_months(day, amount, month_end_rule)
    else:
        day += timedelta(days=amount * (7 if unit == "weeks" else 1))
    if rule == "end_of_day":
        return zone.instant_of_minute(day, _DAY_END) - 1
    return zone.instant(day, first_pass(local))


def first_pass(local: datetime) -> time:
    """Return the local clock time; in an hour that exists twice, that of the first pass."""
    return local.time().replace(fold=0)


def add_months(day: date, months: int, month_end_rule: str = "clamp") -> date:
    """Return the same day of the month, some months later.

    Args:
        month_end_rule: for a shorter month, `clamp` to its last day or `overflow` into the next:
            30 November 2026 + 3 months is 28 February or 2 March.
    """
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = monthrange(years, month + 1)[1]
    excess = day.day - last
    reached = date(years, month + 1, min(day.day, last))
    if excess > 0 and month_end_rule == "overflow":
        reached += timedelta(days=excess)
    return reached
