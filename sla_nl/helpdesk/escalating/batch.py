"""Carry out the escalations of a batch of tickets, in one transaction.

    lock the tickets -> read their moments under the lock -> judge -> decide -> choose who is told
    -> write the log -> assign, ring, write the history -> store the next moments

The log and the messages are one transaction: nobody is told twice, and whoever is told is in the
log. Open pages hear of it after the commit.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

import frappe

from sla_nl.engine.escalation.climbing import Escalation
from sla_nl.engine.verdict import Verdict
from sla_nl.escalation import log, moments, telling
from sla_nl.escalation.deciding import NOBODY, SENT, Decision, decide
from sla_nl.escalation.log import Entry, Told, cause_of
from sla_nl.escalation.moments import Done
from sla_nl.people.choosing import Choice
from sla_nl.people.words import why_passed_over
from sla_nl.site.fault_log import is_new
from sla_nl.site.language import speaking
from sla_nl.site.time import instant_of, latest_passed, now_s

from .. import TICKET
from ..ticket import tickets
from ..ticket.tickets import TicketRow
from . import assigning, bell
from .by_hand import note_of
from .judging import Judged, judge_all
from .receivers import Receivers


class Case(NamedTuple):
    """A ticket with what is done about its escalations."""

    judged: Judged
    decision: Decision

    @property
    def ticket(self) -> TicketRow:
        """The ticket."""
        return self.judged.ticket

    @property
    def verdict(self) -> Verdict:
        """The verdict on it."""
        return self.judged.verdict

    @property
    def to_tell(self) -> list[Escalation]:
        """The escalations that are told now."""
        return [one.escalation for one in self.decision.decided if one.state == SENT]


def carry_out(names: list[str]) -> int:
    """Carry out the escalations of tickets that came due. Returns: how many were told."""
    rows = {row["name"]: row for row in tickets.lock(names)}
    if missing := set(names) - rows.keys():
        _forget_deleted(missing)
    now = now_s()
    stored = moments.read_all(rows) if rows else {}
    passed = latest_passed(now)
    due = [rows[name] for name, row in stored.items() if row.at and row.at <= passed]
    cases = _cases(judge_all(due, now), stored)
    entries = _entries(cases, now)
    log.add_all(entries)
    _act(entries)
    log.close([case.verdict.ticket.id for case in cases if case.verdict.history.is_resolved])
    moments.finish([_done(case) for case in cases])
    return sum(len(case.to_tell) for case in cases)


def give_up(name: str, fault: str) -> int:
    """Log a ticket whose escalations cannot be written, and leave it to the next sweep."""
    if is_new(name, fault.strip().rpartition("\n")[2]):
        frappe.log_error(f"SLA NL: nobody can be told about ticket {name}", fault)
    return 0


def _cases(judged: Sequence[Judged], stored: dict[str, Any]) -> list[Case]:
    """Return what is done about the escalations of each ticket."""
    in_log = log.known([one.ticket["name"] for one in judged]) if judged else set()
    found = []
    for one in judged:
        name, verdict = one.ticket["name"], one.verdict
        known = {e.cause for e in verdict.escalations if cause_of(name, e.cause) in in_log}
        has_other_terms = moments.has_other_terms(stored[name], verdict)
        settled = (
            instant_of(stored[name].done_until, until=verdict.now) if has_other_terms else None
        )
        found.append(Case(one, decide(verdict, known, settled)))
    return found


def _entries(cases: Sequence[Case], now: int) -> list[Entry]:
    """Return the entries of the log, with who is told of each."""
    chooser = Receivers([(c.verdict, c.ticket, c.to_tell) for c in cases if c.to_tell], now)
    found = []
    for case in cases:
        for escalation, state in case.decision.decided:
            name = log.new_name()
            if state != SENT:
                found.append(Entry(name, case.verdict, escalation, state))
                continue
            choice = chooser.of(case.verdict, case.ticket["name"], escalation)
            entry = _told(name, case.verdict, escalation, choice, chooser)
            found.append(entry._replace(note=note_of(case.judged.timeline, escalation)))
    return found


def _told(
    name: str, verdict: Verdict, escalation: Escalation, choice: Choice, chooser: Receivers
) -> Entry:
    """Return the entry of an escalation that is told, with what each receiver reads."""
    people = tuple(
        Told(one.user, one.email, one.team, language, _why(escalation, choice, language))
        for one in choice.receivers
        for language in [chooser.language_of(one.user)]
    )
    with speaking(""):
        passed = [why_passed_over(one) for one in choice.passed_over]
    state = NOBODY if choice.is_nobody_left else SENT
    return Entry(name, verdict, escalation, state, choice.function, passed, people, choice=choice)


def _why(escalation: Escalation, choice: Choice, language: str) -> str:
    """Return what a receiver reads: the cause, and on further lines why others were not told."""
    with speaking(language):
        passed = (why_passed_over(one) for one in choice.passed_over)
        return "\n".join((telling.cause_text(escalation), *passed))


def _act(entries: Sequence[Entry]) -> None:
    """Assign, ring and write the history for the entries that are told."""
    told = [entry for entry in entries if entry.state in (SENT, NOBODY)]
    for entry in told:
        assigning.hand_over(entry)
    bell.ring(told)
    bell.write_history(told)
    tickets.announce(list({entry.verdict.ticket.id for entry in told}))


def _done(case: Case) -> Done:
    """Return until when a ticket is carried out, and when the sweep looks at it again."""
    verdict, decision = case.verdict, case.decision
    ahead = verdict.next_escalation.at if verdict.next_escalation else None
    moments_ahead = [at for at in (ahead, decision.waits_until) if at is not None]
    told = moments.digest(verdict.escalations) if not decision.is_waiting else "waiting"
    return Done(verdict, min(moments_ahead, default=None), told)


def _forget_deleted(missing: Collection[str]) -> None:
    """Remove the moments of tickets that were deleted, and are not just locked by others."""
    query = f"select name from `tab{TICKET}` where name in %s"
    there = {name for (name,) in frappe.db.sql(query, (tuple(missing),))}
    if gone := set(missing) - there:
        moments.remove(*gone)
