"""Correct the fees of a ticket that comes under another contract, or under none."""

from __future__ import annotations

from sla_nl.contracts.in_force import is_enabled
from sla_nl.engine.verdict import Verdict
from sla_nl.fees import ledger


def settle_fees(
    ticket: str, customer: str | None, verdict: Verdict | None, is_latest: bool = False
) -> None:
    """Book the fees of a ticket's new contract and reverse the others; without one, reverse all.

    While the app is switched off, no ticket has a contract; then booked fees stay.

    Args:
        is_latest: read the ledger as it is now, not as it was when the transaction began.
    """
    if verdict is not None:
        ledger.settle(ticket, customer, verdict.contract.name, verdict.fees, is_latest)
        approve_costs(ticket, verdict)
    elif is_enabled():
        ledger.reverse_all(ticket, is_latest)


def approve_costs(ticket: str, verdict: Verdict, previous: Verdict | None = None) -> None:
    """Write on the entries of a ticket whether the customer approved the costs, if they need it.

    Args:
        previous: the verdict before; if nothing of this has changed since, nothing is written.
    """
    if _costs_to_approve(verdict) != (previous and _costs_to_approve(previous)):
        ledger.approve(ticket, verdict.history.consented_at)


def _costs_to_approve(verdict: Verdict) -> tuple[frozenset[str], int | None] | None:
    """Return the fees that need approval, and when it was given; None if none needs it."""
    causes = frozenset(fee.cause for fee in verdict.fees if fee.rule.needs_consent)
    return (causes, verdict.history.consented_at) if causes else None
