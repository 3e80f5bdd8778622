"""Checks across the rows of a calendar: rows that contradict others or have no effect."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import combinations

from ..calendars.terms import HOLIDAY
from ..errors import Fault
from ..terms.calendars import CalendarDay, CalendarDocument, CalendarHours
from ..texts import Text, _
from .fields import time_text


def calendar_faults(calendar: CalendarDocument, label: str) -> Iterator[Fault]:
    """Yield the faults between the rows of a calendar; reading found the faults within a row.

    Args:
        label: how faults name the calendar.
    """
    for number, row in enumerate(calendar.hours, 1):
        if row.opens == row.closes:
            yield _time_fault(label, f"hours row {number}", row.closes)
    for number, special in enumerate(calendar.days, 1):
        if special.opens is not None and special.opens == special.closes:
            yield _time_fault(label, f"days row {number}", special.closes)
    if calendar.always_open:
        yield from _always_open_faults(calendar, label)
    else:
        yield from _hours_faults(calendar, label)
    yield from _day_faults(calendar, label)


def _always_open_faults(calendar: CalendarDocument, label: str) -> Iterator[Fault]:
    """Yield the rows without effect: an always open calendar can only have closed days."""
    expected = _("nothing, as the calendar is always open")
    for field in ("hours", "closed_dates", "holiday_rule"):
        if value := getattr(calendar, field):
            yield Fault(label, "", field, value if isinstance(value, str) else len(value), expected)
    for number, special in enumerate(calendar.days, 1):
        if special.status == "Open":
            expected = _("Closed, as the calendar is always open")
            yield Fault(label, f"days row {number}", "status", special.status, expected)


def _hours_faults(calendar: CalendarDocument, label: str) -> Iterator[Fault]:
    if not (calendar.hours or any(day.status == "Open" for day in calendar.days)):
        yield Fault(label, "", "hours", [], _("opening hours, or always open"))
    has_holidays = bool(calendar.holiday_rule or calendar.closed_dates)
    has_own = any(row.day == HOLIDAY for row in calendar.hours)
    for number, row in enumerate(calendar.hours, 1):
        place = f"hours row {number}"
        if row.day == HOLIDAY and not has_holidays:
            yield Fault(label, place, "day", row.day, _("a holiday rule or closed dates beside it"))
        elif row.on_holidays and has_own:
            expected = _("0, as the rows for Holiday say the hours of holidays")
            yield Fault(label, place, "on_holidays", 1, expected)
    for (first, one), (second, other) in combinations(enumerate(calendar.hours, 1), 2):
        if _covers(one, other) or _covers(other, one):
            inner = second if _covers(one, other) else first
            place, day = f"hours row {inner}", calendar.hours[inner - 1].day
            yield Fault(label, place, "day", day, _("hours that no other row has already"))


def _covers(outer: CalendarHours, inner: CalendarHours) -> bool:
    """Return whether a row has all the hours of another row."""
    if outer.day != inner.day or outer.on_holidays < inner.on_holidays:
        return False
    return outer.opens <= inner.opens and _end(inner) <= _end(outer)


def _end(row: CalendarHours) -> int:
    return row.closes if row.closes > row.opens else row.closes + 1440


def _day_faults(calendar: CalendarDocument, label: str) -> Iterator[Fault]:
    """Yield the dates that have two equal rows, or another row beside a closure of all day."""
    whole = {day.day for day in calendar.days if _is_closed(day)}
    for number, special in enumerate(calendar.days, 1):
        if special.day in whole and not _is_closed(special):
            expected = _("a date that is not closed as a whole by another row")
            yield Fault(label, f"days row {number}", "date", str(special.day), expected)
    yield from _twice(label, "days", [(d.day, d.status, d.opens, d.closes) for d in calendar.days])
    yield from _twice(label, "closed_dates", [(row.day,) for row in calendar.closed_dates])


def _twice(label: str, table: str, rows: list[tuple[object, ...]]) -> Iterator[Fault]:
    counts: Counter[tuple[object, ...]] = Counter()
    for number, row in enumerate(rows, 1):
        counts[row] += 1
        if counts[row] > 1:
            yield Fault(label, f"{table} row {number}", "date", str(row[0]), _("each date once"))


def _is_closed(day: CalendarDay) -> bool:
    return day.status == "Closed" and day.opens is None and day.closes is None


def _time_fault(label: str, row: str, value: int | None) -> Fault:
    time = "" if value is None else time_text(value)
    expected: Text = _("another time than the opening; before it means the day after")
    return Fault(label, row, "closes", time, expected)
