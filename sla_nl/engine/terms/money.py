"""What the customer owes (fees) and what the supplier owes (credits)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from ..fields import choice, column, flag, number, text, whole, words
from .vocabulary import AMOUNT, CHANNELS, FEE_EVENTS, KIND, PAUSE_REASONS, PERIODS, UNIT


@dataclass(frozen=True)
class FeeRule:
    """What the customer owes, and when.

    A fee with no price in the text has no `rate`: the rate belongs to the customer's contract.
    `cannot_wait` limits the row to tickets that were, or were not, recorded as unable to wait.
    `unless` names an event with which the fee falls away: hours are not billed beside a quote.
    An assessment counts from when it was made, or from the call. A percentage is of the ticket's
    other fees in its currency.
    `name` is what a site calls the row, wherever it stands; a file need not name it.
    """

    title: str = column(text)
    event: str = column(choice(*FEE_EVENTS))
    certainty: str = column(choice("always", "possible"))
    basis: str = column(choice("fixed", "per_hour", "percentage", "quote"))
    kind: str = column(KIND, default="")
    priority: str = column(text, default="")
    reason: str = column(choice(*PAUSE_REASONS), default="")
    channel: str = column(choice(*CHANNELS), default="")
    is_disruption: str = column(choice("Yes", "No"), default="")
    outside_sla: str = column(choice("Yes", "No"), default="")
    cannot_wait: str = column(choice("Yes", "No"), default="")
    unless: str = column(choice("quote_requested"), default="")
    time_of_day: str = column(choice("inside", "outside"), default="")
    calendar: str = column(text, default="")
    rate: Decimal | None = column(AMOUNT, default=None)
    currency: str = column(text, default="EUR")
    vat_code: str = column(text, default="")
    rounding_minutes: int = column(whole(0), default=0)
    minimum_minutes: int = column(whole(0), default=0)
    counts_from: str = column(choice("call"), default="")
    is_off: bool = column(flag, default=False)
    clauses: tuple[str, ...] = column(words(), name="clause", default=())
    name: str = column(text, default="")


@dataclass(frozen=True)
class CreditRule:
    """What the supplier owes: a share of an invoice, growing per period up to a maximum."""

    title: str = column(text)
    trigger: str = column(text)
    percentage: Decimal = column(number("0", "100"))
    step_percentage: Decimal = column(number("0", "100"), default=Decimal(0))
    maximum_percentage: Decimal | None = column(number("0", "100"), default=None)
    after: Decimal | None = column(AMOUNT, default=None)
    unit: str = column(UNIT, default="")
    step_period: str = column(choice(*PERIODS), default="")
    applies_to: str = column(text, default="")
    clauses: tuple[str, ...] = column(words(), name="clause", default=())
