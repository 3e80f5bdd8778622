"""Count the maintenance windows of a contract against the maximum of a period."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ..calendars.periods import Period, period_of
from ..contract import Contract
from ..terms.service import MaintenanceRule
from .windows import Window


class Count(NamedTuple):
    """The place of a window among those that use up a maximum in one period.

    Args:
        rule: the rule with the maximum, of its own type or of the type that it counts towards.
        number: 1 for the first that starts; None if it is not counted, as it interrupts nothing.
    """

    rule: MaintenanceRule
    period: Period
    number: int | None

    @property
    def is_too_many(self) -> bool:
        """True if the maximum was used up before it."""
        return self.number is not None and self.number > (self.rule.maximum or 0)


class Planned:
    """The windows of a contract, by the maximum that they use up and by period.

    It keeps only the start of each window, so a file of any length can be counted.
    """

    def __init__(self, contract: Contract, windows: Iterable[Window] = ()) -> None:
        self.contract = contract
        self._rules = {rule.maintenance_type: rule for rule in contract.terms.maintenance}
        self._starts: dict[tuple[str, int], list[tuple[int, int]]] = {}
        self._is_sorted = True
        for window in windows:
            self.add(window)

    def add(self, window: Window) -> None:
        """Count a window, if there is a maximum for its type."""
        for rule, period in self._maxima(window):
            if window.interrupts or not rule.counts_only_outages:
                key = rule.maintenance_type, period.start
                self._starts.setdefault(key, []).append((window.start, window.place))
                self._is_sorted = False

    def counts(self, window: Window) -> Iterator[Count]:
        """Yield the place of a window for each maximum; it must have been added."""
        if not self._is_sorted:
            for starts in self._starts.values():
                starts.sort()
            self._is_sorted = True
        for rule, period in self._maxima(window):
            if rule.counts_only_outages and not window.interrupts:
                yield Count(rule, period, None)
                continue
            starts = self._starts[rule.maintenance_type, period.start]
            yield Count(rule, period, bisect_left(starts, (window.start, window.place)) + 1)

    def rule_of(self, window: Window) -> MaintenanceRule:
        """Return the rule for the type of a window."""
        return self._rules[window.type]

    def _maxima(self, window: Window) -> Iterator[tuple[MaintenanceRule, Period]]:
        """Yield the rules whose maximum a window uses up, each with the window's period."""
        own = self._rules[window.type]
        for rule in (own, self._rules.get(own.counts_towards)):
            if rule is not None and rule.maximum is not None:
                yield rule, period_of(window.start, rule.maximum_period, self.contract.zone)
