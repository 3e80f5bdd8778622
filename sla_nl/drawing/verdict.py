"""A judged ticket: each clock with its due date, its state and the steps that lead to its date."""

from __future__ import annotations

from html import escape

from sla_nl.engine.clock_state import BREACHED, MET, PAUSED, ClockState
from sla_nl.engine.verdict import Verdict
from sla_nl.engine.words.tables import STATE_NAMES
from sla_nl.engine.words.telling import Words, clock_name

from .colours import AMBER, BLUE, GREEN, INK, LINE, RED, SOFT
from .steps import steps_html

_COLOURS = {BREACHED: RED, MET: GREEN, PAUSED: AMBER}
_LABELS = {
    "en": {"no_date": "no date", "none": "The contract makes no promise for such a ticket."},
    "nl": {"no_date": "geen datum", "none": "Het contract zegt voor zo'n ticket niets toe."},
}


def verdict_html(verdict: Verdict, words: Words, *, is_open: bool = True) -> str:
    """Return the clocks of a ticket, each of which unfolds to its steps, and the notes.

    Args:
        is_open: the steps are unfolded at first.
    Returns: HTML with inline styles only, all text escaped.
    """
    labels = _LABELS[words.language]
    clocks = "".join(_clock(verdict, clock, words, is_open) for clock in verdict.clocks)
    notes = "".join(f"<li>{escape(words.note(note))}</li>" for note in verdict.every_note)
    none = f'<p style="color:{SOFT}">{escape(labels["none"])}</p>'
    listed = f'<ul style="margin:12px 0 0;padding-left:18px;color:{SOFT}">{notes}</ul>'
    return f"{clocks or none}{listed if notes else ''}"


def _clock(verdict: Verdict, clock: ClockState, words: Words, is_open: bool) -> str:
    no_date = _LABELS[words.language]["no_date"]
    due = words.moment(clock.due) if clock.due is not None else no_date
    colour = _COLOURS.get(clock.state, BLUE if clock.due is not None else SOFT)
    dot = (
        f'<span aria-hidden="true" style="flex:none;width:8px;height:8px;border-radius:50%;'
        f'background:{colour}"></span>'
    )
    style = (
        f"display:flex;flex-wrap:wrap;gap:2px 12px;align-items:center;padding:10px 0;color:{INK};"
        "cursor:pointer"
    )
    unfolded = " open" if is_open else ""
    return (
        f'<details{unfolded} style="border-top:1px solid {LINE}"><summary style="{style}">{dot}'
        f'<b style="font-weight:600">{escape(clock_name(clock.key, words.language))}</b>'
        f'<span style="color:{SOFT}">{escape(STATE_NAMES[words.language][clock.state])}</span>'
        f'<span style="margin-left:auto;font-weight:500">{escape(due)}</span></summary>'
        f'<div style="padding:2px 0 14px 20px">{steps_html(verdict, clock.key, words)}</div>'
        f"</details>"
    )
