"""A proof for each column of `IN_ENGINE`: another value of it changes a verdict.

A proof takes the shipped documents, changes one column, and compares one result before and after: a
date of a ticket, its fees, notes, escalations or follow-ups, or the meaning of a Helpdesk priority
or type. If the shipped documents do not use a column, both sides fill it in first (`given`).
"""

from __future__ import annotations

import copy
from typing import Any, NamedTuple

import pytest
from factories import at, broken, codes, dues, judge, judge_windows, measure, shown

from sla_nl.engine.acting import IN_ENGINE, ON_SITE, SELECTING
from sla_nl.engine.agreement.communication import tellings_of, untold_status
from sla_nl.engine.agreement.contacts import contact_counts
from sla_nl.engine.agreement.desks import desks_of
from sla_nl.engine.agreement.obligations import course_of, obligations_of
from sla_nl.engine.compliance.results import Counter, figures_of
from sla_nl.engine.errors import LineError, TicketError
from sla_nl.engine.service.credits import credit_case
from sla_nl.engine.service.maintenance_steps import window_steps
from sla_nl.engine.words.communication import telling_lines
from sla_nl.engine.words.telling import Words
from sla_nl.vendors import FIXTURES, Catalogue, read_documents

OFFICE, ALWAYS, COVIDE = "vcare-connect-office", "vcare-connect-24x7", "covide-basic"
FMS, INLENERS, HOURS = "smart-fms-basic", "inlenersbeloning", "vcare-office"
MON, TUE, SAT, KINGS_DAY = "2026-06-08", "2026-06-09", "2026-06-13", "2026-04-27"
NO_KEY, MATRIX = "no such promise", "SLA Escalation Matrix"
DOCUMENTS = [d for path in sorted(FIXTURES.glob("*.json")) for d in read_documents(path)]


class Proof(NamedTuple):
    """A change of one column, and a result before and after it.

    Args:
        column: as `table.column`; `contract.` and `calendar.` are columns of the document itself.
        document: the name of the contract or calendar.
        row: a clause of the row, or some of its columns; the first row that fits is changed.
        value: the other value of the column.
        asked: a function that takes the contracts and returns the result.
        before, after: its result without the change and with it.
        given: changes that are made on both sides, as `(table, row, columns)`: to the row that fits
            `row`, or to a new row if `row` is None. A document's name instead of a table means
            columns of that document itself.
    """

    column: str
    document: str
    row: Any
    value: Any
    asked: Any
    before: Any
    after: Any
    given: tuple[Any, ...] = ()


def due(contract, key, *ticket, **facts):
    """Return a function that returns the due date of a promise, as a local text."""
    return lambda contracts: dues(contracts[contract], *ticket, **facts).get(key, NO_KEY)


def state(contract, key, *ticket, **facts):
    """Return a function that returns the state of a promise."""
    return lambda contracts: judge(contracts[contract], *ticket, **facts).clock(key).state


def notes(contract, *ticket, **facts):
    """Return a function that returns the codes of the notes."""
    return lambda contracts: codes(judge(contracts[contract], *ticket, **facts))


def fees(contract, value_of, *ticket, **facts):
    """Return a function that returns a value of each fee, such as its amount."""
    return lambda contracts: [
        value_of(fee) for fee in judge(contracts[contract], *ticket, **facts).fees
    ]


def accepts(contract, priority):
    """Return a function that returns whether an incident can have a priority."""

    def asked(contracts):
        try:
            judge(contracts[contract], priority, f"{MON} 10:00")
        except TicketError:
            return False
        return True

    return asked


def meaning(contract, *ticket):
    """Return a function that returns the priority of a Helpdesk priority and ticket type."""
    return lambda contracts: contracts[contract].priority_of(*ticket)


def kind(contract, ticket_type):
    """Return a function that returns the kind of a ticket type."""
    return lambda contracts: contracts[contract].kind_of(ticket_type)


RESP, UPDATE, LIMIT = "response@100", "update@100", "resolution@100"
P1 = due(OFFICE, RESP, "P1", f"{MON} 10:00")
AT_10, NEXT_DAY = f"{MON} 10:30", f"{TUE} 08:30"
SOLVED = (f"{MON} 10:00", "responded"), (f"{MON} 11:00", "resolved"), (f"{MON} 12:00", "reopened")

OF_CONTRACTS = [
    Proof("contract.calendar", COVIDE, None, "24x7",
          due(COVIDE, "resolution@90", "Urgent", f"{MON} 16:00"), f"{TUE} 11:00", f"{MON} 20:00"),
    Proof("contract.good_friday", OFFICE, None, "closed",
          due(OFFICE, RESP, "P1", "2026-04-03 10:00"), "2026-04-03 10:30", "2026-04-07 08:30"),
    Proof("contract.liberation_day", OFFICE, None, "every_year",
          due(OFFICE, RESP, "P1", "2026-05-05 10:00"), "2026-05-05 10:30", "2026-05-06 08:30"),
    Proof("contract.holidays", FMS, None, "none",
          due(FMS, RESP, "A", f"{KINGS_DAY} 10:00"), "2026-04-28 11:00", f"{KINGS_DAY} 12:00"),
    Proof("contract.working_day_rule", COVIDE, None, "end_of_day",
          due(COVIDE, "resolution@90", "Hoog", f"{MON} 10:00"), f"{TUE} 10:00", f"{TUE} 17:00"),
    Proof("contract.calendar_day_rule", COVIDE, None, "end_of_day",
          due(COVIDE, "resolution@90", "Medium", f"{MON} 10:00"),
          "2026-06-15 10:00", "2026-06-15 23:59:59"),
    Proof("contract.month_end_rule", COVIDE, None, "overflow",
          due(COVIDE, "resolution@99.9", "Laag", "2026-11-30 10:00"),
          "2027-02-28 10:00", "2027-03-02 10:00"),
    Proof("contract.roll_rule", COVIDE, None, "next_open",
          due(COVIDE, "resolution@90", "Medium", "2026-04-20 10:00"),
          f"{KINGS_DAY} 10:00", "2026-04-28 08:00"),
    Proof("contract.closing_rule", ALWAYS, None, "inside",
          due(ALWAYS, "registration@100", "P1", f"{MON} 17:00"), f"{TUE} 17:00", f"{MON} 18:00"),
    Proof("contract.same_day_rule", OFFICE, None, "midnight",
          due(OFFICE, RESP, "P1", f"{MON} 10:00", kind="change"),
          f"{MON} 17:00", f"{MON} 23:59:59"),
    Proof("contract.reopen_rule", OFFICE, None, "afresh",
          due(OFFICE, LIMIT, "P1", f"{MON} 10:00", *SOLVED), f"{TUE} 14:00", f"{TUE} 15:00"),
]  # fmt: skip

