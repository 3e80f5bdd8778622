"""From the lines of a file to verdicts; a line that cannot be judged keeps its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from sla_nl.engine.contract import Contract
from sla_nl.engine.errors import NoOpeningTimeError, TicketError
from sla_nl.engine.evaluate import evaluate
from sla_nl.engine.instants import InstantError
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
            yield Judged(line, evaluate(contract, ticket, now))
        except TicketError as error:
            yield Judged(line._replace(ticket=None, field=error.field, error=str(error)), None)
        except (NoOpeningTimeError, InstantError, OverflowError, ValueError) as error:
            failed = line._replace(ticket=None, field="contract", error=f"contract: {error}")
            yield Judged(failed, None)
