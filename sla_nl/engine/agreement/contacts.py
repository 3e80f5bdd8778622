"""The registered contacts of a customer beside what the contract says of them.

A contact rule without a channel is about people: how many contacts a customer has at least and at
most, and what a ticket gets that somebody else reports (`others`).
"""

from __future__ import annotations

from typing import NamedTuple

from ..contract import Contract
from ..terms.people import ContactRule


class ContactCount(NamedTuple):
    """How many contacts a customer has registered, beside a rule."""

    rule: ContactRule
    registered: int

    @property
    def is_too_few(self) -> bool:
        """Whether the customer has fewer contacts than the rule asks for."""
        return self.registered < (self.rule.minimum or 0)

    @property
    def is_too_many(self) -> bool:
        """Whether the customer has more contacts than the rule allows."""
        return self.rule.maximum is not None and self.registered > self.rule.maximum


def contact_counts(contract: Contract, registered: int) -> tuple[ContactCount, ...]:
    """Return the rules of a contract about a customer's contacts, each with how many there are.

    Example: under a rule of at most 3, two registered contacts are `2 of at most 3`.
    """
    return tuple(
        ContactCount(rule, registered)
        for rule in contract.terms.contact_rules
        if not rule.channel
        and (rule.others or rule.minimum is not None or rule.maximum is not None)
    )
