"""The columns of a contract that code acts on, each with its effect.

A column is listed only if a test shows that another value changes a verdict (`IN_ENGINE`, shown in
`tests/unit/test_acting.py`) or a result on a site (`ON_SITE`, in `tests/site/test_acting.py`).
All other columns are recorded: files and forms keep them, and nothing follows from them yet.
`sla-nl coverage` counts the clauses of the agreements by this list.

Tables have the names that they have in `ContractTerms`; `contract` and `calendar` are the documents
themselves. Columns have the names that they have in a document.
"""

from __future__ import annotations

IN_ENGINE: dict[str, dict[str, str]] = {
    "contract": {
        "calendar": "the hours of rows that name no calendar; whether a report is inside hours",
        "good_friday": "whether Good Friday is a working day",
        "liberation_day": "in which years 5 May is a holiday",
        "holidays": "whether calendars of agreements that name no holidays have them",
        "working_day_rule": "how dates in working days are counted",
        "calendar_day_rule": "how dates in days, weeks and months are counted",
        "month_end_rule": "where a month ends in a shorter month",
        "roll_rule": "whether a date in closed time moves to the next opening",
        "closing_rule": "whether a report at closing time is inside",
        "same_day_rule": "when the same working day ends",
        "reopen_rule": "how much time a reopened ticket has left",
        "maintenance_rule": "whether clocks stand still during maintenance",
        "exclusion_rule": "of which time the downtime that counts is a share",
    },
    "priorities": {
        "code": "which priorities a ticket can have",
        "kind": "for which kind of ticket it is a priority",
    },
    "priority_map": {
        "priority": "the priority of the contract that a ticket gets",
        "kind": "for which kind of ticket the row holds",
        "ticket_type": "for which ticket type the row holds",
        "helpdesk_priority": "for which priority of Helpdesk the row holds",
    },
    "kind_map": {
        "ticket_type": "for which ticket type the row holds",
        "kind": "the kind that a ticket of the type has",
    },
    "targets": {
        "kind": "for which kind of ticket the row holds",
        "priority": "for which priority the row holds",
        "condition": "whether the row holds for reports inside or outside hours",
        "clock": "the clock of the promise",
        "share": "the due key, and which promise is the limit",
        "amount": "the due date",
        "unit": "how the amount is counted",
        "rule": "a reading for this row alone",
        "calendar": "the hours in which it counts",
        "starts_at": "the event from which it counts",
        "count_from": "whether it counts from the event or from an opening after it",
        "plan_replaces": "whether a planned date replaces the due date",
        "warning_share": "the share below which figures warn",
    },
    "averages": {
        "kind": "for which kind of ticket the mean is taken",
        "priority": "for which priority it is taken",
        "clock": "the clock whose time is counted",
        "amount": "the mean that is promised",
        "unit": "how the time is counted",
        "calendar": "the hours in which it counts",
        "starts_at": "the event from which it counts",
        "period": "the period for which the mean is judged",
    },
    "contact_rules": {
        "subject": "the name of the desk",
        "channel": "whether it is a desk, and how it is reached",
        "address": "the address or number of the desk",
        "calendar": "when the desk is open",
        "priorities": "the priorities of the calls that it takes",
        "others": "what a ticket gets that no registered contact reported",
        "minimum": "how many contacts a customer registers at least",
        "maximum": "how many contacts a customer registers at most",
    },
    "communication": {
        "about": "whether it is about tickets",
        "priority": "for which priority it holds",
        "interval": "how often the customer is told",
        "unit": "how that time is counted",
        "media": "through which media they are told",
        "who_inside": "who tells them",
        "who_outside": "who tells them outside hours",
        "scenario": "the scenario that is followed",
        "until": "until when they are told",
    },
    "follow_ups": {
        "event": "the event of a ticket or of the contract that asks for the action",
        "action": "what has to be done",
        "amount": "when it is due",
        "unit": "how that time is counted",
        "kind": "for which kind of ticket the row holds",
        "priority": "for which priority the row holds",
        "is_before": "whether it is due before its event, which is then none of a ticket",
        "whom": "who is told, and with that what does it",
        "done_by": "the event that does it",
        "next_event": "what is due next once it is done, and whether it is due again and again",
    },
    "event_rules": {
        "event": "the event, and with it the effect on clocks or on the priority",
        "reason": "for which pauses the rule holds",
        "kind": "for which kind of ticket the rule holds",
        "priority": "for which priority the rule holds",
        "clocks": "which clocks are affected",
        "minutes": "how near to closing a report has to be",
        "hours": "how late a report has to be",
    },
    "channel_rules": {
        "kind": "for which kind of ticket the rule holds",
        "priority": "for which priority the rule holds",
        "channels": "the channels through which a report has to come",
        "effect": "whether a report by another channel loses the promise or gets a note",
        "clocks": "which clocks are affected",
    },
    "fees": {
        "kind": "for which kind of ticket the fee is owed",
        "priority": "for which priority it is owed",
        "reason": "for which pauses it is owed",
        "channel": "for which channel it is owed",
        "is_disruption": "for which assessment it is owed",
        "outside_sla": "for which assessment it is owed",
        "cannot_wait": "for which decision it is owed",
        "unless": "the event after which it is not owed",
        "time_of_day": "whether it is owed for reports inside or outside hours",
        "calendar": "the calendar whose hours are meant",
        "title": "the name of the fee",
        "event": "the event that causes the fee",
        "certainty": "whether it is owed or may be",
        "basis": "how the amount is calculated",
        "rate": "the amount",
        "currency": "the currency, and of which other fees a percentage is taken",
        "rounding_minutes": "the minutes that are billed",
        "minimum_minutes": "the minutes that are billed",
        "counts_from": "the moment of the fee",
        "is_off": "the row causes no fee",
    },
    "levels": {
        "level": "the name of the level, by which triggers and people choose it",
        "contact": "the function that is told",
        "form": "of which ladder it is a level",
        "first_deputy": "the function that is asked next",
        "second_deputy": "the function that is asked after that",
    },
    "triggers": {
        "event": "what fires the trigger",
        "kind": "for which kind of ticket it fires",
        "priority": "for which priority it fires",
        "clock": "which clock it looks at",
        "percent": "the share of the time of a clock",
        "status": "the status that has to last",
        "amount": "how long after its event it tells somebody",
        "unit": "how that time is counted",
        "calendar": "the hours in which somebody is told",
        "repeat_amount": "how long after each telling it tells again",
        "repeat_unit": "how that time is counted",
        "form": "whether it climbs, and on which ladder",
        "level": "the level that is told",
        "is_off": "the row tells nobody",
    },
    "status_rules": {
        "follow_up_days": "when somebody has to be contacted",
        "is_repeated": "whether they are contacted again and again",
        "follow_up": "what has to be done",
        "extra_days": "by how much a contact moves the deadline",
        "extra_days_from": "from when that time counts",
        "closes_after": "after how many contacts the ticket is to be closed",
        "is_customer_told": "whether the customer is to be told of the status",
    },
    "credits": {
        "title": "the name of the credit",
        "trigger": "the cause of the credit",
        "percentage": "the first discount",
        "step_percentage": "by how much the discount grows",
        "maximum_percentage": "the highest discount",
        "after": "when the discount begins",
        "unit": "how `after` is counted",
        "step_period": "how often the discount grows",
        "applies_to": "the invoice of which it is a share",
    },
    "availability": {
        "subject": "the services that have outages",
        "period": "the period in which the promise is judged",
        "minimum_percentage": "the downtime that is allowed",
        "calendar": "the service time",
        "warn_below": "when little of the allowed downtime is left",
    },
    "exclusions": {
        "cause": "the causes that exclude an outage",
        "scope": "whether the cause excludes downtime",
        "maintenance_types": "the cause and clauses of downtime during maintenance",
    },
    "maintenance": {
        "maintenance_type": "the types that a window can have",
        "calendar": "in which hours the work may be done",
        "start_calendar": "in which hours it may begin",
        "is_soft": "whether work at another time is forbidden",
        "not_before": "from which time of day it may begin",
        "notice": "the latest moment to announce it",
        "notice_unit": "how the notice is counted",
        "is_notice_required": "whether it must be announced before it starts",
        "maximum": "how many windows are allowed",
        "maximum_period": "the period in which they are counted",
        "counts_towards": "which other maximum it uses up",
        "counts_only_outages": "whether work that interrupts nothing is counted",
        "counts_as_downtime": "whether an outage during the work counts",
    },
    "calendar": {
        "time_zone": "the zone of its hours",
        "always_open": "it is open day and night",
        "holiday_rule": "which days are holidays",
        "are_holidays_named": "whether the reading `holidays` applies to it",
    },
    "hours": {
        "day": "on which weekday, or on holidays, it is open",
        "opens": "from when it is open",
        "closes": "until when it is open",
        "on_holidays": "whether it is open on a holiday too",
    },
    "days": {
        "date": "the day that differs",
        "status": "whether it is open or closed on that day",
        "opens": "from when",
        "closes": "until when",
    },
    "closed_dates": {"date": "the days on which it is closed as on holidays"},
}
"""For each table the columns that the engine reads, each with its effect."""

