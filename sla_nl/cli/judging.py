"""From the lines of a file to verdicts; a line that cannot be judged keeps its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from sla_nl.engine.contract import Contract
from sla_nl.engine.errors import NoOpeningTimeError, TicketError
from sla_nl.engine.evaluate import evaluate
from sla_nl.engine.instants import FIRST_S, LAST_S, InstantError
from sla_nl.engine.verdict import Verdict

from .source import Line


class Judged(NamedTuple):
    """A line with its verdict; a line with an error has none."""

    line: Line
    verdict: Verdict | None


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
            _check_dates(verdict)
        except TicketError as error:
            yield Judged(line._replace(ticket=None, field=error.field, error=str(error)), None)
        except (NoOpeningTimeError, InstantError, OverflowError, ValueError) as error:
            failed = line._replace(ticket=None, field="contract", error=f"contract: {error}")
            yield Judged(failed, None)
        else:
            yield Judged(line, verdict)


def _check_dates(verdict: Verdict) -> None:
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
