"""Compare the stamps and clocks of all tickets with a new judgement.

This covers tickets with a contract, and tickets without one that have a timeline, clocks or a
judgement. Due dates do not depend on the present moment (docs/design.md 4.7), but states do. So a
date that has just passed may be unmarked for `GRACE_S` seconds. A solved ticket that was judged
under earlier terms keeps its stamps and cannot be compared.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

import frappe

from sla_nl.contracts.documents import CALENDAR, CONTRACT, calendars_of, plain
from sla_nl.contracts.in_force import contract_named
from sla_nl.engine.evaluate import evaluate
from sla_nl.engine.verdict import Verdict
from sla_nl.records import clocks, timeline
from sla_nl.records.clocks import Stored
from sla_nl.records.timeline import Happening
from sla_nl.site.time import now_s

from .. import TICKET
from ..ticket import tickets
from ..ticket.backdated import backdated
from ..ticket.facts import missed_facts
from ..ticket.stamps import stamps_of
from ..ticket.tickets import TicketRow, contract_of, differences, is_solved
from ..ticket.translation import ticket_of

BATCH = 500
GRACE_S = 600
"""For how long a date that has passed may be unmarked, in seconds."""


class Finding(NamedTuple):
    """A value on a ticket or clock that differs from the new judgement."""

    ticket: str
    what: str
    stored: Any = None
    wanted: Any = None

    def __str__(self) -> str:
        if self.stored is None and self.wanted is None:
            return f"{self.ticket} {self.what}"
        return f"{self.ticket} {self.what}: is {_text(self.stored)}, should be {_text(self.wanted)}"


class Verified(NamedTuple):
    """The result for a ticket; `is_compared` is False if it was judged under earlier terms."""

    ticket: str
    findings: list[Finding]
    is_compared: bool = True


def verify() -> Iterator[Verified]:
    """Yield the result for each ticket of the app, by name; five SQL statements for 500 tickets."""
    now, changed_on, at = now_s(), cache(_changed_on), ""
    while names := _after(at):
        at = names[-1]
        timelines, stored = timeline.read_all(names), clocks.read_all(names)
        again = backdated(names)
        for row in tickets.read(names):
            happenings, own = timelines.get(row["name"], []), stored.get(row["name"], {})
            if not (happenings or own or row["sla_nl_judged_by"] or contract_of(row)):
                continue
            earlier = is_solved(row) and _is_under_earlier_terms(own, changed_on, row)
            found = [] if earlier else list(_findings(row, happenings, own, now))
            if row["name"] in again:
                found.insert(0, _backdated_creation(row, again[row["name"]]))
            yield Verified(row["name"], found, not earlier)


def _findings(
    row: TicketRow, happenings: list[Happening], stored: Mapping[str, Stored], now: int
) -> Iterator[Finding]:
    """Yield the differences of one ticket."""
    name, judged_by = str(row["name"]), row["sla_nl_judged_by"]
    if not happenings and (judged_by or contract_of(row)):
        yield Finding(name, "has no timeline")
        return
    contract = judged_by if is_solved(row) else contract_of(row)
    if not contract:
        yield from _unexpected(row, stored)
        return
    for field, value in missed_facts(row, happenings).items():
        yield Finding(name, f"{field}: the ticket says {_text(value)}, its timeline does not")
    try:
        found = contract_named(contract)
        ticket = ticket_of(name, happenings, found)
        verdicts = [evaluate(found, ticket, moment) for moment in (now, now - GRACE_S)]
    except Exception as error:
        yield Finding(name, f"cannot be judged: {error}")
        return
    yield from _differing(row, verdicts, stored)


def _backdated_creation(row: TicketRow, begin: datetime) -> Finding:
    """Return the finding on a ticket whose creation was set back."""
    made, begun = (f"{moment:%Y-%m-%d %H:%M:%S}" for moment in (row["creation"], begin))
    what = f"was made at {made}, and its timeline begins at {begun}; a backfill corrects that"
    return Finding(str(row["name"]), what)


def _unexpected(row: TicketRow, stored: Mapping[str, Stored]) -> Iterator[Finding]:
    """Yield stamps and clocks that a ticket without a contract or judgement should not have."""
    name, judged_by = str(row["name"]), row["sla_nl_judged_by"]
    if stored and is_solved(row):
        wanted = next(iter(stored.values()))["contract"]
        yield Finding(name, "sla_nl_judged_by", judged_by, wanted)
        return
    if judged_by:
        yield Finding(name, "sla_nl_judged_by", judged_by, "")
    for key, clock in stored.items():
        yield Finding(name, f"{key} clock", clock["state"], "")


def _differing(
    row: TicketRow, verdicts: list[Verdict], stored: Mapping[str, Stored]
) -> Iterator[Finding]:
    """Yield the differences that exist now and also existed `GRACE_S` seconds ago.

    Args:
        verdicts: as of now, and as of that moment.
    """
    name = str(row["name"])
    now, before = (differences(row, stamps_of(verdict)) for verdict in verdicts)
    for field in now:
        if field in before:
            yield Finding(name, field, *now[field])
    own, earlier = (clocks.differences(verdict, stored) for verdict in verdicts)
    known = {(found.key, found.field) for found in earlier}
    for found in own:
        if (found.key, found.field) in known:
            what = f"{found.key} {found.field or 'clock'}"
            yield Finding(name, what, found.stored, found.wanted)


def _after(name: str) -> list[str]:
    """Return the names of the next tickets."""
    rows = frappe.db.sql(
        f"select name from `tab{TICKET}` where name > %s order by name limit {BATCH}", name
    )
    return [name for (name,) in rows]


def _is_under_earlier_terms(stored: Mapping[str, Stored], changed_on: Any, row: TicketRow) -> bool:
    """Return whether a ticket was last judged before the terms of its contract changed.

    The oldest of its clocks counts: the sweep writes only clocks that change.
    """
    changed = changed_on(row["sla_nl_judged_by"])
    judged = min((clock["modified"] for clock in stored.values()), default=None)
    return None not in (changed, judged) and changed > judged


def _changed_on(contract: str) -> datetime | None:
    """Return when the terms of a contract or its calendars last changed, or None."""
    if not frappe.db.exists(CONTRACT, contract):
        return None
    document = frappe.get_doc(CONTRACT, contract)
    names = calendars_of(plain(document))
    moments = frappe.get_all(CALENDAR, {"name": ("in", names)}, pluck="terms_changed")
    return max(filter(None, (document.terms_changed, *moments)), default=None)


def _text(value: Any) -> str:
    return "empty" if value in (None, "") else str(value)