ON_SITE: dict[str, dict[str, str]] = {
    "contract": {
        "title": "the name of the contract on the ticket's page",
        "version": "the version that the clocks of a ticket keep",
        "valid_from": "the first day on which reports fall under the contract",
        "valid_to": "the last day on which reports fall under the contract",
        "is_hidden": "whether tickets still get the contract",
    },
    "customers": {"customer": "whose tickets fall under the contract"},
    "priorities": {
        "title": "the name of the priority on the ticket's page",
        "definition": "the meaning of the priority on the ticket's page",
    },
    "communication": {"subject": "the name of the rule on the ticket's page"},
    "contact_rules": {"definition": "what the pages of a ticket and a customer say"},
    "targets": {"stamps": "the field of the ticket that shows the date"},
    "availability": {"from_tickets": "whether a disruption becomes an outage by itself"},
    "status_rules": {
        "status": "for which status of a ticket the rule holds",
        "kind": "for which kind of ticket the rule holds",
        "effect": "whether the ticket runs, pauses or is resolved",
        "closes_itself": "whether the app closes a ticket on which nobody answers",
        "reason": "why the ticket pauses",
    },
    "fees": {
        "vat_code": "the VAT code of the entry in the ledger",
        "needs_consent": "whether the entry waits until the customer approves the costs",
    },
    "holders": {
        "function": "the function that somebody holds",
        "user": "who is told of its escalations",
        "team": "the team whose members are told",
        "email": "the address that is told",
    },
}
"""For each table the columns that only the app on a site reads, each with its effect."""

SELECTING = frozenset(
    "kind priority condition reason channel is_disruption outside_sla cannot_wait unless "
    "time_of_day status ticket_type helpdesk_priority maintenance_type about".split()
)
"""Columns that only say for which tickets, or for which maintenance, a row holds."""


def acting_columns(table: str) -> dict[str, str]:
    """Return the columns of a table that code acts on, each with its effect."""
    return IN_ENGINE.get(table, {}) | ON_SITE.get(table, {})