P9 = ("priorities", None, {"code": "P9", "kind": "incident", "clause": "new"})
OF_PRIORITIES = [
    Proof("priorities.code", OFFICE, "new", "P8", accepts(OFFICE, "P9"), True, False, (P9,)),
    Proof("priorities.kind", OFFICE, "new", "change", accepts(OFFICE, "P9"), True, False, (P9,)),
    Proof("priority_map.priority", OFFICE, {"helpdesk_priority": "Urgent"}, "P2",
          meaning(OFFICE, "incident", "", "Urgent"), "P1", "P2"),
    Proof("priority_map.kind", FMS, {"kind": "question"}, "problem",
          meaning(FMS, "question", "", "Urgent"), "D", "A"),
    Proof("priority_map.ticket_type", INLENERS, {"ticket_type": "Bug"}, "Fault",
          meaning(INLENERS, "incident", "Bug", "Urgent"), "Bug", "Disruption"),
    Proof("priority_map.helpdesk_priority", OFFICE, {"priority": "P1"}, "Critical",
          meaning(OFFICE, "incident", "", "Critical"), "Critical", "P1"),
    Proof("kind_map.ticket_type", OFFICE, {"ticket_type": "RFC"}, "Wish",
          kind(OFFICE, "Wish"), "incident", "change"),
    Proof("kind_map.kind", OFFICE, {"ticket_type": "RFC"}, "problem",
          kind(OFFICE, "RFC"), "change", "problem"),
]  # fmt: skip

RESPONSE, NUMBER = "vcare-4.5-p1-response", "vcare-4.2-ticket-number"
LATE = due(OFFICE, RESP, "P1", f"{MON} 16:45")
OF_TARGETS = [
    Proof("targets.kind", COVIDE, "covide-9.1-question-90", "change",
          due(COVIDE, "response@90", "", f"{MON} 10:00", kind="question"),
          "2026-06-11 10:00", NO_KEY),
    Proof("targets.priority", OFFICE, "vcare-b1-interval-p2", "P3",
          due(OFFICE, UPDATE, "P3", f"{MON} 10:00", (f"{MON} 10:00", "responded")),
          NO_KEY, f"{MON} 11:00"),
    Proof("targets.condition", OFFICE, NUMBER, "outside",
          due(OFFICE, "registration@100", "P1", f"{MON} 10:00"), f"{MON} 11:00", NO_KEY),
    Proof("targets.clock", OFFICE, RESPONSE, "recovery",
          due(OFFICE, "recovery@100", "P1", f"{MON} 10:00"), NO_KEY, AT_10),
    Proof("targets.share", OFFICE, RESPONSE, "90",
          due(OFFICE, "response@90", "P1", f"{MON} 10:00"), NO_KEY, AT_10),
    Proof("targets.amount", OFFICE, RESPONSE, "1", P1, AT_10, f"{MON} 11:00"),
    Proof("targets.unit", OFFICE, RESPONSE, "hours", LATE, f"{TUE} 08:15", f"{MON} 17:15"),
    Proof("targets.rule", OFFICE, "vcare-5.1-c1-takeup", "midnight",
          due(OFFICE, RESP, "P1", f"{MON} 10:00", kind="change"),
          f"{MON} 17:00", f"{MON} 23:59:59"),
    Proof("targets.calendar", OFFICE, RESPONSE, "24x7", LATE, f"{TUE} 08:15", f"{MON} 17:15"),
    Proof("targets.starts_at", OFFICE, "vcare-4.5-p1-recovery", "reported",
          due(OFFICE, "recovery@80", "P1", f"{MON} 10:00"), None, f"{MON} 14:00"),
    Proof("targets.count_from", COVIDE, "covide-7.1-medium-90", "event",
          due(COVIDE, "resolution@90", "Medium", f"{SAT} 12:00"),
          "2026-06-22 08:00", "2026-06-20 12:00"),
    Proof("targets.plan_replaces", COVIDE, "covide-7.1-medium-90", 1,
          due(COVIDE, "resolution@90", "Medium", f"{MON} 10:00",
              (f"{MON} 11:00", "planned", "2026-07-01 09:00")),
          "2026-06-15 10:00", "2026-07-01 09:00"),
]  # fmt: skip

WAITING = due(OFFICE, RESP, "P1", f"{MON} 10:00", (f"{MON} 10:10", "paused", "customer"))
WAITS = "vcare-2.5-info-at-once"
NEAR = ("event_rules", None, {
    "event": "near_closing", "effect": "round_the_clock", "priority": "P1", "clocks": "response",
    "minutes": 60, "clause": "new",
})  # fmt: skip
KNOWN = due(INLENERS, RESP, "Bug", f"{MON} 10:00", (f"{MON} 11:00", "reprioritised", "Disruption"),
            known_since="2026-06-07 04:00")  # fmt: skip
BY_PHONE = due(FMS, RESP, "A", f"{MON} 10:00", channel="phone")
ONLY_PORTAL = "smartfms-portal-only"
OF_RULES = [
    Proof("event_rules.event", OFFICE, "vcare-2.5-out-of-scope", "unreachable",
          state(OFFICE, RESP, "P1", f"{MON} 10:00", outside_sla=True), "not applicable", "running"),
    Proof("event_rules.reason", OFFICE, WAITS, "supplier", WAITING, None, AT_10),
    Proof("event_rules.kind", OFFICE, WAITS, "question", WAITING, None, AT_10),
    Proof("event_rules.priority", OFFICE, WAITS, "P2", WAITING, None, AT_10),
    Proof("event_rules.clocks", OFFICE, WAITS, "recovery", WAITING, None, AT_10),
    Proof("event_rules.minutes", OFFICE, "new", 10, LATE, f"{MON} 17:15", f"{TUE} 08:15", (NEAR,)),
    Proof("event_rules.hours", INLENERS, "inl-4b-late", "48", KNOWN, NO_KEY, f"{MON} 10:15"),
    Proof("channel_rules.kind", FMS, ONLY_PORTAL, "question", BY_PHONE, None, f"{MON} 12:00"),
    Proof("channel_rules.priority", FMS, ONLY_PORTAL, "B", BY_PHONE, None, f"{MON} 12:00"),
    Proof("channel_rules.channels", FMS, ONLY_PORTAL, "phone", BY_PHONE, None, f"{MON} 12:00"),
    Proof("channel_rules.clocks", FMS, ONLY_PORTAL, "recovery", BY_PHONE, None, f"{MON} 12:00"),
    Proof("channel_rules.effect", FMS, ONLY_PORTAL, "expected",
          notes(FMS, "A", f"{MON} 10:00", channel="phone"),
          ["channel_not_applicable"], ["channel_expected"]),
]  # fmt: skip

