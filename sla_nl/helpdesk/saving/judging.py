"""Judge a ticket that is being saved, and stamp it.

    save -> changed facts -> timeline + contract + now -> verdict -> stamps
                                                                  -> see `writing`

No fault here stops a ticket from being saved: the fault is logged, and the ticket keeps Helpdesk's
own stamps. Its changes are still written into the timeline, so that it can be judged once the fault
is mended. Two errors go on to the caller: a deadlock, because the database has undone the whole
save, and the end of a job's time.
"""

from __future__ import annotations

from contextlib import suppress

from frappe.model.document import Document

from sla_nl.contracts.in_force import contract_for, contract_named
from sla_nl.engine.errors import NoOpeningTimeError, TicketError
from sla_nl.engine.verdict import Verdict
from sla_nl.records import clocks, timeline
from sla_nl.records.timeline import CREATED, WITHDRAWN, Facts, Happening
from sla_nl.site.time import instant_of, now_s, site_time

from ..ticket.backdated import is_backdated
from ..ticket.facts import CHANNEL, changed_facts, facts_of, missed_facts
from ..ticket.reporter import reporter_facts
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
from ..ticket.tickets import SOLVED, contract_of, is_solved
from ..ticket.translation import REPORTED, judge
from . import faults, timeline_rows, writing
from .messages import message_of
from .state import Pending, save_of

_MINOR_IF_SOLVED = frozenset(("status", "status_category", "last_agent_response"))
"""The facts that may change on a solved ticket without a new judgement."""

_REPLIED = (timeline_rows.RESPONSE, "first_responded_on")
"""The fields that Helpdesk sets for each message, even for a copy from a merged ticket
(docs/design.md 7).
"""


def stamp(doc: Document) -> bool:
    """Stamp a ticket that is about to be saved.

    Returns: True if a contract holds for it.
    """
    with faults.logged(doc):
        return _stamp(doc)
    return False


def judge_agreement(doc: Document) -> bool:
    """Set `agreement_status` as of now, from the timeline.

    Helpdesk's hourly job calls this for every open ticket. So a fault is not logged here again: the
    change of terms, the save or the sweep has logged it.

    Returns: True if the status was set.
    """
    try:
        verdict = _verdict(doc)
    except faults.RERAISED:
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
    rows = timeline_rows.read(doc, before)
    if not rows or not judged_by:
        rows = timeline_rows.complete(doc, before, rows)
    if not judged_by or len(rows) < (before.get(EVENTS) or 0):
        changed = missed_facts(doc, rows)
    pending = timeline_rows.queue(doc, rows, changed, recorded)
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


def _add_to_solved(
    doc: Document, before: Document, changed: Facts, recorded: Happening | None
) -> None:
    """Add rows to a solved ticket's timeline; judge its open clocks and its follow-ups.

    They are judged if an agent recorded an event, or if something is still to be done. Its other
    clocks and its stamps stay as they are, also under changed terms.
    """
    rows = timeline_rows.read(doc, before)
    pending = timeline_rows.queue(doc, rows, changed, recorded)
    if recorded is None and not before.get(FOLLOW_UPS):
        return
    with faults.logged(doc):
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
    facts = {**facts_of(doc), **reporter_facts(doc, contract)}
    happening = Happening(made_at, CREATED, facts)
    doc.sla_nl_channel = happening.facts.get(CHANNEL)
    timeline.append(doc.name, happening, f"{doc.name}:created", 0)
    doc.set(EVENTS, 1)
    verdict = judge(doc.name, contract_named(contract), [happening], now_s())
    writing.write_new(doc, verdict)
    doc.update(stamps_of(verdict))
    with faults.all_or_nothing():
        writing.write_follow_ups(doc, verdict)
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

    Writing the fees needs it to find fees that no longer hold. The ledger is as the ticket was last
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
