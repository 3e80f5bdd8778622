"""Write the timeline, clocks, follow-ups, escalations and fees of a ticket that was saved."""

from __future__ import annotations

import frappe
from frappe.model.document import Document

from sla_nl.engine.verdict import Verdict
from sla_nl.escalation import moments
from sla_nl.fees import ledger
from sla_nl.records import clocks, follow_ups, timeline

from .. import TICKET
from ..ticket.settling import approve_costs, settle_fees
from ..ticket.stamps import FOLLOW_UPS
from ..ticket.tickets import assignee_of
from . import faults
from .state import Pending, save_of


def write(doc: Document) -> None:
    """Write the timeline, clocks and fees of a ticket that was saved: all of them, or none."""
    pending = save_of(doc).pending
    if pending is None:
        return
    try:
        with faults.all_or_nothing():
            _write(doc, pending)
    except faults.RERAISED:
        raise
    except Exception:
        faults.log(doc)
        _forget_judgement(doc)


def write_new(doc: Document, verdict: Verdict) -> None:
    """Write the clocks, the next escalation and the fees of a new ticket: all of them, or none."""
    with faults.all_or_nothing():
        clocks.write(verdict)
        if moments.has_any(verdict):
            moments.plan([verdict])
        ledger.book(doc.name, doc.customer, verdict.contract.name, verdict.fees)


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
        write_follow_ups(doc, pending.verdict)
        _plan_escalations(doc, pending.verdict)
        _book_fees(doc, pending.verdict, pending.previous)


def write_follow_ups(doc: Document, verdict: Verdict) -> None:
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
    approve_costs(doc.name, verdict, previous)


def _keys_of(doc: Document) -> frozenset[str]:
    """Return the keys of a ticket's stored clocks, such as `resolution@99.9`."""
    lock = " lock in share mode" if save_of(doc).has_waited else ""
    rows = frappe.db.sql(f"select due_key from `tabSLA Clock` where ticket = %s{lock}", doc.name)
    return frozenset(key for (key,) in rows)


def _forget_judgement(doc: Document) -> None:
    """Have the next save judge a ticket as if for the first time; its clocks were not written."""
    doc.sla_nl_judged_by = None
    frappe.db.set_value(TICKET, doc.name, "sla_nl_judged_by", None, update_modified=False)
