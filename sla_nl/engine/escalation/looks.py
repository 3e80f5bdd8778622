"""The spans of a ticket's life in which the same rows hold.

A new priority, a plan or an assessment changes what counts from then on. What was told before was
told under the rows of that time, and stays.
"""

from __future__ import annotations

from typing import NamedTuple

from ..contract import ServiceLevel
from ..history import NEVER
from ..judgement import Judgement


class Look(NamedTuple):
    """A span with the rules that hold in it. Instants are whole seconds of UTC.

    Args:
        since, until: from one change of the rules to the next; `until` is outside, `NEVER` at last.
        outside_sla: whether the work was assessed as outside the SLA.
    """

    since: int
    until: int
    level: ServiceLevel
    outside_sla: bool


def looks_of(judgement: Judgement) -> list[Look]:
    """Return the spans of a ticket from its report on; usually there is only one."""
    history = judgement.history
    reported, level = history.reported_at, history.service_level
    if not (history.turns or history.plans or history.assessments):
        return [Look(reported, NEVER, level, bool(history.outside_sla))]
    turns = {turn.at: turn for turn in history.turns}
    assessed = dict(history.assessments)
    marks = sorted({reported, *turns, *assessed, *(plan.at for plan in history.plans)})
    outside = bool(judgement.ticket.outside_sla)
    found: list[Look] = []
    for since, until in zip(marks, (*marks[1:], NEVER), strict=True):
        if turn := turns.get(since):
            level = judgement.contract.service_level(turn.kind, turn.priority)
        outside = assessed.get(since, outside)
        found.append(Look(since, until, level, outside))
    return found
