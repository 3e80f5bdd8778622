"""What an event, a channel or a status does to clocks, and what has to follow an event."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from ..fields import choice, column, flag, text, whole, words
from .vocabulary import (
    AMOUNT,
    CHANNELS,
    CLOCKS,
    EVENT_EFFECTS,
    KIND,
    PAUSE_REASONS,
    RULE_EVENTS,
    UNIT,
)


@dataclass(frozen=True)
class EventRule:
    """What an event does to clocks (docs/design.md 4.8).

    `paused` (with a `reason`) `stops`; `cannot_wait`, or a report `near_closing` (within `minutes`
    of the closing), makes clocks run `round_the_clock`; `unreachable` and `outside_sla` make them
    `not_applicable`; `known_late` (more than `hours` before the report) `keeps_priority`.
    """

    event: str = column(choice(*RULE_EVENTS))
    effect: str = column(choice(*EVENT_EFFECTS))
    reason: str = column(choice(*PAUSE_REASONS), default="")
    kind: str = column(KIND, default="")
    priority: str = column(text, default="")
    clocks: tuple[str, ...] = column(words(*CLOCKS), default=())
    minutes: int = column(whole(0, 1440), default=0)
    hours: Decimal = column(AMOUNT, default=Decimal(0))
    clauses: tuple[str, ...] = column(words(), name="clause", default=())


@dataclass(frozen=True)
class ChannelRule:
    """Through which channels a report must come for the clocks to be promised.

    `not_applicable` takes the targets away where the channel is known and is another;
    `expected` only notes it.
    """

    channels: tuple[str, ...] = column(words(*CHANNELS))
    effect: str = column(choice("not_applicable", "expected"))
    kind: str = column(KIND, default="")
    priority: str = column(text, default="")
    clocks: tuple[str, ...] = column(words(*CLOCKS), default=())
    note: str = column(text, default="")
    clauses: tuple[str, ...] = column(words(), name="clause", default=())


@dataclass(frozen=True)
class StatusRule:
    """What a ticket's status means: it runs, pauses with a reason, postpones, or resolves.

    Of the rows for a status the first whose kind fits holds.

    `follow_up_days` working days after the status began a follow-up is due (again and again where
    it repeats); `extra_days` working days are then added to the deadline; after `closes_after`
    silent follow-ups the ticket may be closed.
    """

    status: str = column(text)
    effect: str = column(choice("runs", "pauses", "postpones", "resolves"))
    kind: str = column(KIND, default="")
    reason: str = column(choice(*PAUSE_REASONS), default="")
    follow_up_days: int = column(whole(0), default=0)
    is_repeated: bool = column(flag, default=False)
    follow_up: str = column(text, default="")
    extra_days: int = column(whole(0), default=0)
    extra_days_from: str = column(choice("follow_up", "deadline"), default="follow_up")
    closes_after: int = column(whole(0), default=0)
    is_customer_told: bool = column(flag, default=False)
    definition: str = column(text, default="")
    clauses: tuple[str, ...] = column(words(), name="clause", default=())


@dataclass(frozen=True)
class FollowUp:
    """Something that is due some time after an event that is no clock of a ticket.

    The calendar days to object to a change of the SLA, the working days in which a customer hears
    that a quote comes later.
    """

    event: str = column(text)
    action: str = column(text)
    amount: Decimal | None = column(AMOUNT, default=None)
    unit: str = column(UNIT, default="")
    kind: str = column(KIND, default="")
    priority: str = column(text, default="")
    is_before: bool = column(flag, default=False)
    clauses: tuple[str, ...] = column(words(), name="clause", default=())
