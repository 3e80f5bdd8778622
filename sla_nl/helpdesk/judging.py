"""The way of a ticket from its save to its stamps.

    save -> changed facts -> timeline + contract + now -> verdict -> stamps, clocks

Nothing here stops a ticket from being saved: a fault is logged, and the ticket keeps Helpdesk's own
stamps. Where it kept a change from the timeline, the next judgement makes up for that. Only a
deadlock goes on to the caller: the database has undone the whole save by then.
"""

from __future__ import annotations

from typing import NamedTuple

import frappe
from frappe.model.document import Document

from ..engine.evaluate import evaluate
from ..engine.verdict import Verdict
from ..services import clocks, fees, timeline
from ..services.contracts import contract_for, contract_named
from ..services.site_time import instant_of, now_s
from ..services.timeline import CHANGED, CREATED, Facts, Happening
from .restamp import begin, entries
from .stamps import LEFT, STAMPS, agreement_status, stamps_of
from .ticket import EVENTS, changed_facts, facts_of, missed_facts
from .tickets import SOLVED, is_solved, row_of
from .timeline import ticket_of

_NO_MATTER = frozenset(("status", "status_category", "last_agent_response"))
"""What changes nothing for a ticket that was solved and stays so."""

_SAME_SAVE_S = 2
_SAVEPOINT = "sla_nl"


class Pending(NamedTuple):
    """What a save will write once the ticket is written.

    Args:
        verdict: None where the ticket stays as it was judged.
        number: the place of the happenings in the timeline.
        previous: what held before, where it had fees that may be gone now.
    """

    verdict: Verdict | None
    happenings: list[Happening]
    number: int
    previous: Verdict | None = None


def stamp(doc: Document) -> bool:
    """Stamp a ticket that is about to be saved. Returns: whether a contract holds for it."""
    try:
        return _stamp(doc)
    except frappe.QueryDeadlockError:
        raise
    except Exception:
        _log(doc)
        return False


def write(doc: Document) -> None:
    """Write the timeline and the clocks of a ticket that was saved: all of that, or nothing."""
    pending: Pending | None = doc.flags.pop("sla_nl_pending", None)
    if pending is None:
        return
    frappe.db.savepoint(_SAVEPOINT)
    try:
        _write(doc, pending)
    except frappe.QueryDeadlockError:
        raise
    except Exception:
        frappe.db.rollback(save_point=_SAVEPOINT)
        _log(doc)


def record(doc: Document, event: str) -> None:
    """Write down an event that no field of the ticket says, and stamp the ticket anew."""
    doc.flags.sla_nl_happening = Happening(now_s(), event, {})
    doc.save()


def judge_agreement(doc: Document) -> bool:
    """Set `agreement_status` as of now, from the timeline; for Helpdesk's hourly job.

    Returns: whether a contract holds for the ticket.
    """
    try:
        verdict = _verdict(doc)
    except Exception:
        _log(doc)
        return False
    if verdict is None:
        return False
    doc.agreement_status = agreement_status(verdict)
    return True


def _stamp(doc: Document) -> bool:
    before = doc.get_doc_before_save()
    reported = instant_of(doc.creation) if before else now_s()
    name = contract_for(doc.customer, reported or 0, doc.get("sla_nl_contract"))
    if before is None:
        if name is not None:
            _begin(doc, name)
        return name is not None
    judged_by = before.get("sla_nl_judged_by")
    if name is None and not judged_by:
        return False
    changed = changed_facts(doc, before)
    if frappe.flags.sla_nl_copied_reply:
        changed.pop("last_agent_response", None)
    recorded: Happening | None = doc.flags.pop("sla_nl_happening", None)
    if recorded is None and _stays_solved(doc, before, changed):
        _keep(doc, before)
        if judged_by and changed:
            _note(doc, before, changed)
        return True
    if name is None:
        _leave(doc)
        return False
    if not changed and recorded is None and judged_by == name and not _is_due(before):
        _keep(doc, before)
        return True
    rows = _timeline(before) or _begun(doc, before)
    previous = _previous(doc, before, rows)
    if not judged_by or len(rows) < (before.get(EVENTS) or 0):
        changed = missed_facts(doc, rows)
    new = [Happening(now_s(), CHANGED, changed)] if changed else []
    new += [recorded] if recorded is not None else []
    verdict = _judge(doc, name, rows + new)
    doc.update(stamps_of(verdict) | {EVENTS: len(rows) + len(new)})
    doc.flags.sla_nl_pending = Pending(verdict, new, len(rows), previous)
    return True


def _write(doc: Document, pending: Pending) -> None:
    for number, happening in enumerate(pending.happenings, pending.number):
        cause = f"{doc.name}:{happening.event}:{doc.modified}"
        timeline.append(doc.name, happening, cause, number)
    if pending.verdict is None:
        return
    before = doc.get_doc_before_save()
    is_same = before is not None and _turn(before) == _turn(doc)
    clocks.write(pending.verdict, frozenset() if is_same else _keys_of(doc))
    _book_fees(doc, pending.verdict, pending.previous)


def _keep(doc: Document, before: Document) -> None:
    """Leave the stamps as they were."""
    for field in (*STAMPS, EVENTS):
        doc.set(field, before.get(field))


