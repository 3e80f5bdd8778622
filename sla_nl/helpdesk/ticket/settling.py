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
    elif is_enabled():
        ledger.reverse_all(ticket, is_latest)
