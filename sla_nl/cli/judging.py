"""From the lines of a file to verdicts; a line that cannot be judged keeps its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from sla_nl.engine.calendars.instants import FIRST_S, LAST_S, InstantError
from sla_nl.engine.contract import Contract
from sla_nl.engine.errors import NoOpeningTimeError, TicketError
from sla_nl.engine.evaluate import evaluate
from sla_nl.engine.verdict import Verdict

from .reading.source import Line

FAULTS = (TicketError, NoOpeningTimeError, InstantError, OverflowError, ValueError)
"""What judging a ticket may raise."""


class Judged(NamedTuple):
    """A line with its verdict; a line with an error has none.

    `other` is the verdict under another contract, where two are compared.
    """

    line: Line
    verdict: Verdict | None
    other: Verdict | None = None


def bad_line(line: Line) -> dict[str, Any]:
    """Return what is written in the place of a line that could not be judged."""
    return {"id": line.id, "contract": line.contract, "error": line.error}


def failed(line: Line, error: Exception) -> Line:
    """Return a line with the error that a judgement raised."""
    if isinstance(error, TicketError):
        return line._replace(ticket=None, field=error.field, error=str(error))
    return line._replace(ticket=None, field="contract", error=f"contract: {error}")


def judge(lines: Iterable[Line], contracts: Mapping[str, Contract], now: int) -> Iterator[Judged]:
    """Judge each line under the contract that it names, in order."""
    for line in lines:
        ticket = line.ticket
        if ticket is None:
            yield Judged(line, None)
            continue
        contract = contracts.get(ticket.contract)
        try:
            if contract is None:
                known = ", ".join(sorted(contracts))
                raise TicketError("contract", f"{ticket.contract!r} is none of {known}")
            verdict = evaluate(contract, ticket, now)
            check_dates(verdict)
        except FAULTS as error:
            yield Judged(failed(line, error), None)
        else:
            yield Judged(line, verdict)


def check_dates(verdict: Verdict) -> None:
    """Make sure that every date can be written down. Raises: TicketError: one cannot.

    What was read lies before the year 9999; a date that was reckoned may not.
    """
    if verdict.ticket.reported_at < FIRST_S:
        raise TicketError("reported_at", "lies before the year 2")
    for event in verdict.ticket.events:
        if event.until is not None and event.until < FIRST_S:
            raise TicketError(f"events, {event.event}, until", "lies before the year 2")
    for clock in verdict.clocks:
        if clock.held_due is not None and clock.held_due > LAST_S:
            raise TicketError(clock.key, "the date lies past the year 9998")
