"""Parts of the report of a ticket: texts, clauses, escalations and follow-ups."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping

from sla_nl.engine.escalation.climbing import Escalation
from sla_nl.engine.verdict import Verdict
from sla_nl.engine.words.escalations import escalation_reasons, escalation_text, task_text
from sla_nl.engine.words.telling import Words

MOST_ITEMS = 40
"""The page shows so many of the escalations and follow-ups of a ticket: the last ones."""


def text_of(value: object) -> str:
    """Return a text that is safe in HTML; what UTF-8 cannot hold becomes a question mark."""
    return html.escape(str(value).encode("utf-8", "replace").decode())


def chips(clauses: Iterable[str]) -> str:
    """Return clauses as small marks behind a text."""
    return "".join(f" <code>{text_of(clause)}</code>" for clause in clauses)


def escalations_html(words: Words, verdict: Verdict, labels: Mapping[str, str]) -> str:
    """Return who was told and who comes next, each with the reason for that moment."""
    items = [_escalation(words, told) for told in verdict.escalations[-MOST_ITEMS:]]
    if verdict.next_escalation is not None:
        items.append(_escalation(words, verdict.next_escalation, f"{labels['coming']}: "))
    return _list(labels["escalations"], items)


def follow_ups_html(words: Words, verdict: Verdict, labels: Mapping[str, str]) -> str:
    """Return what somebody has to do, with its date and state."""
    items = [
        f"<li>{text_of(task_text(words, task))}{chips(task.clauses)}</li>"
        for task in verdict.follow_ups[-MOST_ITEMS:]
    ]
    return _list(labels["follow_ups"], items)


def _escalation(words: Words, told: Escalation, label: str = "") -> str:
    reasons = "; ".join(escalation_reasons(words, told))
    who = text_of(f"{label}{escalation_text(words, told)}")
    return f"<li>{who}<br><small>{text_of(reasons)}</small>{chips(told.clauses)}</li>"


def _list(title: str, items: Iterable[str]) -> str:
    """Return a titled list, or nothing if it has no items."""
    listed = "".join(items)
    return f'<div class="notes"><h3>{title}</h3><ul>{listed}</ul></div>' if listed else ""
