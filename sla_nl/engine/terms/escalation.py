"""Levels of escalation, and their triggers."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from ..documents.fields import choice, column, flag, number, table, text, words
from .vocabulary import AMOUNT, CLOCKS, FORMS, KIND, TRIGGER_EVENTS, UNIT


@dataclass(frozen=True)
class EscalationLevel:
    """A level: the function that takes a ticket over, and its deputies; the lowest comes first."""

    level: str = column(text)
    contact: str = column(text)
    form: str = column(choice(*FORMS), default="hierarchical")
    first_deputy: str = column(text, default="")
    second_deputy: str = column(text, default="")
    task: str = column(text, default="")
    clauses: tuple[str, ...] = column(words(), name="clause", default=())


@dataclass(frozen=True)
class EscalationTrigger:
    """An event that starts an escalation or moves it one level up (docs/design.md 8).

    - `clock` limits the row to one clock; without it the row holds for each clock.
    - `percent` of the time of a clock has to be used up for the event `share_used`.
    - `status` is the status that has to last for the event `status_lasts`.
    - `calendar` limits the row to its hours: an escalation in closed time waits for the opening.
    - `repeat_amount` and `repeat_unit` say how long after each telling the level is told again.
    - `level` is the level that is told; without it the next level of the form is told.
    - `name` is the name of the row on a site, which stays when the row moves; a file has none.
    """

    event: str = column(choice(*TRIGGER_EVENTS))
    kind: str = column(KIND, default="")
    priority: str = column(text, default="")
    clock: str = column(choice(*CLOCKS), default="")
    percent: Decimal | None = column(number("0", "100", is_above=True), default=None)
    status: str = column(text, default="")
    amount: Decimal | None = column(AMOUNT, default=None)
    unit: str = column(UNIT, default="")
    calendar: str = column(text, default="")
    repeat_amount: Decimal | None = column(number("0", "1000000", is_above=True), default=None)
    repeat_unit: str = column(UNIT, default="")
    form: str = column(choice(*FORMS), default="")
    level: str = column(text, default="")
    process: str = column(text, name="procedure", default="")
    is_off: bool = column(flag, default=False)
    definition: str = column(text, default="")
    clauses: tuple[str, ...] = column(words(), name="clause", default=())
    name: str = column(text, default="")


@dataclass(frozen=True)
class EscalationHolder:
    """Who holds a function on a site: a user, a team or an e-mail address.

    A function can have several holders. All of them who are there are told.
    """

    function: str = column(text)
    user: str = column(text, default="")
    team: str = column(text, default="")
    email: str = column(text, default="")


@dataclass(frozen=True)
class EscalationMatrix:
    """The columns and tables of an `SLA Escalation Matrix`."""

    name: str = column(text)
    title: str = column(text)
    is_standard: bool = column(flag, default=False)
    is_hidden: bool = column(flag, default=False)
    levels: tuple[EscalationLevel, ...] = table(EscalationLevel)
    triggers: tuple[EscalationTrigger, ...] = table(EscalationTrigger)
    holders: tuple[EscalationHolder, ...] = table(EscalationHolder)
