"""The derivation of a credit after meetings as data, for `words/service.py`."""

from __future__ import annotations

from collections.abc import Iterator

from ..steps import Step, Values
from .credits import CreditCase


def credit_steps(case: CreditCase) -> tuple[Step, ...]:
    """Return the meetings and discounts of a case, in the order of their moments.

    Codes: `meeting`, `follow_up`, `discount`, `progress`, `owed` (the discount at `now`).
    """
    first = Step("meeting", case.meeting, values={"title": case.rule.title})
    steps = sorted([*_follow_ups(case), *_discounts(case)], key=lambda step: step.at)
    return (first, *steps, *_end(case))


def _follow_ups(case: CreditCase) -> Iterator[Step]:
    for at, row in case.follow_ups:
        yield Step("follow_up", at, values={"action": row.action}, clauses=row.clauses)


def _discounts(case: CreditCase) -> Iterator[Step]:
    rule = case.rule
    for at, percentage in case.steps:
        values: Values = {
            "percentage": f"{percentage.normalize():f}",
            "applies_to": rule.applies_to,
        }
        yield Step("discount", at, values=values, clauses=rule.clauses)


def _end(case: CreditCase) -> Iterator[Step]:
    if case.progress is not None:
        yield Step("progress", case.progress)
    yield Step("owed", case.now, values={"percentage": f"{case.percentage.normalize():f}"})