RUSH, ACCESS, BY_HOUR = "vcare-5.1-rush-fee-always", "vcare-4.7-no-access-cost", "covide-8-cost"
NO_DISRUPTION = (f"{MON} 11:00", "assessed", {"is_disruption": False})
ASSESSED = "P1", f"{MON} 10:00", NO_DISRUPTION
REFUSED = "P2", f"{MON} 10:00", (f"{MON} 12:00", "paused", "no_access"), (f"{MON} 13:40", "resumed")
NIGHT = f"{SAT} 03:00"
CALL = {"priority": "P3", "channel": "standby"}


def clause(fee):
    return fee.rule.clauses[0]


def moment(fee):
    return shown(fee.at)


def amount(fee):
    return None if fee.amount is None else str(fee.amount)


def minutes(fee):
    return fee.minutes


def of_rule(name):
    """Return a function that returns a column of the rule of a fee."""
    return lambda fee: getattr(fee.rule, name)


def rated(row, **columns):
    """Return the change that gives a fee row a rate, and other columns."""
    return (("fees", row, {"rate": "90", **columns}),)


OF_FEES = [
    Proof("fees.kind", OFFICE, RUSH, "change", fees(OFFICE, clause, *ASSESSED), [RUSH], []),
    Proof("fees.priority", OFFICE, RUSH, "P3", fees(OFFICE, clause, *ASSESSED), [RUSH], []),
    Proof("fees.reason", OFFICE, ACCESS, "customer", fees(OFFICE, clause, *REFUSED), [ACCESS], []),
    Proof("fees.channel", ALWAYS, CALL, "phone",
          fees(ALWAYS, clause, "P3", NIGHT, channel="phone"), [], ["vcare-3.2-unjustified-fee"]),
    Proof("fees.is_disruption", OFFICE, RUSH, "Yes", fees(OFFICE, clause, *ASSESSED), [RUSH], []),
    Proof("fees.outside_sla", OFFICE, {"priority": "P3", "outside_sla": "Yes"}, "No",
          fees(OFFICE, clause, "P3", f"{MON} 10:00", kind="change", outside_sla=True),
          ["vcare-5.1-fee-possible"], []),
    Proof("fees.cannot_wait", ALWAYS, {"priority": "P4", "channel": "standby"}, "Yes",
          fees(ALWAYS, clause, "P4", NIGHT, channel="standby"), ["vcare-3.2-unjustified-fee"], []),
    Proof("fees.unless", COVIDE, BY_HOUR, "",
          fees(COVIDE, of_rule("basis"), "", f"{MON} 10:00", (f"{MON} 11:00", "quote_requested"),
               kind="change"),
          ["quote"], ["per_hour", "quote"]),
    Proof("fees.time_of_day", ALWAYS, CALL, "inside",
          fees(ALWAYS, clause, "P3", NIGHT, channel="standby"), ["vcare-3.2-unjustified-fee"], []),
    Proof("fees.calendar", ALWAYS, CALL, "24x7",
          fees(ALWAYS, clause, "P3", NIGHT, channel="standby"), ["vcare-3.2-unjustified-fee"], []),
    Proof("fees.title", OFFICE, RUSH, "Spoed", fees(OFFICE, of_rule("title"), *ASSESSED),
          ["Spoedkosten: na beoordeling geen storing"], ["Spoed"]),
    Proof("fees.event", OFFICE, RUSH, "reported", fees(OFFICE, moment, *ASSESSED),
          [f"{MON} 11:00"], [f"{MON} 10:00"]),
    Proof("fees.certainty", OFFICE, RUSH, "possible", fees(OFFICE, of_rule("certainty"), *ASSESSED),
          ["always"], ["possible"]),
    Proof("fees.basis", OFFICE, RUSH, "per_hour", fees(OFFICE, amount, *ASSESSED),
          ["90.00"], [None], rated(RUSH)),
    Proof("fees.rate", OFFICE, RUSH, "125.50", fees(OFFICE, amount, *ASSESSED), [None], ["125.50"]),
    Proof("fees.currency", OFFICE, RUSH, "USD", fees(OFFICE, of_rule("currency"), *ASSESSED),
          ["EUR"], ["USD"]),
    Proof("fees.rounding_minutes", OFFICE, ACCESS, 15, fees(OFFICE, amount, *REFUSED),
          ["150.00"], ["157.50"], rated(ACCESS)),
    Proof("fees.minimum_minutes", OFFICE, ACCESS, 120, fees(OFFICE, minutes, *REFUSED),
          [100], [120]),
    Proof("fees.counts_from", OFFICE, RUSH, "call", fees(OFFICE, moment, *ASSESSED),
          [f"{MON} 11:00"], [f"{MON} 10:00"]),
    Proof("fees.is_off", OFFICE, RUSH, 1, fees(OFFICE, clause, *ASSESSED), [RUSH], []),
]  # fmt: skip

MONDAY = {"day": "Monday"}
HOLIDAY = due(OFFICE, RESP, "P1", f"{KINGS_DAY} 10:00")
UNNAMED = due(FMS, RESP, "A", f"{KINGS_DAY} 10:00")
A_DAY, SPECIAL = {"date": MON}, {"date": MON, "status": "Open", "opens": "09:00", "closes": "17:00"}


def special(**columns):
    """Return the change that gives a calendar a special day."""
    return (("days", None, columns),)


