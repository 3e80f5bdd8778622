"""Turn what a monitor reports about a service into outages: a pure function of all its reports.

A monitor says that something is down, and later that it is up again. It may say so many times, late
or in another order. So the outages of a service are calculated from everything that was reported:
the same report twice changes nothing, and a late one ends up in its place.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

FLAPPING_S = 60
"""A service that is up again for at most this long was down all the time."""

OpenSpan = tuple[int, int | None]
"""From an instant up to another one; None if it has not ended."""

_FOREVER = 1 << 62


class Signal(NamedTuple):
    """What a monitor said about a service at an instant, in whole seconds of UTC.

    Args:
        incident: what it is about, such as the number of an alert. A service is down while at
            least one incident lasts.
        place: its place among the signals of one instant.
    """

    incident: str
    at: int
    is_down: bool
    place: int = 0


def outages_of(signals: Iterable[Signal]) -> list[OpenSpan]:
    """Return the spans in which a service was down, in order.

    Example: down at 100, up at 150, down at 170, up at 400 is one span from 100 to 400, because the
    service was up for 20 seconds only.
    """
    ordered = sorted(signals, key=attrgetter("incident", "at", "place"))
    spans = [
        span
        for _incident, own in groupby(ordered, attrgetter("incident"))
        for span in _spans_of(own)
    ]
    return _joined(sorted(spans))


def _spans_of(signals: Iterable[Signal]) -> Iterator[tuple[int, int]]:
    """Yield the spans of one incident, whose signals are in order."""
    since: int | None = None
    for signal in signals:
        if signal.is_down:
            since = signal.at if since is None else since
        elif since is not None:
            yield since, signal.at
            since = None
    if since is not None:
        yield since, _FOREVER


def _joined(spans: Iterable[tuple[int, int]]) -> list[OpenSpan]:
    """Return sorted spans, joined where the time between two of them is short."""
    found: list[tuple[int, int]] = []
    for start, end in spans:
        if found and start <= found[-1][1] + FLAPPING_S:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((start, end))
    return [(start, None if end == _FOREVER else end) for start, end in found if start < end]