def _stays_solved(doc: Document, before: Document, changed: Facts) -> bool:
    """Whether a ticket was solved before and is, with nothing that it has to be judged for.

    Then other terms do not touch it: it stays as it was judged, or as Helpdesk left it (DESIGN 5).
    """
    return is_solved(before) and doc.status_category == SOLVED and changed.keys() <= _NO_MATTER


def _note(doc: Document, before: Document, changed: Facts) -> None:
    """Have what happened to a solved ticket written into its timeline."""
    number = len(_timeline(before))
    doc.set(EVENTS, number + 1)
    doc.flags.sla_nl_pending = Pending(None, [Happening(now_s(), CHANGED, changed)], number)


def _leave(doc: Document) -> None:
    """A ticket that falls under no contract any more is Helpdesk's own again, and owes nothing."""
    doc.update(LEFT)
    clocks.remove(doc.name)
    fees.reverse_all(doc.name, is_latest=True)


def _begin(doc: Document, contract: str) -> None:
    """Stamp a new ticket and write its first row and its clocks at once.

    Its insertion saves the ticket again, as another object, before any hook of ours would run; what
    was written then must not be overwritten (DESIGN 7).
    """
    happening = Happening(now_s(), CREATED, facts_of(doc))
    doc.sla_nl_channel = happening.facts.get("sla_nl_channel")
    verdict = _judge(doc, contract, [happening])
    doc.update(stamps_of(verdict) | {EVENTS: 1})
    timeline.append(doc.name, happening, f"{doc.name}:created", 0)
    clocks.write(verdict)
    fees.book(doc.name, doc.customer, contract, verdict.fees)


def _judge(doc: Document, contract: str, rows: list[Happening]) -> Verdict:
    found = contract_named(contract)
    return evaluate(found, ticket_of(doc.name, rows, found), now_s())


def _previous(doc: Document, before: Document, rows: list[Happening]) -> Verdict | None:
    """What held before this save, where it had fees that may be gone now."""
    name = before.get("sla_nl_judged_by")
    if not name or not contract_named(name).terms.fees:
        return None
    return _judge(doc, name, rows)


def _book_fees(doc: Document, verdict: Verdict, previous: Verdict | None) -> None:
    """Bring the ledger up to the verdict: what is new is added, what is gone is reversed.

    Under another contract, or for another customer, every fee is another one.
    """
    before = doc.get_doc_before_save()
    contract = verdict.contract.name
    is_same = previous is not None and (previous.contract.name, before.customer) == (
        contract, doc.customer,
    )  # fmt: skip
    old = {fee.cause: fee for fee in previous.fees} if previous is not None else {}
    new = {fee.cause: fee for fee in verdict.fees}
    gone = [fee for cause, fee in old.items() if not is_same or new.get(cause) != fee]
    added = [fee for cause, fee in new.items() if not is_same or old.get(cause) != fee]
    waited = _has_waited(doc)
    if previous is not None:
        fees.reverse(doc.name, previous.contract.name, gone, waited)
    fees.book(doc.name, doc.customer, contract, added, waited)


def _timeline(before: Document) -> list[Happening]:
    """The timeline of a ticket that is locked.

    What a transaction reads is from when it began. A save that waited for another, and then found
    the ticket as that left it, misses the rows of that one: these it reads anew.
    """
    rows = timeline.read(before.name)
    before.flags.sla_nl_waited = len(rows) != (before.get(EVENTS) or 0)
    return timeline.read(before.name, is_latest=True) if before.flags.sla_nl_waited else rows


def _has_waited(doc: Document) -> bool:
    """Whether what this save reads is older than what it waited for."""
    before = doc.get_doc_before_save()
    return bool(before and before.flags.sla_nl_waited)


def _begun(doc: Document, before: Document) -> list[Happening]:
    """The timeline of a ticket that has none, up to this save, from Helpdesk's log."""
    until = (instant_of(before.modified) or 0) + _SAME_SAVE_S
    rows = begin([row_of(before)], until)[doc.name]
    timeline.append_all(entries(doc.name, rows))
    return [row.happening for row in rows]


def _verdict(doc: Document) -> Verdict | None:
    reported = instant_of(doc.creation) or 0
    name = contract_for(doc.customer, reported, doc.get("sla_nl_contract"))
    rows = timeline.read(doc.name) if name else []
    return _judge(doc, name, rows) if name and rows else None


def _is_due(before: Document) -> bool:
    """Whether a date has passed since the ticket was last judged."""
    due = instant_of(before.get("sla_nl_next_due"))
    return due is not None and due < now_s()


def _turn(doc: Document) -> tuple[str, ...]:
    """What decides which clocks a ticket has."""
    names = ("priority", "ticket_type", "sla_nl_kind", "sla_nl_priority", "sla_nl_judged_by")
    return tuple(str(doc.get(name) or "") for name in names)


def _keys_of(doc: Document) -> frozenset[str]:
    lock = " lock in share mode" if _has_waited(doc) else ""
    rows = frappe.db.sql(f"select due_key from `tabSLA Clock` where ticket = %s{lock}", doc.name)
    return frozenset(key for (key,) in rows)


def _log(doc: Document) -> None:
    frappe.log_error(
        title=f"SLA NL: ticket {doc.name} keeps Helpdesk's own stamps",
        reference_doctype="HD Ticket",
        reference_name=doc.name,
    )
