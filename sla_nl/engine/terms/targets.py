"""Promises on clocks: for each ticket, and on average."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from ..documents.fields import choice, column, flag, number, text, words
from .vocabulary import (
    AMOUNT,
    CLOCKS,
    CONDITIONS,
    COUNT_FROM,
    KIND,
    PERIODS,
    STAMPS,
    START_EVENTS,
    UNIT,
)


@dataclass(frozen=True)
class Target:
    """One promise on a clock (docs/design.md 3).

    - `rule` replaces the contract's reading for the unit.
    - `count_from`: it counts from the event, from the next opening after it, or, if the event is
      outside the calendar, from the next working day.
    - `condition` limits the row to reports inside or outside the contract's calendar.
    """

    kind: str = column(KIND)
    clock: str = column(choice(*CLOCKS))
    priority: str = column(text, default="")
    share: Decimal = column(number("0", "100", is_above=True), default=Decimal(100))
    warning_share: Decimal | None = column(number("0", "100", is_above=True), default=None)
    amount: Decimal | None = column(AMOUNT, default=None)
    unit: str = column(UNIT, default="")
    rule: str = column(text, default="")
    calendar: str = column(text, default="")
    starts_at: str = column(choice(*START_EVENTS), default="reported")
    count_from: str = column(choice(*COUNT_FROM), default="event")
    condition: str = column(choice(*CONDITIONS), default="")
    plan_replaces: bool = column(flag, default=False)
    stamps: str = column(choice(*STAMPS), default="")
    note: str = column(text, default="")
    clauses: tuple[str, ...] = column(words(), name="clause", default=())

    @property
    def due_key(self) -> str:
        """`clock@share` without trailing zeros, such as `resolution@99.9` (docs/design.md 3)."""
        return f"{self.clock}@{self.share.normalize():f}"


@dataclass(frozen=True)
class Average:
    """A promise on the mean over a period, such as "on average within 2 hours"."""

    kind: str = column(KIND)
    clock: str = column(choice(*CLOCKS))
    amount: Decimal = column(AMOUNT)
    unit: str = column(choice("minutes", "hours", "working_hours"))
    period: str = column(choice(*PERIODS))
    priority: str = column(text, default="")
    calendar: str = column(text, default="")
    starts_at: str = column(choice(*START_EVENTS), default="reported")
    clauses: tuple[str, ...] = column(words(), name="clause", default=())
