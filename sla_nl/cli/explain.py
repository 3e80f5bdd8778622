"""`sla-nl explain`: why each date of a ticket is what it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click

from sla_nl.engine.contract import Contract
from sla_nl.engine.errors import TicketError
from sla_nl.engine.instants import Zone
from sla_nl.engine.timeline import read_ticket
from sla_nl.engine.verdict import Verdict
from sla_nl.engine.words.tables import CLOCK_NAMES, STATE_NAMES
from sla_nl.engine.words.telling import Words

from .job import Job, opened_source, read_source
from .judging import judge
from .output import CommandError
from .source import Line


def explain_file(job: Job, ticket_id: str | None) -> None:
    """Tell the steps of each ticket of a file, or of one of them.

    Raises: CommandError: the file is no ticket file, or has no such ticket.
    """
    is_found = False
    with opened_source(job) as stream:
        for line, verdict in judge(read_source(job, stream), job.contracts, job.now):
            if ticket_id is not None and line.id != ticket_id:
                continue
            is_found = True
            click.secho(f"\n{line.id or f'line {line.number}'}", bold=True)
            if verdict is None:
                click.echo(f"  {line.error}")
            else:
                _explain(verdict, job.language)
    if not is_found:
        raise CommandError(f"{job.label}: no ticket {ticket_id!r}")


def explain_ticket(
    fields: Mapping[str, Any],
    contracts: Mapping[str, Contract],
    zone: Zone,
    now: int,
    language: str,
) -> None:
    """Tell the steps of a ticket that is given by its fields (DESIGN 3).

    Args:
        zone: the zone of moments without an offset.
    Raises: CommandError: it cannot be judged.
    """
    try:
        ticket = read_ticket(fields, zone)
    except TicketError as error:
        raise CommandError(str(error)) from error
    ((line, verdict),) = judge([Line(1, ticket.id, ticket.contract, ticket)], contracts, now)
    if verdict is None:
        raise CommandError(line.error)
    _explain(verdict, language)


def _explain(verdict: Verdict, language: str) -> None:
    words = Words(language, verdict.contract.zone)
    for clock in verdict.clocks:
        name, state = CLOCK_NAMES[language][clock.clock], STATE_NAMES[language][clock.state]
        click.secho(f"{name} {words.number(clock.share)}%: {state}", bold=True)
        for sentence in words.explain(verdict, clock):
            click.echo(f"  {sentence}")
    for note in verdict.notes:
        click.echo(f"! {words.note(note)}")
