"""The way of a ticket from its save to its stamps.

    save -> changed facts -> timeline + contract + now -> verdict -> stamps, clocks

Nothing here stops a ticket from being saved: a fault is logged, and the ticket keeps Helpdesk's own
stamps. What happened to it is written into its timeline all the same, so that it can be judged once
the fault is mended. Only a deadlock goes on to the caller, for the database has undone the whole
save by then, and the end of a job's time.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

import frappe
from frappe.model.document import Document
from rq.timeouts import BaseTimeoutException

from sla_nl.contracts.faults import FAULTS, logged
from sla_nl.contracts.in_force import contract_for, contract_named
from sla_nl.engine.errors import NoOpeningTimeError, TicketError
from sla_nl.engine.verdict import Verdict
from sla_nl.fees import ledger
from sla_nl.records import clocks, timeline
from sla_nl.records.timeline import CHANGED, CREATED, Facts, Happening
from sla_nl.site.fault_log import is_new
from sla_nl.site.time import instant_of, now_s, site_time

from .. import TICKET
from ..ticket.beginnings import entries, rebuild_missing
from ..ticket.facts import CHANNEL, changed_facts, facts_of, missed_facts
from ..ticket.helpdesk_log import SAME_SAVE_S
from ..ticket.settling import settle_fees
from ..ticket.stamps import EVENTS, NEXT_STAMPS, NO_CONTRACT, STAMPS, agreement_status, stamps_of
from ..ticket.tickets import SOLVED, contract_of, is_solved, row_of
from ..ticket.translation import judge
from .messages import message_of
from .state import Pending, save_of

_NO_MATTER = frozenset(("status", "status_category", "last_agent_response"))
"""What changes nothing for a ticket that was solved and stays so."""

_RESPONSE = "last_agent_response"
_REPLIED = (_RESPONSE, "first_responded_on")
"""What a message that was copied from another ticket changes, though nobody replied
(docs/design.md 7).
"""

_PASSED_ON = (frappe.QueryDeadlockError, BaseTimeoutException)
"""No fault of a ticket: the database has undone the save, or the time of the job has run out."""

_SAVEPOINT = "sla_nl"


def stamp(doc: Document) -> bool:
    """Stamp a ticket that is about to be saved. Returns: whether a contract holds for it."""
    with _logged(doc):
        return _stamp(doc)
    return False


def write(doc: Document) -> None:
    """Write the timeline and the clocks of a ticket that was saved: all of that, or nothing."""
    pending = save_of(doc).pending
    if pending is None:
        return
    try:
        with _all_or_nothing():
            _write(doc, pending)
    except _PASSED_ON:
        raise
    except Exception:
        _log(doc)
        _forget_judgement(doc)


def record(doc: Document, event: str) -> None:
    """Write down an event that no field of the ticket says, and stamp the ticket anew."""
    save_of(doc).recorded = Happening(now_s(), event, {})
    doc.save()


def judge_agreement(doc: Document) -> bool:
    """Set `agreement_status` as of now, from the timeline; for Helpdesk's hourly job.

    It asks for every open ticket, hour after hour. So a fault is not logged here: the change of
    terms that brought it, the save or the sweep did.
    Returns: whether that is done.
    """
    try:
        verdict = _verdict(doc)
    except _PASSED_ON:
        raise
    except Exception:
        return False
    if verdict:
        doc.agreement_status = agreement_status(verdict)
    return verdict is not None


def _stamp(doc: Document) -> bool:
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
    if _stays_solved(doc, before, changed):
        _keep(doc, before)
        if judged_by and (changed or recorded is not None):
            _add_to_solved(doc, before, changed, recorded)
        return True
    if name is None:
        _leave(doc)
        return False
    if not changed and recorded is None and judged_by == name and not _is_due(before):
        _keep(doc, before)
        return True
    _judge_anew(doc, before, name, changed, recorded)
    return True


def _take_message(doc: Document, before: Document) -> None:
    """Correct what Helpdesk says of a response, where that is none of this ticket or of now."""
    message = message_of(doc)
    if message is None:
        return
    if message.is_copy:
        doc.update({field: before.get(field) for field in _REPLIED})
    elif message.written_at is not None and not before.first_responded_on:
        doc.first_responded_on = site_time(message.written_at)


def _judge_anew(
    doc: Document, before: Document, name: str, changed: Facts, recorded: Happening | None
) -> None:
    """Judge a ticket to which something happened, or whose contract or date is another now."""
    judged_by = before.get("sla_nl_judged_by")
    rows = _timeline(doc, before)
    if not rows or not judged_by:
        rows = _completed(doc, before, rows)
    if not judged_by or len(rows) < (before.get(EVENTS) or 0):
        changed = missed_facts(doc, rows)
    pending = _note(doc, rows, changed, recorded)
    is_same = judged_by == name
    verdict = judge(doc.name, contract_named(name), rows + pending.happenings, now_s())
    save_of(doc).pending = pending._replace(
        verdict=verdict,
        previous=_previous(doc, name, rows) if is_same else None,
        is_turned=not is_same or bool(verdict.history.turns) or not changed.keys() <= _NO_MATTER,
    )
    doc.update(stamps_of(verdict))
    if not doc.first_responded_on:
        doc.first_responded_on = site_time(verdict.history.met.get("response"))


def _stamp_new(doc: Document) -> bool:
    name = contract_for(doc.customer, now_s(), doc.get("sla_nl_contract"))
    if name is not None:
        _begin(doc, name)
    return name is not None


def _write(doc: Document, pending: Pending) -> None:
    for number, happening in enumerate(pending.happenings, pending.number):
        cause = f"{doc.name}:{happening.event}:{doc.modified}:{number}"
        timeline.append(doc.name, happening, cause, number)
    if pending.is_left:
        clocks.remove(doc.name)
        settle_fees(doc.name, doc.customer, None, is_latest=True)
    if pending.verdict is not None:
        clocks.write(pending.verdict, _keys_of(doc) if pending.is_turned else frozenset())
        _book_fees(doc, pending.verdict, pending.previous)


@contextmanager
def _logged(doc: Document) -> Iterator[None]:
    """Log what fails in here, and go on."""
    try:
        yield
    except _PASSED_ON:
        raise
    except Exception:
        _log(doc)


@contextmanager
def _all_or_nothing() -> Iterator[None]:
    """Undo what is written in here where it fails."""
    frappe.db.savepoint(_SAVEPOINT)
    try:
        yield
    except _PASSED_ON:
        raise
    except Exception:
        frappe.db.rollback(save_point=_SAVEPOINT)
        raise


def _forget_judgement(doc: Document) -> None:
    """The ticket is saved, but not its clocks: so its next save judges it as if for the first
    time."""
    doc.sla_nl_judged_by = None
    frappe.db.set_value(TICKET, doc.name, "sla_nl_judged_by", None, update_modified=False)


def _keep(doc: Document, before: Document) -> None:
    """Leave the stamps as they were."""
    for field in (*STAMPS, EVENTS):
        doc.set(field, before.get(field))


def _stays_solved(doc: Document, before: Document, changed: Facts) -> bool:
    """Whether a ticket was solved before and is, with nothing that it has to be judged for.

    Then other terms do not touch it: it stays as it was judged, or as Helpdesk left it
    (docs/design.md 5).
    """
    return is_solved(before) and doc.status_category == SOLVED and changed.keys() <= _NO_MATTER


def _note(
    doc: Document, rows: Sequence[Happening], changed: Facts, recorded: Happening | None
) -> Pending:
    """Have what happened written into the timeline, whatever comes of the judgement."""
    new = _happened(doc, changed)
    new += [recorded] if recorded is not None else []
    doc.set(EVENTS, len(rows) + len(new))
    pending = save_of(doc).pending = Pending(new, len(rows))
    return pending


def _happened(doc: Document, changed: Facts) -> list[Happening]:
    """Return the rows for the facts that a save changes; a response has the date of its message."""
    message, rows, rest = message_of(doc), [], dict(changed)
    if message is not None and message.written_at is not None and _RESPONSE in rest:
        response = {_RESPONSE: rest.pop(_RESPONSE)}
        rows = [Happening(message.written_at, CHANGED, response)]
    return [*rows, Happening(now_s(), CHANGED, rest)] if rest else rows


def _add_to_solved(
    doc: Document, before: Document, changed: Facts, recorded: Happening | None
) -> None:
    """What happened to a solved ticket: where an agent recorded it, for the clocks still open.

    The others, and the stamps, stay as they are under whatever terms.
    """
    rows = _timeline(doc, before)
    pending = _note(doc, rows, changed, recorded)
    if recorded is None:
        return
    with _logged(doc):
        _judge_open_clocks(doc, before, rows, pending)


def _judge_open_clocks(
    doc: Document, before: Document, rows: list[Happening], pending: Pending
) -> None:
    contract = before.get("sla_nl_judged_by")
    verdict = judge(doc.name, contract_named(contract), rows + pending.happenings, now_s())
    stored = clocks.read_all([doc.name]).get(doc.name, {})
    stamps, keys = stamps_of(verdict), clocks.open_keys(stored)
    doc.update({field: stamps[field] for field in NEXT_STAMPS})
    save_of(doc).pending = pending._replace(
        verdict=clocks.of_keys(verdict, keys),
        previous=_previous(doc, contract, rows),
        is_turned=False,
    )


def _leave(doc: Document) -> None:
    """A ticket that falls under no contract any more is Helpdesk's own again, and owes nothing."""
    doc.update(NO_CONTRACT)
    save_of(doc).pending = Pending([], 0, is_left=True)


