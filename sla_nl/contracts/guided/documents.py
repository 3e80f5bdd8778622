"""The contract and the calendar that the answers mean, as plain documents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from frappe import _

from sla_nl.engine.documents.fields import time_text
from sla_nl.engine.terms.vocabulary import STAMPED_BY

from ..documents import CALENDAR, CONTRACT, LONGEST_NAME
from .answers import Answers, Promise

KIND = "incident"
"""The kind of all tickets under the contract: a ticket type without a row is an incident."""

Values = dict[str, Any]


def calendar_of(
    answers: Answers, closed: Mapping[date, str], time_zone: str, holiday_list: str = ""
) -> Values:
    """Return the calendar: the hours of the week and the closed dates.

    A calendar that is always open has no holidays: it would refuse them.

    Args:
        holiday_list: the list of Helpdesk that has the closed dates; the calendar follows it.
    """
    title = _("Hours of {0}").format(answers.customer)[:LONGEST_NAME]
    values: Values = {"doctype": CALENDAR, "title": title, "time_zone": time_zone}
    if answers.always_open:
        return {**values, "always_open": 1}
    rule = "NL" if answers.holidays == "NL" else ""
    return {
        **values,
        "holiday_rule": rule,
        "holiday_list": holiday_list,
        "hours": [
            {"day": row.day, "opens": time_text(row.opens), "closes": time_text(row.closes)}
            for row in answers.hours
        ],
        "closed_dates": [
            {"date": day.isoformat(), "reason": reason} for day, reason in closed.items()
        ],
    }


def contract_of(answers: Answers, priorities: Sequence[str], calendar: str) -> Values:
    """Return the contract.

    It has every priority of Helpdesk, also those without a promise, so that no ticket of the
    customer has a priority that the contract does not know.

    Args:
        priorities: the priorities of Helpdesk, the most urgent first.
        calendar: the name of the calendar.
    """
    return {
        "doctype": CONTRACT,
        "title": answers.title[:LONGEST_NAME],
        "vendor": answers.vendor,
        "version": "1",
        "calendar": calendar,
        "customers": [{"customer": answers.customer}],
        "priorities": [{"code": name} for name in priorities],
        "priority_map": [{"priority": name, "helpdesk_priority": name} for name in priorities],
        "targets": [_target(promise) for promise in answers.promises],
        "event_rules": _event_rules(answers),
        "fees": _fees(answers),
    }


def _target(promise: Promise) -> Values:
    return {
        "kind": KIND,
        "clock": promise.clock,
        "priority": promise.helpdesk_priority,
        "amount": _text(promise.amount),
        "unit": promise.unit,
        "share": _text(promise.share),
        "stamps": STAMPED_BY[promise.clock],
    }


def _event_rules(answers: Answers) -> list[Values]:
    """Return the rule that stops the clocks while a ticket waits for the customer."""
    if not answers.waits:
        return []
    clocks = "response, resolution"
    return [{"event": "paused", "effect": "stops", "reason": "customer", "clocks": clocks}]


def _fees(answers: Answers) -> list[Values]:
    if not answers.fee_priority:
        return []
    return [
        {
            "title": answers.fee_title or _("Rush fee"),
            "event": "reported",
            "certainty": "always",
            "basis": "fixed",
            "priority": answers.fee_priority,
            "rate": _text(answers.fee_rate),
            "currency": answers.fee_currency,
            "time_of_day": answers.fee_time,
        }
    ]


def _text(number: Any) -> str:
    """Return a decimal number without trailing zeros: `1.50` gives `1.5`."""
    return f"{number.normalize():f}"
