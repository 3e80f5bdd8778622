"""A contract: its header, its readings and all of its tables."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ..documents.fields import a_date, choice, column, flag, table, text, words
from .clauses import ClauseText
from .events import ChannelRule, EventRule, FollowUp, StatusRule
from .money import CreditRule, FeeRule
from .people import CommunicationRule, ContactRule, ContractCustomer
from .priorities import KindMap, Priority, PriorityMap
from .service import Availability, Exclusion, MaintenanceRule
from .targets import Average, Target
from .vocabulary import READINGS


@dataclass(frozen=True)
class ContractTerms:
    """The columns and tables of an `SLA Contract`."""

    name: str = column(text)
    title: str = column(text)
    vendor: str = column(text)
    calendar: str = column(text)
    version: str = column(text, default="")
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
    maintenance_rule: str = column(choice(*READINGS["maintenance_rule"]), default="none")
    exclusion_rule: str = column(choice(*READINGS["exclusion_rule"]), default="downtime")
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
    clause_texts: tuple[ClauseText, ...] = table(ClauseText)

    def priorities_of(self, kind: str) -> tuple[Priority, ...]:
        """Return the priorities of a kind, the most urgent first."""
        return tuple(priority for priority in self.priorities if priority.kind in ("", kind))

    def priority(self, kind: str, code: str) -> Priority | None:
        """Return the priority of a kind and code, or None if the contract has none."""
        return next((own for own in self.priorities_of(kind) if own.code == code), None)
