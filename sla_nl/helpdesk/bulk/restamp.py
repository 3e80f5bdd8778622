"""Judge and stamp many tickets again: for the sweep, a backfill, its dry run and changed terms.

    tickets -> timelines (missing rows rebuilt) -> verdicts -> plans -> written in bulk

A plan lists the changes of a ticket, and writes nothing. A ticket that is resolved or closed keeps
its stamps; it only gets the rows that its timeline lacks. The sweep also judges its open clocks,
such as a report.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import frappe

from sla_nl.contracts.faults import FAULTS, logged
from sla_nl.contracts.in_force import contract_named
from sla_nl.engine.verdict import Verdict
from sla_nl.escalation import moments
from sla_nl.fees import ledger
from sla_nl.records import clocks, follow_ups, timeline
from sla_nl.records.clocks import Difference
from sla_nl.records.timeline import Happening
from sla_nl.runs.runs import Count
from sla_nl.site.transactions import RERAISED

from ..ticket import tickets
from ..ticket.backdated import beginning_entries, rebuild_beginnings
from ..ticket.beginnings import entries, rebuild_missing
from ..ticket.rebuild import Rebuilt
from ..ticket.settling import settle_fees
from ..ticket.stamps import EVENTS, FOLLOW_UPS, NEXT_STAMPS, NO_CONTRACT, Stamps, stamps_of
from ..ticket.tickets import TicketRow, assignee_of, contract_of, differences, is_solved
from ..ticket.translation import judge


class Plan(NamedTuple):
    """The changes to write for a ticket.

    Args:
        contract: the contract that it falls under; empty if it has lost its contract.
        known: its timeline so far.
        rebuilt: the rows that the timeline lacks.
        is_backdated: True if its creation was set back. Then `rebuilt` is the beginning of its
            timeline, and `known` is the rest; and it is judged again even if it is solved.
        verdict: None if its stamps stay.
        stamps: the new values of its fields.
        changes: by field, the old and the new value of stamps that change.
        stored: its clocks as they are stored, by due key; none if they stay.
        clocks: the columns of its clocks that change.
        fault: why it cannot be judged.
        is_passing: True if the machine or the app causes the fault, and not the ticket or its
            contract: the next try may succeed.
    """

    ticket: TicketRow
    contract: str
    known: Sequence[Happening] = ()
    rebuilt: Sequence[Rebuilt] = ()
    is_backdated: bool = False
    verdict: Verdict | None = None
    stamps: Stamps = {}  # noqa: RUF012
    changes: dict[str, tuple[Any, Any]] = {}  # noqa: RUF012
    stored: Mapping[str, clocks.Stored] = {}
    clocks: Sequence[Difference] = ()
    fault: str = ""
    is_passing: bool = False

    @property
    def name(self) -> str:
        """The name of the ticket."""
        return str(self.ticket["name"])

    @property
    def happenings(self) -> list[Happening]:
        """The whole timeline, with the rows that it lacks."""
        rebuilt = [row.happening for row in self.rebuilt]
        return [*rebuilt, *self.known] if self.is_backdated else [*self.known, *rebuilt]

    @property
    def is_settled(self) -> bool:
        """True if the ticket is solved, so that its stamps stay as they are."""
        return is_solved(self.ticket) and not self.is_backdated


def plans(
    rows: Iterable[TicketRow],
    now_s: int,
    are_solved_due: bool = False,
    stored: Mapping[str, dict[str, clocks.Stored]] | None = None,
    backdated: Collection[str] = (),
) -> list[Plan]:
    """Return a plan for each ticket that has or had a contract.

    Args:
        are_solved_due: also judge the open clocks of solved tickets, such as a report, by the
            contract that judged the ticket.
        stored: the clocks of the tickets, if they were read before.
        backdated: the tickets whose creation was set back; see `ticket/backdated`.
    """
    todo = [Plan(row, _contract_of(row, are_solved_due)) for row in rows]
    todo = [plan for plan in todo if plan.contract or plan.ticket["sla_nl_judged_by"]]
    known = timeline.read_all([plan.name for plan in todo])
    todo = [plan._replace(known=known.get(plan.name, ())) for plan in todo]
    todo = _with_rebuilt(todo, known, backdated)
    if stored is None:
        stored = clocks.read_all([plan.name for plan in todo if not plan.is_settled])
    return [
        _with_verdict(plan, stored.get(plan.name, {}), now_s)
        if are_solved_due or not plan.is_settled
        else plan
        for plan in todo
    ]


def _with_rebuilt(
    todo: Sequence[Plan], known: Mapping[str, Sequence[Happening]], backdated: Collection[str]
) -> list[Plan]:
    """Return plans with the rows that their timelines lack, at the end or at the beginning."""
    again = [plan for plan in todo if plan.name in backdated]
    begun = rebuild_beginnings([plan.ticket for plan in again], known)
    lacking = [plan.ticket for plan in todo if plan.name not in begun and _is_lacking(plan)]
    rebuilt = rebuild_missing(lacking, known)
    return [
        plan._replace(rebuilt=begun[plan.name], known=plan.known[1:], is_backdated=True)
        if plan.name in begun
        else plan._replace(rebuilt=rebuilt.get(plan.name, ()))
        for plan in todo
    ]


def _is_lacking(plan: Plan) -> bool:
    """Return whether the timeline of a ticket may lack rows."""
    is_new = not plan.ticket["sla_nl_judged_by"] and not is_solved(plan.ticket)
    return bool(plan.contract) and (is_new or not plan.known)


def carry_out(todo: Sequence[Plan]) -> None:
    """Write plans of locked tickets; the number of SQL statements is fixed, except for fees."""
    _write_timelines(todo)
    judged = [plan for plan in todo if plan.verdict is not None and (plan.changes or plan.clocks)]
    left = [plan for plan in todo if plan.changes and not plan.contract]
    tickets.write_stamps({p.name: _all_stamps(p) for p in todo if p.changes or p.rebuilt})
    gone = {plan.name: {d.key for d in plan.clocks if d.is_gone} for plan in judged}
    clocks.write_all((_changed_clocks(plan) for plan in judged), gone)
    _write_follow_ups(judged)
    if left:
        clocks.remove(*(plan.name for plan in left))
        follow_ups.remove(*(plan.name for plan in left))
        moments.remove(*(plan.name for plan in left))
    _plan_escalations(todo)
    for plan in (*judged, *left):
        _book_fees(plan)
    tickets.announce([plan.name for plan in todo if plan.changes])


def _write_follow_ups(judged: Sequence[Plan]) -> None:
    """Write the follow-ups of the tickets that have others to do than before."""
    changed = [
        plan for plan in judged if FOLLOW_UPS in plan.changes or "sla_nl_judged_by" in plan.changes
    ]
    follow_ups.write_all(
        {plan.name: plan.verdict for plan in changed if plan.verdict is not None},
        {plan.name: assignee_of(plan.ticket) for plan in changed},
    )


def _plan_escalations(todo: Sequence[Plan]) -> None:
    """Have the sweep look at open tickets when they next escalate.

    A ticket that was not judged before may be old: nobody is told of its past.
    """
    for is_past in (False, True):
        found = (p for p in todo if not p.is_settled and _is_new(p) is is_past)
        verdicts = [p.verdict for p in found if p.verdict and moments.is_concerned(p.verdict)]
        moments.plan(verdicts, is_past)


def _is_new(plan: Plan) -> bool:
    """Return whether a ticket was not judged before."""
    return not plan.ticket["sla_nl_judged_by"]


def _write_timelines(todo: Sequence[Plan]) -> None:
    """Write the rows that the timelines of tickets lack."""
    timeline.append_all(
        entry
        for plan in todo
        if not plan.is_backdated
        for entry in entries(plan.name, plan.rebuilt, len(plan.known))
    )
    for plan in todo:
        if plan.is_backdated:
            timeline.begin_again(plan.name, beginning_entries(plan.name, plan.rebuilt))


def log_faults(todo: Iterable[Plan]) -> int:
    """Log each fault of the plans once. Returns: the number of tickets that cannot be judged."""
    faults: dict[tuple[str, str], list[str]] = defaultdict(list)
    for plan in todo:
        if plan.fault:
            faults[plan.contract, plan.fault].append(plan.name)
    for (contract, fault), names in faults.items():
        title = f"SLA NL: tickets that cannot be judged: {contract}"[:140]
        frappe.log_error(title, f"{', '.join(names)}\n\n{fault}")
    return sum(map(len, faults.values()))


def tally(todo: Sequence[Plan]) -> Count:
    """Log the faults of a batch, and return its counts for the run."""
    moved = sum(clocks.moved(plan.verdict, plan.stored) for plan in todo)
    stamped = sum(bool(plan.changes) for plan in todo)
    return Count(len(todo), stamped, moved, log_faults(todo))


def _changed_clocks(plan: Plan) -> Verdict:
    """Return the verdict of a plan with only the clocks that change."""
    assert plan.verdict is not None
    return clocks.of_keys(plan.verdict, {difference.key for difference in plan.clocks})


def _contract_of(row: TicketRow, are_solved_due: bool) -> str:
    """Return the contract to judge a ticket by, or an empty text."""
    if are_solved_due and is_solved(row):
        return str(row["sla_nl_judged_by"] or "")
    return contract_of(row) or ""


def _with_verdict(plan: Plan, stored: dict[str, clocks.Stored], now_s: int) -> Plan:
    """Return a plan with its verdict and stamps, or with its fault."""
    if not plan.contract:
        return _with_stamps(plan._replace(stored=stored), NO_CONTRACT)
    try:
        verdict = judge(plan.name, contract_named(plan.contract), plan.happenings, now_s)
    except RERAISED:
        raise
    except FAULTS as error:
        return plan._replace(fault=logged(error))
    except Exception:
        return plan._replace(fault=frappe.get_traceback(), is_passing=True)
    stamps = stamps_of(verdict)
    if plan.is_settled:
        keys = clocks.open_keys(stored)
        stored = {key: stored[key] for key in keys}
        verdict = clocks.of_keys(verdict, keys)
        stamps = {field: stamps[field] for field in NEXT_STAMPS}
    differing = clocks.differences(verdict, stored)
    return _with_stamps(plan._replace(verdict=verdict, stored=stored, clocks=differing), stamps)


def _with_stamps(plan: Plan, stamps: Stamps) -> Plan:
    """Return a plan with its stamps, and those of them that change."""
    return plan._replace(stamps=stamps, changes=differences(plan.ticket, stamps))


def _all_stamps(plan: Plan) -> dict[str, Any]:
    """Return all stamps of a ticket after the change, with its number of events."""
    events = len(plan.known) + len(plan.rebuilt) if plan.rebuilt else plan.ticket[EVENTS]
    return {**plan.ticket, EVENTS: events, **plan.stamps}


def _book_fees(plan: Plan) -> None:
    """Book the fees of a ticket that is judged by this contract for the first time.

    Fees that were booked under the same contract stay, even if its terms have changed since; but
    not if the creation of the ticket was set back.
    """
    ticket, before = plan.ticket, plan.ticket["sla_nl_judged_by"]
    if before == plan.contract and not plan.is_backdated:
        return
    is_first = plan.rebuilt and not plan.known and not plan.is_backdated
    if is_first and plan.verdict is not None:
        ledger.book(plan.name, ticket["customer"], plan.contract, plan.verdict.fees)
    else:
        settle_fees(plan.name, ticket["customer"], plan.verdict)
