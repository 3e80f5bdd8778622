"""Check a credit case, date its meetings, and book its discounts (docs/design.md 4.15).

    missed promises -> the first meeting -> meetings that follow, discounts that grow -> progress

The contract's row of credits and the moment of the first meeting give every date. They are
calculated again at each save and by the sweep. A discount that has begun is an entry of the fee
ledger; one that no longer follows, because a date was corrected, is reversed there.
"""

from __future__ import annotations

from html import escape

import frappe
from frappe import _
from frappe.model.document import Document

from sla_nl.clauses.articles import cite
from sla_nl.contracts.faults import fault_text
from sla_nl.contracts.in_force import contract_named
from sla_nl.drawing.steps import plain_steps_html
from sla_nl.engine.contract import Contract
from sla_nl.engine.errors import ContractError, LineError, NoOpeningTimeError
from sla_nl.engine.service.credit_steps import credit_steps
from sla_nl.engine.service.credits import (
    CreditCase,
    CreditStep,
    credit_case,
    credits_after,
)
from sla_nl.engine.terms.vocabulary import MEETING_HELD
from sla_nl.engine.words.service import ServiceWords
from sla_nl.fees.credits import Credit, Source, settle
from sla_nl.site import requested
from sla_nl.site.language import language
from sla_nl.site.messages import refuse
from sla_nl.site.time import instant_of, now_s, site_time, site_zone

from . import meetings
from .missed import missed_promise

CASE = "SLA Credit Case"
ASKED, RUNNING, PROGRESS = "Asked for", "Running", "Progress made"


def check(case: Document) -> None:
    """Refuse a case that its contract or its tickets do not carry; calculate its dates.

    Raises: frappe.ValidationError.
    """
    now = now_s()
    _read_moments(case)
    contract = _contract_of(case)
    _check_promises(case)
    meetings.check(case, now)
    if (instant_of(case.progress_at) or 0) > now:
        refuse(_("Progress cannot be recorded for a moment in the future."))
    ladder = _ladder(case, contract, now)
    meetings.follow(case, ladder, now)
    case.state = PROGRESS if case.progress_at else RUNNING if ladder else ASKED
    case.percentage = float(ladder.percentage) if ladder else 0
    _mark_told(case, now)
    case.look_again_at = site_time(_next_moment(case, ladder, now))


def book(case: Document) -> list[str]:
    """Book the discounts that have begun, and reverse those that no longer follow.

    Returns: the new entries of the ledger.
    """
    now = now_s()
    ladder = _ladder(case, _contract_of(case), now)
    begun = [_credit(ladder, step) for step in ladder.steps if step.at <= now] if ladder else []
    return settle(Source(case.customer, case.contract, case.name), begun)


def _credit(ladder: CreditCase, step: CreditStep) -> Credit:
    """Return the credit of a step; the customer may ask for it, so it is possible and not sure."""
    rule = ladder.rule
    return Credit(
        step.at,
        rule.title,
        rule.trigger,
        step.percentage,
        certainty="possible",
        applies_to=rule.applies_to,
        period=_day(step.at),
        clauses=rule.clauses,
    )


def explained(case: Document) -> str:
    """Return the meetings and discounts of a case step by step, as safe HTML."""
    try:
        contract, now = contract_named(case.contract), now_s()
        ladder = _ladder(case, contract, now) or _supposed(contract, now)
    except (ContractError, LineError, NoOpeningTimeError) as error:
        return f"<p>{escape(fault_text(error))}</p>"
    words = ServiceWords(language(), site_zone(), cite)
    html = plain_steps_html(credit_steps(ladder), words)
    if meetings.first_held(case) is not None:
        return html
    note = _("The first meeting was not held yet. If it were held now:")
    return f"<p>{escape(note)}</p>{html}"


def _read_moments(case: Document) -> None:
    """Read the moments of a case that came as texts. Raises: frappe.ValidationError."""
    for document in (case, *case.meetings):
        for field in document.meta.get("fields", {"fieldtype": "Datetime"}):
            value = document.get(field.fieldname)
            if isinstance(value, str) and value:
                document.set(field.fieldname, requested.moment(value, _(field.label)))


def _ladder(case: Document, contract: Contract, now: int) -> CreditCase | None:
    """Return the ladder of a case; None if the first meeting was not held yet."""
    first = meetings.first_held(case)
    if first is None:
        if case.progress_at:
            refuse(_("Progress is recorded after the first meeting: fill in when that was held."))
        return None
    progress = instant_of(case.progress_at)
    if progress is not None and progress < first:
        refuse(_("Progress is recorded after the first meeting; this moment is before it."))
    try:
        return credit_case(contract, first, progress, now)
    except NoOpeningTimeError as error:
        refuse("{0}", fault_text(error))


def _supposed(contract: Contract, now: int) -> CreditCase:
    """Return the ladder as it would be if the first meeting were held now."""
    return credit_case(contract, now, None, now)


def _contract_of(case: Document) -> Contract:
    """Return the contract of a case. Raises: frappe.ValidationError: it has no ladder."""
    try:
        contract = contract_named(case.contract)
    except ContractError as error:
        refuse("{0}", fault_text(error))
    if not credits_after(contract, MEETING_HELD):
        text = _("{0} gives no credit after a meeting. Add a row to its table Credits.")
        refuse(text, contract.terms.title)
    return contract


def _check_promises(case: Document) -> None:
    """Refuse a promise that was not missed, or that another case rests on.

    A promise that the case had before stays, also if its ticket was corrected since.

    Raises: frappe.ValidationError.
    """
    before = case.get_doc_before_save()
    known = {(row.ticket, row.due_key) for row in (before.promises if before else ())}
    seen = set()
    for row in case.promises:
        key = (row.ticket, row.due_key)
        if key in seen:
            text = _("Missed promises, row {0}: it is there twice; remove one of them.")
            refuse(text, row.idx)
        seen.add(key)
        if key not in known:
            _check_promise(case, row)


def _check_promise(case: Document, row: Document) -> None:
    clock = missed_promise(row.ticket, row.due_key, case.customer, case.contract)
    if clock is None:
        text = _(
            "Missed promises, row {0}: ticket {1} of {2} has no missed promise {3} under this "
            "contract. Choose one with the button “Add missed promises”."
        )
        refuse(text, row.idx, row.ticket, case.customer, row.due_key)
    other = frappe.db.get_value(
        "SLA Credit Promise",
        {"ticket": row.ticket, "due_key": row.due_key, "parent": ("!=", case.name or "")},
        "parent",
        for_update=True,  # to see also what was stored while this user waited for the clock
    )
    if other:
        text = _("Missed promises, row {0}: the case {1} rests on it already.")
        refuse(text, row.idx, other)
    row.due, row.met_at = clock.due, clock.met_at


def _mark_told(case: Document, now: int) -> None:
    """Note which meetings are told of: by the sweep, or because a person has just seen them."""
    if case.progress_at:
        return
    for reminder in meetings.due_reminders(case.meetings, now):
        reminder.row.told = meetings.mark_of(reminder)


def _next_moment(case: Document, ladder: CreditCase | None, now: int) -> int | None:
    """Return when the sweep looks at a case again; None if nothing more happens by itself."""
    if case.progress_at:
        return None
    moments = list(meetings.next_moments(case.meetings))
    if ladder:
        moments += [step.at for step in ladder.steps]
        moments += [meeting.at for meeting in ladder.follow_ups]
    return min((moment for moment in moments if moment > now), default=None)


def _day(at: int) -> str:
    moment = site_time(at)
    assert moment is not None
    return moment.date().isoformat()
