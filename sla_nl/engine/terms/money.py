"""Fees, which the customer owes, and credits, which the supplier owes."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from ..documents.fields import choice, column, flag, number, text, whole, words
from .vocabulary import (
    AMOUNT,
    CHANNELS,
    CREDIT_TRIGGERS,
    FEE_EVENTS,
    KIND,
    PAUSE_REASONS,
    PERIODS,
    SPAN_UNIT,
)


@dataclass(frozen=True)
class FeeRule:
    """A rule by which the customer owes a fee.

    - `basis`: a percentage is of the ticket's other fees in the same currency.
    - `cannot_wait` limits the row to tickets that were, or were not, recorded as unable to wait.
    - `unless` names an event that cancels the fee: a ticket with a quote is not billed by the hour.
    - `rate` is empty if the text has no price; the customer's own contract then has the rate.
    - `needs_consent`: the customer has to approve it before it costs anything.
    - `counts_from`: an assessment counts from the moment it was made, or from the `call`.
    - `name` is the name of the row on a site, which stays when the row moves; a file has none.
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
    needs_consent: bool = column(flag, default=False)
    is_off: bool = column(flag, default=False)
    clauses: tuple[str, ...] = column(words(), name="clause", default=())
    name: str = column(text, default="")


@dataclass(frozen=True)
class CreditRule:
    """A rule by which the supplier owes a share of an invoice, growing per period to a maximum.

    `after`, `step_percentage`, `step_period` and `maximum_percentage` shape the ladder that a first
    incident meeting begins. After another trigger the credit is `percentage`, once.
    """

    title: str = column(text)
    trigger: str = column(choice(*CREDIT_TRIGGERS))
    percentage: Decimal = column(number("0", "100"))
    step_percentage: Decimal = column(number("0", "100"), default=Decimal(0))
    maximum_percentage: Decimal | None = column(number("0", "100"), default=None)
    after: Decimal | None = column(AMOUNT, default=None)
    unit: str = column(SPAN_UNIT, default="")
    step_period: str = column(choice(*PERIODS), default="")
    applies_to: str = column(text, default="")
    clauses: tuple[str, ...] = column(words(), name="clause", default=())
