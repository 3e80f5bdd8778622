"""An outage of a service, read from a line such as a `.jsonl` file has."""

from __future__ import annotations

from typing import NamedTuple

from ..calendars.instants import Zone
from ..calendars.spans import Span
from ..contract import Contract
from ..errors import LineError
from .line_fields import Line, instant, instant_or_none, name, word


class Outage(NamedTuple):
    """A span in which a service was down, in whole seconds of UTC.

    Args:
        end: None if it has not ended.
        service: the subject of an availability row; empty for all services of the contract.
        cause: the cause of an exclusion, if a person has approved that; else empty.
    """

    id: str
    start: int
    end: int | None = None
    service: str = ""
    cause: str = ""

    def until(self, now: int) -> Span:
        """Return its span; one that has not ended lasts until `now`."""
        return self.start, now if self.end is None else self.end


def read_outage(line: Line, contract: Contract, zone: Zone | None = None) -> Outage:
    """Return the outage of a line; unknown keys are ignored.

    Args:
        zone: the zone of moments without an offset; if None, such a moment is an error.
    Raises: LineError: it names the field that is wrong.
    """
    terms = contract.terms
    start = instant(line, "start", zone)
    end = instant_or_none(line, "end", zone, start)
    if end is not None and end < start:
        raise LineError("end", f"{line['end']!r} is before the start; swap the two or mend one")
    causes = (row.cause for row in terms.exclusions if row.scope == "availability")
    return Outage(
        word(line, "id"),
        start,
        end,
        name(line, "service", (row.subject for row in terms.availability)),
        name(line, "cause", causes),
    )
