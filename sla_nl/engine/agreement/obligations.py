"""The obligations that an event of a contract starts, each with its date.

Examples: a new version is announced three months before it holds; a customer objects within thirty
days of the announcement. They are rows of the contract (`follow_ups`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ..contract import Contract, event_of
from ..counting import counts_from, date_of
from ..shifts import shifted
from ..target_rows import TargetRow
from ..terms.events import FollowUp
from ..terms.targets import Target
from ..terms.vocabulary import CLOCKS, KINDS, MEETING_HELD


class Obligation(NamedTuple):
    """Something that somebody has to do because of an event.

    `due` is in whole seconds of UTC; None if the contract gives no term.
    """

    rule: FollowUp
    due: int | None


def obligations_of(contract: Contract, event: str, at: int) -> tuple[Obligation, ...]:
    """Return what an event of a contract makes due, in the order of the contract's rows.

    Args:
        at: the instant of the event.
    Raises:
        NoOpeningTimeError: the contract's calendar has too little opening time for a term.
        OverflowError: a date lies outside the years 1 to 9999.
    Source: docs/design.md 4.18.
    """
    return tuple(
        Obligation(rule, due_of(contract, rule, at))
        for rule in contract.terms.follow_ups
        if rule.event == event
    )


def course_of(contract: Contract, event: str, at: int) -> Iterator[Obligation]:
    """Yield what an event makes due, and all that follows if each is done on its last day.

    Example: the announcement of a version, the end of the time for an objection, the consultation
    about it, and the end of the contract if there is no agreement.

    Args:
        at: the instant of the event.
    Raises: see `obligations_of`.
    """
    waiting, seen = [(event, at)], {event}
    while waiting:
        for obligation in obligations_of(contract, *waiting.pop(0)):
            yield obligation
            following = obligation.rule.next_event
            if following and following not in seen and obligation.due is not None:
                seen.add(following)
                waiting.append((following, obligation.due))


def recurring(contract: Contract) -> tuple[FollowUp, ...]:
    """Return the rows that are due again and again: doing one is the event that it comes from."""
    return tuple(
        row for row in contract.terms.follow_ups if row.next_event and row.next_event == row.event
    )


def contract_events(contract: Contract) -> tuple[str, ...]:
    """Return the events of a contract itself from which something follows, each once."""
    return tuple(
        dict.fromkeys(row.event for row in contract.terms.follow_ups if is_of_contract(row))
    )


def is_of_contract(row: FollowUp) -> bool:
    """Return whether a row follows from an event of the contract itself.

    Rows for a kind or priority are about tickets. Meetings about missed promises belong to credits.
    """
    return not (event_of(row) or row.kind or row.priority or row.event == MEETING_HELD)


def due_of(contract: Contract, rule: FollowUp, at: int) -> int | None:
    """Return the date of a row for an event at an instant.

    A term after the event is counted as that of a promise. A term before it is counted back; what
    has no term but comes before the event is due at the event itself.

    Returns: whole seconds of UTC; None if the row has no term and does not come before the event.
    """
    if rule.is_before:
        return at if rule.amount is None else shifted(contract, at, -rule.amount, rule.unit)
    if rule.amount is None:
        return None
    row = _row_of(contract, rule)
    if row.budget_s is None:
        return date_of(row, at, contract.terms)
    return row.counting.deadline(counts_from(row, at), row.budget_s)


def _row_of(contract: Contract, rule: FollowUp) -> TargetRow:
    """Return the row of a promise with the same term; its kind and clock do not matter."""
    return contract.row_of(Target(KINDS[0], CLOCKS[0], amount=rule.amount, unit=rule.unit))