OF_CALENDARS = [
    Proof("calendar.time_zone", HOURS, None, "America/New_York", P1, AT_10, f"{MON} 14:30"),
    Proof("calendar.always_open", HOURS, None, 1, due(OFFICE, RESP, "P1", f"{MON} 20:00"),
          NEXT_DAY, f"{MON} 20:30"),
    Proof("calendar.holiday_rule", HOURS, None, "", HOLIDAY,
          "2026-04-28 08:30", f"{KINGS_DAY} 10:30"),
    Proof("calendar.are_holidays_named", "smart-fms-window", None, 1, UNNAMED,
          f"{KINGS_DAY} 12:00", "2026-04-28 11:00", ((FMS, None, {"holidays": "none"}),)),
    Proof("hours.day", HOURS, MONDAY, "Saturday", due(OFFICE, RESP, "P1", f"{SAT} 10:00"),
          "2026-06-15 08:30", f"{SAT} 10:30"),
    Proof("hours.opens", HOURS, MONDAY, "09:00", due(OFFICE, RESP, "P1", f"{MON} 08:00"),
          f"{MON} 08:30", f"{MON} 09:30"),
    Proof("hours.closes", HOURS, MONDAY, "18:00", due(OFFICE, RESP, "P1", f"{MON} 17:00"),
          NEXT_DAY, f"{MON} 17:30"),
    Proof("hours.on_holidays", HOURS, MONDAY, 1, HOLIDAY,
          "2026-04-28 08:30", f"{KINGS_DAY} 10:30"),
    Proof("days.date", HOURS, A_DAY, TUE, P1, NEXT_DAY, AT_10,
          special(date=MON, status="Closed")),
    Proof("days.status", HOURS, A_DAY, "Closed", P1, AT_10, NEXT_DAY,
          special(date=MON, status="Open")),
    Proof("days.opens", HOURS, A_DAY, "12:00", P1, AT_10, f"{MON} 12:30", special(**SPECIAL)),
    Proof("days.closes", HOURS, A_DAY, "10:10", P1, AT_10, f"{TUE} 08:20", special(**SPECIAL)),
    Proof("closed_dates.date", HOURS, A_DAY, TUE, P1, NEXT_DAY, AT_10,
          (("closed_dates", None, {"date": MON, "reason": "Brand"}),)),
]  # fmt: skip

CLIMB = "vcare-connect matrix"
LATER = "2026-06-20 10:00"
P3_BAD = "P3", f"{MON} 09:00", (f"{MON} 10:00", "escalated", {"reason": "poor_performance"})
DOWN_THEN_BAD = (
    "P3", f"{MON} 09:00", (f"{MON} 09:30", "escalated", {"reason": "service_unavailable"}),
    *P3_BAD[2:],
)  # fmt: skip
P2_SILENT = "P2", f"{MON} 09:00"
BAD = {"event": "poor_performance"}


def told(contract, value_of, *ticket, now=LATER, **facts):
    """Return a function that returns a value of each escalation up to a moment."""
    return lambda contracts: [
        value_of(escalation)
        for escalation in judge(contracts[contract], *ticket, now=now, **facts).escalations
    ]


def value(name):
    """Return a function that returns a value of an escalation or a follow-up."""
    return lambda record: getattr(record, name)


def told_at(escalation):
    return shown(escalation.at)


def level(escalation):
    return escalation.level and escalation.level.level


def trigger(**columns):
    """Return the change that gives the matrix of Vcare a new trigger, with a clause `new`."""
    return (("triggers", None, {"form": "hierarchical", "clause": "new", **columns}),)


def of_new(*ticket, **facts):
    """Return a function that returns the moments at which the trigger `new` tells somebody."""
    found = told(OFFICE, lambda e: shown(e.at) if e.clauses == ("new",) else "", *ticket, **facts)
    return lambda contracts: [moment for moment in found(contracts) if moment]


RESPONSE_MISSED = {"event": "target_missed", "clock": "response", "priority": "P2"}
WAITS = {"event": "status_lasts", "status": "Gepland Intern", "amount": "2", "unit": "hours"}
PLANNED = "P3", f"{MON} 09:00", (f"{MON} 10:00", "status", {"status": "Gepland Intern"})

OF_MATRICES = [
    Proof("levels.level", CLIMB, "vcare-7.4-low", "Eerste", told(OFFICE, level, *P3_BAD),
          ["Laag"], ["Eerste"]),
    Proof("levels.contact", CLIMB, "vcare-7.4-low", "Balie", told(OFFICE, value("to"), *P3_BAD),
          ["Service & Support"], ["Balie"]),
    Proof("levels.form", CLIMB, "vcare-7.4-low", "functional", told(OFFICE, level, *P3_BAD),
          ["Laag"], ["Midden"]),
    Proof("levels.first_deputy", CLIMB, "vcare-7.4-low", "A",
          told(OFFICE, lambda e: e.deputies[0], *P3_BAD), ["Customer Service Manager"], ["A"]),
    Proof("levels.second_deputy", CLIMB, "vcare-7.4-low", "B",
          told(OFFICE, lambda e: e.deputies[1], *P3_BAD), ["Teammanager Operations"], ["B"]),
    Proof("triggers.event", CLIMB, BAD, "calamity", told(OFFICE, level, *P3_BAD), ["Laag"], []),
    Proof("triggers.kind", CLIMB, BAD, "change", told(OFFICE, level, *P3_BAD), ["Laag"], []),
    Proof("triggers.priority", CLIMB, BAD, "P2", told(OFFICE, level, *P3_BAD), ["Laag"], []),
    Proof("triggers.clock", CLIMB, "new", "recovery", of_new(*P2_SILENT),
          [f"{MON} 10:00"], [], trigger(**RESPONSE_MISSED)),
    Proof("triggers.percent", CLIMB, "new", "75",
          of_new("P3", f"{MON} 09:00"), [f"{MON} 10:00"], [f"{MON} 10:30"],
          trigger(event="share_used", clock="response", percent="50")),
    Proof("triggers.status", CLIMB, "new", "Nieuw", of_new(*PLANNED),
          [f"{MON} 12:00"], [], trigger(**WAITS)),
    Proof("triggers.amount", CLIMB, "new", "3", of_new(*PLANNED),
          [f"{MON} 12:00"], [f"{MON} 13:00"], trigger(**WAITS)),
    Proof("triggers.unit", CLIMB, "new", "minutes", of_new(*PLANNED),
          [f"{MON} 12:00"], [f"{MON} 10:02"], trigger(**WAITS)),
    Proof("triggers.calendar", CLIMB, {"event": "prioritised"}, HOURS,
          told(OFFICE, told_at, "P1", f"{SAT} 10:00", now="2026-06-15 08:10"),
          [f"{SAT} 10:00"], ["2026-06-15 08:00"]),
    Proof("triggers.repeat_amount", CLIMB, "new", "2", of_new(*P2_SILENT, now=f"{MON} 13:00"),
          [f"{MON} 10:00", f"{MON} 11:00", f"{MON} 12:00", f"{MON} 13:00"],
          [f"{MON} 10:00", f"{MON} 12:00"],
          trigger(**RESPONSE_MISSED, repeat_amount="1", repeat_unit="hours")),
    Proof("triggers.repeat_unit", CLIMB, "new", "working_days",
          of_new(*P2_SILENT, now=f"{MON} 12:00"),
          [f"{MON} 10:00", f"{MON} 11:00", f"{MON} 12:00"], [f"{MON} 10:00"],
          trigger(**RESPONSE_MISSED, repeat_amount="1", repeat_unit="hours")),
    Proof("triggers.form", CLIMB, BAD, "", told(OFFICE, level, *DOWN_THEN_BAD),
          ["Laag", "Midden"], ["Laag", "Laag"]),
    Proof("triggers.level", CLIMB, BAD, "Zeer hoog", told(OFFICE, level, *P3_BAD),
          ["Laag"], ["Zeer hoog"]),
    Proof("triggers.is_off", CLIMB, BAD, 1, told(OFFICE, level, *P3_BAD), ["Laag"], []),
]  # fmt: skip

