"""Store when the sweep looks at the escalations of a ticket again, in `SLA Next Escalation`.

A ticket has one row, or none if no trigger concerns it. `at` is indexed, so that the sweep finds
what is due however many tickets are open.

`schedule` is a digest of the escalations up to now that the last judgement gave, and `told` is the
same digest of those in the log. While the two are equal nothing is to be told before the next
moment. When they differ, for example because an agent said that the ticket was reported earlier,
the sweep looks at once. A save compares them inside its one statement, so that it reads nothing.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterable, Mapping, Sequence
from hashlib import sha1
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

import frappe
from frappe.utils import now_datetime

from sla_nl.engine.contract import Contract
from sla_nl.engine.escalation.climbing import Escalation
from sla_nl.engine.verdict import Verdict
from sla_nl.site.time import site_time

TABLE = "`tabSLA Next Escalation`"
_COLUMNS = (
    "name", "creation", "modified", "owner", "modified_by", "ticket", "at", "next_at", "schedule",
    "told", "done_until", "terms",
)  # fmt: skip
_NO_TERMS: dict[str, Any] = {
    "title": "", "customers": (), "valid_from": None, "valid_to": None, "is_hidden": False,
    "clause_texts": (),
}  # fmt: skip
_PAST = "@"
"""The terms of a row whose escalations up to `done_until` are logged and told to nobody."""

_digests: WeakKeyDictionary[Contract, str] = WeakKeyDictionary()


class Done(NamedTuple):
    """What was carried out for a ticket.

    Args:
        look_at: when the sweep looks again, in seconds of UTC; None if nothing is ahead.
        told: the digest of the escalations in the log. See `digest`.
    """

    verdict: Verdict
    look_at: int | None
    told: str


def read_all(tickets: Collection[str]) -> dict[str, Any]:
    """Return the rows of tickets, by ticket."""
    rows = frappe.db.sql(
        f"select ticket, at, told, done_until, terms from {TABLE} where ticket in %s",
        (tuple(tickets),),
        as_dict=True,
    )
    return {row.ticket: row for row in rows}


def has_any(verdict: Verdict) -> bool:
    """Return whether a ticket has an escalation, or will have one if nothing more happens."""
    return _can_escalate(verdict) and bool(verdict.escalations or verdict.next_escalation)


def is_concerned(verdict: Verdict) -> bool:
    """Return whether a ticket may have a row: it has an escalation, or may have had one."""
    triggers = verdict.history.service_level.triggers
    is_timed = bool(triggers and triggers.timed) or bool(verdict.history.turns)
    return _can_escalate(verdict) and (is_timed or has_any(verdict))


def _can_escalate(verdict: Verdict) -> bool:
    """Return whether any row concerns a ticket; else its schedule need not be found at all."""
    history = verdict.history
    if verdict.contract.ladder is None:
        return False
    return history.service_level.triggers is not None or bool(history.turns)


def plan(verdicts: Iterable[Verdict], is_past: bool = False) -> None:
    """Store when the sweep looks at tickets again; one statement for all of them.

    Args:
        is_past: for tickets without a row, leave out what was before now. A backfill does so:
            nobody is told of what happened before the app knew the ticket.
    """
    found = list(verdicts)
    rows = [_planned(verdict, is_past) for verdict in found]
    if rows:
        now = max(verdict.now for verdict in found)
        frappe.db.sql(
            f"""insert into {TABLE} ({", ".join(_COLUMNS)})
            values {", ".join(["%s"] * len(rows))} on duplicate key update
            at = if(told = values(schedule), values(next_at), %s),
            next_at = values(next_at), schedule = values(schedule)""",
            (*rows, site_time(now)),
        )


def finish(done: Sequence[Done]) -> None:
    """Store that the escalations of tickets up to now were carried out, by one statement."""
    rows = [_finished(one) for one in done]
    if rows:
        updated = ("at", "next_at", "schedule", "told", "done_until", "terms")
        frappe.db.sql(
            f"""insert into {TABLE} ({", ".join(_COLUMNS)})
            values {", ".join(["%s"] * len(rows))} on duplicate key update
            {", ".join(f"{column} = values({column})" for column in updated)}""",
            rows,
        )


def leave(tickets: Collection[str]) -> None:
    """Look no more at tickets that cannot be judged, until they are saved or the terms change."""
    if tickets:
        frappe.db.sql(f"update {TABLE} set at = null where ticket in %s", (tuple(tickets),))


def remove(*tickets: str) -> None:
    """Delete the rows of tickets that are deleted, or that no longer have a contract."""
    frappe.db.sql(f"delete from {TABLE} where ticket in %s", (tickets,))


def has_other_terms(row: Mapping[str, Any] | None, verdict: Verdict) -> bool:
    """Return whether the terms of a ticket's contract have changed since it was carried out.

    What these terms say about the time before that is logged, and told to nobody.
    """
    terms = (row or {}).get("terms") or ""
    name, _at, _digest = terms.rpartition("@")
    return bool(terms) and name in ("", verdict.contract.name) and terms != terms_of(verdict)


def digest(escalations: Iterable[Escalation]) -> str:
    """Return a digest of escalations that does not depend on their order; empty for none."""
    causes = sorted(escalation.cause for escalation in escalations)
    return sha1("\n".join(causes).encode(), usedforsecurity=False).hexdigest() if causes else ""


def terms_of(verdict: Verdict) -> str:
    """Return the contract of a verdict, and a digest of its terms: `acme@0a1b2c`."""
    contract = verdict.contract
    found = _digests.get(contract)
    if found is None:
        terms = dataclasses.replace(contract.terms, **_NO_TERMS)
        ladder = contract.ladder
        rows = () if ladder is None else (ladder.levels, [row.terms for row in ladder.rows])
        text = repr((terms, rows, sorted(contract.calendar_terms.items())))
        found = _digests[contract] = sha1(text.encode(), usedforsecurity=False).hexdigest()[:12]
    return f"{contract.name[:140]}@{found}"


def _planned(verdict: Verdict, is_past: bool) -> tuple[Any, ...]:
    """Return the row of a ticket that was judged; `told` and what follows is for a new row.

    A ticket that was solved is looked at once more: then nobody has to acknowledge any more.
    """
    schedule, next_at = digest(verdict.escalations), _next_at(verdict)
    if schedule and verdict.history.is_resolved:
        next_at = verdict.now
    look_at = verdict.now if schedule else next_at
    done_until = site_time(verdict.now) if is_past else None
    return (
        *_head(verdict), site_time(look_at), site_time(next_at), schedule, "", done_until,
        _PAST if is_past else "",
    )  # fmt: skip


def _finished(done: Done) -> tuple[Any, ...]:
    verdict = done.verdict
    return (
        *_head(verdict), site_time(done.look_at), site_time(_next_at(verdict)),
        digest(verdict.escalations), done.told, site_time(verdict.now), terms_of(verdict),
    )  # fmt: skip


def _head(verdict: Verdict) -> tuple[Any, ...]:
    now, user, ticket = now_datetime(), frappe.session.user, verdict.ticket.id
    return ticket, now, now, user, user, ticket


def _next_at(verdict: Verdict) -> int | None:
    return None if verdict.next_escalation is None else verdict.next_escalation.at
