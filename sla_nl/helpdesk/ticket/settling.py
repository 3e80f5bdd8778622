"""What a ticket owes once it comes under another contract, or under none."""

from __future__ import annotations

from sla_nl.contracts.in_force import is_enabled
from sla_nl.engine.verdict import Verdict
from sla_nl.fees import ledger


def settle_fees(
    ticket: str, customer: str | None, verdict: Verdict | None, is_latest: bool = False
) -> None:
    """Have a ticket that came under a contract, or under none, owe what that says.

    While the app is off, no ticket has a contract; what was booked before stays.
    """
    if verdict is not None:
        ledger.settle(ticket, customer, verdict.contract.name, verdict.fees, is_latest)
    elif is_enabled():
        ledger.reverse_all(ticket, is_latest)
