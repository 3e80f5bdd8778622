"""Spans of time, each from one instant up to another, in whole seconds of UTC."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter

Span = tuple[int, int]
"""A span from its first instant up to, and without, its last one."""


def merged(spans: Iterable[Span]) -> list[Span]:
    """Return the spans sorted; join those that touch or overlap, drop empty ones."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            if end > found[-1][1]:
                found[-1] = (found[-1][0], end)
        elif start < end:
            found.append((start, end))
    return found


def clipped(spans: Iterable[Span], start: int, end: int) -> Iterator[Span]:
    """Yield the parts of the spans between two instants."""
    return ((max(s, start), min(e, end)) for s, e in spans if s < end and e > start)


def within(spans: Sequence[Span], start: int, end: int) -> list[Span]:
    """Return the parts of merged spans between two instants, found by a binary search."""
    first = bisect_right(spans, start, key=itemgetter(1))
    last = bisect_left(spans, end, key=itemgetter(0))
    return list(clipped(spans[first:last], start, end))


def without(spans: Iterable[Span], holes: Sequence[Span]) -> list[Span]:
    """Return the parts of merged spans that lie outside merged holes. It takes one pass of both."""
    left: list[Span] = []
    place = 0
    for at, end in spans:
        while place < len(holes) and holes[place][1] <= at:
            place += 1
        reached = place
        while reached < len(holes) and holes[reached][0] < end:
            if holes[reached][0] > at:
                left.append((at, holes[reached][0]))
            at = holes[reached][1]
            reached += 1
        if at < end:
            left.append((at, end))
        place = max(place, reached - 1)
    return left
