"""Effects of events, channels and statuses on clocks, and follow-ups of events."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from ..documents.fields import choice, column, flag, text, whole, words
from .vocabulary import (
    AMOUNT,
    CHANNELS,
    CLOCKS,
    CONTACTED,
    DONE_BY,
    EVENT_EFFECTS,
    KIND,
    PAUSE_REASONS,
    RULE_EVENTS,
    UNIT,
)


@dataclass(frozen=True)
class EventRule:
    """The effect of an event on clocks (docs/design.md 4.8).

    Each event has one possible effect:

        paused (with a `reason`)                         stops
        cannot_wait                                      round_the_clock
        near_closing (report `minutes` before closing)   round_the_clock
        unreachable, outside_sla                         not_applicable
        known_late (more than `hours` before report)     keeps_priority
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
    """The channels through which a report must come for clocks to be promised.

    If a report came through another channel that is known, `not_applicable` takes the promises
    away and `expected` only adds a note.
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
    """The meaning of a status for its ticket: it runs, pauses with a reason, postpones or resolves.

    Of several rows for a status the first whose kind fits holds. `follow_up_days` working days
    after the status began a follow-up is due, and again after each if `is_repeated`. `extra_days`
    working days are then added to the deadline. After `closes_after` follow-ups without a reaction
    the ticket may be closed; with `closes_itself` the app closes it.
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
    closes_itself: bool = column(flag, default=False)
    is_customer_told: bool = column(flag, default=False)
    definition: str = column(text, default="")
    clauses: tuple[str, ...] = column(words(), name="clause", default=())


@dataclass(frozen=True)
class FollowUp:
    """An action that is due some time after an event, or before it if `is_before`.

    It is no clock of a ticket. Examples: object to a change of the SLA within some calendar days;
    tell a customer within some working days that a quote comes later. `whom`: the party that is
    told; a message to them does the action. `done_by`: another event that does it. `next_event`:
    the event of the contract that the action is once it is done; if it is `event` itself, the
    action is due again and again.
    """

    event: str = column(text)
    action: str = column(text)
    amount: Decimal | None = column(AMOUNT, default=None)
    unit: str = column(UNIT, default="")
    kind: str = column(KIND, default="")
    priority: str = column(text, default="")
    is_before: bool = column(flag, default=False)
    whom: str = column(choice(*CONTACTED), default="")
    done_by: str = column(choice(*DONE_BY), default="")
    next_event: str = column(text, default="")
    clauses: tuple[str, ...] = column(words(), name="clause", default=())
