"""The availability of the services of a contract in a period, in whole seconds.

Agreed is the service time: the opening seconds of a row's calendar in the period. Down are those in
which an outage lasted. Excluded are those of the down seconds that do not count: a window covers
them, or every outage at that moment has an approved cause.
Source: docs/design.md 4.14.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from ..calendars.calendar import Calendar
from ..calendars.periods import Period
from ..calendars.spans import Span, clipped, merged, without
from ..contract import Contract
from ..terms.service import Availability
from .maintenance import WindowVerdict
from .outages import Outage

WARN_BELOW = Decimal(25)
"""The percentage of the allowed downtime below which a row warns that names none."""

_PLACES = 6


class Uptime(NamedTuple):
    """The availability of one service in a period.

    Args:
        outages, windows: those that concern the service and the period.
        counted: the merged spans of downtime that counts, in open and closed time.
        base_s: the seconds of which the downtime is a share.
    """

    contract: Contract
    row: Availability
    period: Period
    outages: tuple[Outage, ...]
    windows: tuple[WindowVerdict, ...]
    counted: tuple[Span, ...]
    now: int
    agreed_s: int
    down_s: int
    excluded_s: int
    base_s: int

    @property
    def lost_s(self) -> int:
        """The seconds of downtime that count."""
        return self.down_s - self.excluded_s

    @property
    def availability(self) -> Decimal | None:
        """The percentage without what is excluded; None if there is no service time."""
        return percentage(self.base_s - self.lost_s, self.base_s)

    @property
    def gross(self) -> Decimal | None:
        """The percentage with all downtime; None if there is no service time."""
        return percentage(self.agreed_s - self.down_s, self.agreed_s)

    @property
    def budget_s(self) -> int | None:
        """The whole seconds of downtime that the promise allows; None without a promise."""
        return None if self._allowed is None else int(self._allowed)

    @property
    def left_s(self) -> int | None:
        """The seconds of the budget that are left, below 0 if it is exceeded."""
        return None if self.budget_s is None else self.budget_s - self.lost_s

    @property
    def is_low(self) -> bool:
        """Whether less of the budget is left than the share below which the row warns."""
        row = self.row
        if not self.budget_s or self.left_s is None or row.period != self.period.kind:
            return False
        share = WARN_BELOW if row.warn_below is None else row.warn_below
        return bool(share) and self.left_s * 100 < self.budget_s * share

    @property
    def is_kept(self) -> bool | None:
        """Whether the promise was kept; None for another period than the row's own."""
        if self._allowed is None or not self.base_s or self.row.period != self.period.kind:
            return None
        return self.lost_s <= self._allowed

    @property
    def calendar(self) -> Calendar:
        """The calendar of the service time."""
        return service_time(self.contract, self.row)

    @property
    def _allowed(self) -> Fraction | None:
        """The exact seconds of downtime that the promise allows."""
        minimum = self.row.minimum_percentage
        return None if minimum is None else self.base_s * (1 - Fraction(minimum) / 100)


def uptimes(
    contract: Contract,
    period: Period,
    outages: Sequence[Outage],
    windows: Sequence[WindowVerdict],
    now: int,
) -> Iterator[Uptime]:
    """Yield the availability of each service that the contract promises, in its order.

    Args:
        windows: the judged windows of the contract.
        now: when an outage that has not ended is counted; at most until the end of the period.
    Raises: NoOpeningTimeError: the calendar of a service is not known for the period.
    """
    now = min(now, period.end)
    for row in contract.terms.availability:
        own = tuple(outage for outage in outages if outage.service in ("", row.subject))
        covering = tuple(w for w in windows if w.window.service in ("", row.subject))
        yield _uptime(contract, row, period, own, covering, now)


def service_time(contract: Contract, row: Availability) -> Calendar:
    """Return the calendar of the service time of a row."""
    return contract.calendars[row.calendar or contract.terms.calendar]


def percentage(part: int, whole: int) -> Decimal | None:
    """Return a percentage, rounded half to even to six decimals; None of nothing."""
    if not whole:
        return None
    return Decimal(round(Fraction(part * 100 * 10**_PLACES, whole))).scaleb(-_PLACES)


def _uptime(
    contract: Contract,
    row: Availability,
    period: Period,
    outages: tuple[Outage, ...],
    windows: tuple[WindowVerdict, ...],
    now: int,
) -> Uptime:
    calendar = service_time(contract, row)
    down = _spans(outages, period, now)
    plain = _spans((outage for outage in outages if not outage.cause), period, now)
    counted = without(plain, merged(w.covers for w in windows if w.covers))
    agreed_s = calendar.elapsed(period.start, period.end)
    down_s = _open_seconds(calendar, down)
    excluded_s = down_s - _open_seconds(calendar, counted)
    takes_off = contract.terms.exclusion_rule == "service_time"
    return Uptime(
        contract, row, period, outages, windows, tuple(counted), now, agreed_s, down_s, excluded_s,
        agreed_s - excluded_s if takes_off else agreed_s,
    )  # fmt: skip


def _spans(outages: Iterable[Outage], period: Period, now: int) -> list[Span]:
    """Return the merged spans of outages in a period."""
    spans = (outage.until(now) for outage in outages)
    return merged(clipped(spans, period.start, period.end))


def _open_seconds(calendar: Calendar, spans: Iterable[Span]) -> int:
    """Return the opening seconds of a calendar in the spans."""
    return sum(calendar.elapsed(start, end) for start, end in spans)
