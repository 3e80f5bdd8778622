"""What a ticket costs its customer: the fee rules of a contract on the history of a ticket.

A fee follows from the history as they stand: the assessment, the kind and priority in force. Where
those change, the fee is gone from the verdict; a ledger reverses it (docs/design.md 1).
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
        amount: in `rule.currency`; None where the contract has no rate, or the work is not known.
        minutes: the billed minutes, where they are known.
        cause: the same for the same cause, whenever the ticket is judged. It names the rule, or its
            place among the rules where it has no name.
    """

    rule: FeeRule
    at: int
    amount: Decimal | None
    minutes: int | None
    cause: str


def fees_of(contract: Contract, ticket: Ticket, history: TicketHistory) -> tuple[Fee, ...]:
    """The fees of a ticket, in the order of the contract's rules.

    Source: vcare-5.1-rush-fee-always, vcare-5.1-fee-possible, vcare-3.2-unjustified-fee,
    vcare-4.7-no-access-cost, covide-8-cost.
    """
    found = tuple(_fees(contract, ticket, history))
    if not any(fee.rule.basis == "percentage" for fee in found):
        return found
    sums = _sums(found)
    return tuple(_with_share(fee, sums) if fee.rule.basis == "percentage" else fee for fee in found)


def _fees(contract: Contract, ticket: Ticket, history: TicketHistory) -> Iterator[Fee]:
    for place, rule in history.service_level.fees:
        if not _holds(contract, ticket, history, rule):
            continue
        for at, minutes in _causes(history, rule):
            billed = None if minutes is None else billed_minutes(rule, minutes)
            cause = f"{rule.name or place}:{rule.event}:{at}"
            yield Fee(rule, at, _amount(rule, billed), billed, cause)


def _sums(found: Iterable[Fee]) -> dict[str, Decimal | None]:
    """The sum per currency of the fees that are no surcharge; None where one is not known."""
    sums: dict[str, Decimal | None] = {}
    for rule, _, amount, _, _ in found:
        if rule.basis != "percentage":
            before = sums.get(rule.currency, Decimal(0))
            known = None if before is None or amount is None else before + amount
            sums[rule.currency] = known
    return sums


def _with_share(fee: Fee, sums: dict[str, Decimal | None]) -> Fee:
    """A surcharge, with its percentage of the ticket's other fees once these are all known."""
    rule, whole = fee.rule, sums.get(fee.rule.currency)
    if rule.rate is None or whole is None:
        return fee
    return fee._replace(amount=(whole * rule.rate / 100).quantize(_CENT, ROUND_HALF_UP))


def billed_minutes(rule: FeeRule, minutes: int) -> int:
    """Minutes as they are billed: at least the minimum, rounded up to whole steps."""
    step = rule.rounding_minutes or 1
    return max(rule.minimum_minutes, -(-minutes // step) * step)


def _holds(contract: Contract, ticket: Ticket, history: TicketHistory, rule: FeeRule) -> bool:
    """Whether the ticket is one that the rule speaks of."""
    if rule.channel and rule.channel != ticket.channel:
        return False
    if rule.is_disruption and rule.is_disruption != _word(history.is_disruption):
        return False
    if rule.outside_sla and rule.outside_sla != _word(history.outside_sla):
        return False
    if rule.cannot_wait and rule.cannot_wait != _word(bool(history.decisions)):
        return False
    if rule.unless and rule.unless in history.starts:
        return False
    if not rule.time_of_day:
        return True
    calendar = contract.calendars[rule.calendar or contract.terms.calendar]
    return calendar.is_open(history.reported_at) == (rule.time_of_day == "inside")


def _causes(history: TicketHistory, rule: FeeRule) -> Iterator[tuple[int, int | None]]:
    """When the rule's event happened, with the minutes that it took where they are known."""
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
    return (rule.rate * minutes / 60).quantize(_CENT, ROUND_HALF_UP)


def _word(value: bool | None) -> str:
    return {True: "Yes", False: "No", None: ""}[value]
