"""Decide which escalations of a ticket are told now, and why the others are not.

A sweep finds the escalations of a ticket that came due and are not in the log. Mostly that is one,
a minute old. After a stop it can be a whole ladder: then only the highest level is told.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from sla_nl.engine.escalation.climbing import Escalation
from sla_nl.engine.verdict import Verdict

SENT, ACKNOWLEDGED, NOBODY = "sent", "acknowledged", "nobody there"
FAILED, OVERTAKEN, NOT_NEEDED = "failed", "overtaken", "not needed"
TAKEN_BACK = "taken back"
"""The states of an escalation in the log."""


class Decided(NamedTuple):
    """What is done about an escalation.

    Args:
        state: `sent` if it is told now; `overtaken` or `not needed` if it is only logged.
    """

    escalation: Escalation
    state: str


class Decision(NamedTuple):
    """What is done about the escalations of a ticket.

    Args:
        waits_until: when those can be told that wait for an opening of their calendar; None if
            none waits, or if it is not known, as for the end of a pause.
        is_waiting: whether any of them waits.
    """

    decided: Sequence[Decided]
    waits_until: int | None = None
    is_waiting: bool = False


def decide(verdict: Verdict, known: Collection[str], settled_until: int | None) -> Decision:
    """Return what is done about the escalations of a ticket up to now.

    Args:
        known: the causes of those that are in the log.
        settled_until: nobody is told of what was before this moment, for example because the terms
            have changed since. None if there is no such moment.
    """
    now = verdict.now
    new = [one for one in verdict.escalations if one.cause not in known]
    told: list[Escalation] = []
    decided: list[Decided] = []
    moments: list[int | None] = []
    for one in new:
        if settled_until is not None and one.at <= settled_until:
            decided.append(Decided(one, OVERTAKEN))
        elif _is_over(verdict, one):
            decided.append(Decided(one, NOT_NEEDED))
        elif (at := _earliest(verdict, one)) is None or at > now:
            moments.append(at)
        else:
            told.append(one)
    highest = _highest(verdict, told)
    decided += (Decided(one, SENT if one.cause in highest else OVERTAKEN) for one in told)
    ahead = [at for at in moments if at is not None]
    return Decision(
        sorted(decided, key=lambda one: one.escalation.at), min(ahead, default=None), bool(moments)
    )


def _is_over(verdict: Verdict, one: Escalation) -> bool:
    """Return whether nobody has to be told any more.

    The ticket is solved, the cause has passed (the update was given), or a repeat was acknowledged.
    """
    history = verdict.history
    if history.is_resolved or one.reason.ends <= verdict.now:
        return True
    names = ("", one.level.level.casefold() if one.level else "")
    return one.number > 1 and any(
        event.at >= one.at and event.level.casefold() in names for event in history.acknowledged
    )


def _earliest(verdict: Verdict, one: Escalation) -> int | None:
    """Return when it can be told: now, or at the next opening; None during a pause of its clock."""
    now, calendar = verdict.now, one.row.calendar
    if any(start <= now and (end is None or end > now) for start, end in one.reason.pauses):
        return None
    return now if calendar is None else calendar.next_opening(now)


def _highest(verdict: Verdict, told: Sequence[Escalation]) -> set[str]:
    """Return the causes of those that are told: of several levels of a form the highest.

    Those of one moment are told together, as the matrix has it. A warning concerns whoever has the
    ticket, so it is no level; of the warnings about a clock the last one is told.
    """
    if len({one.at for one in told}) < 2:
        return {one.cause for one in told}
    best: dict[tuple[str, ...], Escalation] = {}
    for one in told:
        key = ("warning", one.clock) if one.row.is_warning else ("level", one.form)
        if key not in best or _rank(verdict, one) >= _rank(verdict, best[key]):
            best[key] = one
    return {one.cause for one in best.values()}


def _rank(verdict: Verdict, one: Escalation) -> tuple[int, int]:
    """Return how high the level of an escalation is, and when it is told."""
    levels = verdict.contract.ladder.levels if verdict.contract.ladder else ()
    return (levels.index(one.level) if one.level in levels else -1), one.at