def _begin(doc: Document, contract: str) -> None:
    """Stamp a new ticket and write its first row and its clocks at once.

    Its insertion saves the ticket again, as another object, before any hook of ours would run; what
    was written then must not be overwritten (docs/design.md 7).
    """
    happening = Happening(now_s(), CREATED, facts_of(doc))
    doc.sla_nl_channel = happening.facts.get(CHANNEL)
    timeline.append(doc.name, happening, f"{doc.name}:created", 0)
    doc.set(EVENTS, 1)
    verdict = judge(doc.name, contract_named(contract), [happening], now_s())
    with _all_or_nothing():
        clocks.write(verdict)
        ledger.book(doc.name, doc.customer, contract, verdict.fees)
    doc.update(stamps_of(verdict))
    save_of(doc).is_outside = _is_outside(verdict)


def _is_outside(verdict: Verdict) -> bool:
    """Whether nobody is to respond at the moment of the report."""
    calendars = [c.row.calendar for c in verdict.clocks if c.clock == "response"]
    return not any(
        calendar.is_open(verdict.history.reported_at)
        for calendar in calendars or [verdict.contract.calendar]
    )


def _previous(doc: Document, contract: str, rows: list[Happening]) -> Verdict | None:
    """What held before this save, where there are fees that may be gone now.

    The ledger is as the ticket was last judged: a row with which it could not be judged, as with a
    priority that its contract does not know, has changed nothing there.
    """
    found = contract_named(contract)
    if not found.terms.fees:
        return None
    for end in range(len(rows), 0, -1):
        with suppress(TicketError, NoOpeningTimeError):
            return judge(doc.name, found, rows[:end], now_s())
    return None


