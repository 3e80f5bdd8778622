"""Customers of a contract, contacts, and who is told about tickets and maintenance."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from ..documents.fields import choice, column, number, text, whole, words
from .vocabulary import CHANNELS, UNIT


@dataclass(frozen=True)
class ContractCustomer:
    """A customer for whose tickets the contract holds; on a site the name of an HD Customer."""

    customer: str = column(text)


@dataclass(frozen=True)
class ContactRule:
    """A rule about contacts: who they are, how many there may be, and how they are reached.

    - `priorities`: the priorities for which the contact is meant; all of them if it is empty.
    - `others`: what a ticket gets that somebody else reports than a registered contact of the
      customer: a note, or no promise (`not_applicable`).
    """

    subject: str = column(text)
    minimum: int | None = column(whole(0), default=None)
    maximum: int | None = column(whole(0), default=None)
    calendar: str = column(text, default="")
    channel: str = column(choice(*CHANNELS), default="")
    address: str = column(text, default="")
    priorities: tuple[str, ...] = column(words(), default=())
    others: str = column(choice("note", "not_applicable"), default="")
    definition: str = column(text, default="")
    clauses: tuple[str, ...] = column(words(), name="clause", default=())


@dataclass(frozen=True)
class CommunicationRule:
    """A rule that says who is told about a ticket or maintenance, how, and how often.

    `about`: what it is about, if that is no ticket.
    """

    subject: str = column(text)
    about: str = column(choice("maintenance", "service"), default="")
    priority: str = column(text, default="")
    interval: Decimal | None = column(number("0", is_above=True), default=None)
    unit: str = column(UNIT, default="")
    media: tuple[str, ...] = column(words(), default=())
    who_inside: tuple[str, ...] = column(words(), default=())
    who_outside: tuple[str, ...] = column(words(), default=())
    scenario: str = column(text, default="")
    until: str = column(text, default="")
    clauses: tuple[str, ...] = column(words(), name="clause", default=())
