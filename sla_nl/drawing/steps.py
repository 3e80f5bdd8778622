"""The steps that lead to a clock's due date, as a vertical line with a mark for each step."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import zip_longest

from sla_nl.engine.clock_state import ClockState
from sla_nl.engine.steps import Step, steps_of
from sla_nl.engine.verdict import Verdict
from sla_nl.engine.words.telling import Words, capital

from .citations import citations_html
from .colours import AMBER, BLUE, GREEN, GROUND, INK, LINE, PAPER, RED, SOFT

_MARKS = {
    # The colour of a step's mark, by code; the marks of other steps are empty.
    "start": INK, "open": BLUE, "elapsed": BLUE, "working_days": BLUE, "added": BLUE,
    "round_the_clock": AMBER, "paused": AMBER, "moved": AMBER, "waiting": AMBER, "no_date": AMBER,
    "turn": INK, "planned": BLUE, "due": INK, "met": GREEN, "breached": RED, "met_late": RED,
    "window": INK, "inside_hours": GREEN, "outside_hours": RED, "begins_outside": RED,
    "late_enough": GREEN, "too_early": RED, "notice": BLUE, "still_time": AMBER,
    "told_in_time": GREEN, "told_late": RED, "not_told": RED, "counted": GREEN, "too_many": RED,
    "counts_as_downtime": AMBER, "covers": GREEN, "covers_part": AMBER, "covers_nothing": RED,
    "meeting": INK, "follow_up": BLUE, "discount": AMBER, "progress": GREEN, "owed": INK,
}  # fmt: skip
_STRONG = ("due", "met", "breached", "met_late", "owed")
_LONGEST_BAR = 100
_LIST = f"list-style:none;margin:0;padding:0;color:{INK};font-size:13px;line-height:1.45"


def steps_html(verdict: Verdict, key: str, words: Words) -> str:
    """Return the steps as an ordered list: a sentence, a bar of the time used, and the clauses.

    Args:
        key: the due key of a clock of the verdict.
        words: the language and the zone of the sentences.
    Returns: HTML with inline styles only, all text escaped.
    Raises: KeyError: the verdict has no such clock.
    """
    clock = verdict.clock(key)
    steps = steps_of(verdict, clock)
    return plain_steps_html(steps, words, _bars(steps, clock))


def plain_steps_html(steps: Sequence[Step], words: Words, bars: Iterable[str] = ()) -> str:
    """Return steps, such as those of a discount or a window: sentences with bars and clauses.

    Args:
        bars: the bar of each step, if they have some.
    Returns: HTML with inline styles only, all text escaped.
    """
    last = len(steps) - 1
    items = (
        _item(step, bar or "", words, is_last=number == last)
        for number, (step, bar) in enumerate(zip_longest(steps, bars))
    )
    return f'<ol style="{_LIST}">{"".join(items)}</ol>'


def _item(step: Step, bar: str, words: Words, *, is_last: bool) -> str:
    sentence = capital(words.step(step._replace(clauses=())))
    is_quiet = step.code not in _MARKS
    weight = "600" if step.code in _STRONG else "400"
    colour = f"color:{SOFT};" if is_quiet else ""
    chips = citations_html(words.citations(step.clauses))
    below = "0" if is_last else "10px"
    return (
        f'<li style="display:flex;gap:10px">{_rail(step, is_last)}'
        f'<div style="min-width:0;flex:1;padding-bottom:{below};overflow-wrap:anywhere">'
        f'<div style="{colour}font-weight:{weight}">{escape(sentence)}</div>{bar}{chips}'
        f"</div></li>"
    )


def _rail(step: Step, is_last: bool) -> str:
    """Return the mark of a step, and the line from it to the next one."""
    colour = _MARKS.get(step.code)
    fill = f"background:{colour};border:2px solid {colour}"
    if colour is None:
        fill = f"background:{PAPER};border:2px solid {LINE}"
    line = "" if is_last else f'<span style="flex:1;width:2px;background:{LINE}"></span>'
    return (
        '<span aria-hidden="true" style="display:flex;flex-direction:column;align-items:center;'
        'flex:none;width:10px;padding-top:4px">'
        f'<span style="box-sizing:border-box;width:10px;height:10px;border-radius:50%;{fill}">'
        f"</span>{line}</span>"
    )


def _bars(steps: Iterable[Step], clock: ClockState) -> Iterator[str]:
    """Yield for each step a bar of the budget: the share used before it, and its own share."""
    budget, before = clock.row.budget_s or 0, 0
    for step in steps:
        is_use = step.code in ("open", "elapsed") and budget > 0
        yield _bar(before, step.used_s, budget) if is_use else ""
        before += step.used_s if is_use else 0


def _bar(before: int, used: int, budget: int) -> str:
    start = min(_LONGEST_BAR * before / budget, _LONGEST_BAR)
    width = min(_LONGEST_BAR * used / budget, _LONGEST_BAR - start)
    return (
        f'<div aria-hidden="true" style="display:flex;max-width:320px;height:6px;margin:4px 0 2px;'
        f'border-radius:3px;overflow:hidden;background:{GROUND}">'
        f'<span style="width:{start:.2f}%;background:{BLUE};opacity:.3"></span>'
        f'<span style="width:{width:.2f}%;min-width:2px;background:{BLUE}"></span></div>'
    )
