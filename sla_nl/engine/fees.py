"""The fees that the customer owes for a ticket: the fee rules applied to its history.

A fee follows from the assessment, kind and priority that are in force now. If these change, the
verdict no longer has the fee, and the ledger of a site reverses it (docs/design.md 1).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from .contract import Contract
from .history import TicketHistory
from .terms.money import FeeRule
from .ticket import Ticket

_CENT = Decimal("0.01")


class Fee(NamedTuple):
    """An amount that the customer owes, or may owe.

    Args:
        at: when its cause happened, whole seconds of UTC.
        amount: in `rule.currency`; None if the contract has no rate or the work is not known yet.
        minutes: the minutes to bill, if they are known.
        cause: a key of the cause of the fee, which stays the same whenever the ticket is judged.
            It starts with the name of the rule, or with its place if the rule has no name.
    """

    rule: FeeRule
    at: int
    amount: Decimal | None
    minutes: int | None
    cause: str


def fees_of(contract: Contract, ticket: Ticket, history: TicketHistory) -> tuple[Fee, ...]:
    """Return the fees of a ticket, in the order of the contract's rules.

    Source: vcare-5.1-rush-fee-always, vcare-5.1-fee-possible, vcare-3.2-unjustified-fee,
    vcare-4.7-no-access-cost, covide-8-cost.
    """
    found = tuple(_fees(contract, ticket, history))
    if not any(fee.rule.basis == "percentage" for fee in found):
        return found
    sums = _sums(found)
    return tuple(
        _with_percentage(fee, sums) if fee.rule.basis == "percentage" else fee for fee in found
    )


def _fees(contract: Contract, ticket: Ticket, history: TicketHistory) -> Iterator[Fee]:
    for place, rule in history.service_level.fees:
        if not _holds(contract, ticket, history, rule):
            continue
        for at, minutes in _causes(history, rule):
            billed = (
                None
                if minutes is None
                else billed_minutes(minutes, rule.rounding_minutes, rule.minimum_minutes)
            )
            cause = f"{rule.name or place}:{rule.event}:{at}"
            yield Fee(rule, at, _amount(rule, billed), billed, cause)


def _sums(found: Iterable[Fee]) -> dict[str, Decimal | None]:
    """Return the sum of the fees per currency, without surcharges; None if one has no amount."""
    sums: dict[str, Decimal | None] = {}
    for rule, _, amount, _, _ in found:
        if rule.basis != "percentage":
            before = sums.get(rule.currency, Decimal(0))
            known = None if before is None or amount is None else before + amount
            sums[rule.currency] = known
    return sums


def _with_percentage(fee: Fee, sums: dict[str, Decimal | None]) -> Fee:
    """Return a surcharge with its amount: a percentage of the ticket's other fees.

    It has no amount until all of those are known.
    """
    rule, whole = fee.rule, sums.get(fee.rule.currency)
    if rule.rate is None or whole is None:
        return fee
    return fee._replace(amount=(whole * rule.rate / 100).quantize(_CENT, ROUND_HALF_UP))


def billed_minutes(minutes: int, step: int, minimum: int) -> int:
    """Return the minutes to bill: at least the minimum, rounded up to whole steps."""
    step = step or 1
    return max(minimum, -(-minutes // step) * step)


def hourly_amount(rate: Decimal, minutes: int) -> Decimal:
    """Return what some minutes cost at a rate per hour, in whole cents."""
    return (rate * minutes / 60).quantize(_CENT, ROUND_HALF_UP)


def _holds(contract: Contract, ticket: Ticket, history: TicketHistory, rule: FeeRule) -> bool:
    """Return whether the rule applies to the ticket."""
    if rule.channel and rule.channel != ticket.channel:
        return False
    if rule.is_disruption and rule.is_disruption != _yes_or_no(history.is_disruption):
        return False
    if rule.outside_sla and rule.outside_sla != _yes_or_no(history.outside_sla):
        return False
    if rule.cannot_wait and rule.cannot_wait != _yes_or_no(bool(history.decisions)):
        return False
    if rule.unless and rule.unless in history.starts:
        return False
    if not rule.time_of_day:
        return True
    calendar = contract.calendars[rule.calendar or contract.terms.calendar]
    return calendar.is_open(history.reported_at) == (rule.time_of_day == "inside")


def _causes(history: TicketHistory, rule: FeeRule) -> Iterator[tuple[int, int | None]]:
    """Yield when the rule's event happened, and the minutes that it took if they are known."""
    if rule.event == "reported":
        yield history.reported_at, None
    elif rule.event == "assessed":
        assessed_at = history.reported_at if history.assessed_at is None else history.assessed_at
        yield history.reported_at if rule.counts_from == "call" else assessed_at, None
    elif rule.event == "reprioritised":
        yield from ((at, None) for at in history.raises)
    elif rule.event == "paused":
        for since, until in history.pauses.get(rule.reason, ()):
            yield since, None if until is None else -(-(until - since) // 60)
    elif rule.event in history.starts:
        yield history.starts[rule.event], None


def _amount(rule: FeeRule, minutes: int | None) -> Decimal | None:
    if rule.rate is None or rule.basis in ("quote", "percentage"):
        return None
    if rule.basis == "fixed":
        return rule.rate.quantize(_CENT, ROUND_HALF_UP)
    if minutes is None:
        return None
    return hourly_amount(rule.rate, minutes)


def _yes_or_no(value: bool | None) -> str:
    return {True: "Yes", False: "No", None: ""}[value]
