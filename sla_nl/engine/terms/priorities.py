"""Priorities of a contract, and what Helpdesk's priorities and types mean in it."""

from __future__ import annotations

from dataclasses import dataclass

from ..fields import column, text, words
from .vocabulary import KIND


@dataclass(frozen=True)
class Priority:
    """A priority of the contract, the most urgent first; an empty kind holds for all kinds."""

    code: str = column(text)
    kind: str = column(KIND, default="")
    title: str = column(text, default="")
    definition: str = column(text, default="")
    clauses: tuple[str, ...] = column(words(), name="clause", default=())


@dataclass(frozen=True)
class PriorityMap:
    """What a Helpdesk priority (and ticket type) means in the contract; the first match wins."""

    priority: str = column(text)
    kind: str = column(KIND, default="")
    ticket_type: str = column(text, default="")
    helpdesk_priority: str = column(text, default="")


@dataclass(frozen=True)
class KindMap:
    """What a Helpdesk ticket type means in the contract; other types are incidents."""

    ticket_type: str = column(text)
    kind: str = column(KIND)