CHANGE = "P3", f"{MON} 10:00"
ASKED = (*CHANGE, (f"{MON} 10:00", "quote_requested"))
WAITING = (*CHANGE, (f"{MON} 10:30", "status", {"status": "Wacht op Klant"}))
CONTACT = {"whom": "customer"}
CHASED = (*WAITING, ("2026-06-11 10:30", "contacted", CONTACT))
TWICE = (*CHASED, ("2026-06-16 09:00", "contacted", CONTACT))
PAUSED_P1 = (
    "P1", f"{MON} 10:00", (f"{MON} 10:30", "paused", "customer"),
    (f"{MON} 10:30", "status", {"status": "Wacht op Klant"}),
    (f"{TUE} 09:00", "contacted", CONTACT),
)  # fmt: skip
ETA, WAIT = "vcare-5.2.2-eta-3wd", "vcare-5.1-st-wait-plus3"


def tasks(value_of, *ticket, kind="change", now="2026-06-09 12:00", row=""):
    """Return a function that returns a value of each follow-up, or of those with a clause."""
    return lambda contracts: [
        value_of(task)
        for task in judge(contracts[OFFICE], *ticket, kind=kind, now=now).follow_ups
        if not row or row in task.clauses
    ]


def task_due(task):
    return shown(task.due)


def held(contracts):
    """Return the date that is kept for a paused change of priority 1."""
    verdict = judge(contracts[OFFICE], *PAUSED_P1, kind="change", now=f"{TUE} 12:00")
    return shown(verdict.clock(LIMIT).held_due)


OF_FOLLOW_UPS = [
    Proof("status_rules.follow_up_days", OFFICE, WAIT, 4, tasks(task_due, *WAITING),
          ["2026-06-11 10:30"], ["2026-06-12 10:30"]),
    Proof("status_rules.is_repeated", OFFICE, WAIT, 0,
          tasks(value("state"), *CHASED, now="2026-06-12 10:00"),
          ["done", "open"], ["done"], (("status_rules", WAIT, {"closes_after": 0}),)),
    Proof("status_rules.follow_up", OFFICE, WAIT, "Bellen", tasks(value("what"), *WAITING),
          ["Klant benaderen"], ["Bellen"]),
    Proof("status_rules.extra_days", OFFICE, WAIT, 0, held, "2026-06-12 09:00", f"{TUE} 10:00"),
    Proof("status_rules.extra_days_from", OFFICE, WAIT, "deadline", held,
          "2026-06-12 09:00", "2026-06-12 10:00"),
    Proof("status_rules.closes_after", OFFICE, WAIT, 3,
          tasks(value("is_closing"), *TWICE, now="2026-06-17 12:00"),
          [False, False, True], [False, False, False]),
    Proof("follow_ups.event", OFFICE, ETA, "quote_accepted",
          tasks(task_due, *ASKED, row=ETA), ["2026-06-11 10:00"], []),
    Proof("follow_ups.action", OFFICE, ETA, "Bellen", tasks(value("what"), *ASKED, row=ETA),
          ["Melden wanneer de offerte komt"], ["Bellen"]),
    Proof("follow_ups.amount", OFFICE, ETA, "4", tasks(task_due, *ASKED, row=ETA),
          ["2026-06-11 10:00"], ["2026-06-12 10:00"]),
    Proof("follow_ups.unit", OFFICE, ETA, "weeks", tasks(task_due, *ASKED, row=ETA),
          ["2026-06-11 10:00"], ["2026-06-29 10:00"]),
    Proof("follow_ups.kind", OFFICE, ETA, "incident", tasks(task_due, *ASKED, row=ETA),
          ["2026-06-11 10:00"], []),
    Proof("follow_ups.priority", OFFICE, ETA, "P4", tasks(task_due, *ASKED, row=ETA),
          ["2026-06-11 10:00"], []),
    Proof("follow_ups.is_before", OFFICE, ETA, 1, tasks(task_due, *ASKED, row=ETA),
          ["2026-06-11 10:00"], []),
    Proof("follow_ups.whom", OFFICE, ETA, "supplier",
          tasks(value("state"), *ASKED, (f"{MON} 11:00", "updated"), row=ETA), ["done"], ["open"]),
    Proof("follow_ups.done_by", OFFICE, ETA, "",
          tasks(value("state"), *ASKED, (f"{MON} 11:00", "quote_sent"), row=ETA),
          ["done"], ["open"]),
]  # fmt: skip

FMS_REGULAR, FMS_LARGE = {"maintenance_type": "Regulier onderhoud"}, "smartfms-maint-large"
EVENING = ("Regulier onderhoud", f"{TUE} 18:00", f"{TUE} 20:00", "2026-06-01 09:00")
QUIET = (*EVENING, {"interrupts": False})
MAJOR = ("Groot onderhoud", "2026-06-20 22:00", "2026-06-21 02:00", "2026-06-07 09:00")
DOWN = f"{TUE} 10:00", f"{TUE} 14:00"


def faults(contract, *windows):
    """Return a function that returns the rules that the last of some windows breaks."""

    def asked(contracts):
        try:
            return broken(judge_windows(contracts[contract], *windows)[-1])
        except LineError as error:
            return error.field

    return asked


def announce_by(contract, window):
    """Return a function that returns the latest moment to announce a window."""
    return lambda contracts: shown(judge_windows(contracts[contract], window)[0].announce_by)


def excluded(contract, window):
    """Return a function that returns the seconds of a window that are no downtime."""
    return lambda contracts: judge_windows(contracts[contract], window)[0].excluded_s


