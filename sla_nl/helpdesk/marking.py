"""A batch of the sweep: lock tickets, judge those with a date that has passed, write, tell.

The caller ends the transaction. The lock must be the first to read in it: so what another
transaction wrote while the lock was waited for is seen.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import Any, NamedTuple

import frappe
from rq.timeouts import BaseTimeoutException

from ..engine.contract import ContractError
from ..engine.evaluate import evaluate
from ..engine.verdict import Verdict
from ..services import clocks, timeline
from ..services.clocks import OPEN, ClockRow
from ..services.contracts import contract_named, terms_version
from ..services.site_time import now_s, site_time
from ..services.timeline import Happening
from .stamps import AHEAD, LEFT, STAMPS, Stamps, stamps_of
from .ticket import TICKET
from .tickets import contract_of, is_solved, tell, write_stamps
from .timeline import ticket_of

Tickets = dict[str, Any]
Rows = dict[str, list[ClockRow]]
Faults = dict[tuple[str, str], list[str]]


class Judged(NamedTuple):
    """What a batch of tickets has come to.

    Args:
        verdicts: of the tickets under a contract; of a solved one, what is still open.
        stamps: of those that are not solved.
        ahead: the stamps of what comes next, of those that are.
        left: the tickets that fall under none any more.
        faults: tickets that cannot be judged, by contract and reason.
    """

    verdicts: list[Verdict]
    stamps: dict[str, Stamps]
    ahead: dict[str, Stamps]
    left: list[str]
    faults: Faults


def mark(names: list[str]) -> int:
    """Judge the tickets of which a clock is due, and write what they have come to.

    Returns: how many clocks were open before and are not any more.
    """
    tickets = _lock(names)
    if missing := set(names) - tickets.keys():
        _forget_deleted(missing)
    rows = clocks.of_tickets(tickets) if tickets else {}
    now, version = now_s(), terms_version()
    moment = site_time(now)
    due = [name for name in rows if any(row.is_due(moment, version) for row in rows[name])]
    if not due:
        return 0
    rows |= {name: _open(rows[name]) for name in due if is_solved(tickets[name])}
    judged = _judge(tickets, due, rows, now)
    clocks.write_changed(judged.verdicts, rows)
    _write_stamps(judged)
    _leave(judged.left)
    set_aside(judged.faults)
    tell([*judged.stamps, *judged.ahead, *judged.left])
    return sum(_marks(verdict, rows[verdict.ticket.id]) for verdict in judged.verdicts)


def _lock(names: list[str]) -> Tickets:
    """The tickets by name, locked before their clocks (DESIGN 6); not those that others hold."""
    rows = frappe.db.sql(
        "select name, creation, customer, sla_nl_contract, sla_nl_judged_by, status_category, "
        f"resolution_date from `tab{TICKET}` where name in %s order by name for update skip locked",
        (tuple(names),),
        as_dict=True,
    )
    return {row.name: row for row in rows}


def _forget_deleted(missing: Collection[str]) -> None:
    """Take away the clocks of those tickets that are not locked by others, but gone."""
    query = f"select name from `tab{TICKET}` where name in %s"
    there = {name for (name,) in frappe.db.sql(query, (tuple(missing),))}
    if gone := set(missing) - there:
        clocks.remove(*gone)


def _judge(tickets: Tickets, due: list[str], rows: Rows, now: int) -> Judged:
    timelines = timeline.read_all(due)
    judged = Judged([], {}, {}, [], defaultdict(list))
    for name in due:
        ticket = tickets[name]
        is_over = is_solved(ticket)
        contract = ticket["sla_nl_judged_by"] if is_over else contract_of(ticket)
        if not contract:
            judged.left.append(name)
            continue
        try:
            verdict = _verdict(name, contract, timelines.get(name, []), now)
            stamps = stamps_of(verdict)
            if is_over:
                judged.ahead[name] = {field: stamps[field] for field in AHEAD}
                keys = {row.key for row in rows[name]}
                verdict = verdict._replace(clocks=tuple(c for c in verdict.clocks if c.key in keys))
            else:
                judged.stamps[name] = stamps
            judged.verdicts.append(verdict)
        except BaseTimeoutException:
            raise
        except ContractError as error:
            judged.faults[contract, str(error)].append(name)
        except Exception:
            judged.faults[contract, frappe.get_traceback()].append(name)
    return judged


def _verdict(name: str, contract: str, rows: list[Happening], now: int) -> Verdict:
    found = contract_named(contract)
    return evaluate(found, ticket_of(name, rows, found), now)


def _open(rows: list[ClockRow]) -> list[ClockRow]:
    """The clocks that a solved ticket is still judged for, such as a report."""
    return [row for row in rows if row.state in OPEN]


def _marks(verdict: Verdict, before: list[ClockRow]) -> int:
    """How many clocks were open before and are not any more."""
    was_open = {row.key for row in before if row.state in OPEN}
    return sum(clock.key in was_open and clock.state not in OPEN for clock in verdict.clocks)


def _write_stamps(judged: Judged) -> None:
    """Write what is stamped: of a solved ticket only what comes next."""
    write_stamps(judged.stamps, STAMPS)
    write_stamps(judged.ahead, AHEAD)


def _leave(names: list[str]) -> None:
    """Tickets that fall under no contract any more are Helpdesk's own again."""
    if names:
        clocks.remove(*names)
        frappe.db.sql(
            f"update `tab{TICKET}` set {', '.join(f'{field} = null' for field in LEFT)} "
            "where name in %s",
            (tuple(names),),
        )


def set_aside(faults: Faults) -> None:
    """Log each fault once, and look at its tickets no more until something has changed."""
    for (contract, reason), names in faults.items():
        title = f"SLA NL: tickets that cannot be judged: {contract}"[:140]
        frappe.log_error(title, f"{', '.join(names)}\n\n{reason}")
        clocks.set_aside(names, terms_version())
