"""The desks of a contract at a moment: which of them is open, and which takes a call.

A desk is a contact rule with a channel. Its hours are those of its calendar. A desk without a
calendar has no hours in the agreement, so it is always open.
"""

from __future__ import annotations

from typing import NamedTuple

from ..contract import Contract
from ..errors import TicketError
from ..target_rows import ALWAYS
from ..terms.people import ContactRule
from ..texts import _


class Desk(NamedTuple):
    """A desk at a moment. Instants are whole seconds of UTC.

    Args:
        opens_at: when it opens; None while it is open.
        closes_at: when it closes; None while it is closed, and if it never closes.
        takes: whether it takes a call now. None if it takes some priorities only, is open, and
            nobody said which priority the call has.
    """

    rule: ContactRule
    is_open: bool
    opens_at: int | None
    closes_at: int | None
    takes: bool | None


def desks_of(contract: Contract, at: int, priority: str = "") -> tuple[Desk, ...]:
    """Return the desks of a contract at an instant, in the order of its contact rules.

    Args:
        priority: the code of the call's priority; empty if it is not known.
    Raises:
        TicketError: the contract has no such priority.
        NoOpeningTimeError: the calendar of a desk does not open again.
    Source: docs/design.md 4.18.
    """
    _check_priority(contract, priority)
    return tuple(
        _desk(contract, rule, at, priority) for rule in contract.terms.contact_rules if rule.channel
    )


def _desk(contract: Contract, rule: ContactRule, at: int, priority: str) -> Desk:
    calendar = contract.calendars[rule.calendar] if rule.calendar else ALWAYS
    if not calendar.is_open(at):
        return Desk(rule, False, calendar.next_opening(at), None, False)
    return Desk(rule, True, None, calendar.next_closing(at), _takes(rule, priority))


def _takes(rule: ContactRule, priority: str) -> bool | None:
    if not rule.priorities:
        return True
    return priority in rule.priorities if priority else None


def _check_priority(contract: Contract, priority: str) -> None:
    codes = dict.fromkeys(own.code for own in contract.terms.priorities)
    if priority and priority not in codes:
        text = _(
            "{0} is no priority of {1}; it has {2}",
            repr(priority), repr(contract.name), ", ".join(codes),
        )  # fmt: skip
        raise TicketError("priority", text)