def cause(contract, window):
    """Return a function that returns the cause for which a window is no downtime."""
    return lambda contracts: window_steps(judge_windows(contracts[contract], window)[0])[
        -1
    ].values.get("cause")


def uptime(contract, value, *outages, period="2026-06", **facts):
    """Return a function that returns a value of the first service, or the field that is wrong."""

    def asked(contracts):
        try:
            return getattr(measure(contracts[contract], period, *outages, **facts)[0], value)
        except LineError as error:
            return error.field

    return asked


def credit(value_of):
    """Return a function that returns a value of the credit after a meeting on 8 June."""

    def asked(contracts):
        try:
            return value_of(credit_case(contracts[COVIDE], MEETING, None, MEETING))
        except LineError as error:
            return error.field

    return asked


def steps(case):
    """Return the first two dates of a credit, and its first and last percentage."""
    whole = case.steps
    dates = " ".join(shown(step.at)[:10] for step in whole[:2])
    return f"{dates}: {whole[0].percentage} to {whole[-1].percentage} in {len(whole)}"


MEETING = 1780900200  # 2026-06-08 08:30
LADDER, FROM_3 = "covide-7.3-discount-5", "2026-09-08 2026-10-08: 5 to 50 in 10"
FORCE, SOFTWARE = {"cause": "Overmacht"}, "inl-2a-avail"
EXCLUDED = (*DOWN, {"cause": "Overmacht"})
OF_SERVICE = [
    Proof("contract.maintenance_rule", COVIDE, None, "stops",
          due(COVIDE, "resolution@90", "Urgent", f"{MON} 10:00", maintenance=[
              {"start": f"{MON}T11:00+02:00", "end": f"{MON}T12:00+02:00"}]),
          f"{MON} 14:00", f"{MON} 15:00"),
    Proof("contract.exclusion_rule", COVIDE, None, "service_time",
          uptime(COVIDE, "base_s", EXCLUDED), 2_592_000, 2_577_600),
    Proof("maintenance.maintenance_type", "visma-raet", "raet-maint-calendar", "Uitgave",
          faults("visma-raet", ("Release", *DOWN, f"{MON} 09:00")), [], "type",
          (("exclusions", "raet-avail-excl-announced", {"maintenance_types": ""}),)),
    Proof("maintenance.calendar", FMS, FMS_LARGE, "24x7",
          faults(FMS, ("Groot onderhoud", *DOWN, f"{MON} 09:00")), ["hours?"], []),
    Proof("maintenance.start_calendar", FMS, "smartfms-maint-other", "",
          faults(FMS, ("Overig onderhoud", f"{SAT} 10:00", f"{SAT} 12:00")), ["hours"], []),
    Proof("maintenance.is_soft", FMS, FMS_LARGE, 0,
          faults(FMS, ("Groot onderhoud", *DOWN, f"{MON} 09:00")), ["hours?"], ["hours"]),
    Proof("maintenance.not_before", FMS, FMS_REGULAR, "10:00",
          faults(FMS, ("Regulier onderhoud", *DOWN, f"{MON} 09:00")), ["not_before"], []),
    Proof("maintenance.notice", "visma-raet", "raet-maint-major-notice", "1",
          announce_by("visma-raet", MAJOR), "2026-06-06 22:00", "2026-06-13 22:00"),
    Proof("maintenance.notice_unit", "visma-raet", "raet-maint-major-notice", "calendar_days",
          announce_by("visma-raet", MAJOR), "2026-06-06 22:00", "2026-06-18 22:00"),
    Proof("maintenance.is_notice_required", FMS, FMS_REGULAR, 0,
          announce_by(FMS, EVENING), f"{TUE} 18:00", None),
    Proof("maintenance.maximum", FMS, FMS_REGULAR, 1,
          faults(FMS, EVENING, EVENING), [], ["maximum"]),
    Proof("maintenance.maximum_period", FMS, FMS_REGULAR, "year",
          faults(FMS, EVENING, EVENING, ("Regulier onderhoud", "2026-07-07 18:00",
                                         "2026-07-07 20:00", f"{MON} 09:00")), [], ["maximum"]),
    Proof("maintenance.counts_towards", FMS, FMS_LARGE, "",
          faults(FMS, EVENING, EVENING, ("Groot onderhoud", f"{SAT} 10:00", f"{SAT} 12:00",
                                         f"{MON} 09:00")), ["maximum"], []),
    Proof("maintenance.counts_only_outages", FMS, FMS_REGULAR, 1,
          faults(FMS, QUIET, QUIET, QUIET), ["maximum"], []),
    Proof("maintenance.counts_as_downtime", FMS, FMS_LARGE, 1,
          excluded(FMS, ("Groot onderhoud", f"{SAT} 10:00", f"{SAT} 12:00", f"{MON} 09:00")),
          7200, 0,
          (("exclusions", "smartfms-excl-maintenance", {"maintenance_types": ""}),)),
    Proof("exclusions.cause", COVIDE, FORCE, "Storm",
          uptime(COVIDE, "excluded_s", EXCLUDED), 14_400, "cause"),
    Proof("exclusions.scope", COVIDE, FORCE, "support",
          uptime(COVIDE, "excluded_s", EXCLUDED), 14_400, "cause"),
    Proof("exclusions.maintenance_types", FMS, "smartfms-excl-maintenance", "Klein onderhoud",
          cause(FMS, ("Groot onderhoud", f"{SAT} 10:00", f"{SAT} 12:00", f"{MON} 09:00")),
          "Regulier onderhoud", "Groot onderhoud"),
    Proof("availability.subject", COVIDE, "covide-9.2-avail", "Telefonie",
          uptime(COVIDE, "down_s", (*DOWN, {"service": "Systemen"})), 14_400, "service"),
    Proof("availability.period", COVIDE, "covide-9.2-avail", "year",
          uptime(COVIDE, "is_kept", DOWN), False, None),
    Proof("availability.minimum_percentage", COVIDE, "covide-9.2-avail", "99",
          uptime(COVIDE, "budget_s"), 12_960, 25_920),
    Proof("availability.calendar", INLENERS, SOFTWARE, "24x7",
          uptime(INLENERS, "agreed_s"), 712_800, 2_592_000),
    Proof("availability.warn_below", COVIDE, "covide-9.2-avail", "50",
          uptime(COVIDE, "is_low", (f"{MON} 10:00", f"{MON} 12:00")), False, True),
    Proof("credits.title", COVIDE, LADDER, "Korting",
          credit(lambda case: case.rule.title), "Korting wegens te late oplossingen", "Korting"),
    Proof("credits.trigger", COVIDE, LADDER, "availability_missed",
          credit(steps), FROM_3, "contract"),
    Proof("credits.percentage", COVIDE, LADDER, "10",
          credit(steps), FROM_3, "2026-09-08 2026-10-08: 10 to 50 in 9"),
    Proof("credits.step_percentage", COVIDE, LADDER, "15",
          credit(steps), FROM_3, "2026-09-08 2026-10-08: 5 to 50 in 4"),
    Proof("credits.maximum_percentage", COVIDE, LADDER, "20",
          credit(steps), FROM_3, "2026-09-08 2026-10-08: 5 to 20 in 4"),
    Proof("credits.after", COVIDE, LADDER, "2",
          credit(steps), FROM_3, "2026-08-08 2026-09-08: 5 to 50 in 10"),
    Proof("credits.unit", COVIDE, LADDER, "weeks",
          credit(steps), FROM_3, "2026-06-29 2026-07-29: 5 to 50 in 10"),
    Proof("credits.step_period", COVIDE, LADDER, "quarter",
          credit(steps), FROM_3, "2026-09-08 2026-12-08: 5 to 50 in 10"),
    Proof("credits.applies_to", COVIDE, LADDER, "Jaarfactuur",
          credit(lambda case: case.rule.applies_to),
          "Eerstvolgende maandfactuur van het abonnement", "Jaarfactuur"),
]  # fmt: skip

