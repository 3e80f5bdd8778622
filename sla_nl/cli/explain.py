"""`sla-nl explain`: why each date of a ticket is what it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sla_nl.engine.calendars.instants import Zone
from sla_nl.engine.contract import Contract
from sla_nl.engine.errors import TicketError
from sla_nl.engine.ticket import read_ticket
from sla_nl.engine.verdict import Verdict
from sla_nl.engine.words.escalations import escalation_reasons, escalation_text, task_text
from sla_nl.engine.words.tables import CLOCK_NAMES, STATE_NAMES, TOLD
from sla_nl.engine.words.telling import Words

from .job import Job, opened_source
from .judging import judge
from .reading.parts import read_source
from .reading.source import Line
from .writing.output import CommandError, say

_OPTIONS = {
    "contract": "--contract",
    "kind": "--kind",
    "priority": "--priority",
    "channel": "--channel",
    "reported_at": "--reported-at",
    "events row 1, at": "--responded-at",
}
"""The option that gives a field of a ticket."""


def explain_file(job: Job, ticket_id: str | None) -> int:
    """Tell the steps of each ticket of a file, or of one of them.

    Returns: how many of them could not be judged; standard error says why.
    Raises: CommandError: the file is no ticket file, or has no such ticket.
    """
    found = failed = 0
    with opened_source(job) as stream:
        for line, verdict, _other in judge(read_source(job, stream), job.contracts, job.now):
            if ticket_id is not None and line.id != ticket_id:
                continue
            found += 1
            say("")
            say(line.id or f"line {line.number}", is_bold=True)
            if verdict is None:
                failed += 1
                say(f"  {line.error}")
                say(f"{job.label}, line {line.number}: {line.error}", is_error=True)
            else:
                _explain(verdict, job.language)
    if not found:
        raise CommandError(f"{job.label}: no ticket {ticket_id!r}")
    return failed


def explain_ticket(
    fields: Mapping[str, Any],
    contracts: Mapping[str, Contract],
    zone: Zone,
    now: int,
    language: str,
) -> None:
    """Tell the steps of a ticket that is given by its fields (docs/design.md 3).

    Args:
        zone: the zone of moments without an offset.
    Raises: CommandError: it cannot be judged; the message names the option.
    """
    try:
        ticket = read_ticket(fields, zone)
    except TicketError as error:
        raise _option_error(error.field, str(error.text)) from error
    ((line, verdict, _other),) = judge(
        [Line(1, ticket.id, ticket.contract, ticket)], contracts, now
    )
    if verdict is None:
        raise _option_error(line.field, line.error.removeprefix(f"{line.field}: "))
    _explain(verdict, language)


def _option_error(field: str, reason: str) -> CommandError:
    """Return what is wrong with a ticket that was given by options."""
    option = _OPTIONS.get(field, field)
    return CommandError(f"{option}: {reason}" if option else reason)


def _explain(verdict: Verdict, language: str) -> None:
    words = Words(language, verdict.contract.zone)
    for clock in verdict.clocks:
        name, state = CLOCK_NAMES[language][clock.clock], STATE_NAMES[language][clock.state]
        say(f"{name} {words.number(clock.share)}%: {state}", is_bold=True)
        say(*(f"  {sentence}" for sentence in words.explain(verdict, clock)))
    _explain_escalations(verdict, words)
    say(
        *(f"- {task_text(words, task)}{words.clauses(task.clauses)}" for task in verdict.follow_ups)
    )
    say(*(f"! {words.note(note)}" for note in verdict.every_note))


def _explain_escalations(verdict: Verdict, words: Words) -> None:
    """Tell who was told and who comes next, and why each at that moment."""
    texts, following = TOLD[words.language], verdict.next_escalation
    both = [(texts["past"], told) for told in verdict.escalations]
    both += [(texts["next"], following)] if following is not None else []
    for label, told in both:
        say(f"{label}: {escalation_text(words, told)}", is_bold=True)
        first, *rest = escalation_reasons(words, told)
        say(f"  {first}{words.clauses(told.clauses)}", *(f"  {reason}" for reason in rest))
