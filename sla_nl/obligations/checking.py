"""Check an obligation, and say who may see and change it.

Managers see and change all of them. An agent sees those for which they are responsible, and may
only add the evidence and a note, and mark them as done.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, cstr, get_datetime, now_datetime

from sla_nl.people.absences import MANAGERS, is_manager
from sla_nl.site import requested
from sla_nl.site.messages import refuse

OBLIGATION = "SLA Obligation"
OPEN, MISSED, DONE, DROPPED = "open", "missed", "done", "dropped"
TO_DO = (OPEN, MISSED)
"""The states of an obligation that somebody still has to do."""

STAFF = ("Agent", *MANAGERS)
UNITS = {"days": "days", "weeks": "weeks", "months": "months", "years": "years"}
"""The units of a recurrence, as `frappe.utils.add_to_date` calls them."""

_OF_THE_APP = (
    "state", "done_at", "done_by", "event", "next_event", "new_version", "cause", "follows",
    "first_due", "number", "remind_fault",
)  # fmt: skip
_OF_THOSE_RESPONSIBLE = ("evidence", "note")
_LONGEST = 1000


def check(obligation: Document) -> None:
    """Refuse what cannot be meant, and set the state and the moment of the next reminder.

    Raises: frappe.ValidationError; frappe.PermissionError.
    """
    before = obligation.get_doc_before_save()
    if not obligation.flags.by_app:
        _keep_what_the_app_writes(obligation, before)
        _check_rights(obligation, before)
        _check_values(obligation)
    _drop_fractions(obligation)
    if obligation.state in TO_DO:
        _set_state(obligation, before)
    else:
        obligation.remind_at = None


def readable_by(user: str | None = None, doctype: str = "") -> str:
    """Return an SQL condition that selects the obligations a user may see; empty for all."""
    user = user or frappe.session.user
    if is_manager(user):
        return ""
    return f"`tab{OBLIGATION}`.responsible = {frappe.db.escape(user)}"


def is_allowed(doc: Document, ptype: str = "read", user: str | None = None) -> bool:
    """Return whether a user may see or change an obligation: their own, or any as a manager."""
    user = user or frappe.session.user
    return is_manager(user) or doc.get("responsible") == user


def _keep_what_the_app_writes(obligation: Document, before: Document | None) -> None:
    """Undo what a request changed of the fields that only the app writes."""
    for field in _OF_THE_APP:
        obligation.set(field, before.get(field) if before else None)
    obligation.state = obligation.state or OPEN
    obligation.number = cint(obligation.number)


def _check_rights(obligation: Document, before: Document | None) -> None:
    if is_manager(frappe.session.user):
        return
    if before is None or set(_changed(obligation, before)) - set(_OF_THOSE_RESPONSIBLE):
        text = _("You can add evidence and a note here. Ask an SLA Manager to change the rest.")
        refuse(text, error=frappe.PermissionError)


def _changed(obligation: Document, before: Document) -> Iterator[str]:
    """Yield the fields that differ from the stored document."""
    for field in obligation.meta.fields:
        if field.fieldname in ("remind_at", *_OF_THE_APP):
            continue
        if cstr(obligation.get(field.fieldname)) != cstr(before.get(field.fieldname)):
            yield field.fieldname


def _check_values(obligation: Document) -> None:
    for field in ("since", "due"):
        if value := obligation.get(field):
            label = _(obligation.meta.get_label(field))
            obligation.set(field, requested.moment(str(value), label))
    obligation.since = obligation.since or now_datetime()
    if not cstr(obligation.what).strip():
        refuse(_("Say what has to be done."))
    obligation.what = cstr(obligation.what).strip()[:_LONGEST]
    if not 0 <= cint(obligation.remind_days) <= 365:
        refuse(_("Remind somebody 0 to 365 days before the due date."))
    _check_recurrence(obligation)
    _check_responsible(cstr(obligation.responsible))


def _drop_fractions(obligation: Document) -> None:
    """Store whole seconds: a form reads no others, and would call itself changed."""
    for field in ("since", "due", "done_at"):
        moment = get_datetime(obligation.get(field)) if obligation.get(field) else None
        if moment is not None and moment.microsecond:
            obligation.set(field, moment.replace(microsecond=0))


def _check_recurrence(obligation: Document) -> None:
    amount, unit = cint(obligation.repeat_amount), cstr(obligation.repeat_unit)
    if not amount and not unit:
        return
    if not 1 <= amount <= 1000 or unit not in UNITS:
        refuse(_("Repeat it every 1 to 1000 days, weeks, months or years, or leave both empty."))
    if not obligation.due:
        refuse(_("What is repeated needs a due date: the next one counts from it."))


def _check_responsible(user: str) -> None:
    """Refuse a user who cannot open it. Nobody is allowed: then all managers are reminded."""
    if not user:
        return
    if not frappe.db.get_value("User", user, "enabled"):
        refuse(_("{0} cannot log in. Choose an agent or an SLA Manager."), user)
    if user != "Administrator" and set(STAFF).isdisjoint(frappe.get_roles(user)):
        refuse(_("{0} is neither an agent nor an SLA Manager."), user)


def _set_state(obligation: Document, before: Document | None) -> None:
    """Set `open` or `missed`, and when somebody is reminded, where the date or the term changed."""
    due = get_datetime(obligation.due) if obligation.due else None
    obligation.state = MISSED if due and due < now_datetime() else OPEN
    if before is not None and before.state in TO_DO and not _is_dated_anew(obligation, before):
        obligation.remind_at = before.remind_at
        return
    obligation.remind_at = reminded_at(due, cint(obligation.remind_days), obligation.state)


def _is_dated_anew(obligation: Document, before: Document) -> bool:
    fields = ("due", "remind_days", "responsible")
    return any(cstr(obligation.get(field)) != cstr(before.get(field)) for field in fields)


def reminded_at(due: datetime | None, days: int, state: str) -> datetime | None:
    """Return the moment of the next reminder: some days before the due date, or that date."""
    if due is None:
        return None
    return due if state == MISSED else due - timedelta(days=days)