CALL_P1, QUIET_SAT = (f"{MON} 09:00", "responded"), f"{SAT} 03:00"
SLOW = "P1", f"{MON} 09:00", CALL_P1, (f"{MON} 11:30", "recovered")
AT_16, TUE_9 = (f"{MON} 16:00", "responded"), (f"{TUE} 09:00", "recovered")
OVERNIGHT = "P1", f"{MON} 16:00", AT_16, TUE_9
AVERAGE, WARNED = "vcare-4.5-p1-average", "vcare-4.5-p1-recovery"


def figure(contract, target, value, *tickets, period=""):
    """Return a function that returns a value of the figure of a promise, or None without one."""

    def asked(contracts):
        counter = Counter(period)
        for ticket in tickets:
            counter.count(judge(contracts[contract], *ticket, now="2026-07-01 00:00"))
        found = figures_of(counter.tally, contracts, period)
        own = (figure for figure in found if figure.promise.target == target)
        return next((getattr(figure, value) for figure in own), None)

    return asked


def mean(value, *tickets, period="2026-06"):
    """Return a function that returns a value of the mean recovery, by default of the slow P1."""
    return figure(OFFICE, "recovery@average", value, *(tickets or [SLOW]), period=period)


def desk(contract, value, moment, priority="", place=0):
    """Return a function that returns a value of a desk, or of its row."""

    def asked(contracts):
        desks = desks_of(contracts[contract], at(moment), priority)
        found = desks[place]
        return getattr(found if hasattr(found, value) else found.rule, value)

    return asked


def obligation(contract, event, moment):
    """Return a function that returns what an event makes due, and when."""
    return lambda contracts: [
        (rule.action, shown(due))
        for rule, due in obligations_of(contracts[contract], event, at(moment))
    ]


NOTICE = "vcare-2.3-notice"
ANNOUNCE, EFFECTIVE = "Wijziging schriftelijk aankondigen", "2026-09-15 10:00"
RETENTION, MADE = {"event": "backup_made"}, "2025-12-31 02:00"
KEEP = obligation(INLENERS, "backup_made", MADE)
KEPT = [("Back-up bewaren", "2026-02-28 02:00")]
STANDBY = {"subject": "Stand-by Service"}
CONTACTS = {"subject": "Contactpersonen van de klant"}
OF_REVIEWS = [
    Proof("targets.warning_share", OFFICE, WARNED, "50",
          figure(OFFICE, "recovery@80", "warning", SLOW), 60, 50),
    Proof("averages.kind", OFFICE, AVERAGE, "change", mean("tickets"), 1, None),
    Proof("averages.priority", OFFICE, AVERAGE, "P4", mean("tickets"), 1, None),
    Proof("averages.clock", OFFICE, AVERAGE, "resolution", mean("tickets"), 1, None),
    Proof("averages.amount", OFFICE, AVERAGE, "3", mean("is_kept"), False, True),
    Proof("averages.unit", OFFICE, AVERAGE, "hours",
          mean("average_s", OVERNIGHT), 7200, 61_200),
    Proof("averages.calendar", OFFICE, AVERAGE, "24x7",
          mean("average_s", OVERNIGHT), 7200, 61_200),
    Proof("averages.starts_at", OFFICE, AVERAGE, "reported",
          mean("average_s", ("P1", f"{MON} 08:00", CALL_P1, (f"{MON} 11:30", "recovered"))),
          9000, 12_600),
    Proof("averages.period", OFFICE, AVERAGE, "quarter", mean("is_kept"), False, None),
    Proof("contact_rules.subject", "visma-raet", STANDBY, "Piket",
          desk("visma-raet", "subject", QUIET_SAT, place=2), "Stand-by Service", "Piket"),
    Proof("contact_rules.channel", "visma-raet", {"channel": "portal"}, "",
          desk("visma-raet", "subject", QUIET_SAT), "Support systeem", "Service Center"),
    Proof("contact_rules.address", COVIDE, "covide-4.3.1-247", "help@covide.nl",
          desk(COVIDE, "address", QUIET_SAT), "support@covide.nl", "help@covide.nl"),
    Proof("contact_rules.calendar", COVIDE, "covide-4.3.1-247", "covide-phone",
          desk(COVIDE, "is_open", QUIET_SAT), True, False),
    Proof("contact_rules.priorities", "visma-raet", STANDBY, "TOP, 1",
          desk("visma-raet", "takes", f"{SAT} 12:00", "1", place=2), False, True),
    Proof("contact_rules.others", COVIDE, CONTACTS, "not_applicable",
          notes(COVIDE, "Urgent", f"{MON} 10:00", is_registered=False),
          ["contact_note"], ["contact_not_applicable"]),
    Proof("contact_rules.minimum", COVIDE, CONTACTS, "2",
          lambda contracts: contact_counts(contracts[COVIDE], 1)[0].is_too_few, False, True),
    Proof("contact_rules.maximum", COVIDE, CONTACTS, "4",
          lambda contracts: contact_counts(contracts[COVIDE], 4)[0].is_too_many, True, False),
    Proof("follow_ups.event", INLENERS, RETENTION, "backup_sold", KEEP, KEPT, []),
    Proof("follow_ups.action", INLENERS, RETENTION, "Bewaren",
          KEEP, KEPT, [("Bewaren", "2026-02-28 02:00")]),
    Proof("follow_ups.amount", INLENERS, RETENTION, "1",
          KEEP, KEPT, [("Back-up bewaren", "2026-01-31 02:00")]),
    Proof("follow_ups.unit", INLENERS, RETENTION, "weeks",
          KEEP, KEPT, [("Back-up bewaren", "2026-01-14 02:00")]),
    Proof("follow_ups.is_before", OFFICE, NOTICE, 0,
          obligation(OFFICE, "version_effective", EFFECTIVE),
          [(ANNOUNCE, "2026-06-15 10:00")], [(ANNOUNCE, "2026-12-15 10:00")]),
    Proof("follow_ups.next_event", OFFICE, NOTICE, "",
          lambda contracts: len(
              [*course_of(contracts[OFFICE], "version_effective", at(EFFECTIVE))]
          ), 7, 1),
]  # fmt: skip

