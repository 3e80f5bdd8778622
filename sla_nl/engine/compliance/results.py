"""What was delivered beside what was promised: the shares and means of many tickets.

Each worker counts its own tickets in a `Tally`; tallies are then added up and turned into figures.
A tally grows with the number of promises, not with the number of tickets.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_EVEN, Decimal
from functools import lru_cache
from typing import NamedTuple

from ..calendars.instants import Zone
from ..calendars.periods import read_period
from ..contract import Contract, ServiceLevel
from ..errors import TicketError
from ..target_rows import TargetRow
from ..terms.vocabulary import KINDS
from ..verdict import Verdict
from .averages import AverageRow, averages_for, averages_of, time_used
from .decisions import decisions_of

BASES = ("decided", "reported")
"""What places a ticket in a period: when its promise was decided, or when it was reported."""

GROUPS = ("customer", "team", "month")
"""By what the figures of a promise may be split."""

_SIX = Decimal("0.000001")


class Promise(NamedTuple):
    """What a figure is about: a promise of a contract, and the group of tickets if they are split.

    `customer`, `team` and `month` are None where the figures are not split by them, and empty
    where a ticket has none.
    """

    contract: str
    kind: str
    priority: str
    target: str
    customer: str | None = None
    team: str | None = None
    month: str | None = None


class Share(NamedTuple):
    """How many tickets kept a promise. Shares are percentages.

    Args:
        share: of the decided tickets; None if none is decided.
        warning: the level of the contract at which to warn; None if it has none.
        is_kept: whether the share reaches what was promised; None if no ticket is decided.
    """

    promise: Promise
    met: int
    missed: int
    undecided: int
    share: Decimal | None
    promised: Decimal
    warning: Decimal | None
    is_kept: bool | None

    @property
    def tickets(self) -> int:
        """The number of tickets: met, missed and undecided."""
        return self.met + self.missed + self.undecided


class Mean(NamedTuple):
    """The mean time of the tickets that ended, in seconds.

    Args:
        is_kept: None if no ticket ended, or if another period was asked than the promise has.
    """

    promise: Promise
    tickets: int
    average_s: int | None
    promised_s: int
    is_kept: bool | None


Counts = list[int]
"""For a promise on a share: met, missed, undecided. For a mean: tickets, their seconds, 0."""

_Group = tuple[str, str, str, str | None, str | None, str | None]
"""The contract, kind and priority of a promise, and the customer, team and month of its tickets."""

_MET, _MISSED, _UNDECIDED = range(3)
_ENDED, _SECONDS = range(2)

Tally = dict[Promise, Counts]


class Counter:
    """A counter of tickets, one verdict at a time.

    Args:
        period: only what falls into it counts, in the zone of each contract; without one
            everything counts.
        basis: one of `BASES`.
        groups: some of `GROUPS`.
    """

    def __init__(
        self, period: str = "", basis: str = "decided", groups: Iterable[str] = ()
    ) -> None:
        self.period = period
        self.is_by_report = basis == "reported"
        self.groups = frozenset(groups)
        self._found: dict[_Group, dict[str, Counts]] = {}

    @property
    def tally(self) -> Tally:
        """The counts of each promise so far."""
        return {
            Promise(*group[:3], target, *group[3:]): counts
            for group, own in self._found.items()
            for target, counts in own.items()
        }

    def count(self, verdict: Verdict, customer: str = "", team: str = "") -> None:
        """Count the promises of a ticket.

        A promise of which nothing falls into the period is kept with zeros.
        """
        labels = (
            customer if "customer" in self.groups else None,
            team if "team" in self.groups else None,
        )
        for level, row, is_met, at, is_promised in decisions_of(verdict):
            counts = self._counts(verdict, level, row.key, labels, at if is_promised else None)
            if is_promised and counts is not None:
                counts[_UNDECIDED if is_met is None else _MET if is_met else _MISSED] += 1
        for level, average in averages_for(verdict):
            used = time_used(verdict, level, average)
            ended = None if used is None else verdict.history.met[average.average.clock]
            counts = self._counts(verdict, level, average.key, labels, ended)
            if used is not None and counts is not None:
                counts[_ENDED] += 1
                counts[_SECONDS] += used

    def _counts(
        self,
        verdict: Verdict,
        level: ServiceLevel,
        target: str,
        labels: tuple[str | None, str | None],
        at: int | None,
    ) -> Counts | None:
        """Return the counts to which a moment adds; None if it lies outside the period."""
        moment = verdict.history.reported_at if self.is_by_report else at
        is_inside = not self.period or self._holds(moment, verdict.contract.zone)
        month = None
        if "month" in self.groups:
            if not is_inside:
                return None
            month = "" if moment is None else verdict.contract.zone.iso(moment)[:7]
        group = (verdict.contract.name, level.kind, level.priority, *labels, month)
        own = self._found.get(group)
        if own is None:
            own = self._found[group] = {}
        counts = own.get(target)
        if counts is None:
            counts = own[target] = [0, 0, 0]
        return counts if is_inside else None

    def _holds(self, moment: int | None, zone: Zone) -> bool:
        """Return whether the period holds a moment; it holds none that is not known."""
        if moment is None:
            return False
        period = _period(self.period, zone)
        return period.start <= moment < period.end


def added(one: Tally, other: Tally) -> Tally:
    """Return the sum of two tallies."""
    total = dict(one)
    for promise, counts in other.items():
        own = total.get(promise, (0, 0, 0))
        total[promise] = [a + b for a, b in zip(own, counts, strict=True)]
    return total


def promises_of(contract: Contract) -> Tally:
    """Return all promises of a contract with zeros, for a report that has those without tickets."""
    tally: Tally = {}
    for kind in KINDS:
        for code in [own.code for own in contract.terms.priorities_of(kind)] or [""]:
            level = contract.service_level(kind, code)
            averages = averages_of(contract, level.kind, level.priority)
            for target in (*(rows[0].key for rows in level.rows), *(a.key for a in averages)):
                tally[Promise(contract.name, level.kind, level.priority, target)] = [0, 0, 0]
    return tally


def figures_of(
    tally: Tally, contracts: Mapping[str, Contract], period: str = ""
) -> list[Share | Mean]:
    """Return the figures of a tally, in the order of the contracts and of their rows.

    A promise that its contract no longer makes is judged by the share in its due key.
    """
    places = {name: place for place, name in enumerate(contracts)}
    order = {promise: _order(promise, contracts, places) for promise in tally}
    return [
        _figure(promise, tally[promise], contracts[promise.contract], period)
        for promise in sorted(tally, key=order.__getitem__)
    ]


def _order(
    promise: Promise, contracts: Mapping[str, Contract], places: Mapping[str, int]
) -> tuple[object, ...]:
    contract = contracts[promise.contract]
    rank = contract.rank(promise.kind, promise.priority)
    keys = [rows[0].key for rows in _rows(contract, promise)]
    place = keys.index(promise.target) if promise.target in keys else len(keys)
    return (
        places[promise.contract],
        promise.customer or "",
        promise.team or "",
        promise.month or "",
        KINDS.index(promise.kind),
        -1 if rank is None else rank,
        place,
        promise.target,
    )


def _figure(promise: Promise, counts: Counts, contract: Contract, period: str) -> Share | Mean:
    for average in averages_of(contract, promise.kind, promise.priority):
        if average.key == promise.target:
            kind = _period(period, contract.zone).kind if period else ""
            return _mean(promise, counts, average, kind)
    return _share(promise, counts, contract)


def _share(promise: Promise, counts: Counts, contract: Contract) -> Share:
    found = (rows for rows in _rows(contract, promise) if rows[0].key == promise.target)
    rows = next(found, ())
    promised = rows[0].terms.share if rows else Decimal(promise.target.partition("@")[2])
    warnings = (row.terms.warning_share for row in rows)
    met, missed, undecided = counts
    decided = met + missed
    return Share(
        promise,
        met,
        missed,
        undecided,
        percentage(met, decided) if decided else None,
        promised,
        next((warning for warning in warnings if warning is not None), None),
        met * 100 >= promised * decided if decided else None,
    )


def _rows(contract: Contract, promise: Promise) -> tuple[tuple[TargetRow, ...], ...]:
    """Return the rows of a kind and priority; none if the contract lacks that priority now."""
    try:
        return contract.service_level(promise.kind, promise.priority).rows
    except TicketError:
        return ()


def _mean(promise: Promise, counts: Counts, average: AverageRow, kind: str) -> Mean:
    tickets, seconds = counts[_ENDED], counts[_SECONDS]
    is_judged = tickets and kind in ("", average.average.period)
    return Mean(
        promise,
        tickets,
        int((Decimal(seconds) / tickets).to_integral_value(ROUND_HALF_EVEN)) if tickets else None,
        average.promised_s,
        seconds <= average.promised_s * tickets if is_judged else None,
    )


def percentage(part: int, whole: int) -> Decimal:
    """Return a share as a percentage, rounded half-even to six decimals."""
    return (Decimal(part * 100) / whole).quantize(_SIX, ROUND_HALF_EVEN)


_period = lru_cache(maxsize=256)(read_period)
