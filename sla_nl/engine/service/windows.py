"""A maintenance window, read from a line such as a `.jsonl` file has."""

from __future__ import annotations

from typing import NamedTuple

from ..calendars.instants import Zone
from ..contract import Contract
from ..errors import LineError
from .line_fields import Line, flag, instant, instant_or_none, name, word


class Window(NamedTuple):
    """Maintenance that is planned from `start` up to `end`, in whole seconds of UTC.

    Args:
        type: a maintenance type of the contract.
        announced_at: when the customers were told; None if they were not told yet.
        interrupts: whether the service is down meanwhile.
        service: the service concerned; empty for all services of the contract.
        place: its place among windows that start at the same moment.
    """

    id: str
    contract: str
    type: str
    start: int
    end: int
    announced_at: int | None = None
    interrupts: bool = True
    service: str = ""
    place: int = 0


def read_window(line: Line, contract: Contract, zone: Zone | None = None, place: int = 0) -> Window:
    """Return the window of a line; unknown keys are ignored.

    Args:
        zone: the zone of moments without an offset; if None, such a moment is an error.
    Raises: LineError: it names the field that is wrong.
    """
    terms = contract.terms
    start = instant(line, "start", zone)
    end = instant(line, "end", zone, start)
    if end <= start:
        raise LineError("end", f"{line['end']!r} is not after the start; swap the two or mend one")
    return Window(
        word(line, "id"),
        contract.name,
        name(line, "type", (rule.maintenance_type for rule in terms.maintenance), is_required=True),
        start,
        end,
        instant_or_none(line, "announced_at", zone),
        flag(line, "interrupts", default=True),
        name(line, "service", (row.subject for row in terms.availability)),
        place,
    )
