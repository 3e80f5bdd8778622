"""Judge a ticket that is saved, stamp it, and write its timeline, clocks and fees.

    save -> changed facts -> timeline + contract + now -> verdict -> stamps, clocks

No fault here stops a ticket from being saved: the fault is logged, and the ticket keeps Helpdesk's
own stamps. Its changes are still written into the timeline, so that it can be judged once the fault
is mended. Two errors go on to the caller: a deadlock, because the database has undone the whole
save, and the end of a job's time.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

import frappe
from frappe.model.document import Document
from rq.timeouts import BaseTimeoutException

from sla_nl.contracts.faults import FAULTS, logged
from sla_nl.contracts.in_force import contract_for, contract_named
from sla_nl.engine.errors import NoOpeningTimeError, TicketError
from sla_nl.engine.verdict import Verdict
from sla_nl.escalation import moments
from sla_nl.fees import ledger
from sla_nl.records import clocks, follow_ups, timeline
from sla_nl.records.timeline import CHANGED, CREATED, WITHDRAWN, Facts, Happening
from sla_nl.site.fault_log import is_new
from sla_nl.site.time import instant_of, now_s, site_time

from .. import TICKET
from ..ticket.backdated import is_backdated
from ..ticket.beginnings import entries, rebuild_missing
from ..ticket.facts import CHANNEL, changed_facts, facts_of, missed_facts
from ..ticket.helpdesk_log import SAME_SAVE_S
from ..ticket.settling import settle_fees
from ..ticket.stamps import (
    EVENTS,
    FOLLOW_UPS,
    LATE,
    NEXT_STAMPS,
    NO_CONTRACT,
    STAMPS,
    URGENCY,
    agreement_status,
    stamps_of,
)
from ..ticket.tickets import SOLVED, assignee_of, contract_of, is_solved, row_of
from ..ticket.translation import REOPENED, REPORTED, judge, status_before_reopening
from .messages import message_of
from .state import Pending, save_of

_MINOR_IF_SOLVED = frozenset(("status", "status_category", "last_agent_response"))
"""The facts that may change on a solved ticket without a new judgement."""

_RESPONSE = "last_agent_response"
_REPLIED = (_RESPONSE, "first_responded_on")
"""The fields that Helpdesk sets for each message, even for a copy from a merged ticket
(docs/design.md 7).
"""

_RERAISED = (frappe.QueryDeadlockError, BaseTimeoutException)
"""The errors that are never handled here: the save was undone, or the job has run out of time."""

_SAVEPOINT = "sla_nl"


def stamp(doc: Document) -> bool:
    """Stamp a ticket that is about to be saved.

    Returns: True if a contract holds for it.
    """
    with _logged(doc):
        return _stamp(doc)
    return False


def write(doc: Document) -> None:
    """Write the timeline, clocks and fees of a ticket that was saved: all of them, or none."""
    pending = save_of(doc).pending
    if pending is None:
        return
    try:
        with _all_or_nothing():
            _write(doc, pending)
    except _RERAISED:
        raise
    except Exception:
        _log(doc)
        _forget_judgement(doc)


def record(doc: Document, event: str, at: int, facts: Facts | None = None) -> None:
    """Record an event that no field of the ticket shows, and save the ticket, which judges it.

    Args:
        at: when it happened, in seconds of UTC.
        facts: what belongs to the event, such as the reason of an escalation, or the follow-up
            that was done.
    """
    save_of(doc).recorded = Happening(at, event, facts or {})
    doc.save()


def record_fact(doc: Document, field: str, value: Any, at: int | None) -> None:
    """Set a field of a ticket, and save the ticket, which judges it.

    Args:
        at: since when it holds, in seconds of UTC; None: since now.
    """
    save_of(doc).changed_at = at
    doc.set(field, value)
    doc.save()


def take_back(doc: Document, event: str, at: int, facts: Facts) -> None:
    """Take back an event that was recorded at a moment, and save the ticket, which judges it.

    The timeline keeps the event, and gets a row that takes it back. A ticket whose reopening is
    taken back gets the status that it had before.
    """
    save_of(doc).recorded = Happening(now_s(), WITHDRAWN, {"event": event, "at": at, **facts})
    if event == REOPENED:
        _close_again(doc)
    elif instant_of(doc.first_responded_on) == at:
        doc.first_responded_on = None
    doc.save()


def judge_agreement(doc: Document) -> bool:
    """Set `agreement_status` as of now, from the timeline.

    Helpdesk's hourly job calls this for every open ticket. So a fault is not logged here again: the
    change of terms, the save or the sweep has logged it.

    Returns: True if the status was set.
    """
    try:
        verdict = _verdict(doc)
    except _RERAISED:
        raise
    except Exception:
        return False
    if verdict:
        doc.agreement_status = agreement_status(verdict)
    return verdict is not None


def _stamp(doc: Document) -> bool:
    """Stamp a ticket under its contract. Returns: True if a contract holds for it."""
    before = doc.get_doc_before_save()
    if before is None:
        return _stamp_new(doc)
    name = contract_of(doc)
    judged_by = before.get("sla_nl_judged_by")
    if name is None and not judged_by:
        return False
    _take_message(doc, before)
    changed = changed_facts(doc, before)
    recorded = save_of(doc).recorded
    is_correction = recorded is not None and recorded.event == WITHDRAWN
    if is_correction and is_solved(before):
        name = judged_by or name
    elif _stays_solved(doc, before, changed):
        _keep_stamps(doc, before)
        if judged_by and (changed or recorded is not None):
            _add_to_solved(doc, before, changed, recorded)
        return True
    if name is None:
        _release(doc)
        return False
    if not changed and recorded is None and judged_by == name and not _is_due(before):
        _keep_stamps(doc, before)
        return True
    _judge_again(doc, before, name, changed, recorded)
    return True


def _close_again(doc: Document) -> None:
    """Give a ticket the status that it had before it was reopened, unless it is solved again."""
    contract = contract_of(doc)
    if contract and not is_solved(doc):
        status = status_before_reopening(_timeline(doc, doc), contract_named(contract))
        doc.status = status or doc.status


def _take_message(doc: Document, before: Document) -> None:
    """Correct the response that Helpdesk has written for a message.

    A copy of another ticket's message is no response. An older message is a response of its date.
    """
    message = message_of(doc)
    if message is None:
        return
    if message.is_copy:
        doc.update({field: before.get(field) for field in _REPLIED})
    elif message.written_at is not None and not before.first_responded_on:
        doc.first_responded_on = site_time(message.written_at)


def _judge_again(
    doc: Document, before: Document, name: str, changed: Facts, recorded: Happening | None
) -> None:
    """Judge and stamp a ticket again.

    A fact has changed, an event was recorded, the contract is another one, or a date has passed.
    """
    judged_by = before.get("sla_nl_judged_by")
    rows = _timeline(doc, before)
    if not rows or not judged_by:
        rows = _complete_timeline(doc, before, rows)
    if not judged_by or len(rows) < (before.get(EVENTS) or 0):
        changed = missed_facts(doc, rows)
    pending = _queue_rows(doc, rows, changed, recorded)
    is_same = judged_by == name
    verdict = judge(doc.name, contract_named(name), rows + pending.happenings, now_s())
    save_of(doc).pending = pending._replace(
        verdict=verdict,
        previous=_previous_verdict(doc, name, rows) if is_same else None,
        is_turned=not is_same
        or bool(verdict.history.turns)
        or not changed.keys() <= _MINOR_IF_SOLVED,
    )
    doc.update(stamps_of(verdict))
    if not doc.first_responded_on:
        doc.first_responded_on = site_time(verdict.history.met.get("response"))


def _stamp_new(doc: Document) -> bool:
    """Stamp a new ticket. Returns: True if a contract holds for it."""
    made_at = _made_at(doc)
    reported_at = instant_of(doc.get(REPORTED)) or made_at
    name = contract_for(doc.customer, reported_at, doc.get("sla_nl_contract"))
    if name is not None:
        _start_timeline(doc, name, made_at)
    return name is not None


def _made_at(doc: Document) -> int:
    """Return when a new ticket is made: now, or before if a patch gives it an earlier creation."""
    now = now_s()
    made_at = instant_of(doc.creation, until=now)
    return made_at if made_at is not None and is_backdated(doc.creation, now) else now


def _write(doc: Document, pending: Pending) -> None:
    """Write the rows, clocks and fees that a save has found."""
    for number, happening in enumerate(pending.happenings, pending.number):
        cause = f"{doc.name}:{happening.event}:{doc.modified}:{number}"
        timeline.append(doc.name, happening, cause, number)
    if pending.is_left:
        clocks.remove(doc.name)
        follow_ups.remove(doc.name)
        moments.remove(doc.name)
        settle_fees(doc.name, doc.customer, None, is_latest=True)
    if pending.verdict is not None:
        clocks.write(pending.verdict, _keys_of(doc) if pending.is_turned else frozenset())
        _write_follow_ups(doc, pending.verdict)
        _plan_escalations(doc, pending.verdict)
        _book_fees(doc, pending.verdict, pending.previous)


def _write_follow_ups(doc: Document, verdict: Verdict) -> None:
    """Write the follow-ups of a ticket, if there are others to do than before this save."""
    before = doc.get_doc_before_save() or {}
    old, new = (one.get(FOLLOW_UPS) or "" for one in (before, doc))
    if old != new or (new and not before.get("sla_nl_judged_by")):
        follow_ups.write_all({doc.name: verdict}, {doc.name: assignee_of(doc)})


def _plan_escalations(doc: Document, verdict: Verdict) -> None:
    """Have the sweep look at a ticket when it next escalates; no statement if it never does."""
    before = doc.get_doc_before_save() or {}
    if moments.is_concerned(verdict):
        moments.plan([verdict])
    elif before.get("sla_nl_judged_by") not in (None, "", verdict.contract.name):
        moments.remove(doc.name)


@contextmanager
def _logged(doc: Document) -> Iterator[None]:
    """Log an error in the block, and go on after it."""
    try:
        yield
    except _RERAISED:
        raise
    except Exception:
        _log(doc)


@contextmanager
def _all_or_nothing() -> Iterator[None]:
    """Undo what the block has written if it fails."""
    frappe.db.savepoint(_SAVEPOINT)
    try:
        yield
    except _RERAISED:
        raise
    except Exception:
        frappe.db.rollback(save_point=_SAVEPOINT)
        raise


def _forget_judgement(doc: Document) -> None:
    """Have the next save judge a ticket as if for the first time; its clocks were not written."""
    doc.sla_nl_judged_by = None
    frappe.db.set_value(TICKET, doc.name, "sla_nl_judged_by", None, update_modified=False)


def _keep_stamps(doc: Document, before: Document) -> None:
    """Give a ticket the stamps that it had before this save."""
    for field in (*STAMPS, EVENTS):
        doc.set(field, before.get(field))


def _stays_solved(doc: Document, before: Document, changed: Facts) -> bool:
    """Return whether a ticket was solved, still is, and needs no new judgement.

    Then changed terms do not touch it: it keeps the stamps that it has (docs/design.md 5).
    """
    return (
        is_solved(before) and doc.status_category == SOLVED and changed.keys() <= _MINOR_IF_SOLVED
    )


def _queue_rows(
    doc: Document, rows: Sequence[Happening], changed: Facts, recorded: Happening | None
) -> Pending:
    """Queue the new rows of the timeline, so that they are written even if the judgement fails."""
    new = _new_rows(doc, changed)
    new += [recorded] if recorded is not None else []
    doc.set(EVENTS, len(rows) + len(new))
    pending = save_of(doc).pending = Pending(new, len(rows))
    return pending


def _new_rows(doc: Document, changed: Facts) -> list[Happening]:
    """Return rows for the facts that a save changes; a response gets the date of its message."""
    message, rows, rest = message_of(doc), [], dict(changed)
    if message is not None and message.written_at is not None and _RESPONSE in rest:
        response = {_RESPONSE: rest.pop(_RESPONSE)}
        rows = [Happening(message.written_at, CHANGED, response)]
    changed_at = save_of(doc).changed_at
    at = now_s() if changed_at is None else changed_at
    return [*rows, Happening(at, CHANGED, rest)] if rest else rows


def _add_to_solved(
    doc: Document, before: Document, changed: Facts, recorded: Happening | None
) -> None:
    """Add rows to a solved ticket's timeline; judge its open clocks and its follow-ups.

    They are judged if an agent recorded an event, or if something is still to be done. Its other
    clocks and its stamps stay as they are, also under changed terms.
    """
    rows = _timeline(doc, before)
    pending = _queue_rows(doc, rows, changed, recorded)
    if recorded is None and not before.get(FOLLOW_UPS):
        return
    with _logged(doc):
        _judge_open_clocks(doc, before, rows, pending)


def _judge_open_clocks(
    doc: Document, before: Document, rows: list[Happening], pending: Pending
) -> None:
    """Judge the open clocks of a solved ticket, such as a report, and stamp its next date."""
    contract = before.get("sla_nl_judged_by")
    verdict = judge(doc.name, contract_named(contract), rows + pending.happenings, now_s())
    stored = clocks.read_all([doc.name]).get(doc.name, {})
    stamps, keys = stamps_of(verdict), clocks.open_keys(stored)
    doc.update({field: stamps[field] for field in NEXT_STAMPS})
    save_of(doc).pending = pending._replace(
        verdict=clocks.of_keys(verdict, keys),
        previous=_previous_verdict(doc, contract, rows),
        is_turned=False,
    )


def _release(doc: Document) -> None:
    """Remove the app's stamps from a ticket that has lost its contract.

    Helpdesk stamps it again. Its clocks are removed and its fees reversed after the save.
    """
    doc.update(NO_CONTRACT)
    save_of(doc).pending = Pending([], 0, is_left=True)


def _start_timeline(doc: Document, contract: str, made_at: int) -> None:
    """Stamp a new ticket, and write its first row, its clocks and its fees at once.

    Inserting a ticket saves it again, as another object, before any later hook runs here. A later
    hook would overwrite what that second save has written (docs/design.md 7).
    """
    happening = Happening(made_at, CREATED, facts_of(doc))
    doc.sla_nl_channel = happening.facts.get(CHANNEL)
    timeline.append(doc.name, happening, f"{doc.name}:created", 0)
    doc.set(EVENTS, 1)
    verdict = judge(doc.name, contract_named(contract), [happening], now_s())
    with _all_or_nothing():
        clocks.write(verdict)
        if moments.has_any(verdict):
            moments.plan([verdict])
        ledger.book(doc.name, doc.customer, contract, verdict.fees)
    doc.update(stamps_of(verdict))
    with _all_or_nothing():
        _write_follow_ups(doc, verdict)
    save_of(doc).is_outside = _is_outside(verdict)


def _is_outside(verdict: Verdict) -> bool:
    """Return whether a ticket was reported outside the hours in which somebody has to respond."""
    calendars = [c.row.calendar for c in verdict.clocks if c.clock == "response"]
    return not any(
        calendar.is_open(verdict.history.reported_at)
        for calendar in calendars or [verdict.contract.calendar]
    )


def _previous_verdict(doc: Document, contract: str, rows: list[Happening]) -> Verdict | None:
    """Return the verdict before this save, or None if the contract has no fees.

    `_book_fees` needs it to find fees that no longer hold. The ledger is as the ticket was last
    judged. So the last rows are left out until the rest can be judged: for example, a row with a
    priority that the contract does not know has not changed the ledger.
    """
    found = contract_named(contract)
    if not found.terms.fees:
        return None
    for end in range(len(rows), 0, -1):
        with suppress(TicketError, NoOpeningTimeError):
            return judge(doc.name, found, rows[:end], now_s())
    return None


def _book_fees(doc: Document, verdict: Verdict, previous: Verdict | None) -> None:
    """Book the fees that are new in the verdict, and reverse those that no longer hold."""
    before, contract, waited = (
        doc.get_doc_before_save(),
        verdict.contract.name,
        save_of(doc).has_waited,
    )
    if (before.get("sla_nl_judged_by"), before.customer) != (contract, doc.customer):
        settle_fees(doc.name, doc.customer, verdict, waited)
        return
    old = {fee.cause: fee for fee in previous.fees} if previous is not None else {}
    new = {fee.cause: fee for fee in verdict.fees}
    gone = [fee for cause, fee in old.items() if new.get(cause) != fee]
    added = [fee for cause, fee in new.items() if old.get(cause) != fee]
    ledger.reverse(doc.name, contract, gone, waited)
    ledger.book(doc.name, doc.customer, contract, added, waited)


def _timeline(doc: Document, before: Document) -> list[Happening]:
    """Return the timeline of a ticket that is locked.

    A transaction reads the rows as they were when it began. A save that waited for another save
    misses the rows of that one, so it reads them again with a lock.
    """
    rows, save = timeline.read(before.name), save_of(doc)
    save.has_waited = len(rows) != (before.get(EVENTS) or 0)
    return timeline.read(before.name, is_latest=True) if save.has_waited else rows


def _complete_timeline(doc: Document, before: Document, rows: list[Happening]) -> list[Happening]:
    """Write the rows that a timeline lacks up to this save, and return the whole timeline."""
    until = (instant_of(before.modified, until=now_s()) or 0) + SAME_SAVE_S
    rebuilt = rebuild_missing([row_of(before)], {before.name: rows}, until)[before.name]
    timeline.append_all(entries(before.name, rebuilt, len(rows)))
    if not rows and not doc.sla_nl_channel:
        doc.sla_nl_channel = rebuilt[0].happening.facts.get(CHANNEL)
    return [*rows, *(row.happening for row in rebuilt)]


def _verdict(doc: Document) -> Verdict | None:
    """Return the verdict on a ticket as of now; None without a contract or a timeline."""
    name = contract_of(doc)
    rows = timeline.read(doc.name) if name else []
    return judge(doc.name, contract_named(name), rows, now_s()) if name and rows else None


def _is_due(before: Document) -> bool:
    """Return whether a date has passed since the ticket was last judged.

    A ticket that is late keeps the date that it missed; the sweep judges it at its next one.
    """
    due = instant_of(before.get("sla_nl_next_due"))
    is_late = str(before.get(URGENCY) or "").startswith(LATE)
    return due is not None and not is_late and due < now_s()


def _keys_of(doc: Document) -> frozenset[str]:
    """Return the keys of a ticket's stored clocks, such as `resolution@99.9`."""
    lock = " lock in share mode" if save_of(doc).has_waited else ""
    rows = frappe.db.sql(f"select due_key from `tabSLA Clock` where ticket = %s{lock}", doc.name)
    return frozenset(key for (key,) in rows)


def _log(doc: Document) -> None:
    """Log the error that is being handled, with the ticket's contract and the clauses concerned.

    An error of the contract or the ticket explains itself. Any other one gets its traceback.
    """
    error, contract = sys.exc_info()[1], None
    with suppress(Exception):
        contract = contract_of(doc)
    message = logged(error)
    if not is_new(doc.name, message):
        return
    if not isinstance(error, FAULTS):
        message += f"\n\n{frappe.get_traceback(with_context=True)}"
    frappe.log_error(
        title=f"SLA NL: ticket {doc.name} keeps Helpdesk's own stamps ({contract})"[:140],
        message=message,
        reference_doctype=TICKET,
        reference_name=doc.name,
    )
