"""Promised availability, downtime that does not count, and times for maintenance."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from ..documents.fields import choice, column, flag, minute_of_day, number, text, whole, words
from .vocabulary import AMOUNT, PERIODS, SPAN_UNIT


@dataclass(frozen=True)
class Availability:
    """A promised uptime; if `minimum_percentage` is empty, another document has the figure.

    - With `from_tickets` a ticket that is assessed as a disruption is an outage of this service.
    - `warn_below` is the share of the allowed downtime, in percent: once less is left, those are
      told whom the escalation matrix names. Empty means 25, and 0 means never.
    """

    subject: str = column(text)
    period: str = column(choice(*PERIODS), default="")
    minimum_percentage: Decimal | None = column(number("0", "100"), default=None)
    typical_percentage: Decimal | None = column(number("0", "100"), default=None)
    calendar: str = column(text, default="")
    from_tickets: bool = column(flag, default=False)
    warn_below: Decimal | None = column(number("0", "100"), default=None)
    definition: str = column(text, default="")
    clauses: tuple[str, ...] = column(words(), name="clause", default=())


@dataclass(frozen=True)
class Exclusion:
    """A cause whose downtime (or support work) does not count.

    `maintenance_types` names the types of maintenance for which this cause is the reason.
    """

    cause: str = column(text)
    scope: str = column(choice("availability", "support"), default="availability")
    maintenance_types: tuple[str, ...] = column(words(), default=())
    definition: str = column(text, default="")
    clauses: tuple[str, ...] = column(words(), name="clause", default=())


@dataclass(frozen=True)
class MaintenanceRule:
    """A rule about a type of maintenance: when, how often, and how early it is announced.

    - `start_calendar` has the hours in which the work may begin, if these are fewer than the hours
      of `calendar`, in which it may go on: it begins on a working day and runs on over a holiday.
    - `counts_towards` names another type, whose `maximum` this type uses up as well as its own.
    - With `counts_only_outages` only work that interrupts the service counts for the `maximum`.
    """

    maintenance_type: str = column(text)
    calendar: str = column(text, default="")
    start_calendar: str = column(text, default="")
    is_soft: bool = column(flag, default=False)
    not_before: int | None = column(minute_of_day, default=None)
    notice: Decimal | None = column(AMOUNT, default=None)
    notice_unit: str = column(SPAN_UNIT, default="")
    is_notice_required: bool = column(flag, default=False)
    maximum: int | None = column(whole(1), default=None)
    maximum_period: str = column(choice(*PERIODS), default="")
    counts_towards: str = column(text, default="")
    counts_only_outages: bool = column(flag, default=False)
    announced_through: tuple[str, ...] = column(words(), default=())
    counts_as_downtime: bool = column(flag, default=False)
    definition: str = column(text, default="")
    clauses: tuple[str, ...] = column(words(), name="clause", default=())