def _book_fees(doc: Document, verdict: Verdict, previous: Verdict | None) -> None:
    """Bring the ledger up to the verdict: what is new is added, what is gone is reversed."""
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


def _completed(doc: Document, before: Document, rows: list[Happening]) -> list[Happening]:
    """The timeline of a ticket that comes under a contract, with what it lacks up to this save."""
    until = (instant_of(before.modified) or 0) + SAME_SAVE_S
    begun = rebuild_missing([row_of(before)], {before.name: rows}, until)[before.name]
    timeline.append_all(entries(before.name, begun, len(rows)))
    if not rows and not doc.sla_nl_channel:
        doc.sla_nl_channel = begun[0].happening.facts.get(CHANNEL)
    return [*rows, *(row.happening for row in begun)]


def _verdict(doc: Document) -> Verdict | None:
    name = contract_of(doc)
    rows = timeline.read(doc.name) if name else []
    return judge(doc.name, contract_named(name), rows, now_s()) if name and rows else None


def _is_due(before: Document) -> bool:
    """Whether a date has passed since the ticket was last judged."""
    due = instant_of(before.get("sla_nl_next_due"))
    return due is not None and due < now_s()


def _keys_of(doc: Document) -> frozenset[str]:
    lock = " lock in share mode" if save_of(doc).has_waited else ""
    rows = frappe.db.sql(f"select due_key from `tabSLA Clock` where ticket = %s{lock}", doc.name)
    return frozenset(key for (key,) in rows)


def _log(doc: Document) -> None:
    """Log the fault in hand, with the contract of the ticket and the clauses it is about.

    A fault of the contract or the ticket says all by itself; any other comes with its traceback.
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
