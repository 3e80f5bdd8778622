"""Why a promise was missed, in a few sentences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sla_nl.clauses.articles import cite
from sla_nl.contracts.faults import FAULTS
from sla_nl.contracts.in_force import contract_named
from sla_nl.engine.steps import steps_of
from sla_nl.engine.verdict import Verdict
from sla_nl.engine.words.telling import Words, capital
from sla_nl.records import timeline
from sla_nl.records.timeline import Happening
from sla_nl.site.language import language
from sla_nl.site.time import now_s, site_zone

from ..ticket.translation import judge

_LEFT_OUT = ("open", "closed", "elapsed", "working_days", "added")
"""The steps that count time from day to day."""

Missed = tuple[str, str]
"""A ticket, and the due key of the promise that it missed."""


def reasons(rows: Sequence[Mapping[str, Any]]) -> dict[Missed, str]:
    """Return why promises were missed, in the user's language.

    It says from when a clock ran, what stopped or moved it, when it was due by which article, and
    when it was done. A ticket that cannot be judged any more has no reason.

    Args:
        rows: with `ticket`, `contract` and `due_key`.
    """
    timelines = timeline.read_all({row["ticket"] for row in rows})
    wanted: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        wanted.setdefault((row["ticket"], row["contract"]), []).append(row["due_key"])
    found: dict[Missed, str] = {}
    for (ticket, contract), keys in wanted.items():
        found |= _of_ticket(ticket, contract, timelines.get(ticket, []), keys)
    return found


def _of_ticket(
    name: str, contract: str, happenings: list[Happening], keys: Iterable[str]
) -> dict[Missed, str]:
    try:
        verdict = judge(name, contract_named(contract), happenings, now_s())
    except FAULTS:
        return {}
    words = Words(language(), site_zone(), cite)
    known = {clock.key for clock in verdict.clocks}
    return {(name, key): _reason(verdict, key, words) for key in keys if key in known}


def _reason(verdict: Verdict, key: str, words: Words) -> str:
    return ". ".join(map(capital, _sentences(verdict, key, words))) + "."


def _sentences(verdict: Verdict, key: str, words: Words) -> Iterator[str]:
    clock = verdict.clock(key)
    left_out = _LEFT_OUT if clock.met_at is None else (*_LEFT_OUT, "breached")
    for step in steps_of(verdict, clock):
        if step.code not in left_out:
            yield words.step(step) if step.code == "due" else words.step(step._replace(clauses=()))
