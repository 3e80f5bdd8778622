"""The report of `stamp --format html`: one self-contained page, with a drawing per ticket."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from sla_nl.engine.calendars.calendar import Calendar
from sla_nl.engine.calendars.instants import Zone, zone
from sla_nl.engine.clock_state import (
    BREACHED,
    MET,
    NOT_APPLICABLE,
    NOT_STARTED,
    PAUSED,
    RUNNING,
    ClockState,
)
from sla_nl.engine.history import Note
from sla_nl.engine.steps import Step, steps_of
from sla_nl.engine.terms.priorities import Priority
from sla_nl.engine.verdict import Verdict
from sla_nl.engine.words.tables import (
    CLOCK_NAMES,
    KIND_NAMES,
    REASON_NAMES,
    STATE_NAMES,
    TRIGGERS,
    WHOM,
)
from sla_nl.engine.words.telling import Words, decimal_text

from ..judging import Judged
from ..reading.source import Line
from .html_parts import chips, escalations_html, follow_ups_html, text_of
from .lanes import MONTHS, WEEKDAYS, draw, events_of
from .report_words import EVENT_NAMES, LABELS

MOST_TICKETS = 2000
ERROR = "error"
ORDER = (BREACHED, PAUSED, RUNNING, MET, NOT_STARTED, NOT_APPLICABLE)

_PARTS = Path(__file__).parent / "report"

_SYMBOLS = {
    "due": '<path d="M-1-14h2v28h-2zM1-14l8 4-8 4z"/>',
    "breach": '<path d="M-1-14h2v28h-2zM1-14h10v10h-10z"/>'
    '<path class="cut" d="M4-11l4 4m0-4l-4 4"/>',
    "held": '<path class="hollow" d="M0 14v-28l8 4-8 4"/>',
    "met": '<circle r="7"/><path class="cut" d="M-3 0l2 2.6 4-5"/>',
    "late": '<circle class="hollow" r="6.5"/><path class="hollow" d="M-3 0l2 2.6 4-5"/>',
    "now": '<rect class="nowbox" x="-17" width="34" height="15" rx="7.5"/>',
    "ev": '<circle class="evbox" r="9"/>',
    "evs": '<rect class="evbox" x="-16" y="-9" width="32" height="18" rx="9"/>',
}
_HATCHES = (
    '<pattern id="shut" width="6" height="6" patternUnits="userSpaceOnUse">'
    '<rect class="ground" width="6" height="6"/><path d="M-1 1l2-2M0 6l6-6M5 7l2-2"/></pattern>'
    '<pattern id="still" width="6" height="6" patternUnits="userSpaceOnUse">'
    '<rect class="ground" width="6" height="6"/><path d="M-1 5l2 2M0 0l6 6M5-1l2 2"/></pattern>'
)


def report(judged: Sequence[Judged], now: int, language: str = "en") -> str:
    """Yield the page for some tickets.

    Args:
        judged: in the order of the file, at most `MOST_TICKETS` (the caller sees to it).
        now: the moment for which they were judged, in seconds of UTC.
        language: `en` or `nl`.
    Returns: a whole HTML document that asks for nothing else.
    """
    return "\n".join(_Page(judged, now, language).parts())


def ticket_states(verdict: Verdict | None) -> tuple[str, ...]:
    """Return those of breached, paused and running that any clock of a ticket is.

    If no clock is: `met`, `not started` or `not applicable`. Without a verdict: `error`.
    """
    if verdict is None:
        return (ERROR,)
    states = {clock.state for clock in verdict.clocks}
    if pressing := tuple(state for state in ORDER[:3] if state in states):
        return pressing
    return (next((state for state in ORDER[3:] if state in states), NOT_APPLICABLE),)


class _Page:
    """One report: what all its tickets share."""

    def __init__(self, judged: Sequence[Judged], now: int, language: str) -> None:
        self.judged = judged
        self.now = now
        self.language = language
        self.labels = LABELS[language]
        self.states = STATE_NAMES[language] | {ERROR: self.labels["error"]}
        self.names = EVENT_NAMES[language] | {k: self.labels[k] for k in ("now", "events")}
        zones = (item.verdict.contract.zone for item in judged if item.verdict)
        self.zone = next(zones, zone("Europe/Amsterdam"))

    def parts(self) -> Iterator[str]:
        """Yield the document, piece by piece."""
        title = self.labels["title"]
        yield (
            f'<!doctype html>\n<html lang="{self.language}">\n<head>\n<meta charset="utf-8">\n'
            f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f'<meta name="color-scheme" content="light dark">\n<title>{title}</title>\n'
            f"<style>\n{_part('report.css')}</style>\n</head>\n<body>\n{_symbols()}"
        )
        yield from self._head()
        yield from self._overview()
        yield self._legend()
        yield "<main>"
        for number, item in enumerate(self.judged, 1):
            yield self._ticket(number, item)
        yield f"</main>\n<script>\n{_part('report.js')}</script>\n</body>\n</html>\n"

    # -- above the tickets

    def _head(self) -> Iterator[str]:
        labels, count = self.labels, len(self.judged)
        made = labels["made"].format(
            at=Words(self.language, self.zone).moment(self.now), zone=self.zone.name
        )
        total = labels["ticket"] if count == 1 else labels["tickets"].format(n=count)
        yield f'<header class="top"><h1>{labels["title"]}</h1><p>{made} · {total}</p>'
        counts = Counter(s for item in self.judged for s in ticket_states(item.verdict))
        chips = "".join(
            f'<button type="button" class="badge {_css(state)}" data-s="{_css(state)}" '
            f'aria-pressed="false" disabled>{self.states[state]} <b>{counts[state]}</b></button>'
            for state in (ERROR, *ORDER)
            if counts[state]
        )
        yield f'<div class="chips" role="group" aria-label="{labels["states"]}">{chips}</div>'
        contracts = sorted({item.line.contract for item in self.judged if item.line.contract})
        options = "".join(f"<option>{text_of(name)}</option>" for name in contracts)
        yield (
            f'<div class="tools" hidden><label>{labels["search"]}<input type="search" '
            f'autocomplete="off"></label><label>{labels["contract"]}<select>'
            f'<option value="">{labels["all"]}</option>{options}</select></label>'
            f'<p role="status" data-shown="{labels["shown"]}" data-none="{labels["none"]}"></p>'
            f"</div></header>"
        )

    def _overview(self) -> Iterator[str]:
        labels = self.labels
        names = ("id", "contract", "priority", "reported", "next", "state")
        heads = "".join(f'<th scope="col" role="columnheader">{labels[n]}</th>' for n in names)
        yield (
            f'<section class="overview" id="top"><h2>{labels["overview"]}</h2>'
            f'<div class="scroll" tabindex="0" role="region" aria-label="{labels["overview"]}">'
            f'<table role="table" style=\'--rep:"{labels["reported"]}";'
            f'--next:"{labels["next"]}"\'><thead role="rowgroup"><tr role="row">{heads}</tr>'
            f'</thead><tbody role="rowgroup">'
        )
        for number, item in enumerate(self.judged, 1):
            yield self._row(number, item)
        yield "</tbody></table></div></section>"

    def _row(self, number: int, item: Judged) -> str:
        verdict, line = item.verdict, item.line
        states = ticket_states(verdict)
        priority = reported = due = ""
        if verdict is None:
            due = self._error_text(line)
        else:
            priority = self._priority(verdict)
            reported = self._time(verdict.contract.zone, verdict.history.reported_at)
            if verdict.next is not None and verdict.next.due is not None:
                name = self._clock_name(verdict.next)
                due = f"{self._time(verdict.contract.zone, verdict.next.due)} <i>{name}</i>"
        cells = (
            f'<a href="#t{number}"><bdi>{self._id(line)}</bdi></a>{_subject(line)}',
            text_of(line.contract), priority, reported, due, self._badges(states),
        )  # fmt: skip
        row = "".join(f'<td role="cell">{cell}</td>' for cell in cells)
        listed, contract = " ".join(map(_css, states)), text_of(line.contract)
        return f'<tr role="row" data-s="{listed}" data-c="{contract}">{row}</tr>'

    def _legend(self) -> str:
        def item(css: str, name: str) -> str:
            mark = f'<svg class="{css}"><use href="#{name}" x="50%" y="16"/></svg>'
            swatch = f'<i class="key {name}"></i>'
            return f"<li>{mark if css else swatch}{self.labels[f'key_{name}']}</li>"

        swatches = "".join(
            item("", name) for name in ("open", "closed", "used", "left", "pause", "over", "now")
        )
        marks = "".join(
            item(f"key {css}", name)
            for css, name in (
                ("s-running", "due"), ("s-met", "met"), ("s-breached", "breach"),
                ("s-breached", "late"), ("s-paused", "held"),
            )
        )  # fmt: skip
        return (
            f'<section class="legend"><h2>{self.labels["legend"]}</h2><ul>{swatches}{marks}</ul>'
            f"</section>"
        )

    # -- a ticket

    def _ticket(self, number: int, item: Judged) -> str:
        verdict, line = item.verdict, item.line
        states = ticket_states(verdict)
        body = self._wrong(line) if verdict is None else self._judged(verdict)
        return (
            f'<section class="ticket" id="t{number}" aria-labelledby="h{number}"><header>'
            f'<h2 id="h{number}"><bdi>{self._id(line)}</bdi></h2>{self._badges(states)}'
            f'<a class="up" href="#top">↑ {self.labels["top"]}</a>{_subject(line)}</header>'
            f"{body}</section>"
        )

    def _wrong(self, line: Line) -> str:
        contract = f" · {text_of(line.contract)}" if line.contract else ""
        place = self.labels["line"].format(n=line.number)
        return (
            f'<p class="meta">{place}{contract}</p><p class="wrong">{self.labels["wrong"]}'
            f"<br>{self._error_text(line)}</p>"
        )

    def _judged(self, verdict: Verdict) -> str:
        words = Words(self.language, verdict.contract.zone)
        lanes = [(clock, self._lane_label(verdict, clock)) for clock in verdict.clocks]
        alternative = " ".join(
            [self.labels["drawing"], *(self._in_short(words, clock) for clock in verdict.clocks)]
        )
        clocks = "".join(self._clock(verdict, words, clock) for clock in verdict.clocks)
        if not clocks:
            clocks = f"<p>{self.labels['no_clocks']}</p>"
        return "".join(
            (
                self._facts(verdict),
                draw(verdict, self.language, lanes, self.names, alternative),
                self._events(verdict),
                self._notes(words, verdict.every_note),
                escalations_html(words, verdict, self.labels),
                follow_ups_html(words, verdict, self.labels),
                f'<div class="clocks">{clocks}</div>',
            )
        )

    def _facts(self, verdict: Verdict) -> str:
        labels, terms, level = self.labels, verdict.contract.terms, verdict.history.service_level
        row = _priority_row(verdict)
        definition = f" <small>{text_of(row.definition)}</small>" if row and row.definition else ""
        at = self._time(verdict.contract.zone, verdict.history.reported_at)
        facts = [
            ("contract", f"{text_of(terms.title)} <code>{text_of(terms.name)}</code>"),
            ("kind", KIND_NAMES[self.language][level.kind]),
            ("reported", at),
        ]
        calendars = _calendars(verdict)
        if len(calendars) == 1:
            facts.append(("hours", self._hours(calendars[0])))
        if level.priority:
            facts.append(("priority", self._priority(verdict) + definition))
        listed = "".join(f"<div><dt>{labels[n]}</dt><dd>{value}</dd></div>" for n, value in facts)
        return f'<dl class="meta">{listed}</dl>'

    def _events(self, verdict: Verdict) -> str:
        """Return the events in words, with the numbers that they have in the drawing."""
        items = []
        for event in events_of(verdict):
            details = [text_of(event.priority)] if event.priority else []
            if event.kind:
                details.append(KIND_NAMES[self.language][event.kind])
            if event.reason:
                names = REASON_NAMES[self.language] | TRIGGERS[self.language]
                details.append(names[event.reason])
            details += [text_of(text) for text in (event.status, event.level, event.what) if text]
            if event.whom:
                details.append(WHOM[self.language][event.whom])
            if event.until is not None:
                details.append(self._time(verdict.contract.zone, event.until))
            at = self._time(verdict.contract.zone, event.at)
            told = f": {', '.join(details)}" if details else ""
            items.append(f"<li>{EVENT_NAMES[self.language][event.event]} {at}{told}</li>")
        return f'<ol class="told">{"".join(items)}</ol>'

    def _notes(self, words: Words, notes: Iterable[Note]) -> str:
        items = "".join(
            f"<li>{text_of(words.note(note._replace(clauses=())))}{chips(note.clauses)}</li>"
            for note in notes
        )
        if not items:
            return ""
        return f'<div class="notes"><h3>{self.labels["notes"]}</h3><ul>{items}</ul></div>'

    # -- a clock

    def _lane_label(self, verdict: Verdict, clock: ClockState) -> str:
        due = self._time(verdict.contract.zone, clock.due, has_year=False) if clock.due else ""
        return f"<span>{self._clock_name(clock)}</span><small>{due}</small>"

    def _in_short(self, words: Words, clock: ClockState) -> str:
        name, share = CLOCK_NAMES[self.language][clock.clock], _share(clock, self.language)
        due = words.moment(clock.due) if clock.due is not None else self._no_due(clock)
        return f"{name}{f' {share}' if share else ''}: {self.states[clock.state]}, {due}."

    def _clock(self, verdict: Verdict, words: Words, clock: ClockState) -> str:
        labels = self.labels
        steps = "".join(_step(words, step) for step in steps_of(verdict, clock))
        why = labels["why"] if clock.due is not None else labels["why_none"]
        figures = "".join(
            f"<div><dt>{labels[name]}</dt><dd>{value}</dd></div>"
            for name, value in self._figures(verdict, words, clock)
        )
        return (
            f"<article><h3>{self._clock_name(clock)} {self._badge(clock.state)}</h3>"
            f"<dl>{figures}</dl><details><summary>{why}</summary><ol>{steps}</ol></details>"
            f"</article>"
        )

    def _figures(
        self, verdict: Verdict, words: Words, clock: ClockState
    ) -> Iterator[tuple[str, str]]:
        local = verdict.contract.zone
        due = self._no_due(clock) if clock.due is None else self._time(local, clock.due)
        yield "due", f"<strong>{due}</strong>"
        if clock.used_s is not None:
            yield "used", _duration(words, clock.used_s)
        if clock.left_s is not None:
            yield "left", _duration(words, clock.left_s)
        if clock.paused_s:
            yield "paused_s", _duration(words, clock.paused_s)
        if len(_calendars(verdict)) > 1:
            yield "hours", self._hours(clock.row.calendar)

    def _hours(self, calendar: Calendar) -> str:
        if calendar.is_always_open:
            return self.labels["around"]
        return text_of(calendar.terms.title or calendar.name)

    def _no_due(self, clock: ClockState) -> str:
        key = f"no_due_{clock.state.replace(' ', '_')}"
        return self.labels.get(key, self.labels["no_due"])

    def _clock_name(self, clock: ClockState) -> str:
        name, share = CLOCK_NAMES[self.language][clock.clock], _share(clock, self.language)
        name = name.capitalize()
        title = f"{share} {self.labels['share']}"
        return f'{name} <span class="share" title="{title}">{share}</span>' if share else name

    # -- small things

    def _badges(self, states: Iterable[str]) -> str:
        return f'<span class="badges">{"".join(map(self._badge, states))}</span>'

    def _badge(self, state: str) -> str:
        return f'<span class="badge {_css(state)}">{self.states[state]}</span>'

    def _id(self, line: Line) -> str:
        return text_of(line.id) if line.id else self.labels["line"].format(n=line.number)

    def _error_text(self, line: Line) -> str:
        """Return the fault, after the field unless the message begins with the field."""
        error = line.error or self.labels["unknown"]
        is_named = not line.field or error.startswith(f"{line.field}:")
        return text_of(error if is_named else f"{line.field}: {error}")

    def _priority(self, verdict: Verdict) -> str:
        code, row = text_of(verdict.history.service_level.priority), _priority_row(verdict)
        title = text_of(row.title) if row else ""
        return f"<b>{code}</b> {title}" if title and title != code else f"<b>{code}</b>"

    def _time(self, local: Zone, instant: int, *, has_year: bool = True) -> str:
        """`Mon 8 Jun 2026 09:00`, with the exact instant beneath it."""
        at = local.local(instant)
        day, month = WEEKDAYS[self.language][at.weekday()], MONTHS[self.language][at.month - 1]
        year = f" {at.year}" if has_year else ""
        clock = f"{at:%H:%M:%S}" if at.second else f"{at:%H:%M}"
        return f'<time datetime="{local.iso(instant)}">{day} {at.day} {month}{year} {clock}</time>'


def _step(words: Words, step: Step) -> str:
    sentence = text_of(words.step(step._replace(clauses=())))
    return f"<li>{sentence}{chips(step.clauses)}</li>"


def _duration(words: Words, seconds: int) -> str:
    """Return a duration to the minute, or in seconds below a minute."""
    return words.duration(seconds - seconds % 60 if seconds >= 60 else seconds)


def _share(clock: ClockState, language: str) -> str:
    return "" if clock.share == "100" else f"{decimal_text(clock.share, language)}%"


def _priority_row(verdict: Verdict) -> Priority | None:
    level = verdict.history.service_level
    return verdict.contract.terms.priority(level.kind, level.priority)


def _calendars(verdict: Verdict) -> list[Calendar]:
    """Return the calendars of a ticket's clocks, each once."""
    return list({clock.row.calendar.name: clock.row.calendar for clock in verdict.clocks}.values())


def _subject(line: Line) -> str:
    subject = line.raw.get("subject") if line.raw else None
    return f'<p class="subject"><bdi>{text_of(subject)}</bdi></p>' if subject else ""


def _css(state: str) -> str:
    return f"s-{state.replace(' ', '-')}"


def _symbols() -> str:
    symbols = "".join(f'<g id="{name}">{drawn}</g>' for name, drawn in _SYMBOLS.items())
    return f'<svg class="defs" aria-hidden="true"><defs>{_HATCHES}{symbols}</defs></svg>'


@lru_cache(maxsize=4)
def _part(name: str) -> str:
    return (_PARTS / name).read_text(encoding="utf-8")
