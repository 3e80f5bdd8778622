"""Levels of escalation, and their triggers."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from ..fields import choice, column, flag, table, text, words
from .vocabulary import AMOUNT, KIND, UNIT


@dataclass(frozen=True)
class EscalationLevel:
    """A level: the function that takes a ticket over, and its deputies; the lowest comes first."""

    level: str = column(text)
    contact: str = column(text)
    form: str = column(choice("functional", "hierarchical"), default="hierarchical")
    first_deputy: str = column(text, default="")
    second_deputy: str = column(text, default="")
    task: str = column(text, default="")
    clauses: tuple[str, ...] = column(words(), name="clause", default=())


@dataclass(frozen=True)
class EscalationTrigger:
    """An event that starts an escalation or moves it one level up."""

    event: str = column(text)
    kind: str = column(KIND, default="")
    priority: str = column(text, default="")
    amount: Decimal | None = column(AMOUNT, default=None)
    unit: str = column(UNIT, default="")
    form: str = column(choice("functional", "hierarchical"), default="")
    process: str = column(text, name="procedure", default="")
    definition: str = column(text, default="")
    clauses: tuple[str, ...] = column(words(), name="clause", default=())


@dataclass(frozen=True)
class EscalationMatrix:
    """The columns and tables of an `SLA Escalation Matrix`."""

    name: str = column(text)
    title: str = column(text)
    is_standard: bool = column(flag, default=False)
    is_hidden: bool = column(flag, default=False)
    levels: tuple[EscalationLevel, ...] = table(EscalationLevel)
    triggers: tuple[EscalationTrigger, ...] = table(EscalationTrigger)