MESSAGES = "vcare-b1-interval-p1"


def told_lines(label, moment=f"{MON} 12:00"):
    """Return a function that returns a line of each rule about a message on a P1."""

    def asked(contracts):
        contract = contracts[OFFICE]
        found = tellings_of(contract, "incident", "P1", at(moment))
        return [dict(telling_lines(one, Words("en", contract.zone))).get(label) for one in found]

    return asked


def untold(contracts):
    """Return the status of a change of which the customer is still to be told."""
    return untold_status(judge(contracts[OFFICE], *WAITING, kind="change", now=f"{TUE} 12:00"))


OF_MESSAGES = [
    Proof("communication.about", OFFICE, MESSAGES, "maintenance", told_lines("Scenario"),
          ["Werkwijzer 4"], []),
    Proof("communication.priority", OFFICE, MESSAGES, "P2", told_lines("Scenario"),
          ["Werkwijzer 4"], []),
    Proof("communication.interval", OFFICE, MESSAGES, "45", told_lines("How often"),
          ["every 30 minutes"], ["every 45 minutes"]),
    Proof("communication.unit", OFFICE, MESSAGES, "hours", told_lines("How often"),
          ["every 30 minutes"], ["every 30 hours"]),
    Proof("communication.media", OFFICE, MESSAGES, "phone", told_lines("Through"),
          ["the portal, e-mail, chat"], ["telephone"]),
    Proof("communication.who_inside", OFFICE, MESSAGES, "Iedereen", told_lines("Who"),
          ["Support mdw / Piket mdw, Communicator"], ["Iedereen"]),
    Proof("communication.who_outside", OFFICE, MESSAGES, "Piket",
          told_lines("Who, outside hours", f"{SAT} 12:00"), ["nobody"], ["Piket"]),
    Proof("communication.scenario", OFFICE, MESSAGES, "Werkwijzer 9", told_lines("Scenario"),
          ["Werkwijzer 4"], ["Werkwijzer 9"]),
    Proof("communication.until", OFFICE, MESSAGES, "opgelost", told_lines("Until"),
          ["opgelost naar het oordeel van de klant"], ["opgelost"]),
    Proof("status_rules.is_customer_told", OFFICE, WAIT, 0, untold,
          ("Wacht op Klant", ("vcare-5.1-st-wait-customer", WAIT, "vcare-5.1-st-wait-close")),
          None),
]  # fmt: skip

PROOFS = [
    *OF_CONTRACTS, *OF_PRIORITIES, *OF_TARGETS, *OF_RULES, *OF_FEES, *OF_CALENDARS, *OF_MATRICES,
    *OF_FOLLOW_UPS, *OF_SERVICE, *OF_REVIEWS, *OF_MESSAGES,
]  # fmt: skip


def documents_with(proof, is_changed):
    """Return the shipped documents with the `given` changes, and with the other value or not."""
    documents = {_name(d): copy.deepcopy(d) for d in DOCUMENTS}
    for table, row, columns in proof.given:
        own = documents.get(table) or documents[proof.document]
        found = own if table in documents else row_of(own, table, row)
        found.update(columns)
    if is_changed:
        table, column = proof.column.split(".")
        own = documents[proof.document]
        found = own if table in ("contract", "calendar") else row_of(own, table, proof.row)
        found[column] = proof.value
        if proof.column == "calendar.always_open":
            own |= {"hours": [], "holiday_rule": ""}
    return [*documents.values()]


def _name(document):
    """Return the name of a document; a contract and a matrix may have the same."""
    return document["name"] + (" matrix" if document["doctype"] == MATRIX else "")


def row_of(document, table, row):
    """Return the first row with the clause or the columns; if `row` is None, a new row."""
    rows = document.setdefault(table, [])
    if row is None:
        rows.append({})
        return rows[-1]
    if isinstance(row, str):
        return next(r for r in rows if row in str(r.get("clause")).split(", "))
    return next(r for r in rows if row.items() <= r.items())


def contracts_with(proof, is_changed):
    catalogue = Catalogue()
    catalogue.add(documents_with(proof, is_changed), "proof")
    return catalogue.contracts()


@pytest.mark.parametrize("proof", PROOFS, ids=[proof.column for proof in PROOFS])
def test_another_value_of_the_column_changes_the_result(proof):
    """Only that column differs between the two results."""
    assert proof.asked(contracts_with(proof, is_changed=False)) == proof.before
    assert proof.asked(contracts_with(proof, is_changed=True)) == proof.after
    assert proof.before != proof.after


def test_each_column_of_the_engine_has_its_proof():
    """Each column of the list has a proof, and so has each of its two uses if it has two."""
    listed = {f"{table}.{column}" for table, own in IN_ENGINE.items() for column in own}
    assert {proof.column for proof in PROOFS} == listed


def test_no_column_is_listed_twice():
    """A column is in the list of the engine or in the list of the site, not in both."""
    for table, own in ON_SITE.items():
        assert not own.keys() & IN_ENGINE.get(table, {}).keys(), table


def test_each_selecting_column_is_listed():
    """A column that only selects rows is in one of the two lists too."""
    listed = {
        column for tables in (IN_ENGINE, ON_SITE) for own in tables.values() for column in own
    }
    assert listed >= SELECTING
