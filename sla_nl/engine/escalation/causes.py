"""When a trigger fires: the causes that a ticket gives it in a look."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from ..counting import after
from ..history import NEVER, Span
from .ladder import TriggerRow
from .looks import Look
from .shares import share_of
from .watch import Life, Watch


class Cause(NamedTuple):
    """A reason to tell somebody. Instants are whole seconds of UTC.

    Args:
        key: what it is, the same in each look; a cause is told once, and then repeated.
        at: when it is due to be told, before closed hours and pauses are seen to.
        ends: when it is over; at that moment nobody is told any more.
        clock: the due key of its clock; empty if it has none.
        pauses: the pauses in which nobody is told.
        level: the place of the level that somebody chose; None leaves it to the row.
    """

    row: TriggerRow
    key: tuple[str | int, ...]
    at: int
    ends: int = NEVER
    clock: str = ""
    pauses: Sequence[Span] = ()
    level: int | None = None


def causes_of(watch: Watch, look: Look, row: TriggerRow, since: int) -> Iterator[Cause]:
    """Yield the causes of a trigger in a look, in the order of their moments.

    What somebody recorded is a cause in the look in which they did. Every other cause comes again
    in each look in which it lasts.

    Args:
        since: the moment since which the row holds for the ticket without a break.
    """
    return _CAUSES.get(row.event, _recorded)(watch, look, row, since)


def _prioritised(watch: Watch, look: Look, row: TriggerRow, since: int) -> Iterator[Cause]:
    yield Cause(row, (since,), _delayed(watch, row, since))


def _not_resolved(watch: Watch, look: Look, row: TriggerRow, since: int) -> Iterator[Cause]:
    at = _delayed(watch, row, watch.history.reported_at)
    yield Cause(row, (), at, pauses=watch.pauses_of(look.level, "resolution"))


def _status_lasts(watch: Watch, look: Look, row: TriggerRow, since: int) -> Iterator[Cause]:
    name = row.terms.status.casefold()
    for status, began, ends in watch.statuses(look):
        if status == name:
            yield Cause(row, (began,), _delayed(watch, row, began), ends)


def _recorded(watch: Watch, look: Look, row: TriggerRow, since: int) -> Iterator[Cause]:
    ladder = watch.judgement.contract.ladder
    for event in watch.recorded(look):
        if event.reason == row.event:
            level = ladder.place_of(event.level) if ladder and event.level else None
            key = (event.at, event.level)
            yield Cause(row, key, _delayed(watch, row, event.at), level=level)


def _share_used(watch: Watch, look: Look, row: TriggerRow, since: int) -> Iterator[Cause]:
    percent = row.terms.percent or Decimal(100)
    for life in watch.lives(look, row.terms.clock):
        at = share_of(watch.course(look, life), percent, watch.judgement.contract.terms)
        if at is not None and not watch.is_exempt(look, life.row.clock, at):
            is_before = percent < 100 and life.due is not None
            ends = min(life.end, life.due or NEVER) if is_before else life.end
            yield _of_life(watch, look, row, life, _delayed(watch, row, at), ends)


def _target_missed(watch: Watch, look: Look, row: TriggerRow, since: int) -> Iterator[Cause]:
    for life in watch.lives(look, row.terms.clock):
        if _is_missed(watch, look, life, life.due):
            yield _of_life(watch, look, row, life, _delayed(watch, row, life.due or 0), life.end)


def _update_missed(watch: Watch, look: Look, row: TriggerRow, since: int) -> Iterator[Cause]:
    is_whole = not (row.delay is None and row.repeat is None)
    for life in watch.lives(look, "update"):
        for number, at in watch.silences(look, life, is_whole=is_whole):
            if not _is_missed(watch, look, life, at):
                break
            yield _of_life(watch, look, row, life, _delayed(watch, row, at), life.end, number)
            if at > watch.judgement.now:  # Later intervals of this silence come later still.
                break


def _is_missed(watch: Watch, look: Look, life: Life, due: int | None) -> bool:
    """Return whether the clock is not met by a date, and has to be met."""
    if due is None or due >= life.end or due >= look.until:
        return False
    return not watch.is_exempt(look, life.row.clock, due)


def _of_life(
    watch: Watch, look: Look, row: TriggerRow, life: Life, at: int, ends: int, number: int = 1
) -> Cause:
    """Return a cause in the life of a clock; while the clock is paused it waits.

    Args:
        number: of the missed updates of one silence.
    """
    target = life.row
    pauses = watch.pauses_of(look.level, target.clock)
    return Cause(row, (target.key, life.start, number), at, ends, target.key, pauses)


def _delayed(watch: Watch, row: TriggerRow, at: int) -> int:
    if row.delay is None:
        return at
    return after(row.delay, at, watch.judgement.contract.terms)


_CAUSES: dict[str, Callable[[Watch, Look, TriggerRow, int], Iterator[Cause]]] = {
    "prioritised": _prioritised,
    "not_resolved": _not_resolved,
    "status_lasts": _status_lasts,
    "share_used": _share_used,
    "target_missed": _target_missed,
    "update_missed": _update_missed,
}
"""The causes of each event; of all others, those that somebody recorded."""
