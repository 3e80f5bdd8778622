"""Count the promises of a period, with sums that the database makes.

The counts are those that the engine makes from verdicts: a clock's row says by which kind and
priority the promise was judged, and when it was decided.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import frappe

from sla_nl.engine.clock_state import BREACHED, MET
from sla_nl.engine.compliance.averages import averages_of
from sla_nl.engine.compliance.results import Promise, Tally, added
from sla_nl.engine.contract import Contract
from sla_nl.records.clocks import OPEN
from sla_nl.records.permissions import ticket_doctype

from .choices import DECIDED, TEAM, Choice, Span, conditions, needs_tickets, spans

MEAN = "@average"
"""The end of the name of a promise on a mean."""

_INDEX = {"decided_at": "figures", "met_at": "means", "reported_at": "reported_at"}
"""The index of the clocks by each moment. By itself MariaDB may read all clocks of a contract."""


def tally(choice: Choice, contracts: Mapping[str, Contract]) -> Tally:
    """Return the counts of each promise in the period of a choice."""
    total: Tally = {}
    for span in spans(choice, contracts):
        total = added(total, dict(_shares(choice, span)))
        total = added(total, dict(_means(choice, span, contracts)))
    return total


def _shares(choice: Choice, span: Span) -> Iterator[tuple[Promise, list[int]]]:
    """Yield how often each promise was met, missed and is undecided in a month."""
    moment = "decided_at" if choice.basis == DECIDED else "reported_at"
    wanted = "" if choice.basis == DECIDED else "and c.state in %(counted)s"
    rows = _rows(
        choice,
        span,
        "c.due_key",
        f"cast(sum(c.state = '{MET}') as int), cast(sum(c.state = '{BREACHED}') as int), "
        "cast(sum(c.state in %(open)s) as int)",
        moment,
        wanted,
    )
    for *names, met, missed, undecided in rows:
        yield _promise(choice, span, names), [met, missed, undecided]


def _means(
    choice: Choice, span: Span, contracts: Mapping[str, Contract]
) -> Iterator[tuple[Promise, list[int]]]:
    """Yield how many tickets count for each mean in a month, and their seconds."""
    names = tuple(name for name in span.contracts if contracts[name].terms.averages)
    if not names:
        return
    moment = "met_at" if choice.basis == DECIDED else "reported_at"
    rows = _rows(
        choice,
        span._replace(contracts=names),
        f"concat(c.clock, '{MEAN}')",
        "count(*), cast(sum(c.mean_s) as int), 0",
        moment,
        "and c.mean_s is not null",
    )
    for *labels, tickets, seconds, _none in rows:
        promise = _promise(choice, span, labels)
        own = averages_of(contracts[promise.contract], promise.kind, promise.priority)
        if promise.target in {average.key for average in own}:
            yield promise, [tickets, seconds, 0]


def _rows(
    choice: Choice, span: Span, target: str, sums: str, moment: str, wanted: str
) -> list[Any]:
    """Return rows of contract, kind, priority, target, customer, team, and three numbers.

    Args:
        target, sums: SQL expressions of the name of the promise and of the three numbers.
        moment: the column by which a clock counts in the span.
        wanted: an SQL condition after others, such as "and c.mean_s is not null"; empty for all.
    """
    ticket = f"`tab{ticket_doctype()}`"
    labels = ["c.contract", "c.kind", "ifnull(c.priority, '')", target]
    for group, column in (("customer", "customer"), ("team", TEAM)):
        labels.append(f"ifnull({ticket}.{column}, '')" if group in choice.groups else "null")
    where, values = conditions(choice)
    join = f"join {ticket} on {ticket}.name = c.ticket" if needs_tickets(choice) else ""
    values |= {"start": span.start, "end": span.end, "contracts": span.contracts}
    values |= {"open": tuple(OPEN), "counted": (MET, BREACHED, *OPEN)}
    return list(
        frappe.db.sql(
            f"select {', '.join(labels)}, {sums} from `tabSLA Clock` c "
            f"force index ({_INDEX[moment]}, ticket_due_key) {join} "
            f"where c.{moment} >= %(start)s and c.{moment} < %(end)s {wanted} "
            f"and c.contract in %(contracts)s and c.kind != '' {where} "
            "group by 1, 2, 3, 4, 5, 6",
            values,
        )
    )


def _promise(choice: Choice, span: Span, names: list[str]) -> Promise:
    month = span.month if "month" in choice.groups else None
    return Promise(names[0], names[1], names[2], names[3], names[4], names[5], month)
