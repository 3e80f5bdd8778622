"""The drawing of a ticket: an axis, a lane per clock and the events, as HTML with inline SVG.

Everything is placed in percentages of the width, so the text keeps its size on any screen. Names
of classes and symbols (`#due`, `#ev`, ...) are those of `report/report.css` and `html.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from html import escape
from typing import NamedTuple

from sla_nl.engine.calendars.calendar import Calendar
from sla_nl.engine.calendars.instants import DAY_S, Zone
from sla_nl.engine.clock_state import ClockState, Course
from sla_nl.engine.counting import Stretch
from sla_nl.engine.evaluate import course_of
from sla_nl.engine.ticket import Event, in_order
from sla_nl.engine.verdict import Verdict

HOUR_S = 3600
WEEKDAYS = {"en": "Mon Tue Wed Thu Fri Sat Sun".split(), "nl": "ma di wo do vr za zo".split()}
MONTHS = {
    "en": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(),
    "nl": "jan feb mrt apr mei jun jul aug sep okt nov dec".split(),
}

_WIDTH = 10_000  # units across the stretched layer of a lane
_LANE = 36  # its height in pixels, as in the style sheet
_FIRST, _LAST = -62_135_500_000, 253_370_000_000  # within the years 1 to 9998
_MOST_HOURS_S = 3 * 366 * DAY_S  # of longer spans the opening hours are not drawn
_UNITS = {"hour": HOUR_S, "day": DAY_S, "week": 7 * DAY_S, "month": 2_629_800, "year": 31_557_600}
_AXES = (
    ("hour", 1), ("hour", 2), ("hour", 3), ("hour", 6), ("hour", 12), ("day", 1), ("day", 2),
    ("week", 1), ("week", 2), ("month", 1), ("month", 3), ("year", 1), ("year", 5), ("year", 50),
    ("year", 1000),
)  # fmt: skip
_MOST_TICKS = 11

Interval = tuple[int, int]


class Scale(NamedTuple):
    """From where to where a drawing runs, in seconds of UTC."""

    start: int
    end: int

    def percent(self, instant: int) -> str:
        """Return an instant as a percentage of the width; an instant outside is at the edge."""
        return f"{self._share(instant) * 100:.2f}".rstrip("0").rstrip(".")

    def unit(self, instant: int) -> int:
        """Return the place of an instant in units of the stretched layer."""
        return round(self._share(instant) * _WIDTH)

    def holds(self, instant: int) -> bool:
        """Return whether an instant lies in the span."""
        return self.start <= instant <= self.end

    def _share(self, instant: int) -> float:
        return (min(max(instant, self.start), self.end) - self.start) / (self.end - self.start)


class Tick(NamedTuple):
    """A line of the axis; `is_minor` is left out on narrow screens."""

    at: int
    label: str
    context: str
    is_minor: bool


def scale_of(verdict: Verdict) -> Scale:
    """From the report to the last date or event, with `now` where it is not far from them."""
    now, clocks = verdict.now, verdict.clocks
    points = [verdict.history.reported_at, *(event.at for event in verdict.ticket.events)]
    points += [i for clock in clocks for i in (clock.start, clock.due, clock.held_due) if i]
    low, high = min(points), max(points)
    reach = max(high - low, HOUR_S)
    has_date = any(clock.held_due is not None for clock in clocks)
    if low - reach // 4 <= now < low:
        low = now
    elif high < now <= high + (reach // 2 if has_date else _MOST_HOURS_S):
        high = now
    reach = max(high - low, HOUR_S)
    return Scale(max(low - reach // 40, _FIRST), min(high + reach // 16, _LAST))


# -- the axis --------------------------------------------------------------------------------------


def ticks_of(scale: Scale, zone: Zone, language: str) -> list[Tick]:
    """Return the lines of the axis: hours, days, Mondays, months or years, a dozen at most."""
    length = scale.end - scale.start
    unit, count = next(a for a in _AXES if length <= _MOST_TICKS * a[1] * _UNITS[a[0]])
    first = zone.local(scale.start).date()
    ticks: list[Tick] = []
    for number, day, minute in _steps(first, unit, count):
        at = zone.instant_of_minute(day, minute)
        if at > scale.end:
            break
        if at >= scale.start and not (ticks and at == ticks[-1].at):
            label, context = _tick_labels(unit, day, minute, language)
            ticks.append(Tick(at, label, context, number % 2 == 1))
    return ticks


def _steps(first: date, unit: str, count: int) -> Iterator[tuple[int, date, int]]:
    """Yield a number, a local date and a minute for each line, from just before `first` on."""
    if unit == "hour":
        for ordinal in range(first.toordinal(), date.max.toordinal()):
            for number, hour in enumerate(range(0, 24, count)):
                yield number, date.fromordinal(ordinal), hour * 60
    elif unit in ("day", "week"):
        size = count * (7 if unit == "week" else 1)
        start = (first.toordinal() - 1) // size * size + 1  # 1 January of the year 1 was a Monday
        for ordinal in range(start, date.max.toordinal(), size):
            yield ordinal // size, date.fromordinal(ordinal), 0
    else:
        size = count * (12 if unit == "year" else 1)
        start = max((first.year * 12 + first.month - 1) // size * size, 12)
        for index in range(start, 9999 * 12, size):
            yield index // size, date(index // 12, index % 12 + 1, 1), 0


def _tick_labels(unit: str, day: date, minute: int, language: str) -> tuple[str, str]:
    """Return the label of a line, and the label of its day, month or year."""
    month, weekday = MONTHS[language][day.month - 1], WEEKDAYS[language][day.weekday()]
    if unit == "hour":
        return f"{minute // 60:02d}:00", f"{weekday} {day.day} {month}"
    if unit == "day":
        return f"{weekday} {day.day}", f"{month} {day.year}"
    if unit == "week":
        return f"{day.day} {month}", str(day.year)
    return (month, str(day.year)) if unit == "month" else (str(day.year), "")


def _axis(scale: Scale, ticks: Sequence[Tick], now: int, now_label: str) -> str:
    parts = [*_contexts(scale, ticks), *_axis_labels(scale, ticks)]
    if scale.holds(now):
        parts.append(f'<use href="#now" x="{scale.percent(now)}%" y="1"/>')
        parts.append(_text(scale.percent(now), 12, now_label, "now"))
    elif now > scale.end:
        parts.append(f'<text class="now end" x="100%" y="12">{now_label} →</text>')
    else:
        parts.append(f'<text class="now start" x="0" y="12">← {now_label}</text>')
    return f'<svg class="axis">{"".join(parts)}</svg>'


def _axis_labels(scale: Scale, ticks: Iterable[Tick]) -> Iterator[str]:
    for tick in ticks:
        place = float(scale.percent(tick.at))
        if 1.5 < place < 98.5:
            yield _text(f"{place:g}", 45, tick.label, "w" if tick.is_minor else "")


def _contexts(scale: Scale, ticks: Sequence[Tick]) -> Iterator[str]:
    """Where a day, month or year begins: its name, where there is room for it."""
    begins = [t for i, t in enumerate(ticks) if not i or t.context != ticks[i - 1].context]
    places = [0.0, *(float(scale.percent(tick.at)) for tick in begins[1:])]
    narrow = wide = -100.0
    for number, (place, tick) in enumerate(zip(places, begins, strict=True)):
        is_partial = not number and len(places) > 1 and places[1] - place < 9
        if is_partial or place - wide < 8.5 or place > 93:
            continue
        has_room = place - narrow > 21 and place < 82
        has_room = has_room and not (not number and len(places) > 1 and places[1] - place < 21)
        wide, narrow = place, place if has_room else narrow
        yield _text(f"{place:g}", 29, tick.context, "ctx" if has_room else "ctx w")


def _text(place: str, y: int, text: str, names: str) -> str:
    css = f' class="{names}"' if names else ""
    return f'<text{css} x="{place}%" y="{y}">{text}</text>'


# -- a lane ----------------------------------------------------------------------------------------


def _lane(verdict: Verdict, clock: ClockState, scale: Scale, lines: str) -> str:
    """Draw a clock on the opening hours of its calendar."""
    calendar, course = clock.row.calendar, course_of(verdict, clock)
    is_long = scale.end - scale.start > _MOST_HOURS_S
    shaded = (
        ""
        if is_long or calendar.is_always_open
        else '<rect class="closed" width="100%" height="100%"/>'
    )
    paths = [_path("open", _open(calendar, scale), scale, 0, _LANE), lines]
    marks = []
    if course is not None:
        paths += _bars(verdict.now, clock, course, scale)
        marks += [_pause(span, verdict.now, clock, scale) for span in course.stops]
    marks += _marks(verdict.now, clock, scale)
    state = clock.state.replace(" ", "-")
    return (
        f'<svg class="lane s-{state}">{shaded}<svg viewBox="0 0 {_WIDTH} {_LANE}" '
        f'preserveAspectRatio="none">{"".join(paths)}</svg>{"".join(marks)}</svg>'
    )


def _open(calendar: Calendar, scale: Scale) -> list[Interval]:
    if scale.end - scale.start > _MOST_HOURS_S:
        return [scale]
    return _joined(calendar.intervals(scale.start, scale.end), scale)


def _joined(intervals: Iterable[Interval], scale: Scale) -> list[Interval]:
    """Intervals with the gaps closed that would be too thin to see: breaks, then nights."""
    length = scale.end - scale.start
    gap = length // 800 if length < 40 * DAY_S else 16 * HOUR_S
    joined: list[Interval] = []
    for start, end in intervals:
        if joined and start - joined[-1][1] <= gap:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _bars(now: int, clock: ClockState, course: Course, scale: Scale) -> Iterator[str]:
    """Draw the span of a clock as a line, and on it the time that counts: used, or still ahead."""
    done = now if clock.met_at is None else clock.met_at
    due = clock.due if clock.due is not None else clock.held_due
    last = scale.end if due is None else due
    yield _path("span", [(course.start, last)], scale, 17, 2)
    if due is not None:
        left = _counting(course.running, max(course.begin, done), last, scale)
        yield _path("left", left, scale, 12, 12)
    used = _counting(course.running, course.begin, min(done, last), scale)
    yield _path("used", used, scale, 12, 12)
    if clock.breached_at is not None:
        yield _path("over", [(clock.breached_at, done)], scale, 16, 4)


def _counting(running: Iterable[Stretch], start: int, end: int, scale: Scale) -> list[Interval]:
    """Where time counts between two instants."""
    low, high = max(start, scale.start), min(end, scale.end)
    found: list[Interval] = []
    for since, until, calendar in running:
        first, last = max(since, low), high if until is None else min(until, high)
        if first < last:
            is_long = last - first > _MOST_HOURS_S
            spans = [(first, last)] if is_long else calendar.intervals(first, last)
            found += _joined(spans, scale)
    return found


def _path(name: str, intervals: Iterable[Interval], scale: Scale, y: int, height: int) -> str:
    """Rectangles in one path of the stretched layer; nothing where there are none."""
    boxes = []
    for start, end in intervals:
        left, right = scale.unit(start), scale.unit(end)
        if left < right:
            boxes.append(f"M{left} {y}h{right - left}v{height}H{left}")
    return f'<path class="{name}" d="{"".join(boxes)}"/>' if boxes else ""


def _pause(span: tuple[int, int | None], now: int, clock: ClockState, scale: Scale) -> str:
    since = max(span[0], clock.start or span[0])
    until = span[1] if span[1] is not None else now if now > since else scale.end
    left, right = float(scale.percent(since)), float(scale.percent(until))
    width = max(right - left, 0.3)
    return f'<rect class="pause" x="{left:g}%" width="{width:g}%" y="11" height="14"/>'


def _marks(now: int, clock: ClockState, scale: Scale) -> Iterator[str]:
    if scale.holds(now):
        place = scale.percent(now)
        yield f'<line class="now" x1="{place}%" x2="{place}%" y2="100%"/>'
    if clock.due is not None:
        yield _mark("breach" if clock.breached_at is not None else "due", clock.due, scale)
    elif clock.held_due is not None:
        yield _mark("held", clock.held_due, scale)
    if clock.met_at is not None:
        is_late = clock.due is not None and clock.met_at > clock.due
        yield _mark("late" if is_late else "met", clock.met_at, scale)


def _mark(symbol: str, at: int, scale: Scale) -> str:
    return f'<use href="#{symbol}" x="{scale.percent(at)}%" y="18"/>'


# -- events ----------------------------------------------------------------------------------------


def events_of(verdict: Verdict) -> list[Event]:
    """Return the report and the later events, in the order in which they count."""
    return [Event(verdict.history.reported_at, "reported"), *in_order(verdict.ticket)]


def _events(verdict: Verdict, scale: Scale, names: Mapping[str, str]) -> str:
    """Numbered ticks: on a wide screen with names, on a narrow one more of them share a tick."""
    events = list(enumerate(events_of(verdict), 1))
    wide = _event_ticks(events, scale, 2.8, names)
    narrow = _event_ticks(events, scale, 7.5, {})
    return (
        f'<svg class="events w">{"".join(wide)}</svg><svg class="events m">{"".join(narrow)}</svg>'
    )


def _event_ticks(
    events: Iterable[tuple[int, Event]], scale: Scale, room: float, names: Mapping[str, str]
) -> Iterator[str]:
    """Draw a tick for each group of events that lie within `room` percent of each other."""
    groups: list[list[tuple[int, Event]]] = []
    places: list[float] = []
    for number, event in events:
        place = float(scale.percent(event.at))
        if groups and place - places[-1] < room * (1.4 if len(groups[-1]) > 1 else 1):
            groups[-1].append((number, event))
        else:
            groups.append([(number, event)])
            places.append(place)
    for group, place, end in zip(groups, places, [*places[1:], 104.0], strict=True):
        (first, event), last = group[0], group[-1][0]
        name = names.get(event.event, "")
        label = str(first) if first == last else f"{first}–{last}"
        yield f'<use href="#{"ev" if first == last else "evs"}" x="{place:g}%" y="13"/>'
        yield _text(f"{place:g}", 17, label, "n")
        if name and first == last and 24 + 6.5 * len(name) < (end - place) * 6.4:
            yield f'<text class="name" x="{place:g}%" y="17" dx="13">{name}</text>'


def draw(
    verdict: Verdict,
    language: str,
    lanes: Iterable[tuple[ClockState, str]],
    names: Mapping[str, str],
    alternative: str,
) -> str:
    """Draw a ticket; the drawing has one text alternative for screen readers.

    Args:
        lanes: the clocks to draw, each with its label as HTML.
        names: what each event, `now` and the row of events are called.
    """
    scale = scale_of(verdict)
    zone = verdict.contract.zone
    ticks = ticks_of(scale, zone, language)
    grid = "".join(f"M{scale.unit(tick.at)} 0v{_LANE}" for tick in ticks)
    lines = f'<path class="grid" d="{grid}"/>' if grid else ""
    rows = [f"<b></b>{_axis(scale, ticks, verdict.now, names['now'])}"]
    rows += [f"<b>{label}</b>{_lane(verdict, clock, scale, lines)}" for clock, label in lanes]
    rows.append(f"<b>{names['events']}</b>{_events(verdict, scale, names)}")
    text = escape(alternative)
    return f'<div class="plan" role="img" aria-label="{text}">{"".join(rows)}</div>'
