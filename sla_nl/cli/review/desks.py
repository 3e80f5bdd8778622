"""`sla-nl desks` and `sla-nl dates`: who takes a call at a moment, and what an event makes due."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sla_nl.engine.agreement.desks import desks_of
from sla_nl.engine.agreement.obligations import obligations_of
from sla_nl.engine.contract import Contract
from sla_nl.engine.errors import NoOpeningTimeError, TicketError

from ..writing.output import CommandError
from ..writing.records import Column, Record, short_moment

DESK_COLUMNS = (
    Column("subject", ("Desk", "Loket")),
    Column("channel", ("Channel", "Kanaal")),
    Column("address", ("Address", "Adres")),
    Column("is_open", ("Open", "Open")),
    Column("opens_at", ("Opens", "Gaat open"), short_moment),
    Column("closes_at", ("Closes", "Sluit"), short_moment),
    Column("takes", ("Takes it", "Neemt aan")),
)
DATE_COLUMNS = (
    Column("due", ("Due", "Uiterlijk"), short_moment),
    Column("clauses", ("Clauses", "Bepalingen")),
    Column("what", ("What", "Wat")),
)


def desk_records(contract: Contract, at: int, priority: str) -> Iterator[Record]:
    """Yield the desks of a contract at an instant.

    Raises: CommandError: the contract has no such priority, or a desk never opens again.
    """
    try:
        desks = desks_of(contract, at, priority)
    except TicketError as error:
        raise CommandError(f"--priority: {error.text}") from error
    except NoOpeningTimeError as error:
        raise CommandError(f"--contract: {error}") from error
    iso = contract.zone.iso
    for desk in desks:
        rule = desk.rule
        yield {
            "subject": rule.subject,
            "channel": rule.channel,
            "address": rule.address or None,
            "is_open": desk.is_open,
            "opens_at": None if desk.opens_at is None else iso(desk.opens_at),
            "closes_at": None if desk.closes_at is None else iso(desk.closes_at),
            "takes": desk.takes,
        }


def date_records(
    contract: Contract, event: str, at: int, contracts: Mapping[str, Contract]
) -> Iterator[Record]:
    """Yield what an event of a contract makes due; nothing if only other contracts know the event.

    Raises: CommandError: no contract knows the event, or a date cannot be reckoned.
    """
    own = _events(contract)
    if event not in own and not any(event in _events(other) for other in contracts.values()):
        raise CommandError(f"--event: {event!r} is none of {', '.join(own)}")
    try:
        obligations = obligations_of(contract, event, at)
    except (NoOpeningTimeError, OverflowError, ValueError) as error:
        raise CommandError(f"--at: {error}") from error
    iso = contract.zone.iso
    for rule, due in obligations:
        yield {
            "what": rule.action,
            "due": None if due is None else iso(due),
            "clauses": list(rule.clauses),
        }


def _events(contract: Contract) -> list[str]:
    return sorted({rule.event for rule in contract.terms.follow_ups})
