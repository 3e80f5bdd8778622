"""What a ticket costs its customer: the fee rules of a contract on the facts of a ticket.

A fee follows from the facts as they stand: the assessment, the kind and priority in force. Where
those change, the fee is gone from the verdict; a ledger reverses it (DESIGN 1).
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from .contract import Contract
from .facts import Facts
from .terms.money import FeeRule
from .timeline import Ticket

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


def fees_of(contract: Contract, ticket: Ticket, facts: Facts) -> tuple[Fee, ...]:
    """The fees of a ticket, in the order of the contract's rules.

    Source: vcare-5.1-rush-fee-always, vcare-5.1-fee-possible, vcare-3.2-unjustified-fee,
    vcare-4.7-no-access-cost, covide-8-cost.
    """
    found = tuple(_fees(contract, ticket, facts))
    return tuple(
        _with_share(fee, found) if fee.rule.basis == "percentage" else fee for fee in found
    )


def _fees(contract: Contract, ticket: Ticket, facts: Facts) -> Iterator[Fee]:
    for place, rule in facts.page.fees:
        if not _holds(contract, ticket, facts, rule):
            continue
        for at, minutes in _causes(facts, rule):
            billed = None if minutes is None else billed_minutes(rule, minutes)
            cause = f"{rule.name or place}:{rule.event}:{at}"
            yield Fee(rule, at, _amount(rule, billed), billed, cause)


def _with_share(fee: Fee, found: tuple[Fee, ...]) -> Fee:
    """A surcharge, with its percentage of the ticket's other fees once these are all known."""
    rule = fee.rule
    parts = [
        other.amount
        for other in found
        if other.rule.basis != "percentage" and other.rule.currency == rule.currency
    ]
    known = [part for part in parts if part is not None]
    if rule.rate is None or not known or len(known) < len(parts):
        return fee
    return fee._replace(amount=(sum(known) * rule.rate / 100).quantize(_CENT, ROUND_HALF_UP))


def billed_minutes(rule: FeeRule, minutes: int) -> int:
    """Minutes as they are billed: at least the minimum, rounded up to whole steps."""
    step = rule.rounding_minutes or 1
    return max(rule.minimum_minutes, -(-minutes // step) * step)


def _holds(contract: Contract, ticket: Ticket, facts: Facts, rule: FeeRule) -> bool:
    """Whether the ticket is one that the rule speaks of."""
    if rule.channel and rule.channel != ticket.channel:
        return False
    if rule.is_disruption and rule.is_disruption != _word(facts.is_disruption):
        return False
    if rule.outside_sla and rule.outside_sla != _word(facts.outside_sla):
        return False
    if rule.cannot_wait and rule.cannot_wait != _word(bool(facts.decisions)):
        return False
    if rule.unless and rule.unless in facts.starts:
        return False
    if not rule.time_of_day:
        return True
    calendar = contract.calendars[rule.calendar or contract.terms.calendar]
    return calendar.is_open(facts.reported_at) == (rule.time_of_day == "inside")


def _causes(facts: Facts, rule: FeeRule) -> Iterator[tuple[int, int | None]]:
    """When the rule's event happened, with the minutes that it took where they are known."""
    if rule.event == "reported":
        yield facts.reported_at, None
    elif rule.event == "assessed":
        assessed_at = facts.reported_at if facts.assessed_at is None else facts.assessed_at
        yield facts.reported_at if rule.counts_from == "call" else assessed_at, None
    elif rule.event == "reprioritised":
        yield from ((at, None) for at in facts.raises)
    elif rule.event == "paused":
        for since, until in facts.pauses.get(rule.reason, ()):
            yield since, None if until is None else -(-(until - since) // 60)
    elif rule.event in facts.starts:
        yield facts.starts[rule.event], None


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
