"""Fill the columns of existing clocks from which figures are summed.

A migrate runs this once, after these columns came. Tickets are judged from their timelines, but the
dates and states of their clocks stay as they were judged.
"""

from __future__ import annotations

import frappe

from sla_nl.contracts.faults import FAULTS
from sla_nl.contracts.in_force import contract_named
from sla_nl.records import clocks, timeline
from sla_nl.records.timeline import Happening
from sla_nl.site.time import now_s

from ..ticket import tickets
from ..ticket.tickets import TicketRow
from ..ticket.translation import judge

BATCH = 500


def run() -> int:
    """Fill the clocks that lack these columns. Returns: the number of tickets that were filled.

    Each batch is committed, so a migrate that is run again goes on where it stopped. A ticket that
    cannot be judged is left out: it counts in no figure.
    """
    at, filled, now = "", 0, now_s()
    while names := clocks.without_figures(at, BATCH):
        at = names[-1]
        timelines = timeline.read_all(names)
        rows = tickets.read(names)
        filled += sum(_fill(row, timelines.get(row["name"], []), now) for row in rows)
        frappe.db.commit()
    return filled


def _fill(row: TicketRow, happenings: list[Happening], now: int) -> bool:
    """Fill the clocks of a ticket. Returns: whether it could be judged."""
    name, judged_by = str(row["name"]), row["sla_nl_judged_by"]
    if not judged_by or not happenings:
        return False
    try:
        clocks.fill_figures(judge(name, contract_named(judged_by), happenings, now))
    except FAULTS:
        return False
    return True
