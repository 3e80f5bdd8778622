"""Priorities of a contract, and the maps to them from Helpdesk's priorities and ticket types."""

from __future__ import annotations

from dataclasses import dataclass

from ..documents.fields import column, text, words
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
    """The contract's priority for a Helpdesk priority and ticket type; the first match wins."""

    priority: str = column(text)
    kind: str = column(KIND, default="")
    ticket_type: str = column(text, default="")
    helpdesk_priority: str = column(text, default="")


@dataclass(frozen=True)
class KindMap:
    """The contract's kind for a Helpdesk ticket type; types without a row are incidents."""

    ticket_type: str = column(text)
    kind: str = column(KIND)
