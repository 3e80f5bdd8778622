"""Judge tickets by the contract that holds for them and by one that is tried."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import frappe

from sla_nl.contracts.faults import FAULTS, fault_text
from sla_nl.contracts.in_force import contract_named
from sla_nl.engine.compliance.beside import Comparison
from sla_nl.engine.compliance.comparing import difference
from sla_nl.engine.contract import Contract
from sla_nl.records import timeline
from sla_nl.records.timeline import Happening
from sla_nl.runs.runs import Count
from sla_nl.site.time import site_zone
from sla_nl.site.transactions import RERAISED

from ..ticket import tickets
from ..ticket.beginnings import rebuild_missing
from ..ticket.tickets import TicketRow, contract_of, is_solved, reported_at
from ..ticket.translation import judge
from .lines import Line, fault_line, line_of


class Found(NamedTuple):
    """What was found in a part: its sums, its tickets that differ, and their numbers."""

    sums: Comparison
    lines: list[Line]
    numbers: Count


def judged(names: Sequence[str], tried: Contract, now: int) -> Found:
    """Judge tickets on both sides. Tickets that were deleted meanwhile are left out.

    Args:
        tried: the contract that all tickets are tried under.
        now: the moment to judge at, in seconds of UTC.
    """
    rows = tickets.read_briefly(names)
    timelines = _timelines(rows)
    found = Found(Comparison(), [], Count())
    faults = 0
    for row in rows:
        line = _judge(row, timelines[row["name"]], tried, now, found.sums)
        if line is not None:
            found.lines.append(line)
            faults += "fault" in line
    numbers = Count(len(rows), faults=faults, differing=len(found.lines) - faults)
    return found._replace(numbers=numbers)


def held_by(row: TicketRow) -> str:
    """Return the contract in force for a ticket, or an empty text.

    A solved ticket keeps the contract that judged it.
    """
    judged_by = row["sla_nl_judged_by"] if is_solved(row) else None
    return str(judged_by or contract_of(row) or "")


def _judge(
    row: TicketRow, happenings: Sequence[Happening], tried: Contract, now: int, sums: Comparison
) -> Line | None:
    """Add a ticket to the sums. Returns: its line; None if nothing differs."""
    name, held = str(row["name"]), held_by(row)
    try:
        before = judge(name, contract_named(held), happenings, now) if held else None
        after = judge(name, tried, happenings, now)
        found = difference(before, after)
        sums.add(_cell(row), before, after, bool(found))
    except RERAISED:
        raise
    except FAULTS as error:
        return fault_line(row, held, fault_text(error))
    except Exception as error:
        frappe.log_error(f"SLA NL: ticket {name} cannot be tried")
        return fault_line(row, held, str(error))
    return line_of(row, found, before, after) if found else None


def _cell(row: TicketRow) -> tuple[str, str]:
    """Return the month of the report in the site's zone, and the priority in Helpdesk."""
    return f"{site_zone().local(reported_at(row)):%Y-%m}", str(row["priority"] or "")


def _timelines(rows: Sequence[TicketRow]) -> dict[str, Sequence[Happening]]:
    """Return the timelines of tickets; what they lack is rebuilt, and not written.

    A ticket that never had a contract has no timeline, because it costs nothing to save it.
    """
    known: Mapping[str, Sequence[Happening]] = timeline.read_all([row["name"] for row in rows])
    lacking = [row["name"] for row in rows if row["name"] not in known or _may_lack(row)]
    rebuilt = rebuild_missing(tickets.read(lacking) if lacking else (), known)
    return {
        row["name"]: [
            *known.get(row["name"], ()),
            *(more.happening for more in rebuilt.get(row["name"], ())),
        ]
        for row in rows
    }


def _may_lack(row: TicketRow) -> bool:
    """Return whether an open ticket had no contract lately, so that nothing was recorded."""
    return not row["sla_nl_judged_by"] and not is_solved(row)
