"""Tell escalations and follow-ups in Dutch or in English: who, when, and why at that moment."""

from __future__ import annotations

from decimal import Decimal

from ..escalation.climbing import Escalation
from ..escalation.ladder import TriggerRow
from ..follow_ups import Task
from ..terms.vocabulary import RECORDED
from .tables import FOLLOW_UP_STATES, TASKS, TOLD, TRIGGERS, WHOM, WHY
from .telling import Words, clock_name


def escalation_text(words: Words, told: Escalation) -> str:
    """Return who is told and when: `Monday 8 June 2026 09:40: Midden, Customer Service Manager`."""
    texts = TOLD[words.language]
    who = texts["nobody"] if told.level is None else f"{told.level.level}, {told.to}"
    if told.row.is_warning:
        who = texts["warned"]
    deputies = texts["deputies"].format(", ".join(told.deputies)) if told.deputies else ""
    return f"{words.moment(told.at)}: {who}{deputies}"


def escalation_reasons(words: Words, told: Escalation) -> list[str]:
    """Return the sentences that say why somebody is told, and why at that moment."""
    texts, row = TOLD[words.language], told.row
    found = [_cause(words, told)]
    if told.number > 1:
        span = _span(words, row.terms.repeat_amount, row.terms.repeat_unit)
        found.append(texts["again"].format(number=told.number, span=span))
    elif told.at > told.due_at:
        found.append(texts["moved"].format(due_at=words.moment(told.due_at)))
    if form := told.form:
        found.append(texts[form])
    if row.terms.process:
        found.append(texts["procedure"].format(row.terms.process))
    return found


def trigger_name(event: str, language: str) -> str:
    """Return the name of a trigger's event: `a target was missed`."""
    return TRIGGERS[language].get(event, event)


def task_text(words: Words, task: Task) -> str:
    """Return a follow-up: `Klant benaderen: open, due Friday 12 June 2026 14:00 (clauses)`."""
    texts, language = TASKS[words.language], words.language
    parts = [f"{what_of(task, language)}: {FOLLOW_UP_STATES[language][task.state]}"]
    if task.whom:
        parts.append(WHOM[language][task.whom])
    parts.append(texts["since"].format(words.moment(task.since)))
    if task.due is not None:
        parts.append(texts["due"].format(words.moment(task.due)))
    if task.done_at is not None:
        parts.append(texts["done"].format(words.moment(task.done_at)))
    return ", ".join(parts)


def what_of(task: Task, language: str) -> str:
    """Return what has to be done, in the words of the contract; closing has words of its own."""
    return TASKS[language]["closing"] if task.is_closing else task.what


def _cause(words: Words, told: Escalation) -> str:
    row, language = told.row.terms, words.language
    event = "recorded" if row.event in RECORDED else row.event
    sentence = WHY[language][event].format(
        at=words.moment(told.due_at),
        clock=clock_name(told.clock, language) if told.clock else "",
        percent=words.number(f"{row.percent or Decimal(100):f}"),
        status=row.status,
        reason=trigger_name(row.event, language),
    )
    return sentence + _later(words, told.row)


def _later(words: Words, row: TriggerRow) -> str:
    """Return how long after its event a trigger tells; empty if it tells at once."""
    terms = row.terms
    if row.delay is None or terms.event in ("not_resolved", "status_lasts"):
        return ""
    span = _span(words, terms.amount, terms.unit)
    return TOLD[words.language]["later"].format(span)


def _span(words: Words, amount: Decimal | None, unit: str) -> str:
    """Return `30 minutes`; an amount of parts as a number with the plural."""
    number = amount or Decimal(0)
    if unit == "working_day_end":
        unit = "working_days"
    if number == int(number):
        return words.amount(int(number), unit)
    return words.amount(0, unit).replace("0", words.number(f"{number.normalize():f}"), 1)
