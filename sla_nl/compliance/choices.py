"""Which tickets and which period figures are asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from frappe import _

from sla_nl.engine.calendars.instants import Zone, zone
from sla_nl.engine.calendars.periods import PeriodError, period_of, read_period
from sla_nl.engine.compliance.results import BASES
from sla_nl.engine.contract import Contract
from sla_nl.records.permissions import ticket_doctype
from sla_nl.site.messages import refuse
from sla_nl.site.time import site_time, site_zone

DECIDED, REPORTED = BASES
TEAM = "agent_group"
"""The field of a ticket with its team."""


class Choice(NamedTuple):
    """Which promises of which tickets count. An empty text leaves all in.

    Args:
        period: `2026-06`, `2026-Q2`, `2026-H1` or `2026`.
        basis: whether a promise counts in the period in which it was decided, or in which its
            ticket was reported.
        groups: some of `customer`, `team` and `month`, by which figures are split.
        target: a due key such as `resolution@100`.
        readable: an SQL condition on the tickets that may be read; empty for all.
    """

    period: str
    basis: str = DECIDED
    groups: tuple[str, ...] = ()
    contract: str = ""
    customer: str = ""
    team: str = ""
    kind: str = ""
    priority: str = ""
    target: str = ""
    readable: str = ""


class Span(NamedTuple):
    """A month of the period, for the contracts of one zone; naive, in the site's zone, half open.

    Args:
        month: `2026-06`.
    """

    month: str
    start: datetime
    end: datetime
    contracts: tuple[str, ...]


def check(choice: Choice) -> None:
    """Refuse a period or a basis that is none. Raises: frappe.ValidationError."""
    try:
        read_period(choice.period, site_zone())
    except PeriodError as error:
        refuse("{0}", error.text.tell(_))
    if choice.basis not in BASES:
        refuse(_("{0} is none of {1}."), choice.basis, ", ".join(BASES))


def spans(choice: Choice, contracts: Mapping[str, Contract]) -> Iterator[Span]:
    """Yield the months of a period, each with the contracts in whose zone it is that month.

    A year is summed month by month: twelve short readings cost less than a long one.
    """
    by_zone: dict[str, list[str]] = {}
    for name, contract in contracts.items():
        by_zone.setdefault(contract.zone.name, []).append(name)
    for name, names in by_zone.items():
        for month, start, end in _months(choice.period, zone(name)):
            yield Span(month, start, end, tuple(names))


def conditions(choice: Choice) -> tuple[str, dict[str, Any]]:
    """Return the SQL condition on clocks `c` and their tickets, with its values.

    The condition begins with `and`, or is empty.
    """
    ticket, found, values = f"`tab{ticket_doctype()}`", [], dict[str, Any]()
    columns = {
        "kind": "c.kind",
        "priority": "c.priority",
        "target": "c.due_key",
        "customer": f"{ticket}.customer",
        "team": f"{ticket}.{TEAM}",
    }
    for name, column in columns.items():
        if value := getattr(choice, name):
            found.append(f"{column} = %({name})s")
            values[name] = value
    if choice.readable:
        found.append(f"({choice.readable.replace('%', '%%')})")
    return "".join(f" and {one}" for one in found), values


def needs_tickets(choice: Choice) -> bool:
    """Return whether the rows of the tickets are needed, or their clocks alone will do."""
    is_split = not {"customer", "team"}.isdisjoint(choice.groups)
    return bool(is_split or choice.customer or choice.team or choice.readable)


def _months(period: str, local: Zone) -> Iterator[tuple[str, datetime, datetime]]:
    """Yield the months of a period in a zone, with their two ends in the time of the site."""
    whole = read_period(period, local)
    at = whole.start
    while at < whole.end:
        month = period_of(at, "month", local)
        start, end = site_time(month.start), site_time(month.end)
        assert start is not None
        assert end is not None
        yield month.name, start, end
        at = month.end
