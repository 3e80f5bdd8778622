"""Compare two judgements of a ticket: what is in force, and what another contract would give."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from ..escalation.climbing import Escalation
from ..fees import Fee
from ..verdict import Verdict

DueChange = tuple[int | None, int | None]
StateChange = tuple[str | None, str | None]
FeeChange = tuple[tuple[Fee, ...], tuple[Fee, ...]]
EscalationChange = tuple[tuple[Escalation, ...], tuple[Escalation, ...]]


class Difference(NamedTuple):
    """What differs between two verdicts on a ticket, each as (before, after).

    Args:
        due: the dates that differ by due key, in whole seconds of UTC.
        states: the states that differ by due key; None where the promise is not made.
        fees: all fees of both sides; None if they are the same.
        escalations: those up to `now` of both sides; None if they are the same.
    """

    due: dict[str, DueChange]
    states: dict[str, StateChange]
    fees: FeeChange | None
    escalations: EscalationChange | None

    def __bool__(self) -> bool:
        """Return whether anything differs."""
        return bool(self.due or self.states or self.fees or self.escalations)


def difference(before: Verdict | None, after: Verdict) -> Difference:
    """Return what differs between two verdicts on the same ticket.

    A promise that only one side makes differs in its state; it has no date on the other side.

    Args:
        before: None if no contract held for the ticket: then it had no promises and no fees.
    """
    old = {clock.row.key: clock for clock in before.clocks} if before else {}
    new = {clock.row.key: clock for clock in after.clocks}
    due: dict[str, DueChange] = {}
    states: dict[str, StateChange] = {}
    for key in dict.fromkeys((*old, *new)):
        one, other = old.get(key), new.get(key)
        dates = (one.due if one else None, other.due if other else None)
        if dates[0] != dates[1]:
            due[key] = dates
        names = (one.state if one else None, other.state if other else None)
        if names[0] != names[1]:
            states[key] = names
    fees = before.fees if before else (), after.fees
    escalations = before.escalations if before else (), after.escalations
    return Difference(
        due,
        states,
        None if _are_same(_told, *fees) else fees,
        None if _are_same(_asked, *escalations) else escalations,
    )


def _are_same(shown: Callable[[Any], Any], one: Iterable[Any], other: Iterable[Any]) -> bool:
    return list(map(shown, one)) == list(map(shown, other))


def _asked(escalation: Escalation) -> tuple[object, ...]:
    """Return who is told when, without the place of the trigger in the matrix."""
    own = escalation
    return own.at, own.trigger, own.form, own.to, own.deputies, own.clock, own.number


def _told(fee: Fee) -> tuple[object, ...]:
    """Return what a customer is told of a fee, without the place of its rule in the contract."""
    rule = fee.rule
    return rule.title, rule.certainty, rule.basis, rule.currency, fee.at, fee.amount, fee.minutes
