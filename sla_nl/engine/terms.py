"""The terms of a contract, row by row, as an admin sees them in the desk and a fixture ships them.

Each class is one child table of `SLA Contract` (or `SLA Calendar`, `SLA Escalation Matrix`); the
comment of a column says what it may hold. Rows are immutable; what belongs together across rows is
checked in `checks.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from .calendar import HOLIDAY, WEEKDAYS
from .fields import a_date, choice, column, flag, minute_of_day, number, table, text, whole, words

KINDS = ("incident", "change", "question", "problem")
CLOCKS = ("registration", "response", "recovery", "resolution", "update", "report", "quote")
CHANNELS = ("portal", "email", "phone", "chat", "form", "standby", "monitoring")
PAUSE_REASONS = ("customer", "no_access", "supplier")
UNITS = (
    "minutes",
    "hours",
    "working_hours",
    "working_days",
    "working_day_end",
    "calendar_days",
    "weeks",
    "months",
)
UNITS_S = {"minutes": 60, "hours": 3600, "working_hours": 3600}
"""Those that are a number of seconds."""

START_EVENTS = ("reported", "responded", "resolved", "quote_requested")
COUNT_FROM = ("event", "next_opening", "next_working_day")
CONDITIONS = ("inside", "outside")
STAMPS = ("response_by", "resolution_by")
EVENT_EFFECTS = ("stops", "round_the_clock", "not_applicable", "keeps_priority")
RULE_EVENTS = (
    "paused", "cannot_wait", "near_closing", "unreachable", "outside_sla", "known_late",
)  # fmt: skip
PERIODS = ("month", "quarter", "half_year", "year")
FEE_EVENTS = ("reported", "assessed", "reprioritised", "paused", "quote_requested")

READINGS: dict[str, tuple[str, ...]] = {
    "good_friday": ("open", "closed"),
    "liberation_day": ("lustrum", "every_year", "never"),
    "holidays": ("official", "none"),
    "working_day_rule": ("clock_time", "end_of_day", "window_hours"),
    "calendar_day_rule": ("clock_time", "elapsed", "end_of_day"),
    "month_end_rule": ("clamp", "overflow"),
    "roll_rule": ("none", "next_open"),
    "closing_rule": ("outside", "inside"),
    "same_day_rule": ("closing", "midnight"),
    "reopen_rule": ("continue", "afresh"),
}
"""The general readings by name, the default first (DESIGN 4.11)."""

RULES_OF_UNITS = {
    "working_days": "working_day_rule",
    "working_day_end": "same_day_rule",
    "calendar_days": "calendar_day_rule",
    "weeks": "calendar_day_rule",
    "months": "calendar_day_rule",
}
"""The reading that says how a unit is counted; a target row may give its own."""

_kind = choice(*KINDS)
_unit = choice(*UNITS)
_amount = number("0", "1000000")


@dataclass(frozen=True)
class Priority:
    """A priority of the contract, the most urgent first; an empty kind holds for all kinds."""

    code: str = column(text)
    kind: str = column(_kind, default="")
    title: str = column(text, default="")
    definition: str = column(text, default="")
    clauses: tuple[str, ...] = column(words(), name="clause", default=())


@dataclass(frozen=True)
class PriorityMap:
    """What a Helpdesk priority (and ticket type) means in the contract; the first match wins."""

    priority: str = column(text)
    kind: str = column(_kind, default="")
    ticket_type: str = column(text, default="")
    helpdesk_priority: str = column(text, default="")


@dataclass(frozen=True)
class KindMap:
    """What a Helpdesk ticket type means in the contract; other types are incidents."""

    ticket_type: str = column(text)
    kind: str = column(_kind)


@dataclass(frozen=True)
class Target:
    """One promise on a clock (DESIGN 3).

    `count_from` says whether it counts from the event, from the next opening after it, or, where
    the event is outside the calendar, from the next working day. `condition` limits the row to
    reports inside or outside the contract's calendar. `rule` takes the place of the contract's
    reading.
    """

    kind: str = column(_kind)
    clock: str = column(choice(*CLOCKS))
    priority: str = column(text, default="")
    share: Decimal = column(number("0", "100", is_above=True), default=Decimal(100))
    warning_share: Decimal | None = column(number("0", "100", is_above=True), default=None)
    amount: Decimal | None = column(_amount, default=None)
    unit: str = column(_unit, default="")
    rule: str = column(text, default="")
    calendar: str = column(text, default="")
    starts_at: str = column(choice(*START_EVENTS), default="reported")
    count_from: str = column(choice(*COUNT_FROM), default="event")
    condition: str = column(choice(*CONDITIONS), default="")
    plan_replaces: bool = column(flag, default=False)
    stamps: str = column(choice(*STAMPS), default="")
    note: str = column(text, default="")
    clauses: tuple[str, ...] = column(words(), name="clause", default=())

    @property
    def due_key(self) -> str:
        """`clock@share`, with no trailing zeros (DESIGN 3)."""
        return f"{self.clock}@{self.share.normalize():f}"


@dataclass(frozen=True)
class Average:
    """A promise on the mean of a period: "on average within 2 hours"."""

    kind: str = column(_kind)
    clock: str = column(choice(*CLOCKS))
    amount: Decimal = column(_amount)
    unit: str = column(choice("minutes", "hours", "working_hours"))
    period: str = column(choice(*PERIODS))
    priority: str = column(text, default="")
    calendar: str = column(text, default="")
    starts_at: str = column(choice(*START_EVENTS), default="reported")
    clauses: tuple[str, ...] = column(words(), name="clause", default=())


@dataclass(frozen=True)
class EventRule:
    """What an event does to clocks (DESIGN 4.8).

    `paused` (with a `reason`) `stops`; `cannot_wait`, or a report `near_closing` (within `minutes`
    of the closing), makes clocks run `round_the_clock`; `unreachable` and `outside_sla` make them
    `not_applicable`; `known_late` (more than `hours` before the report) `keeps_priority`.
    """

    event: str = column(choice(*RULE_EVENTS))
    effect: str = column(choice(*EVENT_EFFECTS))
    reason: str = column(choice(*PAUSE_REASONS), default="")
    kind: str = column(_kind, default="")
    priority: str = column(text, default="")
    clocks: tuple[str, ...] = column(words(*CLOCKS), default=())
    minutes: int = column(whole(0, 1440), default=0)
    hours: Decimal = column(_amount, default=Decimal(0))
    clauses: tuple[str, ...] = column(words(), name="clause", default=())


@dataclass(frozen=True)
class ChannelRule:
    """Through which channels a report must come for the clocks to be promised.

    `not_applicable` takes the targets away where the channel is known and is another;
    `expected` only notes it.
    """

    channels: tuple[str, ...] = column(words(*CHANNELS))
    effect: str = column(choice("not_applicable", "expected"))
    kind: str = column(_kind, default="")
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
    kind: str = column(_kind, default="")
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
class ContactRule:
    """Who may or must be contacted, how many, and what is expected of them.

    `priorities` are those that the contact is for; none named means all.
    """

    subject: str = column(text)
    minimum: int | None = column(whole(0), default=None)
    maximum: int | None = column(whole(0), default=None)
    calendar: str = column(text, default="")
    channel: str = column(choice(*CHANNELS), default="")
    address: str = column(text, default="")
    priorities: tuple[str, ...] = column(words(), default=())
    definition: str = column(text, default="")
    clauses: tuple[str, ...] = column(words(), name="clause", default=())


@dataclass(frozen=True)
class CommunicationRule:
    """Who is told about a ticket or maintenance, through which media, and how often."""

    subject: str = column(text)
    priority: str = column(text, default="")
    interval: Decimal | None = column(number("0", is_above=True), default=None)
    unit: str = column(_unit, default="")
    media: tuple[str, ...] = column(words(), default=())
    who_inside: tuple[str, ...] = column(words(), default=())
    who_outside: tuple[str, ...] = column(words(), default=())
    scenario: str = column(text, default="")
    until: str = column(text, default="")
    clauses: tuple[str, ...] = column(words(), name="clause", default=())


@dataclass(frozen=True)
class FeeRule:
    """What the customer owes, and when.

    A fee with no price in the text has no `rate`: the rate belongs to the customer's contract.
    `cannot_wait` limits the row to tickets that were, or were not, recorded as unable to wait.
    An assessment counts from when it was made, or from the call. A percentage is of the ticket's
    other fees in its currency.
    `name` is what a site calls the row, wherever it stands; a file need not name it.
    """

    title: str = column(text)
    event: str = column(choice(*FEE_EVENTS))
    certainty: str = column(choice("always", "possible"))
    basis: str = column(choice("fixed", "per_hour", "percentage", "quote"))
    kind: str = column(_kind, default="")
    priority: str = column(text, default="")
    reason: str = column(choice(*PAUSE_REASONS), default="")
    channel: str = column(choice(*CHANNELS), default="")
    is_disruption: str = column(choice("Yes", "No"), default="")
    outside_sla: str = column(choice("Yes", "No"), default="")
    cannot_wait: str = column(choice("Yes", "No"), default="")
    time_of_day: str = column(choice("inside", "outside"), default="")
    calendar: str = column(text, default="")
    rate: Decimal | None = column(_amount, default=None)
    currency: str = column(text, default="EUR")
    vat_code: str = column(text, default="")
    rounding_minutes: int = column(whole(0), default=0)
    minimum_minutes: int = column(whole(0), default=0)
    counts_from: str = column(choice("call"), default="")
    is_off: bool = column(flag, default=False)
    clauses: tuple[str, ...] = column(words(), name="clause", default=())
    name: str = column(text, default="")


@dataclass(frozen=True)
class CreditRule:
    """What the supplier owes: a share of an invoice, growing per period up to a maximum."""

    title: str = column(text)
    trigger: str = column(text)
    percentage: Decimal = column(number("0", "100"))
    step_percentage: Decimal = column(number("0", "100"), default=Decimal(0))
    maximum_percentage: Decimal | None = column(number("0", "100"), default=None)
    after: Decimal | None = column(_amount, default=None)
    unit: str = column(_unit, default="")
    step_period: str = column(choice(*PERIODS), default="")
    applies_to: str = column(text, default="")
    clauses: tuple[str, ...] = column(words(), name="clause", default=())


@dataclass(frozen=True)
class Availability:
    """A promised uptime; without `minimum_percentage` the text leaves it to another document."""

    subject: str = column(text)
    period: str = column(choice(*PERIODS), default="")
    minimum_percentage: Decimal | None = column(number("0", "100"), default=None)
    typical_percentage: Decimal | None = column(number("0", "100"), default=None)
    calendar: str = column(text, default="")
    definition: str = column(text, default="")
    clauses: tuple[str, ...] = column(words(), name="clause", default=())


@dataclass(frozen=True)
class Exclusion:
    """A cause of downtime, or of work, that does not count."""

    cause: str = column(text)
    scope: str = column(choice("availability", "support"), default="availability")
    definition: str = column(text, default="")
    clauses: tuple[str, ...] = column(words(), name="clause", default=())


@dataclass(frozen=True)
class MaintenanceRule:
    """When a kind of maintenance may take place, how often, and how long before it is announced.

    `counts_towards` names the type whose `maximum` this one uses up as well as its own;
    `counts_only_outages` leaves work that does not interrupt the service out of the `maximum`.
    """

    maintenance_type: str = column(text)
    calendar: str = column(text, default="")
    is_soft: bool = column(flag, default=False)
    not_before: int | None = column(minute_of_day, default=None)
    notice: Decimal | None = column(_amount, default=None)
    notice_unit: str = column(_unit, default="")
    is_notice_required: bool = column(flag, default=False)
    maximum: int | None = column(whole(1), default=None)
    maximum_period: str = column(choice(*PERIODS), default="")
    counts_towards: str = column(text, default="")
    counts_only_outages: bool = column(flag, default=False)
    announced_through: tuple[str, ...] = column(words(), default=())
    counts_as_downtime: bool = column(flag, default=False)
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
    amount: Decimal | None = column(_amount, default=None)
    unit: str = column(_unit, default="")
    kind: str = column(_kind, default="")
    is_before: bool = column(flag, default=False)
    clauses: tuple[str, ...] = column(words(), name="clause", default=())


@dataclass(frozen=True)
class ContractCustomer:
    """A customer whose tickets the contract holds for; on a site the name of an HD Customer."""

    customer: str = column(text)


@dataclass(frozen=True)
class ContractTerms:
    """A contract as its document words it."""

    name: str = column(text)
    title: str = column(text)
    vendor: str = column(text)
    calendar: str = column(text)
    version: str = column(text)
    version_date: date | None = column(a_date, default=None)
    valid_from: date | None = column(a_date, default=None)
    valid_to: date | None = column(a_date, default=None)
    is_standard: bool = column(flag, default=False)
    is_hidden: bool = column(flag, default=False)
    subscription: str = column(text, default="")
    escalation_matrix: str = column(text, default="")
    clauses: tuple[str, ...] = column(words(), name="clause", default=())
    good_friday: str = column(choice(*READINGS["good_friday"]), default="open")
    liberation_day: str = column(choice(*READINGS["liberation_day"]), default="lustrum")
    holidays: str = column(choice(*READINGS["holidays"]), default="official")
    working_day_rule: str = column(choice(*READINGS["working_day_rule"]), default="clock_time")
    calendar_day_rule: str = column(choice(*READINGS["calendar_day_rule"]), default="clock_time")
    month_end_rule: str = column(choice(*READINGS["month_end_rule"]), default="clamp")
    roll_rule: str = column(choice(*READINGS["roll_rule"]), default="none")
    closing_rule: str = column(choice(*READINGS["closing_rule"]), default="outside")
    same_day_rule: str = column(choice(*READINGS["same_day_rule"]), default="closing")
    reopen_rule: str = column(choice(*READINGS["reopen_rule"]), default="continue")
    customers: tuple[ContractCustomer, ...] = table(ContractCustomer)
    priorities: tuple[Priority, ...] = table(Priority)
    priority_map: tuple[PriorityMap, ...] = table(PriorityMap)
    kind_map: tuple[KindMap, ...] = table(KindMap)
    targets: tuple[Target, ...] = table(Target)
    averages: tuple[Average, ...] = table(Average)
    event_rules: tuple[EventRule, ...] = table(EventRule)
    channel_rules: tuple[ChannelRule, ...] = table(ChannelRule)
    status_rules: tuple[StatusRule, ...] = table(StatusRule)
    contact_rules: tuple[ContactRule, ...] = table(ContactRule)
    communication: tuple[CommunicationRule, ...] = table(CommunicationRule)
    fees: tuple[FeeRule, ...] = table(FeeRule)
    credits: tuple[CreditRule, ...] = table(CreditRule)
    availability: tuple[Availability, ...] = table(Availability)
    exclusions: tuple[Exclusion, ...] = table(Exclusion)
    maintenance: tuple[MaintenanceRule, ...] = table(MaintenanceRule)
    follow_ups: tuple[FollowUp, ...] = table(FollowUp)

    def priorities_of(self, kind: str) -> tuple[Priority, ...]:
        """The priorities of a kind, the most urgent first."""
        return tuple(priority for priority in self.priorities if priority.kind in ("", kind))

    def priority(self, kind: str, code: str) -> Priority | None:
        """The priority of a kind and code, if there is one."""
        return next((own for own in self.priorities_of(kind) if own.code == code), None)


@dataclass(frozen=True)
class CalendarHours:
    """Opening hours on a weekday, or on holidays (`Holiday`)."""

    day: str = column(choice(*WEEKDAYS, HOLIDAY))
    opens: int = column(minute_of_day)
    closes: int = column(minute_of_day)
    on_holidays: bool = column(flag, default=False)
    clauses: tuple[str, ...] = column(words(), name="clause", default=())


@dataclass(frozen=True)
class CalendarDay:
    """A date with hours of its own (`Open`), or closed, wholly or from `opens` to `closes`."""

    day: date = column(a_date, name="date")
    status: str = column(choice("Open", "Closed"))
    opens: int | None = column(minute_of_day, default=None)
    closes: int | None = column(minute_of_day, default=None)
    reason: str = column(text, default="")


@dataclass(frozen=True)
class ClosedDate:
    """A date that is closed as holidays are.

    A year with at least one such row takes its holidays from the rows only; the rule decides for
    the other years (DESIGN 4.12).
    """

    day: date = column(a_date, name="date")
    reason: str = column(text, default="")


@dataclass(frozen=True)
class CalendarDocument:
    """A calendar as its document words it."""

    name: str = column(text)
    title: str = column(text)
    time_zone: str = column(text, default="Europe/Amsterdam")
    is_standard: bool = column(flag, default=False)
    is_hidden: bool = column(flag, default=False)
    always_open: bool = column(flag, default=False)
    holiday_rule: str = column(choice("NL"), default="")
    are_holidays_named: bool = column(flag, default=True)
    clauses: tuple[str, ...] = column(words(), name="clause", default=())
    hours: tuple[CalendarHours, ...] = table(CalendarHours)
    days: tuple[CalendarDay, ...] = table(CalendarDay)
    closed_dates: tuple[ClosedDate, ...] = table(ClosedDate)


@dataclass(frozen=True)
class EscalationLevel:
    """Who takes a ticket over, with a first and a second deputy; the lowest level first."""

    level: str = column(text)
    contact: str = column(text)
    form: str = column(choice("functional", "hierarchical"), default="hierarchical")
    first_deputy: str = column(text, default="")
    second_deputy: str = column(text, default="")
    task: str = column(text, default="")
    clauses: tuple[str, ...] = column(words(), name="clause", default=())


@dataclass(frozen=True)
class EscalationTrigger:
    """What starts an escalation or moves it one level up."""

    event: str = column(text)
    kind: str = column(_kind, default="")
    priority: str = column(text, default="")
    amount: Decimal | None = column(_amount, default=None)
    unit: str = column(_unit, default="")
    form: str = column(choice("functional", "hierarchical"), default="")
    process: str = column(text, name="procedure", default="")
    definition: str = column(text, default="")
    clauses: tuple[str, ...] = column(words(), name="clause", default=())


@dataclass(frozen=True)
class EscalationMatrix:
    """The levels of escalation of a vendor and what triggers them."""

    name: str = column(text)
    title: str = column(text)
    is_standard: bool = column(flag, default=False)
    is_hidden: bool = column(flag, default=False)
    levels: tuple[EscalationLevel, ...] = table(EscalationLevel)
    triggers: tuple[EscalationTrigger, ...] = table(EscalationTrigger)
