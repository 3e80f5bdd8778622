"""A batch of the sweep: lock tickets, judge those with a date that has passed, write, tell.

The caller ends the transaction. The lock must be the first to read in it: so what another
transaction wrote while the lock was waited for is seen.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from functools import partial
from typing import Any, NamedTuple

import frappe
from helpdesk.utils import get_doc_room, publish_event
from rq.timeouts import BaseTimeoutException

from ..engine.contract import ContractError
from ..engine.evaluate import evaluate
from ..engine.verdict import Verdict
from ..services import clocks, timeline
from ..services.clocks import OPEN, ClockRow
from ..services.contracts import contract_for, contract_named, terms_version
from ..services.site_time import instant_of, now_s, site_time
from ..services.timeline import Happening
from .stamps import LEFT, STAMPS, Stamps, stamps_of
from .ticket import TICKET
from .timeline import ticket_of

Tickets = dict[str, Any]
Faults = dict[tuple[str, str], list[str]]


class Judged(NamedTuple):
    """What a batch of tickets has come to.

    Args:
        verdicts, stamps: of the tickets under a contract.
        left: the tickets that fall under none any more.
        faults: tickets that cannot be judged, by contract and reason.
    """

    verdicts: list[Verdict]
    stamps: dict[str, Stamps]
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
    judged = _judge(tickets, due, now)
    clocks.write_changed(judged.verdicts, rows)
    _write_stamps(judged)
    _leave(judged.left)
    set_aside(judged.faults)
    _tell([*judged.stamps, *judged.left])
    return sum(_marks(verdict, rows[verdict.ticket.id]) for verdict in judged.verdicts)


def _lock(names: list[str]) -> Tickets:
    """The tickets by name, locked before their clocks (DESIGN 6); not those that others hold."""
    rows = frappe.db.sql(
        f"select name, creation, customer, sla_nl_contract from `tab{TICKET}` "
        "where name in %s order by name for update skip locked",
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


def _judge(tickets: Tickets, due: list[str], now: int) -> Judged:
    timelines = timeline.read_all(due)
    judged = Judged([], {}, [], defaultdict(list))
    for name in due:
        ticket = tickets[name]
        reported = instant_of(ticket.creation) or 0
        contract = contract_for(ticket.customer, reported, ticket.sla_nl_contract)
        if contract is None:
            judged.left.append(name)
            continue
        try:
            verdict = _verdict(name, contract, timelines.get(name, []), now)
            judged.stamps[name] = stamps_of(verdict)
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


def _marks(verdict: Verdict, before: list[ClockRow]) -> int:
    """How many clocks were open before and are not any more."""
    was_open = {row.key for row in before if row.state in OPEN}
    return sum(clock.key in was_open and clock.state not in OPEN for clock in verdict.clocks)


def _write_stamps(judged: Judged) -> None:
    """Write what is stamped, and no other column.

    One statement, which only updates: the tickets are locked, so they are there.
    """
    rows = tuple(
        (name, *(stamps[field] for field in STAMPS)) for name, stamps in judged.stamps.items()
    )
    if rows:
        frappe.db.sql(
            f"insert into `tab{TICKET}` (name, {', '.join(STAMPS)}) "
            f"values {', '.join(['%s'] * len(rows))} on duplicate key update "
            f"{', '.join(f'{field} = values({field})' for field in STAMPS)}",
            rows,
        )


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


def _tell(names: Collection[str]) -> None:
    """After the commit: forget cached tickets, and have the pages that show one load it anew."""
    keys = [frappe.get_document_cache_key(TICKET, name) for name in names]
    frappe.db.after_commit.add(partial(frappe.cache.delete_value, keys))
    for name in names:
        room = get_doc_room(TICKET, name)
        publish_event("helpdesk:ticket-update", room=room, data={"ticket_id": name})
